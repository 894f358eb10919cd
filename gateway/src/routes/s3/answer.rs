//! How answers and refusals are written.

use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::cors::Page;
use super::note::Told;
use crate::s3::call::{Call, Place};
use crate::s3::fault::{Code, Fault};
use crate::s3::xml;

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-request-id");

pub const XML: HeaderValue = HeaderValue::from_static("application/xml");

/// When to come back where there was too much.
const RETRY_SECONDS: u64 = 1;

/// What an answer has to know of its request.
#[derive(Debug)]
pub struct Asked {
    /// Ours: in the header, in errors and in the log.
    pub id: String,
    pub head_only: bool,
    /// The path as it came.
    pub resource: String,
    /// What a page is allowed whose script may have asked.
    pub page: Page,
}

/// A document.
pub fn document(status: StatusCode, document: impl Into<Body>) -> Response {
    let mut response = Response::new(document.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, XML);
    response
}

/// A refusal of ours.
pub fn refusal(fault: &Fault, asked: &Asked) -> Response {
    let fields = [("Code", fault.code), ("Message", &fault.message)];
    let mut response = error(fault.status, fields, asked);
    response.extensions_mut().insert(Told(fault.code.into()));
    if fault.status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
    }
    response
}

fn error<'a>(
    status: StatusCode,
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    asked: &Asked,
) -> Response {
    if asked.head_only {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, XML);
        return response;
    }
    document(status, xml::error(fields, &asked.resource, &asked.id))
}

/// A refusal of the instance's: its words, with our names for the request. What it says of our own account with it is
/// nobody's business, and no fault of the program's.
pub fn relayed_refusal(
    status: StatusCode,
    mut headers: HeaderMap,
    document: &[u8],
    call: &Call,
    asked: &Asked,
) -> Response {
    let fields = xml::error_fields(document).unwrap_or_default();
    let code = fields.iter().find(|(name, _)| name == "Code").map_or("", |(_, code)| code);
    if status.is_redirection() || OUR_ACCOUNT.contains(&code) {
        tracing::error!(%status, code, "the instance does not take our credentials, or is elsewhere");
        let message = "the instance is unavailable; please try again";
        return refusal(&Fault::new(Code::ServiceUnavailable, message), asked);
    }
    let mut response = if code.is_empty() {
        let fault = unsaid(status, call);
        error(status, [("Code", fault.code), ("Message", &*fault.message)], asked)
    } else {
        let told = fields.iter().filter(|(name, _)| !OWN_FIELDS.contains(&name.as_str()));
        error(status, told.map(|(name, text)| (name.as_str(), text.as_str())), asked)
    };
    for name in [CONTENT_LENGTH, CONTENT_TYPE, CONTENT_ENCODING] {
        headers.remove(name);
    }
    if !code.is_empty() {
        response.extensions_mut().insert(Told(code.to_owned().into()));
    }
    response.headers_mut().extend(headers);
    response
}

/// What an instance says when it is our own credentials, clock or region that it does not like.
const OUR_ACCOUNT: [&str; 8] = [
    "AuthorizationHeaderMalformed",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidSecurity",
    "InvalidToken",
    "PermanentRedirect",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];

/// What of an error is told by us, or is the instance's affair.
pub const OWN_FIELDS: [&str; 7] =
    ["RequestId", "HostId", "Resource", "Endpoint", "Region", "AWSAccessKeyId", "StringToSign"];

/// What a status means where no document says it.
fn unsaid(status: StatusCode, call: &Call) -> Fault {
    let (code, message) = match status {
        StatusCode::NOT_FOUND if call.spec().place == Place::Object => {
            (Code::NoSuchKey, "the specified key does not exist")
        }
        StatusCode::NOT_FOUND => (Code::NoSuchBucket, "the specified bucket does not exist"),
        StatusCode::PRECONDITION_FAILED => {
            (Code::PreconditionFailed, "at least one of the preconditions did not hold")
        }
        StatusCode::FORBIDDEN => (Code::AccessDenied, "access denied"),
        StatusCode::NOT_IMPLEMENTED => {
            (Code::NotImplemented, "the instance does not implement this")
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            (Code::SlowDown, "please reduce your request rate")
        }
        status if status.is_server_error() => {
            (Code::InternalError, "we encountered an internal error; please try again")
        }
        _ => (Code::InvalidRequest, "the instance refused the request"),
    };
    Fault::new(code, message)
}

/// What every answer bears.
pub fn finish(mut response: Response, asked: &Asked) -> Response {
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&asked.id) {
        headers.insert(REQUEST_ID, id);
    }
    asked.page.open(headers);
    response
}
