//! Signature Version 4 on what we send (S3 API Reference, "Authenticating requests: using the Authorization header").
//!
//! Written for what we send, which is encoded strictly already: the libraries that sign anything take ten times as long,
//! for each request of everybody.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, EXPECT, HOST, InvalidHeaderValue, ToStrError,
    USER_AGENT,
};
use http::{HeaderName, HeaderValue, Request};
use jiff::Timestamp;
use jiff::tz::Offset;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::verify::{Scope, SigningKey};

/// Headers that proxies between us and the storage may rewrite: signing them makes requests fail for nothing.
const UNSIGNED_HEADERS: [HeaderName; 4] = [ACCEPT_ENCODING, CONTENT_LENGTH, EXPECT, USER_AGENT];

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// The SHA-256 of nothing.
const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Room for a canonical request of usual length.
const CANONICAL_BYTES_USUAL: usize = 512;

/// What the signature says about the body.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// The whole body, whose SHA-256 is signed.
    Known(&'a [u8]),
    /// A body still to be streamed: `UNSIGNED-PAYLOAD`. Its integrity is proved by the checksum of the answer.
    Streamed,
}

/// A request that cannot be signed, because it is not well formed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("a header of the request is no text")]
    NoText(#[source] ToStrError),
    #[error("the signature is no header")]
    NoHeader(#[source] InvalidHeaderValue),
}

/// Signs for one account in one region. Its `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Signer {
    access_key: String,
    secret_key: SecretString,
    region: String,
    /// Of the day it was last asked for.
    key: Arc<Mutex<Option<(Scope, SigningKey)>>>,
}

impl Signer {
    pub fn new(access_key: &str, secret_key: &str, region: &str) -> Self {
        Self {
            access_key: access_key.to_owned(),
            secret_key: secret_key.into(),
            region: region.to_owned(),
            key: Arc::default(),
        }
    }

    /// Adds `x-amz-date`, `x-amz-content-sha256` and `authorization`. The URI must be absolute and encoded already
    /// (by `s3::encode`); `now` is the storage's time.
    pub fn sign<B>(
        &self,
        request: &mut Request<B>,
        payload: Payload<'_>,
        now: Timestamp,
    ) -> Result<(), SignError> {
        let time = time_text(now);
        let payload = match payload {
            Payload::Known([]) => EMPTY_SHA256.to_owned(),
            Payload::Known(bytes) => hex::encode(Sha256::digest(bytes)),
            Payload::Streamed => "UNSIGNED-PAYLOAD".to_owned(),
        };
        for (name, value) in [(DATE, &time), (CONTENT_SHA256, &payload)] {
            let value = HeaderValue::from_str(value).map_err(SignError::NoHeader)?;
            request.headers_mut().insert(name, value);
        }
        let (canonical, signed_names) = canonical_request(request, &payload)?;
        let (scope, key) = self.key_of_day(&time);
        let hash = hex::encode(Sha256::digest(canonical));
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hash}");
        let signature = hex::encode(key.sign(text.as_bytes()));
        let access_key = &self.access_key;
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={signed_names}, \
             Signature={signature}"
        );
        let mut value = HeaderValue::from_str(&authorization).map_err(SignError::NoHeader)?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }

    /// The key is made of secret, day and region alone: once a day is enough.
    fn key_of_day(&self, time: &str) -> (Scope, SigningKey) {
        let date = time.get(..8).unwrap_or(time);
        let mut kept = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((scope, key)) = &*kept
            && scope.date == date
        {
            return (scope.clone(), key.clone());
        }
        let scope =
            Scope { date: date.to_owned(), region: self.region.clone(), service: "s3".to_owned() };
        let key = SigningKey::derive(&self.secret_key, &scope);
        *kept = Some((scope.clone(), key.clone()));
        (scope, key)
    }
}

/// `20130524T000000Z`
fn time_text(now: Timestamp) -> String {
    let now = Offset::UTC.to_datetime(now);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        now.year(),
        now.month(),
        now.day(),
        now.hour(),
        now.minute(),
        now.second()
    )
}

/// The canonical request (S3 API Reference, "Create a canonical request") and the names of its headers.
fn canonical_request<B>(
    request: &Request<B>,
    payload: &str,
) -> Result<(String, String), SignError> {
    let uri = request.uri();
    let mut headers = request
        .headers()
        .iter()
        .filter(|(name, _)| !UNSIGNED_HEADERS.contains(name))
        .map(|(name, value)| Ok((name.as_str(), value.to_str()?)))
        .collect::<Result<Vec<_>, _>>()
        .map_err(SignError::NoText)?;
    if !request.headers().contains_key(HOST)
        && let Some(authority) = uri.authority()
    {
        headers.push((HOST.as_str(), authority.as_str()));
    }
    // Stable: values of one name stay in their order.
    headers.sort_by_key(|(name, _)| *name);

    let mut canonical = String::with_capacity(CANONICAL_BYTES_USUAL);
    canonical.push_str(request.method().as_str());
    canonical.push('\n');
    canonical.push_str(uri.path());
    canonical.push('\n');
    push_query(&mut canonical, uri.query().unwrap_or_default());
    let mut names = String::new();
    for same in headers.chunk_by(|(left, _), (right, _)| left == right) {
        let separator = if names.is_empty() { "" } else { ";" };
        for (index, (name, value)) in same.iter().enumerate() {
            if index == 0 {
                let _ = write!(names, "{separator}{name}");
                let _ = write!(canonical, "\n{name}:");
            } else {
                canonical.push(',');
            }
            push_value(&mut canonical, value);
        }
    }
    let _ = write!(canonical, "\n\n{names}\n{payload}");
    Ok((canonical, names))
}

/// Sorted; a name without value gets its `=`.
fn push_query(canonical: &mut String, query: &str) {
    let segments = query.split('&').filter(|segment| !segment.is_empty());
    let mut pairs: Vec<_> =
        segments.map(|segment| segment.split_once('=').unwrap_or((segment, ""))).collect();
    pairs.sort_unstable();
    for (index, (name, value)) in pairs.into_iter().enumerate() {
        if index > 0 {
            canonical.push('&');
        }
        canonical.push_str(name);
        canonical.push('=');
        canonical.push_str(value);
    }
}

/// Without spaces at the ends, and one where several were.
fn push_value(canonical: &mut String, value: &str) {
    let parts = value.split([' ', '\t']).filter(|part| !part.is_empty());
    for (index, part) in parts.enumerate() {
        if index > 0 {
            canonical.push(' ');
        }
        canonical.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use aws_sigv4::http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
        UriPathNormalizationMode, sign,
    };
    use proptest::prelude::*;

    use super::*;
    use crate::s3::encode::{encode_path, encode_query};

    /// Account, date and bucket of the examples in the S3 API Reference, "Signature calculations for the
    /// Authorization header: transferring payload in a single chunk".
    fn check(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8], expected: &str) {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("https://examplebucket.s3.amazonaws.com{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(()).unwrap();
        signer().sign(&mut request, Payload::Known(body), date()).unwrap();
        let authorization = request.headers()["authorization"].to_str().unwrap();
        let (_, signature) = authorization.split_once("Signature=").unwrap();
        assert_eq!(signature, expected, "{method} {path}");
    }

    fn signer() -> Signer {
        Signer::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
    }

    fn date() -> Timestamp {
        "2013-05-24T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_published_examples_are_signed_as_published() {
        check(
            "GET",
            "/test.txt",
            &[("range", "bytes=0-9")],
            b"",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        );
        check(
            "PUT",
            "/test%24file.text",
            &[
                ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        );
        check(
            "GET",
            "/?lifecycle",
            &[],
            b"",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        );
        check(
            "GET",
            "/?max-keys=2&prefix=J",
            &[],
            b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        );
    }

    #[test]
    fn headers_that_proxies_rewrite_are_not_signed() {
        let mut request = Request::builder()
            .uri("http://127.0.0.1:9000/b")
            .header("accept-encoding", "identity")
            .header("content-length", "5")
            .header("content-type", "text/plain")
            .body(())
            .unwrap();
        signer().sign(&mut request, Payload::Streamed, date()).unwrap();
        let authorization = request.headers()["authorization"].to_str().unwrap();
        assert!(
            authorization
                .contains("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,"),
            "{authorization}"
        );
        assert_eq!(request.headers()["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
    }

    #[test]
    fn paths_are_signed_as_they_are_sent() {
        let sign = |path: &str| {
            let mut request =
                Request::builder().uri(format!("http://s3.test{path}")).body(()).unwrap();
            signer().sign(&mut request, Payload::Known(b""), date()).unwrap();
            request.headers()["authorization"].clone()
        };
        assert_ne!(sign("/a/../b"), sign("/b"));
        assert_ne!(sign("/a//b"), sign("/a/b"));
        assert_ne!(sign("/a%2Fb"), sign("/a/b"));
    }

    #[test]
    fn no_secret_is_shown() {
        assert!(!format!("{:?}", signer()).contains("wJalr"));
    }

    #[test]
    fn a_key_serves_its_own_day_only() {
        let signed = |signer: &Signer, now: &str| {
            let mut request = Request::builder().uri("http://s3.test/b").body(()).unwrap();
            signer.sign(&mut request, Payload::Streamed, now.parse().unwrap()).unwrap();
            request.headers()["authorization"].clone()
        };
        let kept = signer();
        for now in ["2026-11-21T23:59:59Z", "2026-11-22T00:00:00Z", "2026-11-21T23:59:59Z"] {
            assert_eq!(signed(&kept, now), signed(&signer(), now), "{now}");
        }
    }

    /// As Amazon's own library signs, with the settings of S3.
    fn signed_by_amazon(request: &Request<()>, body: SignableBody<'_>) -> String {
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let credentials = aws_credential_types::Credentials::new(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            None,
            None,
            "test",
        );
        let identity = aws_smithy_runtime_api::client::identity::Identity::from(credentials);
        let params = aws_sigv4::sign::v4::SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name("s3")
            .time(date().into())
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let headers = request.headers().iter().filter(|(name, _)| !UNSIGNED_HEADERS.contains(name));
        let headers = headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
        let uri = request.uri().to_string();
        let signable = SignableRequest::new(request.method().as_str(), uri, headers, body).unwrap();
        let (instructions, _) = sign(signable, &params).unwrap().into_parts();
        let (headers, _) = instructions.into_parts();
        let authorization = headers.iter().find(|header| header.name() == "authorization");
        authorization.unwrap().value().to_owned()
    }

    proptest! {
        #[test]
        fn any_request_is_signed_as_amazon_signs_it(
            key in "[^\0]{0,40}",
            pairs in prop::collection::vec(("[a-z+ é/=-]{1,9}", "[^\0]{0,9}"), 0..5),
            headers in prop::collection::vec(("x-amz-[a-c]{1,2}", "[ -~]{0,20}"), 0..5),
            body in prop::collection::vec(any::<u8>(), 0..20),
            streamed in any::<bool>(),
        ) {
            let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let query = encode_query(pairs);
            let uri = format!("http://127.0.0.1:9000/bucket/{}?{query}", encode_path(&key));
            let mut request = Request::builder().method("PUT").uri(uri.trim_end_matches('?'));
            for (name, value) in &headers {
                request = request.header(name, value);
            }
            let mut request = request.header("host", "127.0.0.1:9000").body(()).unwrap();
            let (payload, body) = if streamed {
                (Payload::Streamed, SignableBody::UnsignedPayload)
            } else {
                (Payload::Known(&body), SignableBody::Bytes(&body))
            };
            let expected = signed_by_amazon(&request, body);
            signer().sign(&mut request, payload, date()).unwrap();
            prop_assert_eq!(request.headers()["authorization"].to_str().unwrap(), expected);
        }
    }
}
