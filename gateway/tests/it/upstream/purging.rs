//! What a bucket holds beside its newest objects is found and removed for good, on the server at hand.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use cellier::s3::names::Bucket;
use cellier::s3::operation::{ObjectVersion, Operation, UploadsPage, WriteCondition};
use cellier::upstream::Upstream;
use http_body_util::Full;

use super::conformance::remove;
use super::copying::unsupported;
use super::permits::{self, key};
use super::stand::Stand;
use crate::real::{Thing, lacks};

const KEYS: [&str; 4] = ["a", "b & <c> é+%", "line\nbreak", "folder/"];

async fn put(upstream: &Upstream, bucket: &Bucket, text: &str, body: &'static str) {
    let permit = permits::put(bucket, &key(text), WriteCondition::Always);
    upstream.put_object(&permit, body.len() as u64, Full::from(body)).await.unwrap();
}

async fn begin_uploads(upstream: &Upstream, bucket: &Bucket) {
    for text in KEYS {
        upstream.create_upload(&permits::create_upload(bucket, &key(text))).await.unwrap();
    }
}

async fn versions(upstream: &Upstream, bucket: &Bucket) -> Vec<ObjectVersion> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let list = Operation::ListVersions { bucket: bucket.clone(), after };
        let page = upstream.list_versions(&permits::permit(list)).await.unwrap();
        found.extend(page.versions);
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

async fn purge(upstream: &Upstream, bucket: &Bucket, versions: Vec<ObjectVersion>) {
    let purge = Operation::DeleteVersions { bucket: bucket.clone(), versions };
    let refused = upstream.delete_versions(&permits::permit(purge)).await.unwrap();
    assert!(refused.is_empty(), "{refused:?}");
}

#[tokio::test]
async fn versions_and_marks_of_deletion_are_removed_for_good() {
    let stand = Stand::straight().await;
    let (upstream, bucket) = (&stand.upstream, stand.bucket().await);
    put(upstream, &bucket, "a", "before there were versions").await;
    let status = stand.keep_versions(&bucket).await;
    if let Some(reason) = lacks(Thing::Versions) {
        assert_eq!(status, 501, "{reason}");
        return remove(upstream, &bucket).await;
    }
    assert_eq!(status, 200);
    for text in KEYS {
        put(upstream, &bucket, text, "first").await;
        put(upstream, &bucket, text, "second").await;
        upstream.delete_object(&permits::delete(&bucket, &key(text))).await.unwrap();
    }
    let found = versions(upstream, &bucket).await;
    assert_eq!(found.len(), 1 + KEYS.len() * 3, "{found:?}");
    upstream.delete_bucket(&permits::delete_bucket(&bucket)).await.unwrap_err();
    purge(upstream, &bucket, found.clone()).await;
    purge(upstream, &bucket, found).await;
    assert!(versions(upstream, &bucket).await.is_empty());
    upstream.delete_bucket(&permits::delete_bucket(&bucket)).await.unwrap();
}

#[tokio::test]
async fn objects_without_versions_and_unfinished_uploads_are_removed_for_good() {
    let stand = Stand::straight().await;
    let (upstream, bucket) = (&stand.upstream, stand.bucket().await);
    for text in KEYS {
        put(upstream, &bucket, text, "only").await;
    }
    begin_uploads(upstream, &bucket).await;
    if let Some(reason) = lacks(Thing::Versions) {
        let list = Operation::ListVersions { bucket: bucket.clone(), after: None };
        unsupported(upstream.list_versions(&permits::permit(list)).await, reason);
        let all = permits::delete_all(&bucket, &KEYS.map(key));
        let told = upstream.delete_objects(&all).await.unwrap();
        assert!(told.iter().all(|(_, result)| result.is_ok()), "{told:?}");
    } else {
        let found = versions(upstream, &bucket).await;
        assert_eq!(found.len(), KEYS.len(), "{found:?}");
        purge(upstream, &bucket, found).await;
    }
    let list = || {
        let (bucket, page) = (bucket.clone(), UploadsPage::of_bucket(None));
        permits::permit(Operation::ListUploads { bucket, page })
    };
    if let Some(reason) = lacks(Thing::OlderUploads) {
        let page = upstream.list_uploads(&list()).await.unwrap();
        assert!(page.uploads.is_empty(), "{reason}: {page:?}");
        begin_uploads(upstream, &bucket).await;
    }
    let page = upstream.list_uploads(&list()).await.unwrap();
    assert_eq!(page.uploads.len(), KEYS.len(), "{page:?}");
    for upload in page.uploads {
        for key in upload.keys() {
            upstream.abort_upload(&permits::abort_upload(&bucket, key, &upload.id)).await.unwrap();
        }
    }
    let page = upstream.list_uploads(&list()).await.unwrap();
    assert!(page.uploads.is_empty(), "{page:?}");
    upstream.delete_bucket(&permits::delete_bucket(&bucket)).await.unwrap();
}
