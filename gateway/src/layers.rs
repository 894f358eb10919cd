//! What wraps every request: ids, security headers, counts and the log line.

mod answers;
mod crowd;
mod limits;
mod meter;
mod network;
mod traffic;

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tracing::Span;

pub use self::answers::Answers;
pub use self::crowd::{Crowd, Place};
pub use self::limits::{Door, Limits, Peer};
pub use self::meter::Meter;
pub use self::network::{Proxies, counted};
use self::traffic::Counted;
pub use self::traffic::Traffic;

/// What the page may do. Nothing of it is inline, so neither hash, nonce nor `unsafe-inline` is needed; WebAssembly
/// needs `wasm-unsafe-eval`.
pub const PAGE_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; frame-src 'self'; \
    manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// What people uploaded may do on our origin: nothing.
pub const CONTENT_CSP: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// Our name for a request: in the answer, in problems and in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers that are added to an answer, mostly: room for them is made once.
const HEADERS_USUAL: usize = 10;

/// The id of the request that is being answered.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// What wraps a request from its beginning to its answer.
pub struct Surrounded {
    observed: Observed,
    counted: Counted,
}

impl Surrounded {
    pub fn begin(request: &mut Request) -> Self {
        Self { observed: Observed::begin(request), counted: Counted::begin(request) }
    }

    /// Where it is logged what happens meanwhile.
    pub fn span(&self) -> &Span {
        &self.observed.span
    }

    pub fn end(self, traffic: &Traffic, response: &mut Response) {
        secure(response.headers_mut());
        self.counted.end(traffic, response);
        self.observed.end(response);
    }
}

/// A request that has an id and a log line.
struct Observed {
    id: String,
    span: Span,
    started: Instant,
}

impl Observed {
    /// Whatever id the client sent is ignored: ids are ours to find.
    fn begin(request: &mut Request) -> Self {
        let id = new_request_id();
        request.extensions_mut().insert(RequestId(id.clone()));
        // Paths hold bucket names, queries hold keys and sign-in codes: the query is never logged.
        let path = logged(request.uri().path());
        let span = tracing::info_span!("request", %id, method = %request.method(), path);
        Self { id, span, started: Instant::now() }
    }

    fn end(self, response: &mut Response) {
        let milliseconds = self.started.elapsed().as_millis();
        self.span.in_scope(|| {
            tracing::debug!(status = response.status().as_u16(), milliseconds, "answered")
        });
        if let Ok(id) = HeaderValue::from_str(&self.id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
    }
}

/// Addresses that open something by themselves are not logged beyond their beginning.
fn logged(path: &str) -> &str {
    let secret = ["/api/archives/", "/downloads/", "/s/"];
    secret.into_iter().find(|start| path.starts_with(start)).unwrap_or(path)
}

/// Twelve bytes that no other request bears, here or in another process: the count of requests, hashed with keys of this
/// process's own. Nothing secret hangs on them, and the system is asked for randomness once.
pub fn new_request_id() -> String {
    static KEYS: LazyLock<[RandomState; 2]> = LazyLock::new(Default::default);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let [high, low] = KEYS.each_ref().map(|keys| u128::from(keys.hash_one(count)));
    format!("{:024x}", (high << 32) | (low >> 32))
}

/// Headers of everything the portal answers. What a handler set itself stays (bytes of objects have their own CSP).
fn secure(headers: &mut HeaderMap) {
    headers.reserve(HEADERS_USUAL);
    set_absent(headers, header::CONTENT_SECURITY_POLICY, PAGE_CSP);
    set_absent(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set_absent(headers, header::REFERRER_POLICY, "no-referrer");
    set_absent(headers, header::X_FRAME_OPTIONS, "DENY");
    set_absent(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set_absent(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set_absent(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
}

/// Tells browsers to come back over TLS only; for where the public address is https.
pub fn insist_on_tls(headers: &mut HeaderMap) {
    set_absent(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
}

/// Answers of the control plane are about one person at one moment: nobody keeps them.
pub fn forbid_storing(headers: &mut HeaderMap) {
    set_absent(headers, header::CACHE_CONTROL, "no-store");
}

fn set_absent(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_requests_bear_one_id() {
        let ids: HashSet<String> = (0..10_000).map(|_| new_request_id()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(
            ids.iter().all(|id| id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
        );
    }
}
