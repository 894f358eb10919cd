//! Successes on their way back. Bytes stream untouched; documents in which an instance names itself or its account are
//! written with our names: owners in listings, and where an object is that was put together.
//!
//! Some servers answer 200 before they know the end, and send whitespace meanwhile: that is passed on as it comes, and
//! what follows may still be a refusal.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::Response;
use bytes::{Buf as _, Bytes};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use http_body::Frame;

use super::Manner;
use super::answer::Asked;
use crate::s3::call::{Call, Name};
use crate::s3::xml;
use crate::upstream::{self, BoxError, DownloadBody};

/// 1,000 entries, each with an owner, and keys of 1,024 bytes, each byte encoded as three.
const LISTING_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Of what is said once an object is put together.
const RESULT_BYTES_MAX: usize = 64 * 1024;

/// An answer that is not what S3 answers.
#[derive(Debug, thiserror::Error)]
#[error("the answer of the instance is too long")]
struct TooLong;

/// The answer with our names in it. `owner` is to whom everything belongs.
pub async fn answer(
    call: &Call,
    status: StatusCode,
    mut headers: HeaderMap,
    body: DownloadBody,
    owner: &str,
    manner: &Manner,
    asked: &Asked,
) -> Result<Response, upstream::Error> {
    let body = if status != StatusCode::OK {
        Body::new(body)
    } else if names_owners(call) {
        let document = body.whole(LISTING_BYTES_MAX).await?;
        let document = xml::with_owner(&document, owner);
        headers.insert(CONTENT_LENGTH, document.len().into());
        Body::from(document)
    } else if comes_late(call) {
        headers.remove(CONTENT_LENGTH);
        Body::new(Late::new(body, call, manner, asked))
    } else {
        Body::new(body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

fn names_owners(call: &Call) -> bool {
    match call.name {
        Name::ListObjects
        | Name::ListObjectVersions
        | Name::ListMultipartUploads
        | Name::ListParts => true,
        Name::ListObjectsV2 => call.parameter("fetch-owner").is_some_and(|wish| wish == "true"),
        _ => false,
    }
}

fn comes_late(call: &Call) -> bool {
    matches!(call.name, Name::CompleteMultipartUpload | Name::CopyObject | Name::UploadPartCopy)
}

/// A result that may be long in coming.
struct Late {
    body: DownloadBody,
    /// Where the object is for programs, of a completion.
    location: Option<String>,
    resource: String,
    request_id: String,
    /// What came of the document itself.
    held: Vec<u8>,
    begun: bool,
    ended: bool,
}

impl Late {
    fn new(body: DownloadBody, call: &Call, manner: &Manner, asked: &Asked) -> Self {
        let location = match (call.name, &call.bucket, call.key()) {
            (Name::CompleteMultipartUpload, Some(bucket), Some(key)) => {
                Some(manner.place(bucket, key))
            }
            _ => None,
        };
        Self {
            body,
            location,
            resource: asked.resource.clone(),
            request_id: asked.id.clone(),
            held: Vec::new(),
            begun: false,
            ended: false,
        }
    }

    /// What stands before the root is passed on at once.
    fn take(&mut self, data: &[u8]) -> Result<Option<Bytes>, TooLong> {
        self.held.extend_from_slice(data);
        if self.held.len() > RESULT_BYTES_MAX {
            return Err(TooLong);
        }
        if self.begun {
            return Ok(None);
        }
        let before = xml::before_root(&self.held);
        self.begun = before < self.held.len() && !self.held[before..].starts_with(b"<?");
        let rest = self.held.split_off(before);
        let before = std::mem::replace(&mut self.held, rest);
        Ok(Some(before).filter(|before| !before.is_empty()).map(Bytes::from))
    }

    /// The document, with our names.
    fn rewritten(&mut self) -> Bytes {
        let document = std::mem::take(&mut self.held);
        if let Some(fields) = xml::error_fields(&document) {
            let fields = fields
                .iter()
                .filter(|(name, _)| !super::answer::OWN_FIELDS.contains(&name.as_str()))
                .map(|(name, text)| (name.as_str(), text.as_str()));
            let mut whole = Bytes::from(xml::error(fields, &self.resource, &self.request_id));
            // The declaration may be on its way already, and there is one at most.
            whole.advance(xml::before_root(&whole));
            return whole;
        }
        match &self.location {
            Some(location) => xml::with_location(&document, location).into(),
            None => document.into(),
        }
    }
}

impl http_body::Body for Late {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        loop {
            if this.ended {
                return Poll::Ready(None);
            }
            match std::task::ready!(Pin::new(&mut this.body).poll_frame(context)) {
                Some(Ok(frame)) => {
                    let Ok(data) = frame.into_data() else { continue };
                    match this.take(&data) {
                        Ok(Some(before)) => return Poll::Ready(Some(Ok(Frame::data(before)))),
                        Ok(None) => {}
                        Err(error) => {
                            this.ended = true;
                            return Poll::Ready(Some(Err(Box::new(error))));
                        }
                    }
                }
                Some(Err(error)) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(Box::new(error))));
                }
                None => {
                    this.ended = true;
                    return Poll::Ready(Some(Ok(Frame::data(this.rewritten()))));
                }
            }
        }
    }
}
