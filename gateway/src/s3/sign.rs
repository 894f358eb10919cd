//! Signature Version 4 on what we send (S3 API Reference, "Authenticating requests: using the Authorization header").

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, EXPECT, USER_AGENT};
use http::{HeaderName, HeaderValue, Request};
use jiff::Timestamp;

/// Headers that proxies between us and the storage may rewrite: signing them makes requests fail for nothing.
const UNSIGNED_HEADERS: [HeaderName; 4] = [ACCEPT_ENCODING, CONTENT_LENGTH, EXPECT, USER_AGENT];

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
#[error("the request cannot be signed")]
pub struct SignError {
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// Signs for one account in one region. Its `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Signer {
    identity: Identity,
    region: String,
}

impl Signer {
    pub fn new(access_key: &str, secret_key: &str, region: &str) -> Self {
        let credentials = Credentials::new(access_key, secret_key, None, None, "settings");
        Self { identity: credentials.into(), region: region.to_owned() }
    }

    /// Adds `x-amz-date`, `x-amz-content-sha256` and `authorization`. The URI must be absolute and encoded already
    /// (by `s3::encode`); `now` is the storage's time.
    pub fn sign<B>(
        &self,
        request: &mut Request<B>,
        payload: Payload<'_>,
        now: Timestamp,
    ) -> Result<(), SignError> {
        // The defaults of the library are those of services other than S3.
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let params = v4::SigningParams::builder()
            .identity(&self.identity)
            .region(&self.region)
            .name("s3")
            .time(now.into())
            .settings(settings)
            .build()
            .map_err(boxed)?
            .into();
        let body = match payload {
            Payload::Known(bytes) => SignableBody::Bytes(bytes),
            Payload::Streamed => SignableBody::UnsignedPayload,
        };
        let headers = signed_headers(request)?;
        let signable = SignableRequest::new(
            request.method().as_str(),
            request.uri().to_string(),
            headers.into_iter(),
            body,
        )
        .map_err(boxed)?;
        let (instructions, _) =
            aws_sigv4::http_request::sign(signable, &params).map_err(boxed)?.into_parts();
        let (headers, _) = instructions.into_parts();
        for header in headers {
            let mut value = HeaderValue::from_str(header.value()).map_err(boxed)?;
            value.set_sensitive(header.sensitive() || header.name() == "authorization");
            request.headers_mut().insert(header.name(), value);
        }
        Ok(())
    }
}

fn signed_headers<B>(request: &Request<B>) -> Result<Vec<(&str, &str)>, SignError> {
    let signed = request.headers().iter().filter(|(name, _)| !UNSIGNED_HEADERS.contains(name));
    signed.map(|(name, value)| Ok((name.as_str(), value.to_str().map_err(boxed)?))).collect()
}

fn boxed(source: impl std::error::Error + Send + Sync + 'static) -> SignError {
    SignError { source: Box::new(source) }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
