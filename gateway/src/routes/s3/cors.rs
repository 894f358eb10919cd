//! Scripts of other pages. Nothing here goes by what a browser adds of its own (cookies mean nothing, signatures are
//! made by whoever holds a secret), so that any page may ask what any program may, unless the operator names those that
//! may. It says nothing of any bucket.

use axum::body::Body;
use axum::response::Response;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::s3::fault::{Code, Fault};

/// Headers that a page may send are as many as fit here.
const REQUEST_HEADERS_BYTES_MAX: usize = 2048;

const METHODS: [&str; 5] = ["GET", "HEAD", "PUT", "POST", "DELETE"];

/// The pages whose scripts may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pages {
    Every,
    /// Those of these origins, such as `https://notebooks.example.org`.
    Of(Vec<String>),
}

/// What the page is allowed whose script asks, if one does.
#[derive(Debug, Default)]
pub struct Page {
    /// The origin that may read the answer, or `*`.
    allowed: Option<HeaderValue>,
    /// Others are told something else.
    varies: bool,
}

impl Page {
    pub fn of(headers: &HeaderMap, pages: &Pages) -> Self {
        let origin = headers.get(ORIGIN);
        match pages {
            Pages::Every => {
                Self { allowed: origin.map(|_| HeaderValue::from_static("*")), varies: false }
            }
            Pages::Of(origins) => {
                let known = |origin: &&HeaderValue| origins.iter().any(|known| known == *origin);
                Self { allowed: origin.filter(known).cloned(), varies: true }
            }
        }
    }

    /// Lets the page read the answer.
    pub fn open(&self, headers: &mut HeaderMap) {
        if self.varies {
            headers.append(VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(allowed) = &self.allowed {
            // All that it bears: metadata has names that nobody else knows.
            let names: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
            if let Ok(names) = HeaderValue::try_from(names.join(", ")) {
                headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
            }
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed.clone());
        }
    }

    /// What a browser asks before it lets a page ask.
    pub fn preflight(&self, headers: &HeaderMap) -> Result<Response, Fault> {
        let method = headers.get(ACCESS_CONTROL_REQUEST_METHOD);
        let (true, Some(method)) = (headers.contains_key(ORIGIN), method) else {
            let message =
                "insufficient information: Origin and Access-Control-Request-Method are needed";
            return Err(Fault::new(Code::InvalidRequest, message));
        };
        if self.allowed.is_none() {
            return Err(Fault::new(Code::AccessDenied, "scripts of this page may not ask here"));
        }
        if !METHODS.iter().any(|known| known == method) {
            return Err(Fault::new(Code::AccessDenied, "no page may ask with this method"));
        }
        Ok(permission(headers))
    }
}

fn permission(headers: &HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    let answer = response.headers_mut();
    answer.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, HEAD, PUT, POST, DELETE"),
    );
    if let Some(wished) =
        headers.get(ACCESS_CONTROL_REQUEST_HEADERS).filter(|wished| are_names(wished))
    {
        answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, wished.clone());
    }
    answer.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600"));
    answer.insert(
        VARY,
        HeaderValue::from_static(
            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
        ),
    );
    response
}

/// Names of headers and nothing else are given back.
fn are_names(wished: &HeaderValue) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_, ".contains(byte);
    wished.len() <= REQUEST_HEADERS_BYTES_MAX && wished.as_bytes().iter().all(plain)
}
