//! Signature Version 4 on what we send (S3 API Reference, "Authenticating requests: using the Authorization header").

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, EXPECT, USER_AGENT};
use http::{HeaderName, HeaderValue, Request};
use jiff::Timestamp;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::encode::encode_hex;
use super::stamp;
use super::verify::{ALGORITHM, Scope, SigningKey, text_to_sign};

/// Headers that proxies between us and the storage may rewrite: signing them makes requests fail for nothing.
const UNSIGNED_HEADERS: [HeaderName; 4] = [ACCEPT_ENCODING, CONTENT_LENGTH, EXPECT, USER_AGENT];

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// The SHA-256 of no bytes at all.
pub const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What the signature says about the body.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// A request that never has a body, such as `GET`: `UNSIGNED-PAYLOAD`, for some storages take time to prove that
    /// nothing is nothing.
    None,
    /// The whole body, whose SHA-256 is signed.
    Known(&'a [u8]),
    /// The SHA-256 that a body still to be streamed has to have: the storage proves it.
    Digest([u8; 32]),
    /// A body still to be streamed: `UNSIGNED-PAYLOAD`. Its integrity is proved by the checksum of the answer.
    Streamed,
    /// A body still to be streamed as `aws-chunked`, with a checksum behind it.
    StreamedWithTrailer,
}

/// A request that cannot be signed, because it is not well formed.
#[derive(Debug, thiserror::Error)]
#[error("the request cannot be signed")]
pub struct SignError {
    #[source]
    source: http::header::InvalidHeaderValue,
}

/// Signs for one account in one region. Its `Debug` shows no secret. Cheap to clone; all clones share one key.
#[derive(Clone)]
pub struct Signer(Arc<Account>);

struct Account {
    access_key: String,
    secret_key: SecretString,
    region: String,
    /// Of the day it was made for: making one costs more than all the rest of a signature.
    key: Mutex<Option<(String, SigningKey)>>,
}

impl Signer {
    pub fn new(access_key: &str, secret_key: &str, region: &str) -> Self {
        Self(Arc::new(Account {
            access_key: access_key.to_owned(),
            secret_key: secret_key.into(),
            region: region.to_owned(),
            key: Mutex::default(),
        }))
    }

    /// Adds `x-amz-date`, `x-amz-content-sha256` and `authorization`. The URI must be absolute and encoded already
    /// (by `s3::encode`), the `host` header be there; `now` is the storage's time.
    pub fn sign<B>(
        &self,
        request: &mut Request<B>,
        payload: Payload<'_>,
        now: Timestamp,
    ) -> Result<(), SignError> {
        let time = stamp::write(now);
        let digest;
        let payload = match payload {
            Payload::Known([]) => EMPTY_SHA256,
            Payload::Known(bytes) => {
                digest = encode_hex(Sha256::digest(bytes));
                digest.as_str()
            }
            Payload::Digest(bytes) => {
                digest = encode_hex(bytes);
                digest.as_str()
            }
            Payload::None | Payload::Streamed => "UNSIGNED-PAYLOAD",
            Payload::StreamedWithTrailer => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        };
        let invalid = |source| SignError { source };
        let headers = request.headers_mut();
        headers.insert(DATE, HeaderValue::from_str(&time).map_err(invalid)?);
        headers.insert(CONTENT_SHA256, HeaderValue::from_str(payload).map_err(invalid)?);
        if !headers.contains_key(http::header::HOST)
            && let Some(authority) = request.uri().authority()
        {
            let host = HeaderValue::from_str(authority.as_str()).map_err(invalid)?;
            request.headers_mut().insert(http::header::HOST, host);
        }
        let scope = Scope {
            date: time.get(..8).unwrap_or_default().to_owned(),
            region: self.0.region.clone(),
            service: "s3".to_owned(),
        };
        let (canonical, signed) = canonical(request, payload);
        let scope_text = scope.text();
        let text = text_to_sign(&time, &scope_text, canonical);
        let signature = encode_hex(self.key(&scope).sign(text.as_bytes()));
        let authorization = [
            ALGORITHM,
            " Credential=",
            &self.0.access_key,
            "/",
            &scope_text,
            ", SignedHeaders=",
            &signed,
            ", Signature=",
            &signature,
        ]
        .concat();
        let mut value = HeaderValue::from_str(&authorization).map_err(invalid)?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }

    fn key(&self, scope: &Scope) -> SigningKey {
        let mut kept = self.0.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = kept.as_ref().filter(|(date, _)| *date == scope.date) {
            return key.clone();
        }
        let key = SigningKey::derive(&self.0.secret_key, scope);
        *kept = Some((scope.date.clone(), key.clone()));
        key
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Account { access_key, region, .. } = &*self.0;
        formatter
            .debug_struct("Signer")
            .field("access_key", access_key)
            .field("region", region)
            .finish_non_exhaustive()
    }
}

/// The canonical request (S3 API Reference, "Create a canonical request") and the names of what is signed. The address
/// is as it will be sent; its query has to be sorted, which no address has to be.
fn canonical<B>(request: &Request<B>, payload: &str) -> (Vec<u8>, String) {
    let mut names: Vec<&HeaderName> =
        request.headers().keys().filter(|name| !UNSIGNED_HEADERS.contains(name)).collect();
    names.sort_unstable_by_key(|name| name.as_str());
    let uri = request.uri();
    let mut text = Vec::with_capacity(1024);
    for part in [request.method().as_str(), "\n", uri.path(), "\n"] {
        text.extend_from_slice(part.as_bytes());
    }
    let mut pairs: Vec<(&str, &str)> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect();
    pairs.sort_unstable();
    for (index, (name, value)) in pairs.iter().enumerate() {
        let before = if index == 0 { "" } else { "&" };
        for part in [before, name, "=", value] {
            text.extend_from_slice(part.as_bytes());
        }
    }
    text.push(b'\n');
    for name in &names {
        text.extend_from_slice(name.as_str().as_bytes());
        text.push(b':');
        for (index, value) in request.headers().get_all(*name).iter().enumerate() {
            if index > 0 {
                text.push(b',');
            }
            extend_trimmed(&mut text, value.as_bytes());
        }
        text.push(b'\n');
    }
    text.push(b'\n');
    let signed = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(";");
    text.extend_from_slice(signed.as_bytes());
    text.push(b'\n');
    text.extend_from_slice(payload.as_bytes());
    (text, signed)
}

/// Without spaces at the ends, and one where several were.
fn extend_trimmed(text: &mut Vec<u8>, value: &[u8]) {
    let mut parts = value.split(|byte| *byte == b' ').filter(|part| !part.is_empty());
    if let Some(first) = parts.next() {
        text.extend_from_slice(first);
    }
    for part in parts {
        text.push(b' ');
        text.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests;
