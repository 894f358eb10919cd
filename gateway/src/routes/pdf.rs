//! PDFs that people uploaded, for the browser's own viewer in a frame of our page. Viewers fail in a sandbox, so this
//! is the one content that leaves it: after its first bytes said that it is a PDF, as a PDF and as nothing else.

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt, stream};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use http_body_util::BodyExt;
use serde::Deserialize;

use super::gate::Gate;
use super::objects;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::disposition;
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::{ByteRange, Operation, ReadConditions};
use crate::upstream::{self, Download, Upstream};

/// How a PDF begins (ISO 32000-1, 7.5.2). Readers allow a kilobyte before it; what uses that is a polyglot.
const MAGIC: &[u8] = b"%PDF-";

/// Frames of our own page only. No sandbox, and nothing else either: the viewers of some browsers obey what is said
/// of their document, and have styles and scripts.
const CSP: HeaderValue = HeaderValue::from_static("frame-ancestors 'self'");

/// `?show=pdf`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ShowQuery {
    pub show: Option<Show>,
}

/// What a browser is to show by itself, in a frame of our page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    Pdf,
}

impl ShowQuery {
    /// # Errors
    /// [`Error::Malformed`] when something else is to be shown.
    pub fn of(uri: &Uri) -> Result<Self, Error> {
        let query = axum::extract::Query::try_from_uri(uri);
        query.map(|query| query.0).map_err(|rejection| Error::Malformed(rejection.body_text()))
    }
}

/// Reads a PDF to be shown, whole or by range: viewers ask for the pages one looks at, and for the table at its end first.
/// Only its first bytes tell that it is one. A range that does not hold them costs a read of them before, and is then of
/// the same version or refused.
///
/// # Errors
/// [`Error::NotPdf`] when it does not begin as a PDF does, and those of the read.
pub async fn read(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: Bucket,
    key: Key,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let (range, mut conditions) = objects::asked(headers);
    // What was kept of it is of no use: nobody looked whether it was shown or saved.
    (conditions.if_none_match, conditions.if_modified_since) = (None, None);
    let get = async |range, conditions| {
        let (bucket, key) = (bucket.clone(), key.clone());
        let operation = Operation::GetObject { bucket, key, range, conditions };
        let permit = gate.permit(caller, operation).await?;
        upstream.get_object(&permit).await.map_err(Error::from)
    };
    if !range.is_some_and(is_further_on) {
        return response(begins_as_pdf(get(range, conditions).await?, &key).await?, &key);
    }
    let last = MAGIC.len() as u64 - 1;
    let of_same =
        ReadConditions { if_match: conditions.if_match.take(), ..ReadConditions::default() };
    let beginning = get(Some(ByteRange::Bounded { first: 0, last }), of_same).await?;
    let etag = beginning.headers.get(header::ETAG).and_then(|etag| etag.to_str().ok());
    conditions.if_match = etag.map(str::to_owned);
    begins_as_pdf(beginning, &key).await?;
    let Download { status, headers, body } = get(range, conditions).await?;
    response(Read { status, headers, body: Body::new(body) }, &key)
}

/// Whether the first bytes are not in it, or not all of them.
fn is_further_on(range: ByteRange) -> bool {
    match range {
        ByteRange::Bounded { first, last } => first > 0 || last < MAGIC.len() as u64 - 1,
        ByteRange::From { first } => first > 0,
        ByteRange::Suffix { .. } => true,
    }
}

/// A read of which is known that it is of a PDF.
struct Read {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

/// Looks at the first bytes as they pass.
async fn begins_as_pdf(download: Download, key: &Key) -> Result<Read, Error> {
    let Download { status, headers, body } = download;
    let mut rest = Box::pin(body.into_data_stream());
    let mut begun = BytesMut::new();
    while begun.len() < MAGIC.len() {
        let Some(data) = rest.try_next().await.map_err(Error::Upstream)? else { break };
        begun.extend_from_slice(&data);
    }
    if !begun.starts_with(MAGIC) {
        return Err(Error::NotPdf(key.clone()));
    }
    let begun = stream::iter([Ok::<Bytes, upstream::Error>(begun.freeze())]);
    Ok(Read { status, headers, body: Body::from_stream(begun.chain(rest)) })
}

fn response(read: Read, key: &Key) -> Result<Response, Error> {
    if !read.status.is_success() {
        return Err(Error::NotPdf(key.clone()));
    }
    let mut response = Response::new(read.body);
    *response.status_mut() = read.status;
    *response.headers_mut() = read.headers;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let named = HeaderValue::try_from(disposition::inline(key.file_name()));
    headers
        .insert(header::CONTENT_DISPOSITION, named.unwrap_or(HeaderValue::from_static("inline")));
    headers.insert(header::CONTENT_SECURITY_POLICY, CSP);
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
