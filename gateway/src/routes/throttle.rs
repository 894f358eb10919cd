//! Too many requests of one address at a door that is open to everybody: told to programs as a problem, to people as a
//! page.

use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::language;
use crate::app::Portal;
use crate::error::Error;
use crate::layers::{Door, Limits, Peer};
use crate::page::plain;

/// What a door needs to know.
pub struct Throttle {
    pub door: Door,
    pub limits: Limits,
    pub portal: Portal,
}

impl Throttle {
    /// Counts the request; where it is one too many, how long to wait.
    pub fn refusal(&self, request: &Request) -> Option<Response> {
        let Peer(peer) = Peer::of(request.extensions());
        let counted = self.limits.count(self.door, peer, request.headers(), Instant::now());
        counted.err().map(|wait| refuse(&self.portal, request, seconds(wait)))
    }
}

/// Rounded up: whoever comes back after so many seconds comes late enough.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

fn refuse(portal: &Portal, request: &Request, seconds: u64) -> Response {
    if !is_page_load(request.method(), request.headers()) {
        return Error::TooManyRequests { seconds }.into_response();
    }
    let language = language::of_path(request.uri().path(), &portal.french)
        .unwrap_or_else(|| language::of_reader(request.headers()));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::RETRY_AFTER, HeaderValue::from(seconds)),
    ];
    let page = plain::wait(language, seconds).into_string();
    (StatusCode::TOO_MANY_REQUESTS, headers, page).into_response()
}

/// A person opens an address: browsers then ask for HTML before anything else.
pub fn is_page_load(method: &Method, headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    *method == Method::GET && accepted.is_some_and(|accepted| accepted.starts_with("text/html"))
}
