//! What parts become is the file that they were cut from, or it is told.

use bytes::Bytes;
use cellier::s3::checksum::{Algorithm, Running, joined};
use cellier::s3::names::Bucket;
use cellier::s3::operation::{Operation, Part, PartNumber, UploadId, WriteCondition};
use cellier::upstream::{Error, FoundBy, Upstream, Whole};
use http_body_util::Full;

use super::conformance::{conforms, get};
use super::permits::{self, bucket, key};
use super::scripted::{CAPABLE, Scripted, ok, refusal};

const BEGINNING_BYTES: usize = 5 << 20;

fn sum(bytes: &[u8]) -> String {
    let mut running = Running::new(Algorithm::Crc64Nvme);
    running.update(bytes);
    running.finish()
}

fn beginning() -> Bytes {
    vec![b'a'; BEGINNING_BYTES].into()
}

async fn put(
    upstream: &Upstream,
    bucket: &Bucket,
    upload: &UploadId,
    number: u16,
    body: Bytes,
) -> Part {
    let number = PartNumber::new(number).unwrap();
    let permit = permits::permit(Operation::UploadPart {
        bucket: bucket.clone(),
        key: key("whole"),
        upload: upload.clone(),
        part: number,
    });
    let etag = upstream.upload_part(&permit, body.len() as u64, Full::from(body)).await.unwrap();
    Part { number, etag }
}

async fn complete(
    upstream: &Upstream,
    bucket: &Bucket,
    upload: &UploadId,
    parts: &[&Part],
    whole: &Whole,
) -> Result<Option<FoundBy>, Error> {
    let permit = permits::permit(Operation::CompleteUpload {
        bucket: bucket.clone(),
        key: key("whole"),
        upload: upload.clone(),
        parts: parts.iter().copied().cloned().collect(),
        condition: WriteCondition::Always,
    });
    upstream.complete_upload(&permit, Some(whole)).await.map(|(_, found)| found)
}

/// Whatever the server tells of its parts: their entity tags and sizes at least.
async fn wholes(upstream: &Upstream, bucket: &Bucket) {
    let begin = permits::create_upload(bucket, &key("whole"));
    let upload = upstream.create_upload(&begin).await.unwrap();
    let one = put(upstream, bucket, &upload, 1, beginning()).await;
    let two = put(upstream, bucket, &upload, 2, "end".into()).await;
    let pieces = [(sum(&beginning()), BEGINNING_BYTES as u64), (sum(b"end"), 3)];
    let checksum = joined(pieces.iter().map(|(sum, bytes)| (sum.as_str(), *bytes))).unwrap();
    let whole = Whole { size: BEGINNING_BYTES as u64 + 3, checksum };
    let refused = async |parts: &[&Part], whole: &Whole| {
        let result = complete(upstream, bucket, &upload, parts, whole).await;
        assert!(matches!(&result, Err(Error::PartsDiffer { .. })), "{result:?}");
    };
    refused(&[&one], &whole).await;
    refused(&[&one, &two], &Whole { size: whole.size + 1, ..whole.clone() }).await;
    // Somebody else's, of the same size, in its place.
    let foreign = put(upstream, bucket, &upload, 2, "END".into()).await;
    refused(&[&one, &two], &whole).await;
    let listing = permits::permit(Operation::ListParts {
        bucket: bucket.clone(),
        key: key("whole"),
        upload: upload.clone(),
        after: None,
    });
    let listed = upstream.list_parts(&listing).await.unwrap().parts;
    if listed.iter().all(|part| part.crc64nvme.is_some()) {
        // There it helps nobody to name the other by its own tag.
        refused(&[&one, &foreign], &whole).await;
    }
    let permit = permits::head(bucket, &key("whole"));
    assert!(matches!(upstream.head_object(&permit).await, Err(Error::NoSuchKey { .. })));

    let two = put(upstream, bucket, &upload, 2, "end".into()).await;
    let found = complete(upstream, bucket, &upload, &[&one, &two], &whole).await.unwrap();
    assert!(found.is_some(), "neither checksum nor entity tag are those of the parts");
    assert!(get(upstream, bucket, &key("whole")).await.ends_with(b"aend"));
    // Its answer was lost, and it is asked again.
    let again = complete(upstream, bucket, &upload, &[&one, &two], &whole).await.unwrap();
    assert_eq!(again, found);
}

#[tokio::test]
async fn what_was_made_of_the_parts_is_looked_at() {
    let listed = "<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>p</ETag><Size>9</Size></Part></ListPartsResult>";
    let stored =
        "<CompleteMultipartUploadResult><ETag>\"e-1\"</ETag></CompleteMultipartUploadResult>";
    let check = async |etag: &str, size: usize, checksum: &str| {
        let date = ("last-modified", "Mon, 12 Oct 2009 17:50:00 GMT");
        let sum = ("x-amz-checksum-crc64nvme", checksum);
        let described = [("etag", etag), date, sum];
        let told = &described[..if checksum.is_empty() { 2 } else { 3 }];
        let described = ok(told, &"x".repeat(size));
        let server = Scripted::start([ok(&[], listed), ok(&[], stored), described]).await;
        let upload = UploadId::parse("u").unwrap();
        let part = Part { number: PartNumber::new(1).unwrap(), etag: "p".to_owned() };
        let whole = Whole { size: 9, checksum: sum_of_digits() };
        complete(&server.upstream(CAPABLE), &bucket("b-1"), &upload, &[&part], &whole).await
    };
    let good = sum_of_digits();
    assert_eq!(check("\"e-1\"", 9, &good).await.unwrap(), Some(FoundBy::Checksum));
    assert_eq!(check("\"e-1\"", 9, "").await.unwrap(), None, "the tag says nothing of the parts");
    assert_eq!(check("\"other\"", 8, &sum(b"x")).await.unwrap(), None, "somebody wrote over it");
    for (size, checksum) in [(9, sum(b"x")), (8, good)] {
        let error = check("\"e-1\"", size, &checksum).await.unwrap_err();
        assert!(matches!(error, Error::WholeDiffers { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn what_was_put_together_before_is_known_without_a_tag_that_tells() {
    let listed = || {
        ok(
            &[],
            "<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>p</ETag><Size>9</Size></Part></ListPartsResult>",
        )
    };
    let check = async |size: usize, checksum: &str| {
        let date = ("last-modified", "Mon, 12 Oct 2009 17:50:00 GMT");
        let told = [("etag", "\"opaque\""), date, ("x-amz-checksum-crc64nvme", checksum)];
        let described = || ok(&told, &"x".repeat(size));
        let gone = refusal("404 Not Found", "NoSuchUpload");
        let server = Scripted::start([listed(), gone, described(), described()]).await;
        let upload = UploadId::parse("u").unwrap();
        let part = Part { number: PartNumber::new(1).unwrap(), etag: "p".to_owned() };
        let whole = Whole { size: 9, checksum: sum_of_digits() };
        complete(&server.upstream(CAPABLE), &bucket("b-1"), &upload, &[&part], &whole).await
    };
    assert_eq!(check(9, &sum_of_digits()).await.unwrap(), Some(FoundBy::Checksum));
    for (size, checksum) in [(9, sum(b"x")), (8, sum_of_digits())] {
        let error = check(size, &checksum).await.unwrap_err();
        assert!(matches!(error, Error::NoSuchUpload { .. }), "{error:?}");
    }
}

fn sum_of_digits() -> String {
    sum(b"123456789")
}

conforms! {
    parts_become_the_file_or_nothing: wholes;
}
