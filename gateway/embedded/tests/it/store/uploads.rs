//! Multipart uploads.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Digest as _;

use super::client::{Answer, Call, Client, Running, with_bucket};
use super::refusals::expect_files;

const MIB: usize = 1024 * 1024;

pub async fn begin(client: &Client, path: &str, headers: &[(&str, &str)]) -> String {
    let mut call = client.post(path).query("uploads", "");
    for (name, value) in headers {
        call = call.header(name, value);
    }
    call.ok().await.xml("UploadId").remove(0)
}

pub fn part(client: &Client, path: &str, upload: &str, number: usize) -> Call {
    client.put(path).query("partNumber", &number.to_string()).query("uploadId", upload)
}

pub fn complete(client: &Client, path: &str, upload: &str, parts: &[(usize, &str)]) -> Call {
    let parts: Vec<String> = parts
        .iter()
        .map(|(number, etag)| {
            format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
        })
        .collect();
    let parts = parts.concat();
    let document = format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>");
    client.post(path).query("uploadId", upload).body(document)
}

fn bytes(seed: u8, size: usize) -> Vec<u8> {
    (0..=252).cycle().take(size).map(|byte: u8| byte ^ seed).collect()
}

#[tokio::test]
async fn parts_become_one_object_with_the_etag_and_checksum_s3_gives() {
    let (folder, running) = with_bucket().await;
    let client = &running.client;
    let path = "/bucket/whole";
    let source = bytes(7, 6 * MIB);
    client.put("/bucket/source").body(source.clone()).ok().await;
    let upload = begin(
        client,
        path,
        &[("content-type", "text/x"), ("x-amz-meta-a", "b"), ("x-amz-tagging", "t=1")],
    )
    .await;
    let first = bytes(1, 5 * MIB);
    let one = part(client, path, &upload, 2).body(first.clone()).ok().await;
    let two = part(client, path, &upload, 3)
        .header("x-amz-copy-source", "/bucket/source")
        .header("x-amz-copy-source-range", &format!("bytes=1-{}", 5 * MIB))
        .ok()
        .await;
    part(client, path, &upload, 4).body("replaced").ok().await;
    let three = part(client, path, &upload, 4).body("end").ok().await;
    part(client, path, &upload, 9).body("left out").ok().await;

    let listed = client.get(path).query("uploadId", &upload).query("max-parts", "3").ok().await;
    assert_eq!(listed.xml("PartNumber"), ["2", "3", "4"]);
    assert_eq!(listed.xml("IsTruncated"), ["true"]);
    let uploads = client.get("/bucket").query("uploads", "").ok().await;
    assert_eq!(
        (uploads.xml("Key"), uploads.xml("UploadId")),
        (vec!["whole".into()], vec![upload.clone()])
    );

    let etags = [one.header("etag"), &two.xml("ETag")[0], three.header("etag")].map(str::to_owned);
    let parts = [(2, etags[0].as_str()), (3, &etags[1]), (4, &etags[2])];
    let done = complete(client, path, &upload, &parts).ok().await;
    let expected = [first, source[1..=5 * MIB].to_vec(), b"end".to_vec()];
    let md5s: Vec<u8> = expected.iter().flat_map(md5::Md5::digest).collect();
    let etag = format!("\"{}-3\"", hex::encode(md5::Md5::digest(md5s)));
    assert_eq!(done.xml("ETag"), [etag.as_str()]);
    let whole = expected.concat();
    let crc = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc64Nvme, &whole);
    let crc = STANDARD.encode(crc.to_be_bytes());
    assert_eq!(done.xml("ChecksumCRC64NVME"), [crc]);

    let again = complete(client, path, &upload, &parts).ok().await;
    assert_eq!(again.xml("ETag"), [etag.as_str()], "a client that did not hear may ask again");
    complete(client, path, &upload, &parts[..2]).answer().await.refused(404, "NoSuchUpload");

    let got = client.get(path).ok().await;
    assert!(got.body == whole);
    assert_eq!((got.header("etag"), got.header("content-type")), (etag.as_str(), "text/x"));
    assert_eq!((got.header("x-amz-meta-a"), got.header("x-amz-tagging-count")), ("b", "1"));
    let seam = 5 * MIB;
    let range = format!("bytes={}-{}", seam - 10, 2 * seam + 1);
    let got = client.get(path).header("range", &range).answer().await.expect(206);
    assert!(got.body == whole[seam - 10..2 * seam + 2]);
    let got = client.get(path).query("partNumber", "3").answer().await.expect(206);
    assert_eq!((got.text().as_str(), got.header("x-amz-mp-parts-count")), ("end", "3"));

    let copy = client.put("/bucket/copy").header("x-amz-copy-source", "/bucket/whole").ok().await;
    assert_eq!(copy.xml("ETag"), [etag]);
    client.delete(path).answer().await.expect(204);
    assert!(client.get("/bucket/copy").ok().await.body == whole);
    // The source and the three of the copy.
    expect_files(&folder.path().join("blobs"), 4).await;
    running.stop().await;
}

#[tokio::test]
async fn each_kind_of_checksum_is_that_of_the_bytes_or_of_the_parts() {
    let (_folder, running) = with_bucket().await;
    let client = &running.client;
    let bodies = [bytes(3, 5 * MIB), bytes(4, 1000)];
    let whole = bodies.concat();
    let crc32 = |bytes: &[u8]| {
        let crc = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, bytes);
        crc.to_be_bytes()[4..].to_vec()
    };
    let of_parts = |digests: Vec<Vec<u8>>, digest: &dyn Fn(&[u8]) -> Vec<u8>| {
        format!("{}-2", STANDARD.encode(digest(&digests.concat())))
    };
    let sha256 = |bytes: &[u8]| sha2::Sha256::digest(bytes).to_vec();
    let digests = |digest: &dyn Fn(&[u8]) -> Vec<u8>| bodies.iter().map(|b| digest(b)).collect();
    let cases = [
        ("CRC32", "FULL_OBJECT", STANDARD.encode(crc32(&whole))),
        ("CRC32", "COMPOSITE", of_parts(digests(&crc32), &crc32)),
        ("SHA256", "COMPOSITE", of_parts(digests(&sha256), &sha256)),
    ];
    for (algorithm, kind, expected) in cases {
        let path = format!("/bucket/{algorithm}-{kind}");
        let headers = [("x-amz-checksum-algorithm", algorithm), ("x-amz-checksum-type", kind)];
        let upload = begin(client, &path, &headers).await;
        let mut etags = Vec::new();
        for (number, body) in (1..).zip(&bodies) {
            let put = part(client, &path, &upload, number).body(body.clone()).ok().await;
            etags.push(put.header("etag").to_owned());
        }
        let parts = [(1, etags[0].as_str()), (2, &etags[1])];
        let name = format!("x-amz-checksum-{}", algorithm.to_lowercase());
        let wrong = complete(client, &path, &upload, &parts).header(&name, "AAAAAA==");
        wrong.answer().await.refused(400, "BadDigest");
        let done = complete(client, &path, &upload, &parts).header(&name, &expected).ok().await;
        assert_eq!(done.xml("ChecksumType"), [kind]);
        let head = client.head(&path).header("x-amz-checksum-mode", "ENABLED").ok().await;
        assert_eq!((head.header(&name), head.header("x-amz-checksum-type")), (&*expected, kind));
    }
    let call = client.post("/bucket/x").query("uploads", "");
    let call = call.header("x-amz-checksum-algorithm", "SHA1");
    let impossible = call.header("x-amz-checksum-type", "FULL_OBJECT");
    impossible.answer().await.refused(400, "InvalidRequest");
    running.stop().await;
}

#[tokio::test]
async fn uploads_that_do_not_fit_are_refused_and_aborted_ones_leave_nothing() {
    let (folder, running) = with_bucket().await;
    let client = &running.client;
    let path = "/bucket/o";
    client.put(path).body("old").ok().await;
    let upload = begin(client, path, &[]).await;
    let one = part(client, path, &upload, 1).body("small").ok().await.header("etag").to_owned();
    let two = part(client, path, &upload, 2).body("last").ok().await.header("etag").to_owned();
    let refused = async |parts: &[(usize, &str)], code: &str| -> Answer {
        complete(client, path, &upload, parts).answer().await.refused(400, code)
    };
    refused(&[(1, &one), (2, &two)], "EntityTooSmall").await;
    refused(&[(2, &two), (1, &one)], "InvalidPartOrder").await;
    refused(&[(1, &two)], "InvalidPart").await;
    refused(&[(3, &one)], "InvalidPart").await;
    refused(&[], "MalformedXML").await;
    let conditional = complete(client, path, &upload, &[(1, &one)]).header("if-none-match", "*");
    conditional.answer().await.refused(412, "PreconditionFailed");
    assert_eq!(client.get(path).ok().await.text(), "old");
    for number in [0, 10_001] {
        let out_of_range = part(client, path, &upload, number).body("x").answer().await;
        out_of_range.refused(400, "InvalidArgument");
    }
    client.delete("/bucket").answer().await.refused(409, "BucketNotEmpty");
    client.delete(path).query("uploadId", &upload).answer().await.expect(204);
    part(client, path, &upload, 1).body("x").answer().await.refused(404, "NoSuchUpload");
    assert_eq!(client.get("/bucket").query("uploads", "").ok().await.xml("Upload").len(), 0);
    expect_files(&folder.path().join("blobs"), 0).await;
    running.stop().await;
}

#[tokio::test]
async fn unfinished_uploads_are_paged_and_survive_a_restart() {
    let (folder, running) = with_bucket().await;
    let mut expected = Vec::new();
    for key in ["a", "a", "b/1", "b/2", "c c"] {
        expected.push((key, begin(&running.client, &format!("/bucket/{key}"), &[]).await));
    }
    expected.sort();
    running.stop().await;
    let running = Running::start(folder.path()).await;
    for page in 1..5_usize {
        let mut seen = Vec::new();
        let mut markers = (String::new(), String::new());
        loop {
            let answer = running
                .client
                .get("/bucket")
                .query("uploads", "")
                .query("max-uploads", &page.to_string())
                .query("key-marker", &markers.0)
                .query("upload-id-marker", &markers.1)
                .ok()
                .await;
            seen.extend(answer.xml("UploadId"));
            if answer.xml("IsTruncated") != ["true"] {
                break;
            }
            let next = |name| answer.xml(name).first().cloned().unwrap_or_default();
            markers = (next("NextKeyMarker"), next("NextUploadIdMarker"));
        }
        assert!(seen.iter().eq(expected.iter().map(|(_, upload)| upload)), "pages of {page}");
    }
    let rolled =
        running.client.get("/bucket").query("uploads", "").query("delimiter", "/").ok().await;
    assert_eq!((rolled.xml("Upload").len(), rolled.xml("CommonPrefixes").len()), (3, 1));
    running.stop().await;
}

#[tokio::test]
async fn an_upload_that_was_left_is_ended_with_its_parts() {
    let (folder, running) = with_bucket().await;
    let client = &running.client;
    let kept = running.store.expire_uploads(Duration::ZERO).await.unwrap();
    assert_eq!(kept, 0);
    for index in 0..12 {
        let path = format!("/bucket/left {index}");
        let upload = begin(client, &path, &[]).await;
        part(client, &path, &upload, 1).body(bytes(1, 100)).ok().await;
    }
    expect_files(&folder.path().join("blobs"), 12).await;
    let week = Duration::from_hours(7 * 24);
    assert_eq!(running.store.expire_uploads(week).await.unwrap(), 0, "they are young");
    assert_eq!(running.store.expire_uploads(Duration::ZERO).await.unwrap(), 12);
    expect_files(&folder.path().join("blobs"), 0).await;
    let left = client.get("/bucket").query("uploads", "").ok().await;
    assert!(left.xml("UploadId").is_empty(), "{}", left.text());
    running.stop().await;
}
