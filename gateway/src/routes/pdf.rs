//! PDFs that people uploaded, for the browser's own viewer in a frame of our page. Viewers fail in a sandbox, so this
//! is the one content that leaves it: after its first bytes said that it is a PDF, as a PDF and as nothing else.

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt, stream};
use http::{HeaderValue, StatusCode, Uri, header};
use http_body_util::BodyExt;
use serde::Deserialize;

use super::gate::Gate;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::disposition;
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::{Operation, ReadConditions};
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

/// Reads a PDF to be shown, whole: only its first bytes tell that it is one.
///
/// # Errors
/// [`Error::NotPdf`] when it does not begin as a PDF does, and those of the read.
pub async fn read(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: Bucket,
    key: Key,
) -> Result<Response, Error> {
    let conditions = ReadConditions::default();
    let operation = Operation::GetObject { bucket, key: key.clone(), range: None, conditions };
    let permit = gate.permit(caller, operation).await?;
    response(upstream.get_object(&permit).await?, &key).await
}

async fn response(download: Download, key: &Key) -> Result<Response, Error> {
    let mut rest = Box::pin(download.body.into_data_stream());
    let mut begun = BytesMut::new();
    while begun.len() < MAGIC.len() {
        let Some(data) = rest.try_next().await.map_err(Error::Upstream)? else { break };
        begun.extend_from_slice(&data);
    }
    if download.status != StatusCode::OK || !begun.starts_with(MAGIC) {
        return Err(Error::NotPdf(key.clone()));
    }
    let begun = stream::iter([Ok::<Bytes, upstream::Error>(begun.freeze())]);
    let mut response = Response::new(Body::from_stream(begun.chain(rest)));
    *response.headers_mut() = download.headers;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("none"));
    let named = HeaderValue::try_from(disposition::inline(key.file_name()));
    headers
        .insert(header::CONTENT_DISPOSITION, named.unwrap_or(HeaderValue::from_static("inline")));
    headers.insert(header::CONTENT_SECURITY_POLICY, CSP);
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
