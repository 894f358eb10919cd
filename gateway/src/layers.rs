//! What wraps every request: ids, security headers, counts and the log line.

mod crowd;
mod limits;
mod meter;
mod network;
mod traffic;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tracing::Instrument;

pub use self::crowd::{Crowd, Place};
pub use self::limits::{Door, Limits, Peer};
pub use self::meter::Meter;
pub use self::network::{Proxies, counted};
pub use self::traffic::{Traffic, count};

/// What the page may do. Nothing of it is inline, so neither hash, nonce nor `unsafe-inline` is needed; WebAssembly
/// needs `wasm-unsafe-eval`.
pub const PAGE_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; frame-src 'self'; \
    manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// What people uploaded may do on our origin: nothing.
pub const CONTENT_CSP: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// Our name for a request: in the answer, in problems and in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request that is being answered.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Gives the request an id and a log line. Whatever id the client sent is ignored: ids are ours to find.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let id = new_request_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    // Paths hold bucket names, queries hold keys and sign-in codes: the query is never logged.
    let path = logged(request.uri().path());
    let span = tracing::info_span!("request", %id, method = %request.method(), path);
    let started = std::time::Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let milliseconds = started.elapsed().as_millis();
    span.in_scope(|| {
        tracing::debug!(status = response.status().as_u16(), milliseconds, "answered")
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Addresses that open something by themselves are not logged beyond their beginning.
fn logged(path: &str) -> &str {
    let secret = ["/api/archives/", "/downloads/"];
    secret.into_iter().find(|start| path.starts_with(start)).unwrap_or(path)
}

pub fn new_request_id() -> String {
    let mut bytes = [0_u8; 12];
    // Without randomness an id is merely not unique; nothing secret hangs on it.
    let _ = getrandom::fill(&mut bytes);
    hex::encode(bytes)
}

/// Headers of everything the portal answers. What a handler set itself stays (bytes of objects have their own CSP).
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
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
    response
}

/// Tells browsers to come back over TLS only; set where the public address is https.
pub async fn strict_transport(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    set_absent(response.headers_mut(), header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    response
}

/// Answers of the control plane are about one person at one moment: nobody keeps them.
pub async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    set_absent(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    response
}

fn set_absent(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
