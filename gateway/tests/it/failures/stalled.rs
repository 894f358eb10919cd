//! A storage that stops reading: what stands before it stops taking, and goes on when the storage does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{Method, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::sync::Notify;

use crate::house::House;
use crate::support::Browser;

const PIECE_BYTES: u64 = 256 * 1024;
/// More than the kernel holds at both ends of both connections (`tcp_rmem`, `tcp_wmem`: 20 MB), and what is ours.
const TAKEN_BYTES_MAX: u64 = 32 << 20;
const BODY_BYTES: u64 = 128 << 20;

/// Of one upload, as both ends see it.
#[derive(Clone, Default)]
struct Seen {
    /// What the sender was asked for so far.
    taken: Arc<AtomicU64>,
    /// What the storage has read.
    read: Arc<AtomicU64>,
    /// The storage goes on.
    go_on: Arc<Notify>,
}

impl Seen {
    /// Takes objects when it is told to, and nothing else.
    fn storage(&self) -> Router {
        let seen = self.clone();
        Router::new().fallback(move |request: Request| {
            let seen = seen.clone();
            async move { seen.store(request).await }
        })
    }

    async fn store(&self, request: Request) -> Response {
        if request.method() != Method::PUT {
            return "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>".into_response();
        }
        self.go_on.notified().await;
        let mut body = request.into_body();
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return StatusCode::BAD_REQUEST.into_response() };
            self.read.fetch_add(frame.data_ref().unwrap().len() as u64, Ordering::Relaxed);
        }
        // Not the MD5 of it: such tags are not compared.
        [("etag", "\"0-1\"")].into_response()
    }

    /// Sends as fast as it is taken. When so much was, the storage goes on.
    async fn send(&self, alice: &Browser, portal: &str, go_on_at: u64) -> StatusCode {
        let seen = self.clone();
        let piece = Bytes::from(vec![7; usize::try_from(PIECE_BYTES).unwrap()]);
        let pieces = (0..BODY_BYTES / PIECE_BYTES).map(move |_| {
            let taken = seen.taken.fetch_add(PIECE_BYTES, Ordering::Relaxed) + PIECE_BYTES;
            if taken == go_on_at {
                seen.go_on.notify_one();
            }
            Ok::<_, std::io::Error>(Frame::data(piece.clone()))
        });
        let body = Body::new(StreamBody::new(stream::iter(pieces)));
        let path = "/api/instances/minimal/buckets/alice.tremblay/objects?key=a";
        let request = Request::put(format!("{portal}{path}"))
            .header("cookie", format!("cellier={}", alice.cookie("cellier").unwrap()))
            .header("sec-fetch-site", "same-origin")
            .header("x-cellier-request", "1")
            .header("content-length", BODY_BYTES)
            .body(body)
            .unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        client.request(request).await.unwrap().status()
    }
}

#[tokio::test]
async fn nothing_more_is_taken_from_a_sender_than_buffers_hold() {
    let mut house = House::start().await;
    let (alice, seen) = (house.alice().await, Seen::default());
    house.minimal.be_replaced_by(seen.storage()).await;
    // It is given up when nothing has moved for a second: by then whatever would be taken is.
    let answer = seen.send(&alice, &house.portal, u64::MAX).await;
    let taken = seen.taken.load(Ordering::Relaxed);
    assert_eq!(answer, StatusCode::GATEWAY_TIMEOUT);
    assert!(taken < TAKEN_BYTES_MAX, "{taken} bytes were taken");
    assert_eq!(seen.read.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn an_upload_goes_on_when_the_storage_does() {
    let idle_seconds = 60;
    let mut house =
        House::configured(|config| config.instances[0].timeouts.idle_seconds = idle_seconds).await;
    let (alice, seen) = (house.alice().await, Seen::default());
    house.minimal.be_replaced_by(seen.storage()).await;
    let answer = seen.send(&alice, &house.portal, 4 * PIECE_BYTES).await;
    assert_eq!(answer, StatusCode::CREATED);
    assert_eq!(seen.read.load(Ordering::Relaxed), BODY_BYTES);
}
