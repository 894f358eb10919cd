//! What is refused, and what is left as it was.
#![expect(clippy::unwrap_used, reason = "a fault of the test is told by a panic")]

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use embedded::store::{Settings, Store};
use http::Method;
use http_body_util::{BodyExt as _, Full};
use md5::Digest as _;

use super::client::{Client, Running, credentials, with_bucket};

/// The right checksums of a body, by header.
fn checksums(body: &[u8]) -> Vec<(&'static str, String)> {
    use crc_fast::{CrcAlgorithm, checksum};
    let crc = |algorithm, bytes: usize| {
        STANDARD.encode(&checksum(algorithm, body).to_be_bytes()[8 - bytes..])
    };
    vec![
        ("content-md5", STANDARD.encode(md5::Md5::digest(body))),
        ("x-amz-checksum-crc32", crc(CrcAlgorithm::Crc32IsoHdlc, 4)),
        ("x-amz-checksum-crc32c", crc(CrcAlgorithm::Crc32Iscsi, 4)),
        ("x-amz-checksum-crc64nvme", crc(CrcAlgorithm::Crc64Nvme, 8)),
        ("x-amz-checksum-sha1", STANDARD.encode(sha1::Sha1::digest(body))),
        ("x-amz-checksum-sha256", STANDARD.encode(sha2::Sha256::digest(body))),
    ]
}

#[tokio::test]
async fn right_checksums_are_kept_and_wrong_ones_leave_the_old_object() {
    let (folder, running) = with_bucket().await;
    for size in [100, 50_000] {
        let path = format!("/bucket/{size}");
        let (old, new) = (vec![1_u8; size], vec![2_u8; size]);
        for ((name, right), (_, wrong)) in checksums(&old).into_iter().zip(checksums(&new)) {
            let put = running.client.put(&path).header(name, &right).body(old.clone()).ok().await;
            let refused = running.client.put(&path).header(name, &wrong).body(old.clone());
            refused.answer().await.refused(400, "BadDigest");
            let head = running.client.head(&path).header("x-amz-checksum-mode", "ENABLED");
            let head = head.ok().await;
            if name != "content-md5" {
                assert_eq!((put.header(name), head.header(name)), (&*right, &*right));
                assert_eq!(head.header("x-amz-checksum-type"), "FULL_OBJECT");
            }
        }
        let without_mode = running.client.head(&path).ok().await;
        assert!(without_mode.headers.keys().all(|name| !name.as_str().contains("checksum")));
        assert_eq!(running.client.get(&path).ok().await.body, old);
        let attributes = running
            .client
            .get(&path)
            .query("attributes", "")
            .header("x-amz-object-attributes", "Checksum,ObjectSize,ETag")
            .ok()
            .await;
        assert_eq!(attributes.xml("ObjectSize"), [size.to_string()]);
        assert_eq!(attributes.xml("ChecksumSHA256"), [checksums(&old)[5].1.clone()]);
    }
    let malformed = running.client.put("/bucket/m").header("content-md5", "xyz").body("b");
    malformed.answer().await.refused(400, "InvalidDigest");
    running.client.get("/bucket/m").answer().await.refused(404, "NoSuchKey");
    expect_files(&folder.path().join("incoming"), 0).await;
    expect_files(&folder.path().join("blobs"), 1).await;
    running.stop().await;
}

/// Files are removed after the answer: waits until as many are left.
pub async fn expect_files(folder: &std::path::Path, count: usize) {
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    while files_below(folder) != count {
        let found = files_below(folder);
        assert!(std::time::Instant::now() < deadline, "{found} files, not {count}");
        tokio::task::yield_now().await;
    }
}

pub fn files_below(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn a_trailer_that_does_not_fit_the_body_is_refused() {
    let (_folder, running) = with_bucket().await;
    let body = b"streamed";
    let right = checksums(body)[1].1.clone();
    for (checksum, status) in [(right.as_str(), 200), ("AAAAAA==", 400)] {
        let chunked = format!("8\r\nstreamed\r\n0\r\nx-amz-checksum-crc32:{checksum}\r\n\r\n");
        let call = running
            .client
            .put("/bucket/streamed")
            .header("content-encoding", "aws-chunked")
            .header("x-amz-decoded-content-length", "8")
            .header("x-amz-trailer", "x-amz-checksum-crc32");
        let payload = "STREAMING-UNSIGNED-PAYLOAD-TRAILER".to_owned();
        let builder = call.signed(aws_sigv4::http_request::SignableBody::Precomputed(payload));
        let body = Full::new(chunked.into()).map_err(|never| match never {}).boxed_unsync();
        let answer = running.client.try_send(builder.body(body).unwrap()).await.unwrap();
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    let got = running.client.get("/bucket/streamed").ok().await;
    assert_eq!((got.text().as_str(), got.header("content-encoding")), ("streamed", ""));
    running.stop().await;
}

#[tokio::test]
async fn buckets_are_deleted_only_when_empty_and_must_exist() {
    let (_folder, running) = with_bucket().await;
    let client = &running.client;
    client.put("/bucket").answer().await.refused(409, "BucketAlreadyOwnedByYou");
    client.put("/bucket/o").body("x").ok().await;
    client.delete("/bucket").answer().await.refused(409, "BucketNotEmpty");
    assert_eq!(client.get("/bucket/o").ok().await.text(), "x");
    client.put("/nowhere/o").body("x").answer().await.refused(404, "NoSuchBucket");
    client.get("/nowhere/o").answer().await.refused(404, "NoSuchBucket");
    client.get("/nowhere").query("list-type", "2").answer().await.refused(404, "NoSuchBucket");
    client.delete("/nowhere").answer().await.refused(404, "NoSuchBucket");
    client.put("/Bad_Name").answer().await.refused(400, "InvalidBucketName");
    client.put("/jean.tremblay-2").ok().await;
    let listed = client.get("/").ok().await.xml("Name");
    assert_eq!(listed, ["bucket", "jean.tremblay-2"]);
    let location = client.get("/bucket").query("location", "").ok().await;
    assert!(location.text().contains("local"), "{}", location.text());
    assert_eq!(client.head("/bucket").ok().await.header("x-amz-bucket-region"), "local");
    client.get("/bucket").query("policy", "").answer().await.refused(501, "NotImplemented");
    client
        .put("/bucket")
        .query("policy", "")
        .body("{}")
        .answer()
        .await
        .refused(501, "NotImplemented");
    let key = format!("/bucket/{}", "k".repeat(1025));
    client.put(&key).body("x").answer().await.refused(400, "KeyTooLongError");
    running.stop().await;
}

#[tokio::test]
async fn presigned_addresses_end_and_cannot_be_made_for_more_than_a_week() {
    let (_folder, running) = with_bucket().await;
    running.client.put("/bucket/o").body("shared").ok().await;
    let get = async |at: SystemTime, lifetime: u64| {
        let address = running.client.get("/bucket/o").presigned(at, Duration::from_secs(lifetime));
        let body = Full::default().map_err(|never| match never {}).boxed_unsync();
        let request = http::Request::builder().method(Method::GET).uri(address).body(body);
        running.client.try_send(request.unwrap()).await.unwrap()
    };
    let now = SystemTime::now();
    assert_eq!(get(now, 60).await.ok().text(), "shared");
    assert_eq!(get(now, 604_800).await.ok().text(), "shared");
    get(now, 604_801).await.refused(400, "AuthorizationQueryParametersError");
    get(now - Duration::from_secs(90), 60).await.refused(403, "AccessDenied");
    running.stop().await;
}

#[tokio::test]
async fn strangers_are_refused() {
    let (folder, running) = with_bucket().await;
    let plain = |uri: String| {
        let body = Full::default().map_err(|never| match never {}).boxed_unsync();
        http::Request::builder().uri(uri).body(body).unwrap()
    };
    let address = running.client.address;
    let anonymous = running.client.try_send(plain(format!("http://{address}/bucket/o"))).await;
    anonymous.unwrap().refused(403, "AccessDenied");
    assert!(matches!(
        Store::open(folder.path(), credentials(), "local"),
        Err(embedded::store::Error::InUse(_))
    ));
    running.stop().await;
}

#[tokio::test]
async fn a_full_store_refuses_keeps_what_it_has_and_takes_again_after_a_delete() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { space_bytes_max: Some(1_000_000) };
    let running = Running::start_with(folder.path(), settings.clone()).await;
    let client = &running.client;
    client.put("/bucket").ok().await;
    client.put("/bucket/large").body(vec![1; 700_000]).ok().await;
    client.put("/bucket/small").body(vec![1; 1_000]).ok().await;
    for path in ["/bucket/large", "/bucket/other"] {
        client.put(path).body(vec![2; 400_000]).answer().await.refused(507, "StorageFull");
    }
    client
        .put("/bucket/copy")
        .header("x-amz-copy-source", "bucket/large")
        .answer()
        .await
        .refused(507, "StorageFull");
    assert_eq!(client.get("/bucket/large").ok().await.body, vec![1; 700_000]);
    client.get("/bucket/other").answer().await.refused(404, "NoSuchKey");
    expect_files(&folder.path().join("incoming"), 0).await;
    expect_files(&folder.path().join("blobs"), 1).await;
    running.stop().await;

    let running = Running::start_with(folder.path(), settings).await;
    let client: &Client = &running.client;
    client.put("/bucket/other").body(vec![2; 400_000]).answer().await.refused(507, "StorageFull");
    client.delete("/bucket/large").answer().await.expect(204);
    client.put("/bucket/other").body(vec![2; 400_000]).ok().await;
    running.stop().await;
}

#[tokio::test]
async fn a_body_that_is_not_the_signed_one_leaves_the_old_object() {
    let (_folder, running) = with_bucket().await;
    running.client.put("/bucket/o").body("old").ok().await;
    let call = running.client.put("/bucket/o");
    let builder = call.signed(aws_sigv4::http_request::SignableBody::Bytes(b"one"));
    let body = Full::new("two".into()).map_err(|never| match never {}).boxed_unsync();
    let answer = running.client.try_send(builder.body(body).unwrap()).await.unwrap();
    answer.refused(400, "XAmzContentSHA256Mismatch");
    assert_eq!(running.client.get("/bucket/o").ok().await.text(), "old");
    running.stop().await;
}

#[tokio::test]
async fn a_list_of_deletions_that_is_not_what_was_sent_deletes_nothing() {
    let (_folder, running) = with_bucket().await;
    running.client.put("/bucket/a").body("a").ok().await;
    let document = "<Delete><Object><Key>a</Key></Object></Delete>";
    let right = STANDARD.encode(md5::Md5::digest(document));
    let wrong = STANDARD.encode(md5::Md5::digest("something else"));
    let delete = |digest: &str| {
        let call = running.client.post("/bucket").query("delete", "");
        call.header("content-md5", digest).body(document).answer()
    };
    delete(&wrong).await.refused(400, "BadDigest");
    delete("xyz").await.refused(400, "InvalidDigest");
    running.client.get("/bucket/a").ok().await;
    assert_eq!(delete(&right).await.ok().xml("Key"), ["a"]);
    running.client.get("/bucket/a").answer().await.refused(404, "NoSuchKey");
    running.stop().await;
}

#[tokio::test]
async fn several_ranges_are_answered_with_the_whole_object() {
    let (_folder, running) = with_bucket().await;
    running.client.put("/bucket/o").body("0123456789").ok().await;
    let address =
        running.client.get("/bucket/o").presigned(SystemTime::now(), Duration::from_mins(1));
    let ask = async |range: &str| {
        let request = http::Request::get(&address).header("range", range);
        let nothing = Full::default().map_err(|never| match never {}).boxed_unsync();
        running.client.try_send(request.body(nothing).unwrap()).await.unwrap()
    };
    assert_eq!(ask("bytes=0-1,4-5").await.ok().body, "0123456789");
    assert_eq!(ask("bytes=0-1").await.expect(206).body, "01");
    running.stop().await;
}
