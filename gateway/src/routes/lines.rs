//! Answers that go on line by line (NDJSON): each line is one JSON value, sent as soon as it is known.

use std::convert::Infallible;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http::{HeaderName, header};
use serde::Serialize;

/// The answer; when its reader leaves, the stream is dropped.
pub fn response<T: Serialize>(lines: impl Stream<Item = T> + Send + 'static) -> Response {
    let body = Body::from_stream(lines.map(|line| Ok::<_, Infallible>(written(&[line]))));
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        // A proxy that collects lines before it passes them on makes progress look like standstill.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, body).into_response()
}

/// What cannot be written as JSON does not exist among our types; an empty line is none.
pub fn written<T: Serialize>(lines: &[T]) -> Bytes {
    let mut text = Vec::new();
    for line in lines {
        text.extend(serde_json::to_vec(line).unwrap_or_default());
        text.push(b'\n');
    }
    text.into()
}
