//! Copies as every S3 server must make them for Cellier: run against the one at hand.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use std::collections::BTreeMap;

use bytes::Bytes;
use cellier::s3::names::{Bucket, Key};
use cellier::s3::operation::{
    CopiedAttributes, ObjectHeaders, Operation, UploadsPage, WriteCondition,
};
use cellier::upstream::{CopyPermits, CopySizes, Course, Error, ObjectHead, Seen, Upstream};
use http_body_util::Full;

use super::conformance::{AWKWARD_KEYS, conforms, get, keeps, names};
use super::permits::{self, key};
use crate::real::{Thing, lacks};

const KEPT: CopiedAttributes = CopiedAttributes::Kept { storage_class: None };

/// S3's own least for a part.
const PART_BYTES: u64 = 5 << 20;

/// Everything goes in parts.
const SMALL: CopySizes = CopySizes {
    whole_bytes_max: 1 << 20,
    part_bytes: PART_BYTES,
    streamed_bytes_max: 1 << 20,
    streamed_part_bytes: PART_BYTES,
};

/// Everything that can be stored with an object.
fn laden() -> ObjectHeaders {
    ObjectHeaders {
        content_type: Some("text/csv; charset=utf-8".to_owned()),
        cache_control: Some("max-age=60".to_owned()),
        content_disposition: Some("attachment; filename=\"a.csv\"".to_owned()),
        content_language: Some("fr".to_owned()),
        content_encoding: Some("gzip".to_owned()),
        metadata: BTreeMap::from([
            ("auteur".to_owned(), "Élodie O'Neil, 漢".to_owned()),
            ("plain".to_owned(), "a b".to_owned()),
        ]),
        ..ObjectHeaders::default()
    }
}

async fn put(upstream: &Upstream, bucket: &Bucket, key: &Key, body: impl Into<Bytes>) {
    let body = body.into();
    let permit = permits::permit(Operation::PutObject {
        bucket: bucket.clone(),
        key: key.clone(),
        condition: WriteCondition::Always,
        headers: laden(),
    });
    upstream.put_object(&permit, body.len() as u64, Full::from(body)).await.unwrap();
}

/// Two; none on a server without tags, which says so.
async fn put_tags(upstream: &Upstream, bucket: &Bucket, key: &Key) {
    let permit = permits::put_tags(bucket, key, &[("projet", "Énergie + eau"), ("empty", "")]);
    let result = upstream.put_tags(&permit).await;
    match lacks(Thing::Tags) {
        None => result.unwrap(),
        Some(reason) => unsupported(result, reason),
    }
}

/// What the server at hand does not have is said to be so.
#[track_caller]
pub(super) fn unsupported<T: std::fmt::Debug>(result: Result<T, Error>, reason: &str) {
    assert!(matches!(result, Err(Error::Unsupported { .. })), "{reason}: {result:?}");
}

/// The object has the tags that it was given by [`put_tags`].
async fn tagged(upstream: &Upstream, bucket: &Bucket, key: &Key) {
    let found = upstream.tags(&permits::tags(bucket, key)).await;
    if let Some(reason) = lacks(Thing::Tags) {
        return unsupported(found, reason);
    }
    let found = found.unwrap();
    assert_eq!((found["projet"].as_str(), found["empty"].as_str()), ("Énergie + eau", ""));
    assert_eq!(found.len(), 2);
}

async fn head(upstream: &Upstream, bucket: &Bucket, key: &Key) -> ObjectHead {
    upstream.head_object(&permits::head(bucket, key)).await.unwrap()
}

async fn copied(upstream: &Upstream, permits: &CopyPermits) -> Result<String, Error> {
    let copied = upstream.copy_object(permits, &Seen::default(), &Course::default()).await;
    copied.map(|copied| copied.etag)
}

/// The copy has what the original had.
async fn same(
    upstream: &Upstream,
    (from, from_key): (&Bucket, &Key),
    (to, to_key): (&Bucket, &Key),
) {
    let (left, right) = (head(upstream, from, from_key).await, head(upstream, to, to_key).await);
    assert_eq!(left.size, right.size);
    for one in [&left, &right] {
        assert_eq!(one.content_type, laden().content_type);
        assert_eq!(one.cache_control, laden().cache_control);
        assert_eq!(one.content_disposition, laden().content_disposition);
        assert_eq!(one.content_language, laden().content_language);
        assert_eq!(one.content_encoding, laden().content_encoding);
        assert_eq!(one.metadata, laden().metadata);
    }
    tagged(upstream, from, from_key).await;
    tagged(upstream, to, to_key).await;
    assert!(get(upstream, from, from_key).await == get(upstream, to, to_key).await);
}

pub async fn whole(upstream: &Upstream, bucket: &Bucket) {
    let (from, to) = (key("a.csv"), key("b + é.csv"));
    put(upstream, bucket, &from, "hello").await;
    put_tags(upstream, bucket, &from).await;
    let permits = permits::copy((bucket, &from), (bucket, &to), WriteCondition::Absent, KEPT);
    let etag = copied(upstream, &permits).await.unwrap();
    assert_eq!(etag, "5d41402abc4b2a76b9719d911017c592");
    same(upstream, (bucket, &from), (bucket, &to)).await;
    let error = copied(upstream, &permits).await.unwrap_err();
    assert!(matches!(error, Error::PreconditionFailed { .. }), "{error:?}");
    let replacing = permits::copy((bucket, &from), (bucket, &to), WriteCondition::Always, KEPT);
    copied(upstream, &replacing).await.unwrap();
    let missing =
        permits::copy((bucket, &key("missing")), (bucket, &key("c")), WriteCondition::Absent, KEPT);
    let error = copied(upstream, &missing).await.unwrap_err();
    assert!(matches!(error, Error::NoSuchKey { .. }), "{error:?}");
}

pub async fn awkward(upstream: &Upstream, bucket: &Bucket) {
    let longest = "é".repeat(512);
    for text in AWKWARD_KEYS.into_iter().chain([longest.as_str()]) {
        let (strange, plain) = (key(text), key("plain"));
        if !keeps(upstream, bucket, text) {
            put(upstream, bucket, &plain, "plain").await;
            for (from, to) in [(&strange, &plain), (&plain, &strange)] {
                let permits =
                    permits::copy((bucket, from), (bucket, to), WriteCondition::Always, KEPT);
                let error = copied(upstream, &permits).await.unwrap_err();
                assert!(matches!(error, Error::MisreadKey { .. }), "{text:?}: {error:?}");
            }
            continue;
        }
        put(upstream, bucket, &strange, text.to_owned()).await;
        let out = permits::copy((bucket, &strange), (bucket, &plain), WriteCondition::Always, KEPT);
        let copied = upstream.copy_object(&out, &Seen::default(), &Course::default()).await;
        assert!(copied.is_ok(), "{text:?}: {copied:?}");
        let copied = copied.unwrap();
        assert_eq!(get(upstream, bucket, &plain).await, text.as_bytes(), "{text:?}");
        let remove = permits::delete(bucket, &strange);
        upstream.remove_copied(&remove, &copied).await.unwrap();
        let back =
            permits::copy((bucket, &plain), (bucket, &strange), WriteCondition::Absent, KEPT);
        let (seen, course) = (Seen::default(), Course::default());
        upstream.copy_object(&back, &seen, &course).await.unwrap();
        assert_eq!(get(upstream, bucket, &strange).await, text.as_bytes(), "{text:?}");
    }
}

pub async fn in_parts(upstream: &Upstream, bucket: &Bucket) {
    let upstream = upstream.clone().with_copy_sizes(SMALL);
    for name in ["big + é", "big %2e 100%"] {
        in_parts_from(&upstream, bucket, &key(name)).await;
    }
}

async fn in_parts_from(upstream: &Upstream, bucket: &Bucket, from: &Key) {
    let to = key(&format!("copy of {}", from.as_str()));
    let body: Vec<u8> = (0..2 * PART_BYTES + 5).map(|at| at.to_le_bytes()[1]).collect();
    put(upstream, bucket, from, body).await;
    put_tags(upstream, bucket, from).await;
    let permits = permits::copy((bucket, from), (bucket, &to), WriteCondition::Absent, KEPT);
    let course = Course::default();
    let copied = upstream.copy_object(&permits, &Seen::default(), &course).await.unwrap();
    assert!(copied.etag.ends_with("-3"), "{}", copied.etag);
    assert_eq!(course.bytes(), 2 * PART_BYTES + 5);
    same(upstream, (bucket, from), (bucket, &to)).await;
    let error = upstream.copy_object(&permits, &Seen::default(), &Course::default()).await;
    assert!(matches!(error, Err(Error::PreconditionFailed { .. })), "{error:?}");
    let stopped = Course::default();
    stopped.stop.cancel();
    let (from, to) = ((bucket, from), (bucket, &key("stopped")));
    let permits = permits::copy(from, to, WriteCondition::Absent, KEPT);
    let error = upstream.copy_object(&permits, &Seen::default(), &stopped).await;
    assert!(matches!(error, Err(Error::Stopped)), "{error:?}");
    no_uploads(upstream, bucket).await;
}

async fn no_uploads(upstream: &Upstream, bucket: &Bucket) {
    let page = UploadsPage::of_bucket(None);
    let list = Operation::ListUploads { bucket: bucket.clone(), page };
    let page = upstream.list_uploads(&permits::permit(list)).await.unwrap();
    assert!(page.uploads.is_empty() && page.next.is_none(), "{page:?}");
}

pub async fn between(upstream: &Upstream, bucket: &Bucket) {
    let other = permits::elsewhere(bucket);
    let from = key("%2e + é 漢 🎉");
    put(upstream, bucket, &from, "hello").await;
    put_tags(upstream, bucket, &from).await;
    let to = key("elsewhere//é");
    let permits = permits::copy_between((bucket, &from), (&other, &to), WriteCondition::Absent);
    let copied = upstream.copy_object(&permits, &Seen::default(), &Course::default()).await;
    assert_eq!(copied.unwrap().etag, "5d41402abc4b2a76b9719d911017c592");
    same(upstream, (bucket, &from), (&other, &to)).await;
    let error = upstream.copy_object(&permits, &Seen::default(), &Course::default()).await;
    assert!(matches!(error, Err(Error::PreconditionFailed { .. })), "{error:?}");

    put(upstream, bucket, &key("empty"), "").await;
    let (from, to) = ((bucket, &key("empty")), (&other, &key("empty too")));
    let permits = permits::copy_between(from, to, WriteCondition::Absent);
    upstream.copy_object(&permits, &Seen::default(), &Course::default()).await.unwrap();
    assert_eq!(get(upstream, &other, &key("empty too")).await, "");
}

pub async fn between_in_parts(upstream: &Upstream, bucket: &Bucket) {
    let upstream = upstream.clone().with_copy_sizes(SMALL);
    let other = permits::elsewhere(bucket);
    let (from, to) = (key("big"), key("bigger"));
    let body: Vec<u8> = (0..2 * PART_BYTES + 5).map(|at| at.to_le_bytes()[1]).collect();
    put(&upstream, bucket, &from, body).await;
    put_tags(&upstream, bucket, &from).await;
    let permits = permits::copy_between((bucket, &from), (&other, &to), WriteCondition::Absent);
    let course = Course::default();
    let copied = upstream.copy_object(&permits, &Seen::default(), &course).await.unwrap();
    assert!(copied.etag.ends_with("-3"), "{}", copied.etag);
    assert_eq!(course.bytes(), 2 * PART_BYTES + 5);
    same(&upstream, (bucket, &from), (&other, &to)).await;
    no_uploads(&upstream, bucket).await;
}

/// What is stored beside the bytes is replaced; bytes and tags stay.
pub async fn edits(upstream: &Upstream, bucket: &Bucket) {
    let key = key("a b.csv");
    for upstream in [upstream.clone(), upstream.clone().with_copy_sizes(SMALL)] {
        let body = vec![7; 2 << 20];
        put(&upstream, bucket, &key, body.clone()).await;
        put_tags(&upstream, bucket, &key).await;
        let headers = ObjectHeaders {
            content_type: Some("text/plain".to_owned()),
            metadata: BTreeMap::from([("reviewed-by".to_owned(), "Zoé".to_owned())]),
            ..ObjectHeaders::default()
        };
        let attributes = CopiedAttributes::Replaced(Box::new(headers.clone()));
        let itself = (bucket, &key);
        let permits = permits::copy(itself, itself, WriteCondition::Always, attributes);
        copied(&upstream, &permits).await.unwrap();
        let now = head(&upstream, bucket, &key).await;
        assert_eq!(now.content_type, headers.content_type);
        assert_eq!((now.cache_control, now.content_language), (None, None));
        assert_eq!(now.metadata, headers.metadata);
        assert!(get(&upstream, bucket, &key).await == body);
        tagged(&upstream, bucket, &key).await;
    }
}

/// What changed since it was seen, or while it is copied, is neither copied nor removed.
pub async fn changes(upstream: &Upstream, bucket: &Bucket) {
    let (from, to) = (key("a"), key("b"));
    put(upstream, bucket, &from, "first").await;
    let permits = permits::copy((bucket, &from), (bucket, &to), WriteCondition::Always, KEPT);
    for seen in
        [Seen { etag: Some("0".repeat(32)), size: None }, Seen { etag: None, size: Some(6) }]
    {
        let error = upstream.copy_object(&permits, &seen, &Course::default()).await.unwrap_err();
        assert!(matches!(error, Error::SourceChanged { .. }), "{error:?}");
    }
    let seen = Seen { etag: Some(head(upstream, bucket, &from).await.etag), size: Some(5) };
    let copied = upstream.copy_object(&permits, &seen, &Course::default()).await.unwrap();
    put(upstream, bucket, &from, "other").await;
    let remove = permits::delete(bucket, &from);
    let error = upstream.remove_copied(&remove, &copied).await.unwrap_err();
    assert!(matches!(error, Error::SourceChanged { .. }), "{error:?}");
    assert_eq!(names(upstream, bucket, "", false).await, ["a", "b"]);
    let seen = Seen::default();
    let copied = upstream.copy_object(&permits, &seen, &Course::default()).await.unwrap();
    upstream.remove_copied(&remove, &copied).await.unwrap();
    upstream.remove_copied(&remove, &copied).await.unwrap();
    assert_eq!(names(upstream, bucket, "", false).await, ["b"]);
}

pub async fn tags(upstream: &Upstream, bucket: &Bucket) {
    let key = key("a");
    put(upstream, bucket, &key, "a").await;
    let (tags, none) = (permits::tags(bucket, &key), permits::put_tags(bucket, &key, &[]));
    if let Some(reason) = lacks(Thing::Tags) {
        unsupported(upstream.tags(&tags).await, reason);
        unsupported(upstream.put_tags(&none).await, reason);
        return;
    }
    assert!(upstream.tags(&tags).await.unwrap().is_empty());
    put_tags(upstream, bucket, &key).await;
    tagged(upstream, bucket, &key).await;
    upstream.put_tags(&none).await.unwrap();
    assert!(upstream.tags(&tags).await.unwrap().is_empty());
    let error = upstream.tags(&permits::tags(bucket, &permits::key("b"))).await.unwrap_err();
    assert!(matches!(error, Error::NoSuchKey { .. }), "{error:?}");
}

conforms! {
    an_object_is_copied_with_all_that_belongs_to_it: whole;
    any_key_s3_allows_is_copied_and_moved: awkward;
    a_large_object_is_copied_in_parts: in_parts;
    an_object_goes_from_one_instance_to_another: between;
    a_large_object_goes_from_one_instance_to_another_in_parts: between_in_parts;
    what_is_stored_beside_the_bytes_is_replaced: edits;
    what_changed_is_neither_copied_nor_removed: changes;
    tags_are_read_and_replaced: tags;
}
