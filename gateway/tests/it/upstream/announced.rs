//! What senders announce of a body: passed on to who stores it, compared with what it says, and computed in between only
//! where nobody else proves it.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use cellier::s3::checksum::{Algorithm, Mismatch};
use cellier::s3::operation::{Operation, PartNumber, UploadId, WriteCondition};
use cellier::upstream::{Announced, Capabilities, Error, Stored, UploadFault, Upstream};
use http_body_util::Full;

use super::permits::{self, bucket, key};
use super::scripted::{CAPABLE, HELLO_MD5, Reply, Scripted, ok, refusal};

const KEEPING: Capabilities = Capabilities { checksum_trailers: true, ..CAPABLE };

/// Of `123456789`: the check value of the CRC catalogue.
const DIGITS_CRC: &str = "rosUhgp5mIg=";
const DIGITS_MD5: &str = "25f9e794323b453885f5181f1b624d0b";

fn md5(hexadecimal: &str) -> Announced {
    let md5 = hex::decode(hexadecimal).unwrap().try_into().ok();
    Announced { md5, checksum: None }
}

fn crc() -> Announced {
    Announced { md5: None, checksum: Some((Algorithm::Crc64Nvme, DIGITS_CRC.to_owned())) }
}

async fn put(
    upstream: &Upstream,
    body: &'static str,
    announced: &Announced,
) -> Result<Stored, Error> {
    let permit = permits::put(&bucket("b-1"), &key("a"), WriteCondition::Always);
    upstream.put_announced(&permit, body.len() as u64, Full::from(body), announced).await
}

fn stored(md5: &str) -> Reply {
    ok(&[("etag", &format!("\"{md5}\""))], "")
}

fn kept(crc: &str) -> Reply {
    ok(&[("etag", &format!("\"{DIGITS_MD5}\"")), ("x-amz-checksum-crc64nvme", crc)], "")
}

fn is_mismatch(result: Result<Stored, Error>) -> bool {
    matches!(result, Err(Error::ChecksumMismatch { .. }))
}

/// Compared here, before the storage had it all.
fn is_cut(result: Result<Stored, Error>) -> bool {
    let Err(Error::BodyInterrupted { source: UploadFault::Sender(source), .. }) = result else {
        return false;
    };
    source.is::<Mismatch>()
}

#[tokio::test]
async fn an_md5_is_passed_on_signed_and_nothing_else_with_it() {
    for capabilities in [CAPABLE, KEEPING] {
        let server = Scripted::start([stored(HELLO_MD5)]).await;
        put(&server.upstream(capabilities), "hello", &md5(HELLO_MD5)).await.unwrap();
        let received = server.received_count(1).await.remove(0);
        assert_eq!(received.header("content-md5"), Some("XUFAKrxLKna5cZ2REBfFkg=="));
        assert!(received.header("authorization").unwrap().contains("SignedHeaders=content-md5;"));
        let mut names: Vec<_> = received.head.lines().skip(1).collect();
        names.retain(|line| line.starts_with("x-amz-checksum"));
        assert_eq!(names, [""; 0]);
    }
}

#[tokio::test]
async fn an_empty_body_is_announced_like_any_other() {
    const NOTHING: &str = "d41d8cd98f00b204e9800998ecf8427e";
    let server = Scripted::start([stored(NOTHING)]).await;
    put(&server.upstream(CAPABLE), "", &md5(NOTHING)).await.unwrap();
    let received = server.received_count(1).await.remove(0);
    assert_eq!(received.header("content-md5"), Some("1B2M2Y8AsgTpgAmY7PhCfg=="));
}

#[tokio::test]
async fn what_the_storage_found_altered_is_a_mismatch() {
    for code in ["BadDigest", "XAmzContentChecksumMismatch"] {
        let server = Scripted::start([refusal("400 Bad Request", code)]).await;
        let result = put(&server.upstream(CAPABLE), "hellp", &md5(HELLO_MD5)).await;
        assert!(is_mismatch(result), "{code}");
    }
}

#[tokio::test]
async fn a_storage_that_ignores_an_md5_is_found_out_by_its_entity_tag() {
    const HELLP_MD5: &str = "c983190483df167d2a3841463c2a9341";
    let server = Scripted::start([stored(HELLP_MD5), stored(HELLO_MD5)]).await;
    let upstream = server.upstream(CAPABLE);
    assert!(is_mismatch(put(&upstream, "hellp", &md5(HELLO_MD5)).await));
    put(&upstream, "hello", &md5(HELLO_MD5)).await.unwrap();
    // One that says what its tag is not is believed.
    let encrypted = ("x-amz-server-side-encryption", "aws:kms");
    let tag = ("etag", "\"c983190483df167d2a3841463c2a9341\"");
    let server = Scripted::start([ok(&[tag, encrypted], "")]).await;
    put(&server.upstream(CAPABLE), "hello", &md5(HELLO_MD5)).await.unwrap();
}

#[tokio::test]
async fn where_no_tag_shows_that_an_md5_was_compared_it_is_compared_here() {
    let opaque = Capabilities { md5_etags: false, ..CAPABLE };
    let server = Scripted::start([stored("opaque"), stored("opaque")]).await;
    let upstream = server.upstream(opaque);
    put(&upstream, "hello", &md5(HELLO_MD5)).await.unwrap();
    assert!(is_cut(put(&upstream, "hellp", &md5(HELLO_MD5)).await));
    let sent = server.received();
    assert!(sent.iter().filter(|request| request.whole).count() == 1, "{sent:#?}");
}

#[tokio::test]
async fn a_checksum_is_compared_here_where_storages_keep_none() {
    let server = Scripted::start([stored(DIGITS_MD5), stored(DIGITS_MD5)]).await;
    let upstream = server.upstream(CAPABLE);
    put(&upstream, "123456789", &crc()).await.unwrap();
    assert_eq!(server.received()[0].header("x-amz-checksum-crc64nvme"), None);
    assert!(is_cut(put(&upstream, "123456780", &crc()).await));
    // And so is the tag, with what was sent.
    let server = Scripted::start([stored(HELLO_MD5)]).await;
    assert!(is_mismatch(put(&server.upstream(CAPABLE), "123456789", &crc()).await));
}

#[tokio::test]
async fn a_checksum_is_left_to_a_storage_once_it_was_seen_to_keep_it() {
    let server = Scripted::start([stored(DIGITS_MD5), stored(DIGITS_MD5)]).await;
    let upstream = server.upstream(KEEPING);
    // It tells none, so what is altered is cut here.
    put(&upstream, "123456789", &crc()).await.unwrap();
    assert!(is_cut(put(&upstream, "123456780", &crc()).await));
    let server = Scripted::start([
        kept(DIGITS_CRC),
        refusal("400 Bad Request", "BadDigest"),
        kept("AAAAAAAAAAA="),
    ])
    .await;
    let upstream = server.upstream(KEEPING);
    put(&upstream, "123456789", &crc()).await.unwrap();
    // From here on it is the storage that compares: what is altered reaches it whole.
    assert!(is_mismatch(put(&upstream, "123456780", &crc()).await));
    assert!(is_mismatch(put(&upstream, "123456789", &crc()).await));
    let received = server.received_count(3).await;
    for request in &received {
        assert_eq!(request.header("x-amz-checksum-crc64nvme"), Some(DIGITS_CRC));
        assert!(request.whole);
    }
}

#[tokio::test]
async fn a_storage_that_no_longer_tells_what_it_was_relied_upon_for_is_believed_no_more() {
    let server = Scripted::start([kept(DIGITS_CRC), stored(DIGITS_MD5), kept(DIGITS_CRC)]).await;
    let upstream = server.upstream(KEEPING);
    put(&upstream, "123456789", &crc()).await.unwrap();
    assert!(is_mismatch(put(&upstream, "123456789", &crc()).await));
    assert!(is_cut(put(&upstream, "123456780", &crc()).await));
}

#[tokio::test]
async fn what_a_storage_does_with_objects_says_nothing_of_parts() {
    let server = Scripted::start([
        kept(DIGITS_CRC),
        stored(DIGITS_MD5),
        refusal("400 Bad Request", "BadDigest"),
    ])
    .await;
    let upstream = server.upstream(KEEPING);
    put(&upstream, "123456789", &crc()).await.unwrap();
    // Of parts it tells none, so they are compared here.
    upload(&upstream).await.unwrap();
    assert!(is_mismatch(put(&upstream, "123456780", &crc()).await));
}

#[tokio::test]
async fn where_a_part_is_refused_for_its_checksum_the_next_goes_without_and_is_compared_here() {
    let server = Scripted::start([
        refusal("400 Bad Request", "InvalidRequest"),
        stored(DIGITS_MD5),
        kept(DIGITS_CRC),
        refusal("400 Bad Request", "InvalidRequest"),
    ])
    .await;
    let upstream = server.upstream(KEEPING);
    // Whoever sends it again is understood.
    assert!(matches!(upload(&upstream).await, Err(Error::ChecksumMismatch { .. })));
    upload(&upstream).await.unwrap();
    put(&upstream, "123456789", &crc()).await.unwrap();
    // What has another reason stays what it is.
    assert!(matches!(upload(&upstream).await, Err(Error::Refused { .. })));
    let told = |received: &super::scripted::Received| {
        received.header("x-amz-checksum-crc64nvme").is_some()
    };
    let received = server.received_count(4).await;
    assert_eq!(received.iter().map(told).collect::<Vec<_>>(), [true, false, true, false]);
}

async fn upload(upstream: &Upstream) -> Result<String, Error> {
    let permit = permits::permit(Operation::UploadPart {
        bucket: bucket("b-1"),
        key: key("a"),
        upload: UploadId::parse("u").unwrap(),
        part: PartNumber::new(1).unwrap(),
    });
    upstream.upload_announced(&permit, 9, Full::from("123456789"), &crc()).await
}
