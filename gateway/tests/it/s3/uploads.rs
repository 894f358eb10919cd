//! Objects in parts.

use super::program::{MODES, Mode, Program, element, elements, program_with_bucket};
use crate::support::{Gateway, encode};

const TARGET: &str = "/alice.tremblay/large";
const PART_BYTES: usize = 5 * 1024 * 1024;

async fn begin(program: &Program) -> String {
    let begun = program.post(&format!("{TARGET}?uploads"), "").await.expect(200).text();
    assert_eq!(element(&begun, "Bucket"), "alice.tremblay");
    encode(&element(&begun, "UploadId"))
}

fn completion(parts: &[(usize, String)]) -> String {
    let part = |(number, etag): &(usize, String)| {
        format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.concat())
}

#[tokio::test]
async fn parts_sent_in_any_way_and_copied_ones_become_one_object() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let part = "p".repeat(PART_BYTES);
    alice.put("/alice.tremblay/source", part.clone()).await.expect(200);
    let upload = begin(&alice).await;
    let mut parts = Vec::new();
    for (index, mode) in MODES.into_iter().enumerate() {
        let target = format!("{TARGET}?partNumber={}&uploadId={upload}", index + 1);
        let sent = alice.send(mode, None, "PUT", &target, &[], part.clone()).await.expect(200);
        parts.push((index + 1, sent.header("etag").to_owned()));
    }
    let number = parts.len() + 1;
    let target = format!("{TARGET}?partNumber={number}&uploadId={upload}");
    let headers =
        [("x-amz-copy-source", "/alice.tremblay/source"), ("x-amz-copy-source-range", "bytes=0-9")];
    let copied = alice.ask("PUT", &target, &headers, "").await.expect(200).text();
    parts.push((number, element(&copied, "ETag").replace("&quot;", "\"")));
    let listed = alice.get(&format!("{TARGET}?uploadId={upload}")).await.expect(200).text();
    assert_eq!(elements(&listed, "PartNumber").len(), parts.len());
    for who in elements(&listed, "Initiator").into_iter().chain(elements(&listed, "Owner")) {
        assert_eq!(element(&who, "ID"), "alice.tremblay");
    }
    let open = alice.get("/alice.tremblay?uploads").await.expect(200).text();
    assert_eq!(elements(&open, "Key"), ["large"]);
    let done =
        alice.post(&format!("{TARGET}?uploadId={upload}"), completion(&parts)).await.expect(200);
    let location = element(&done.text(), "Location");
    assert_eq!(location, format!("{}{TARGET}", gateway.s3), "{}", done.text());
    let head = alice.head(TARGET).await.expect(200);
    assert_eq!(head.header("content-length"), (PART_BYTES * MODES.len() + 10).to_string());
    let first = alice.ask("GET", &format!("{TARGET}?partNumber=1"), &[], "").await.expect(206);
    assert_eq!(first.body.len(), PART_BYTES);
    assert_eq!(first.header("x-amz-mp-parts-count"), parts.len().to_string());
}

#[tokio::test]
async fn what_is_wrong_with_parts_is_told_as_the_storage_tells_it() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let upload = begin(&alice).await;
    let part = |number: &str| format!("{TARGET}?partNumber={number}&uploadId={upload}");
    alice.put(&part("0"), "x").await.expect_code(400, "InvalidArgument");
    let small = alice.put(&part("1"), "x").await.expect(200).header("etag").to_owned();
    let other = alice.put(&part("2"), "y").await.expect(200).header("etag").to_owned();
    let complete = format!("{TARGET}?uploadId={upload}");
    let wrong = completion(&[(1, "\"00000000000000000000000000000000\"".to_owned())]);
    alice.post(&complete, wrong).await.expect_code(400, "InvalidPart");
    let unordered = completion(&[(2, other.clone()), (1, small.clone())]);
    alice.post(&complete, unordered).await.expect_code(400, "InvalidPartOrder");
    let too_small = completion(&[(1, small), (2, other)]);
    alice.post(&complete, too_small).await.expect_code(400, "EntityTooSmall");
    alice.delete(&complete).await.expect(204);
    alice.get(&complete).await.expect_code(404, "NoSuchUpload");
    alice
        .send(Mode::Literal, None, "PUT", &part("1"), &[], "x")
        .await
        .expect_code(404, "NoSuchUpload");
}
