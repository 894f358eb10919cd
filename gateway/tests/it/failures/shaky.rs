//! A storage in memory that fails now and then, before or after it did what was asked.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::{HeaderMap, Method, StatusCode, Uri, header};

/// How it misbehaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Temper {
    /// Every so many requests one is turned away, done and forgotten, or answered by halves; 0: never.
    pub fault_every: usize,
    /// Before each copy.
    pub copy_takes: Duration,
}

/// What is where, by key, with a number for its content.
#[derive(Debug, Default)]
pub struct Shaky {
    pub objects: Mutex<BTreeMap<String, u64>>,
    temper: Temper,
    requests: AtomicUsize,
    pub under_way: AtomicUsize,
    pub faults: AtomicUsize,
}

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mishap {
    TurnedAway,
    /// It was done, and the answer says that it was not.
    DoneAndDenied,
    /// Status 200, and then: not done.
    TakenBack,
    /// It was done, and the connection broke in the middle of the news.
    Cut,
}

impl Shaky {
    pub fn with(keys: impl IntoIterator<Item = String>, temper: Temper) -> Arc<Self> {
        let objects = keys.into_iter().zip(1..).collect();
        Arc::new(Self { objects: Mutex::new(objects), temper, ..Self::default() })
    }

    pub fn router(self: &Arc<Self>) -> Router {
        Router::new().fallback(answer).with_state(Arc::clone(self))
    }

    pub fn keys(&self, prefix: &str) -> Vec<String> {
        let objects = self.objects.lock().unwrap();
        objects.keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }

    fn mishap(&self) -> Option<Mishap> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        if self.temper.fault_every == 0 || !number.is_multiple_of(self.temper.fault_every) {
            return None;
        }
        let count = self.faults.fetch_add(1, Ordering::Relaxed);
        let mishaps = [Mishap::TurnedAway, Mishap::DoneAndDenied, Mishap::TakenBack, Mishap::Cut];
        Some(mishaps[count % mishaps.len()])
    }

    fn head(&self, key: &str) -> Response {
        let objects = self.objects.lock().unwrap();
        let Some(content) = objects.get(key) else { return StatusCode::NOT_FOUND.into_response() };
        let now = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let headers = [
            (header::ETAG, etag(*content)),
            (header::LAST_MODIFIED, now),
            (header::CONTENT_LENGTH, "5".to_owned()),
        ];
        (headers, Body::empty()).into_response()
    }

    fn copy(&self, key: &str, headers: &HeaderMap) -> Response {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let source = text("x-amz-copy-source").unwrap();
        let source = decoded(source.trim_start_matches('/').split_once('/').unwrap().1);
        let mut objects = self.objects.lock().unwrap();
        let Some(content) = objects.get(&source).copied() else {
            return refusal(StatusCode::NOT_FOUND, "NoSuchKey");
        };
        if key.contains("forbidden") {
            return refusal(StatusCode::FORBIDDEN, "AccessDenied");
        }
        let source_changed =
            text("x-amz-copy-source-if-match").is_some_and(|tag| tag != etag(content));
        let in_the_way = text("if-none-match").is_some() && objects.contains_key(key);
        if source_changed || in_the_way {
            return refusal(StatusCode::PRECONDITION_FAILED, "PreconditionFailed");
        }
        objects.insert(key.to_owned(), content);
        if source.contains("restless") {
            objects.insert(source, content + 1_000_000);
        }
        document(&format!("<CopyObjectResult><ETag>{}</ETag></CopyObjectResult>", etag(content)))
    }

    fn delete(&self, key: &str, headers: &HeaderMap) -> Response {
        let mut objects = self.objects.lock().unwrap();
        if key.contains("locked") {
            return refusal(StatusCode::FORBIDDEN, "AccessDenied");
        }
        let Some(content) = objects.get(key) else {
            return refusal(StatusCode::NOT_FOUND, "NoSuchKey");
        };
        if headers.get(header::IF_MATCH).is_some_and(|tag| *tag != etag(*content)) {
            return refusal(StatusCode::PRECONDITION_FAILED, "PreconditionFailed");
        }
        objects.remove(key);
        StatusCode::NO_CONTENT.into_response()
    }
}

async fn answer(
    State(shaky): State<Arc<Shaky>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    shaky.under_way.fetch_add(1, Ordering::SeqCst);
    let response = answered(&shaky, method, uri.path(), &headers).await;
    shaky.under_way.fetch_sub(1, Ordering::SeqCst);
    response
}

async fn answered(shaky: &Shaky, method: Method, path: &str, headers: &HeaderMap) -> Response {
    let Some((_bucket, key)) = path.trim_start_matches('/').split_once('/') else {
        return StatusCode::OK.into_response();
    };
    let key = decoded(key);
    let mishap = shaky.mishap();
    match mishap {
        Some(Mishap::TurnedAway) => {
            return refusal(StatusCode::SERVICE_UNAVAILABLE, "SlowDown");
        }
        Some(Mishap::TakenBack) if method == Method::PUT => {
            return document("  <Error><Code>InternalError</Code></Error>");
        }
        _ => {}
    }
    let response = match method {
        Method::HEAD => shaky.head(&key),
        Method::PUT => {
            tokio::time::sleep(shaky.temper.copy_takes).await;
            shaky.copy(&key, headers)
        }
        Method::DELETE => shaky.delete(&key, headers),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    };
    match mishap {
        Some(Mishap::DoneAndDenied) => refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalError"),
        Some(Mishap::Cut) if method == Method::PUT => {
            let half = [Ok("<CopyObject"), Err(std::io::Error::other("cut"))];
            Body::from_stream(stream::iter(half)).into_response()
        }
        _ => response,
    }
}

fn etag(content: u64) -> String {
    format!("\"{content:032x}\"")
}

fn document(text: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/xml")], text.to_owned()).into_response()
}

fn refusal(status: StatusCode, code: &str) -> Response {
    (status, document(&format!("<Error><Code>{code}</Code></Error>"))).into_response()
}

fn decoded(text: &str) -> String {
    cellier::s3::encode::decode(text).unwrap()
}
