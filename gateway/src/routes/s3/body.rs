//! What programs send: taken out of its frame, counted, and compared with every checksum that was announced for it,
//! while it passes. What does not fit is an error before the last byte was handed on, so that nothing of it is stored.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::Frame;
use http_body_util::BodyExt as _;
use md5::Md5;
use sha2::{Digest as _, Sha256};

use super::Sent;
use super::door::Entrant;
use crate::s3::call::{Call, Name, Sends};
use crate::s3::checksum::{Algorithm, Running, read_md5};
use crate::s3::chunked::Decoder;
use crate::s3::fault::{Code, Fault};
use crate::s3::verify::{Payload, Refusal};
use crate::upstream::{BoxError, Sending};

/// Of one object or part in one request (S3 User Guide, "Uploading objects"): 5 GiB.
const SENT_BYTES_MAX: u64 = 5 * 1024 * 1024 * 1024;

/// How long a whole document may take.
const DOCUMENT_SECONDS_MAX: u64 = 60;

/// Makes ready what is sent on. Nothing is read yet.
pub fn sending(
    call: &Call,
    entrant: &Entrant,
    headers: &HeaderMap,
    body: Body,
) -> Result<Sent, Fault> {
    let expected = announced_in_head(call)?;
    check_md5(headers)?;
    let trailer = announced_behind(headers)?;
    if expected.is_some() && trailer.is_some() {
        return Err(Fault::new(Code::InvalidRequest, "only one checksum may be announced"));
    }
    let payload = entrant.signed.as_ref().map_or(Payload::Unsigned, |(payload, _)| *payload);
    let bears_trailer =
        matches!(payload, Payload::SignedChunks { trailer: true } | Payload::UnsignedChunks);
    if trailer.is_some() && !bears_trailer {
        let message = "x-amz-trailer does not go with this x-amz-content-sha256";
        return Err(Fault::new(Code::InvalidRequest, message));
    }
    let length = length(headers, payload)?;
    if length > SENT_BYTES_MAX {
        let message = "your proposed upload exceeds the maximum allowed object size";
        return Err(Fault::new(Code::EntityTooLarge, message));
    }
    let decoder = entrant.signed.as_ref().and_then(|(payload, seed)| {
        let names = trailer.iter().map(|algorithm| algorithm.header().to_owned()).collect();
        Decoder::new(*payload, seed.clone(), names, Some(length))
    });
    let digest = match payload {
        Payload::Digest(digest) => Some(digest),
        _ => None,
    };
    let expected = proved_by_digest(expected, digest)?;
    let running = trailer.or(expected.as_ref().map(|(algorithm, _)| *algorithm)).map(Running::new);
    let body = Intake {
        body,
        decoder,
        input: Bytes::new(),
        running,
        expected: expected.map(|(_, value)| value),
        ended: false,
    };
    Ok(Sending { body, length, digest, trailer })
}

/// How many bytes the object will have.
fn length(headers: &HeaderMap, payload: Payload) -> Result<u64, Fault> {
    let name =
        if payload.is_chunked() { "x-amz-decoded-content-length" } else { CONTENT_LENGTH.as_str() };
    let missing =
        || Fault::new(Code::MissingContentLength, format!("you must provide the {name} header"));
    let text = headers.get(name).ok_or_else(missing)?.to_str().unwrap_or_default();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| Fault::invalid(format!("{name} is no number")))
}

/// The checksum in the head, if there is one.
fn announced_in_head(call: &Call) -> Result<Option<(Algorithm, String)>, Fault> {
    let mut announced = call.headers.iter().filter_map(|(name, value)| {
        Algorithm::of_header(name.as_str()).map(|algorithm| (algorithm, value))
    });
    let Some((algorithm, value)) = announced.next() else { return Ok(None) };
    if announced.next().is_some() {
        let message = "expecting a single x-amz-checksum- header";
        return Err(Fault::new(Code::InvalidRequest, message));
    }
    let text = value.to_str().unwrap_or_default();
    if !algorithm.writes(text) {
        let message = format!("the value of {} is invalid", algorithm.header());
        return Err(Fault::new(Code::InvalidRequest, message));
    }
    Ok(Some((algorithm, text.to_owned())))
}

/// The checksum that comes behind the body, if one is announced.
fn announced_behind(headers: &HeaderMap) -> Result<Option<Algorithm>, Fault> {
    let mut names = headers.get_all("x-amz-trailer").iter();
    let Some(name) = names.next() else { return Ok(None) };
    let name = name.to_str().unwrap_or_default().trim().to_ascii_lowercase();
    match Algorithm::of_header(&name) {
        Some(algorithm) if names.next().is_none() => Ok(Some(algorithm)),
        _ => Err(Fault::new(
            Code::InvalidRequest,
            "x-amz-trailer must name one x-amz-checksum- header that is known",
        )),
    }
}

/// A SHA-256 that stands in the head twice is compared there; the bytes are digested once, by whoever stores them.
fn proved_by_digest(
    expected: Option<(Algorithm, String)>,
    digest: Option<[u8; 32]>,
) -> Result<Option<(Algorithm, String)>, Fault> {
    match (expected, digest) {
        (Some((Algorithm::Sha256, value)), Some(digest)) => {
            if STANDARD.encode(digest) == value {
                Ok(None)
            } else {
                Err(bad_digest(Algorithm::Sha256))
            }
        }
        (expected, _) => Ok(expected),
    }
}

/// Whether `Content-MD5` is one; the instance compares it.
fn check_md5(headers: &HeaderMap) -> Result<Option<[u8; 16]>, Fault> {
    let Some(value) = headers.get("content-md5") else { return Ok(None) };
    let invalid = || Fault::new(Code::InvalidDigest, "the Content-MD5 you specified is not valid");
    read_md5(value.as_bytes()).map(Some).ok_or_else(invalid)
}

fn bad_digest(algorithm: Algorithm) -> Fault {
    let message =
        format!("the {} you specified did not match the calculated checksum", algorithm.name());
    Fault::new(Code::BadDigest, message)
}

/// A body while it passes.
#[derive(Debug)]
pub struct Intake {
    body: Body,
    decoder: Option<Decoder>,
    /// What came and was not taken apart yet.
    input: Bytes,
    running: Option<Running>,
    /// From the head.
    expected: Option<String>,
    ended: bool,
}

impl Intake {
    /// The next bytes of the object in what came already.
    fn take(&mut self) -> Result<Option<Bytes>, Refusal> {
        if self.input.is_empty() {
            return Ok(None);
        }
        let data = match &mut self.decoder {
            Some(decoder) => decoder.push(&mut self.input)?,
            None => Some(std::mem::take(&mut self.input)),
        };
        if let (Some(running), Some(data)) = (&mut self.running, &data) {
            running.update(data);
        }
        Ok(data)
    }

    /// Everything came: does it fit? Answers the checksum that goes behind the bytes.
    fn finish(&mut self) -> Result<Option<HeaderMap>, Fault> {
        let trailers = self.decoder.take().map(Decoder::finish).transpose()?.unwrap_or_default();
        let Some(running) = self.running.take() else { return Ok(None) };
        let algorithm = running.algorithm();
        let computed = running.finish();
        if let Some(expected) = &self.expected {
            return if *expected == computed { Ok(None) } else { Err(bad_digest(algorithm)) };
        }
        let came = trailers.into_iter().find(|(name, _)| name == algorithm.header());
        match came {
            Some((_, value)) if value == computed => {
                let value = HeaderValue::try_from(value).map_err(|_| bad_digest(algorithm))?;
                let name = HeaderName::from_static(algorithm.header());
                Ok(Some(HeaderMap::from_iter([(name, value)])))
            }
            Some(_) => Err(bad_digest(algorithm)),
            None => Err(Fault {
                status: http::StatusCode::BAD_REQUEST,
                code: "MalformedTrailerError",
                message: "the checksum that x-amz-trailer announces did not come".into(),
            }),
        }
    }
}

impl HttpBody for Intake {
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
            match this.take() {
                Ok(Some(data)) if data.is_empty() => continue,
                Ok(Some(data)) => return Poll::Ready(Some(Ok(Frame::data(data)))),
                Ok(None) => {}
                Err(refusal) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(Box::new(Fault::from(refusal)))));
                }
            }
            match std::task::ready!(Pin::new(&mut this.body).poll_frame(context)) {
                // Trailers of HTTP are not those of S3.
                Some(Ok(frame)) => this.input = frame.into_data().unwrap_or_default(),
                Some(Err(error)) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(error.into())));
                }
                None => {
                    this.ended = true;
                    return Poll::Ready(match this.finish() {
                        Ok(trailers) => trailers.map(|trailers| Ok(Frame::trailers(trailers))),
                        Err(fault) => Some(Err(Box::new(fault))),
                    });
                }
            }
        }
    }
}

/// The whole document of a call, within its limit, as it was announced.
pub async fn document(
    call: &Call,
    entrant: &Entrant,
    headers: &HeaderMap,
    body: Body,
) -> Result<Bytes, Fault> {
    let Sends::Document { bytes_max, needed, .. } = call.spec().sends else {
        return Ok(Bytes::new());
    };
    let Some((payload, _)) = &entrant.signed else {
        return Err(Fault::new(Code::AccessDenied, "access denied"));
    };
    if payload.is_chunked() {
        let message = "streamed payloads are for objects and parts";
        return Err(Fault::new(Code::InvalidRequest, message));
    }
    let md5 = check_md5(headers)?;
    let limit = Duration::from_secs(DOCUMENT_SECONDS_MAX);
    let document =
        tokio::time::timeout(limit, collect(body, bytes_max)).await.map_err(|_| {
            Fault::new(Code::RequestTimeout, "the body did not come within the timeout period")
        })??;
    if let Payload::Digest(digest) = payload
        && Sha256::digest(&document)[..] != digest[..]
    {
        return Err(Refusal::PayloadMismatch.into());
    }
    if md5.is_some_and(|md5| Md5::digest(&document)[..] != md5[..]) {
        let message = "the Content-MD5 you specified did not match what we received";
        return Err(Fault::new(Code::BadDigest, message));
    }
    // Of a completion they are the object's, not the document's.
    let checksummed =
        call.name != Name::CompleteMultipartUpload && check_document(headers, &document)?;
    let proved = checksummed || md5.is_some() || matches!(payload, Payload::Digest(_));
    if needed && !proved && call.name == Name::DeleteObjects {
        let message = "missing required header for this request: Content-MD5";
        return Err(Fault::new(Code::InvalidRequest, message));
    }
    Ok(document)
}

/// Compares the checksums of a document; whether there was one.
fn check_document(headers: &HeaderMap, document: &[u8]) -> Result<bool, Fault> {
    let mut checked = false;
    for algorithm in Algorithm::ALL {
        let Some(value) = headers.get(algorithm.header()) else { continue };
        let mut running = Running::new(algorithm);
        running.update(document);
        if running.finish().as_bytes() != value.as_bytes() {
            return Err(bad_digest(algorithm));
        }
        checked = true;
    }
    Ok(checked)
}

/// The next bytes of a body that is read here; `None` at its end.
pub async fn next(body: &mut Body) -> Result<Option<Bytes>, Fault> {
    while let Some(frame) = body.frame().await {
        let broken = |_| Fault::new(Code::IncompleteBody, "the body broke off");
        if let Ok(data) = frame.map_err(broken)?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

async fn collect(mut body: Body, bytes_max: usize) -> Result<Bytes, Fault> {
    let too_long = || Fault::new(Code::MaxMessageLengthExceeded, "your request was too big");
    // What is announced as too long is not asked for.
    if http_body::Body::size_hint(&body).lower() > bytes_max as u64 {
        return Err(too_long());
    }
    let mut document = Vec::new();
    while let Some(data) = next(&mut body).await? {
        if document.len() + data.len() > bytes_max {
            return Err(too_long());
        }
        document.extend_from_slice(&data);
    }
    Ok(document.into())
}
