//! Whoever asked is gone before the storage has answered.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use http::{Method, Uri};
use serde_json::json;
use tokio::sync::Notify;

use crate::house::House;

/// For what does not come, so long.
const UNASKED: Duration = Duration::from_millis(300);

/// In vain.
const WAIT: Duration = Duration::from_secs(10);

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

/// What the storage is told and tells.
#[derive(Clone, Default)]
struct Seen {
    /// It was asked to put parts together.
    asked: Arc<Notify>,
    go_on: Arc<Notify>,
    put_together: Arc<Notify>,
    /// It was asked for an object.
    read: Arc<Notify>,
    /// Whoever read left.
    left: Arc<Notify>,
}

struct TellsWhenDropped(Arc<Notify>);

impl Drop for TellsWhenDropped {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl Seen {
    /// Puts parts together when it is told to, and never answers who reads.
    fn storage(&self) -> Router {
        let seen = self.clone();
        Router::new().fallback(move |method: Method, uri: Uri| seen.clone().answer(method, uri))
    }

    async fn answer(self, method: Method, uri: Uri) -> Response {
        if method == Method::POST {
            self.asked.notify_one();
            self.go_on.notified().await;
            self.put_together.notify_one();
            let stored =
                "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>";
            return stored.into_response();
        }
        if uri.path().ends_with("/read") {
            let _leaving = TellsWhenDropped(self.left);
            self.read.notify_one();
            return std::future::pending().await;
        }
        "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>".into_response()
    }
}

#[tokio::test]
async fn parts_are_put_together_though_nobody_waits_for_it_any_more() {
    let mut house = House::start().await;
    let (alice, seen) = (house.alice().await, Seen::default());
    house.minimal.be_replaced_by(seen.storage()).await;
    let completing = tokio::spawn({
        let alice = alice.clone();
        let body = json!({ "parts": [{ "part": 1, "etag": "p" }] });
        async move { alice.post(&format!("{BUCKET}/uploads/complete?key=a&upload=u"), &body).await }
    });
    soon(seen.asked.notified(), "the storage was not asked").await;
    let reading = tokio::spawn(async move {
        alice.get(&format!("{BUCKET}/objects?key=read")).await;
    });
    soon(seen.read.notified(), "the storage was not read").await;
    completing.abort();
    // Of a reader who leaves the storage hears. Whoever left before is gone by then as well.
    reading.abort();
    soon(seen.left.notified(), "the storage did not hear of it").await;
    seen.go_on.notify_one();
    soon(seen.put_together.notified(), "the storage was left in the middle").await;
}

#[tokio::test]
async fn whoever_asks_again_meanwhile_waits_for_what_is_under_way() {
    let mut house = House::start().await;
    let (alice, seen) = (house.alice().await, Seen::default());
    house.minimal.be_replaced_by(seen.storage()).await;
    let body = json!({ "parts": [{ "part": 1, "etag": "p" }] });
    let path = format!("{BUCKET}/uploads/complete?key=a&upload=u");
    let completing = tokio::spawn({
        let (alice, body, path) = (alice.clone(), body.clone(), path.clone());
        async move { alice.post(&path, &body).await }
    });
    soon(seen.asked.notified(), "the storage was not asked").await;
    completing.abort();
    let again = tokio::spawn(async move { alice.post(&path, &body).await });
    // Long enough for a second question, if it were asked.
    assert!(tokio::time::timeout(UNASKED, seen.asked.notified()).await.is_err());
    seen.go_on.notify_one();
    soon(seen.put_together.notified(), "the storage was left in the middle").await;
    soon(seen.asked.notified(), "it was not asked again").await;
    seen.go_on.notify_one();
    again.await.unwrap().expect(201);
}

async fn soon(awaited: impl Future<Output = ()>, otherwise: &str) {
    assert!(tokio::time::timeout(WAIT, awaited).await.is_ok(), "{otherwise}");
}
