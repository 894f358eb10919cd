//! Parts of an object's bytes, for looking into it. Never more than what was asked for, whatever the answer holds.

use gateway_api::ProblemKind;
use gloo_net::http::RequestBuilder;
use js_sys::ArrayBuffer;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestCredentials};

use super::{Error, send};

/// A part of an object, and what its store says of the whole.
pub struct Piece {
    pub bytes: ArrayBuffer,
    /// Bytes of the whole object.
    pub size: u64,
    /// With its quotation marks: the version that further parts have to be of.
    pub etag: Option<String>,
    pub content_type: Option<String>,
}

/// Reads `length` bytes from `from` on, or as many as there are. With `etag`, only of that version of the object: else
/// the gateway answers [`ProblemKind::Precondition`]. `signal` stops the traffic.
pub async fn bytes(
    address: &str,
    from: u64,
    length: u64,
    etag: Option<&str>,
    signal: &AbortSignal,
) -> Result<Piece, Error> {
    let range = format!("bytes={from}-{}", from + length.max(1) - 1);
    let mut request = RequestBuilder::new(address)
        .credentials(RequestCredentials::SameOrigin)
        // A browser that keeps parts of files would answer from them, and fill its disk with them.
        .cache(RequestCache::NoStore)
        .abort_signal(Some(signal))
        .header("range", &range);
    if let Some(etag) = etag {
        request = request.header("if-match", etag);
    }
    let answer = request.send().await.map_err(|_| Error::Offline)?;
    if !answer.ok() {
        let error = send::refused(&answer).await;
        // Of nothing no part can be had (RFC 9110 §15.5.17).
        let empty = from == 0 && (error.is(ProblemKind::Range) || answer.status() == 416);
        return if empty { Ok(Piece::empty()) } else { Err(error) };
    }
    let headers = answer.headers();
    let number = |text: Option<String>| text.and_then(|text| text.parse::<u64>().ok());
    let travels = number(headers.get("content-length"));
    let size = match headers.get("content-range") {
        Some(range) => number(range.rsplit_once('/').map(|(_, size)| size.to_owned())),
        None => travels,
    };
    let (Some(size), true) = (size, travels.is_none_or(|travels| travels <= length)) else {
        // The whole object instead of a part of it: it is not read, and dropping the answer ends it.
        return Err(Error::Unreadable);
    };
    let (etag, content_type) = (headers.get("etag"), headers.get("content-type"));
    let body = web_sys::Response::from(answer).array_buffer().map_err(|_| Error::Unreadable)?;
    let bytes = JsFuture::from(body).await.map_err(|_| Error::Offline)?;
    Ok(Piece { bytes: bytes.into(), size, etag, content_type })
}

impl Piece {
    fn empty() -> Self {
        Self { bytes: ArrayBuffer::new(0), size: 0, etag: None, content_type: None }
    }
}
