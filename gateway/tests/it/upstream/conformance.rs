//! What every S3 server must do for Cellier, whichever it is: shared functions, run against the one at hand.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use std::convert::Infallible;

use bytes::Bytes;
use cellier::s3::names::{Bucket, Key};
use cellier::s3::operation::{
    ByteRange, Operation, Part, PartNumber, ReadConditions, WriteCondition,
};
use cellier::upstream::{Created, Error, Upstream};
use futures_util::stream;
use http_body::Frame;
use http_body_util::{BodyExt as _, Full, StreamBody};

use super::permits::{self, key};
use super::stand::Stand;

/// Keys people and programs make; each must come back byte by byte.
pub(super) const AWKWARD_KEYS: [&str; 14] = [
    "+ % # ? & = ' \" < > é 漢 🎉",
    "a b/c+d%20e%2Fé",
    "//double//slashes/",
    "folder/",
    "/leading",
    " space around ",
    "%2e%2e/secret",
    "tab\tand\u{1}control",
    "line\nbreak",
    "return\r",
    "[]{}|\\^`~!*()$,;:@",
    "é",
    "e\u{301}",
    "...",
];

/// Whether the server at hand takes the key for no other.
pub(super) fn keeps(upstream: &Upstream, bucket: &Bucket, text: &str) -> bool {
    upstream.capabilities(&bucket.instance).unwrap().keeps(&key(text))
}

async fn put(upstream: &Upstream, bucket: &Bucket, key: &Key, body: &'static str) {
    let permit = permits::put(bucket, key, WriteCondition::Always);
    upstream.put_object(&permit, body.len() as u64, Full::from(body)).await.unwrap();
}

pub(super) async fn get(upstream: &Upstream, bucket: &Bucket, key: &Key) -> Bytes {
    let download = upstream.get_object(&permits::get(bucket, key)).await.unwrap();
    download.body.collect().await.unwrap().to_bytes()
}

pub(super) async fn names(
    upstream: &Upstream,
    bucket: &Bucket,
    prefix: &str,
    folders: bool,
) -> Vec<String> {
    let mut names = Vec::new();
    let mut token = None;
    loop {
        let permit = permits::list(bucket, prefix, folders, 3, token);
        let page = upstream.list_objects(&permit).await.unwrap();
        assert!(page.entries.len() <= 3);
        names.extend(page.entries.iter().map(|entry| entry.name().to_owned()));
        match page.next {
            Some(next) => token = Some(next),
            None => return names,
        }
    }
}

/// Empties and removes a bucket, so that a real server is left as it was found.
pub(super) async fn remove(upstream: &Upstream, bucket: &Bucket) {
    let all: Vec<_> =
        names(upstream, bucket, "", false).await.into_iter().map(|name| key(&name)).collect();
    if !all.is_empty() {
        let told = upstream.delete_objects(&permits::delete_all(bucket, &all)).await.unwrap();
        assert!(told.iter().all(|(_, result)| result.is_ok()), "{told:?}");
    }
    upstream.delete_bucket(&permits::delete_bucket(bucket)).await.unwrap();
}

pub async fn buckets(upstream: &Upstream, bucket: &Bucket) {
    assert!(upstream.bucket_exists(&permits::head_bucket(bucket)).await.unwrap());
    let again = upstream.create_bucket(&permits::create_bucket(bucket)).await.unwrap();
    assert_eq!(again, Created::Before);
    let all = upstream.list_buckets(&permits::list_buckets()).await.unwrap();
    assert!(all.contains(&bucket.name));
    put(upstream, bucket, &key("a"), "a").await;
    let error = upstream.delete_bucket(&permits::delete_bucket(bucket)).await.unwrap_err();
    assert!(matches!(error, Error::BucketNotEmpty { .. }), "{error:?}");
    remove(upstream, bucket).await;
    assert!(!upstream.bucket_exists(&permits::head_bucket(bucket)).await.unwrap());
    let error = upstream.list_objects(&permits::list(bucket, "", true, 3, None)).await.unwrap_err();
    assert!(matches!(error, Error::NoSuchBucket { .. }), "{error:?}");
}

pub async fn put_get_delete(upstream: &Upstream, bucket: &Bucket) {
    let key = key("2024/ventes.csv");
    put(upstream, bucket, &key, "first").await;
    put(upstream, bucket, &key, "second").await;
    assert_eq!(get(upstream, bucket, &key).await, "second");
    let head = upstream.head_object(&permits::head(bucket, &key)).await.unwrap();
    assert_eq!((head.size, head.content_type.as_deref()), (6, Some("text/csv")));
    assert_eq!(head.etag, "a9f0e61a137d86aa9db53465e0801612");
    assert!(head.modified <= jiff::Timestamp::now() + jiff::SignedDuration::from_secs(5));
    upstream.delete_object(&permits::delete(bucket, &key)).await.unwrap();
    upstream.delete_object(&permits::delete(bucket, &key)).await.unwrap();
    let error = upstream.get_object(&permits::get(bucket, &key)).await.unwrap_err();
    assert!(matches!(error, Error::NoSuchKey { .. }), "{error:?}");
    let error = upstream.head_object(&permits::head(bucket, &key)).await.unwrap_err();
    assert!(matches!(error, Error::NoSuchKey { .. }), "{error:?}");
    put(upstream, bucket, &key, "").await;
    assert_eq!(get(upstream, bucket, &key).await, "");
}

pub async fn awkward_keys(upstream: &Upstream, bucket: &Bucket) {
    let longest = "é".repeat(512);
    let kept = |text: &&str| keeps(upstream, bucket, text);
    let all = AWKWARD_KEYS.into_iter().chain([longest.as_str()]);
    let (mut expected, misread): (Vec<_>, Vec<_>) = all.partition(kept);
    for text in misread {
        let permit = permits::put(bucket, &key(text), WriteCondition::Always);
        let result = upstream.put_object(&permit, 3, Full::from("key")).await;
        assert!(matches!(result, Err(Error::MisreadKey { .. })), "{text}: {result:?}");
        let result = upstream.get_object(&permits::get(bucket, &key(text))).await.map(|_| ());
        assert!(matches!(result, Err(Error::MisreadKey { .. })), "{text}: {result:?}");
    }
    for text in &expected {
        let permit = permits::put(bucket, &key(text), WriteCondition::Always);
        let body = Full::from((*text).to_owned());
        upstream.put_object(&permit, text.len() as u64, body).await.unwrap();
    }
    for text in &expected {
        assert_eq!(get(upstream, bucket, &key(text)).await, text.as_bytes(), "{text:?}");
    }
    expected.sort_unstable();
    assert_eq!(names(upstream, bucket, "", false).await, expected);
}

/// A body that does not come whole leaves what was there.
pub async fn interruptions(upstream: &Upstream, bucket: &Bucket) {
    let key = key("a");
    put(upstream, bucket, &key, "first").await;
    let permit = permits::put(bucket, &key, WriteCondition::Always);
    for length in [4, 6] {
        let error = upstream.put_object(&permit, length, Full::from("other")).await.unwrap_err();
        assert!(matches!(error, Error::BodyInterrupted { .. }), "{error:?}");
        assert_eq!(get(upstream, bucket, &key).await, "first");
    }
}

/// Many pieces of uneven sizes, there and back.
pub async fn streams(upstream: &Upstream, bucket: &Bucket) {
    let key = key("big");
    let piece = |number: u32| vec![number.to_le_bytes()[0]; 10_000 + number as usize];
    let whole: Vec<u8> = (0..500).flat_map(piece).collect();
    let pieces =
        (0..500).map(move |number| Ok::<_, Infallible>(Frame::data(Bytes::from(piece(number)))));
    let permit = permits::put(bucket, &key, WriteCondition::Always);
    let body = StreamBody::new(stream::iter(pieces));
    upstream.put_object(&permit, whole.len() as u64, body).await.unwrap();
    assert!(get(upstream, bucket, &key).await == whole);
}

/// Where the upstream can be trusted with them they are keys like any other; where not, they are refused.
pub async fn dot_segments(upstream: &Upstream, bucket: &Bucket) {
    put(upstream, bucket, &key("secret"), "secret").await;
    let trusted = upstream.capabilities(&bucket.instance).unwrap().dot_segments;
    for text in ["a/../secret", "./secret", "..", "a/.", "../../secret"] {
        let permit = permits::put(bucket, &key(text), WriteCondition::Always);
        let result = upstream.put_object(&permit, 3, Full::from("dot")).await;
        if trusted {
            result.unwrap();
            assert_eq!(get(upstream, bucket, &key(text)).await, "dot", "{text}");
        } else {
            assert!(matches!(result, Err(Error::MisreadKey { .. })), "{text}: {result:?}");
        }
    }
    assert_eq!(get(upstream, bucket, &key("secret")).await, "secret");
}

pub async fn folders(upstream: &Upstream, bucket: &Bucket) {
    for text in ["a b/1", "a b/2", "a!", "b", "b/c/d", "b/e", "é/f", "Z"] {
        put(upstream, bucket, &key(text), "x").await;
    }
    assert_eq!(names(upstream, bucket, "", true).await, ["Z", "a b/", "a!", "b", "b/", "é/"]);
    assert_eq!(names(upstream, bucket, "b/", true).await, ["b/c/", "b/e"]);
    assert_eq!(names(upstream, bucket, "a b", true).await, ["a b/"]);
    assert_eq!(names(upstream, bucket, "é/", false).await, ["é/f"]);
    assert!(names(upstream, bucket, "nothing/", true).await.is_empty());
}

pub async fn ranges(upstream: &Upstream, bucket: &Bucket) {
    let key = key("a");
    put(upstream, bucket, &key, "0123456789").await;
    let check = async |range: ByteRange, expected: &str, content_range: &str| {
        let permit = permits::get_with(bucket, &key, Some(range), ReadConditions::default());
        let download = upstream.get_object(&permit).await.unwrap();
        assert_eq!(
            (download.status.as_u16(), download.headers["content-range"].to_str().unwrap()),
            (206, content_range)
        );
        assert_eq!(download.body.collect().await.unwrap().to_bytes(), expected);
    };
    check(ByteRange::Bounded { first: 2, last: 4 }, "234", "bytes 2-4/10").await;
    check(ByteRange::From { first: 8 }, "89", "bytes 8-9/10").await;
    check(ByteRange::Suffix { length: 3 }, "789", "bytes 7-9/10").await;
    let beyond = Some(ByteRange::From { first: 10 });
    let permit = permits::get_with(bucket, &key, beyond, ReadConditions::default());
    let error = upstream.get_object(&permit).await.unwrap_err();
    assert!(matches!(error, Error::RangeNotSatisfiable { .. }), "{error:?}");
}

pub async fn conditions(upstream: &Upstream, bucket: &Bucket) {
    let key = key("a");
    let put = async |condition: WriteCondition, body: &'static str| {
        let permit = permits::put(bucket, &key, condition);
        upstream.put_object(&permit, body.len() as u64, Full::from(body)).await
    };
    let first = put(WriteCondition::Absent, "first").await.unwrap();
    let refused = |result: Result<_, Error>| {
        assert!(matches!(result, Err(Error::PreconditionFailed { .. })), "{result:?}");
    };
    refused(put(WriteCondition::Absent, "other").await);
    refused(put(WriteCondition::Unchanged { etag: "0".repeat(32) }, "other").await);
    assert_eq!(get(upstream, bucket, &key).await, "first");
    put(WriteCondition::Unchanged { etag: first.etag.clone() }, "second").await.unwrap();
    assert_eq!(get(upstream, bucket, &key).await, "second");

    let head = upstream.head_object(&permits::head(bucket, &key)).await.unwrap();
    let tag = Some(format!("\"{}\"", head.etag));
    let unchanged = ReadConditions { if_none_match: tag, ..ReadConditions::default() };
    let permit = permits::get_with(bucket, &key, None, unchanged);
    assert_eq!(upstream.get_object(&permit).await.unwrap().status, 304);
    let tag = Some(format!("\"{}\"", first.etag));
    let changed = ReadConditions { if_match: tag, ..ReadConditions::default() };
    let permit = permits::get_with(bucket, &key, None, changed);
    refused(upstream.get_object(&permit).await.map(|_| first));
}

pub async fn parts(upstream: &Upstream, bucket: &Bucket) {
    let key = key("big + é");
    let upload = upstream.create_upload(&permits::create_upload(bucket, &key)).await.unwrap();
    let mut parts = Vec::new();
    for (number, body) in [(1, vec![b'a'; 5 << 20]), (2, b"end".to_vec())] {
        let number = PartNumber::new(number).unwrap();
        let permit = permits::permit(Operation::UploadPart {
            bucket: bucket.clone(),
            key: key.clone(),
            upload: upload.clone(),
            part: number,
        });
        let length = body.len() as u64;
        let etag = upstream.upload_part(&permit, length, Full::from(body)).await.unwrap();
        parts.push(Part { number, etag });
    }
    let complete = permits::permit(Operation::CompleteUpload {
        bucket: bucket.clone(),
        key: key.clone(),
        upload: upload.clone(),
        parts,
        condition: WriteCondition::Always,
    });
    let (stored, _) = upstream.complete_upload(&complete, None).await.unwrap();
    assert!(stored.etag.ends_with("-2"), "{}", stored.etag);
    let head = upstream.head_object(&permits::head(bucket, &key)).await.unwrap();
    assert_eq!((head.size, head.etag), ((5 << 20) + 3, stored.etag));

    let abandoned = upstream.create_upload(&permits::create_upload(bucket, &key)).await.unwrap();
    let abort = permits::abort_upload(bucket, &key, &abandoned);
    upstream.abort_upload(&abort).await.unwrap();
    upstream.abort_upload(&abort).await.unwrap();
}

/// Runs one function on a bucket of its own, and removes the bucket.
pub(super) async fn conform(stand: Stand, function: impl AsyncFnOnce(&Upstream, &Bucket)) {
    let bucket = stand.bucket().await;
    function(&stand.upstream, &bucket).await;
    if stand.upstream.bucket_exists(&permits::head_bucket(&bucket)).await.unwrap() {
        remove(&stand.upstream, &bucket).await;
    }
}

/// Each function twice: straight at the server, and through a gateway in front of it.
macro_rules! conforms {
    ($($test:ident: $function:ident;)*) => {
        mod straight {
            $(#[tokio::test]
            async fn $test() {
                let stand = crate::upstream::stand::Stand::straight().await;
                crate::upstream::conformance::conform(stand, super::$function).await;
            })*
        }

        mod through {
            $(#[tokio::test]
            async fn $test() {
                let stand = crate::upstream::stand::Stand::through().await;
                crate::upstream::conformance::conform(stand, super::$function).await;
            })*
        }
    };
}

pub(super) use conforms;

conforms! {
    buckets_are_made_listed_and_removed_when_empty: buckets;
    an_object_is_put_described_read_and_deleted: put_get_delete;
    any_key_s3_allows_comes_back_as_it_was: awkward_keys;
    keys_with_dots_are_kept_or_refused: dot_segments;
    folders_are_listed_page_by_page_in_the_order_of_bytes: folders;
    an_interrupted_body_leaves_what_was_there: interruptions;
    a_large_object_streams_there_and_back: streams;
    ranges_are_answered_exactly: ranges;
    conditions_hold: conditions;
    an_object_is_put_in_parts: parts;
}
