use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode,
};
use aws_sigv4::sign::v4;
use proptest::prelude::*;

use super::*;
use crate::s3::encode;

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
        &[("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
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
        authorization.contains("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,"),
        "{authorization}"
    );
    assert_eq!(request.headers()["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
}

#[test]
fn paths_are_signed_as_they_are_sent() {
    let sign = |path: &str| {
        let mut request = Request::builder().uri(format!("http://s3.test{path}")).body(()).unwrap();
        signer().sign(&mut request, Payload::Known(b""), date()).unwrap();
        request.headers()["authorization"].clone()
    };
    assert_ne!(sign("/a/../b"), sign("/b"));
    assert_ne!(sign("/a//b"), sign("/a/b"));
    assert_ne!(sign("/a%2Fb"), sign("/a/b"));
}

#[test]
fn a_new_day_has_a_key_of_its_own() {
    let signer = signer();
    let sign = |now: &str| {
        let mut request = Request::get("http://s3.test/b").body(()).unwrap();
        signer.sign(&mut request, Payload::Streamed, now.parse().unwrap()).unwrap();
        request.headers()["authorization"].clone()
    };
    let first = sign("2013-05-24T00:00:00Z");
    assert_ne!(first, sign("2013-05-25T00:00:00Z"));
    assert_eq!(first, sign("2013-05-24T00:00:00Z"));
}

#[test]
fn what_headers_may_hold_is_signed_whatever_it_is() {
    let mut request = Request::get("http://s3.test/b?b&a=1&a=0").body(()).unwrap();
    let value = HeaderValue::from_bytes("  é   b ".as_bytes()).unwrap();
    request.headers_mut().insert("x-amz-meta-a", value);
    let (text, signed) = canonical(&request, "x");
    assert_eq!(
        String::from_utf8(text).unwrap(),
        "GET\n/b\na=0&a=1&b=\nx-amz-meta-a:é b\n\nx-amz-meta-a\nx"
    );
    assert_eq!(signed, "x-amz-meta-a");
}

/// What the library of AWS signs the same request with: the authority on what we write by hand for speed.
fn reference(request: &Request<()>, body: &[u8]) -> HeaderValue {
    // The defaults of the library are those of services other than S3.
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    let identity = Credentials::new(
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        None,
        None,
        "test",
    )
    .into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("us-east-1")
        .name("s3")
        .time(date().into())
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let headers =
        request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    let signable = SignableRequest::new(
        request.method().as_str(),
        request.uri().to_string(),
        headers,
        SignableBody::Bytes(body),
    )
    .unwrap();
    let (instructions, _) = aws_sigv4::http_request::sign(signable, &params).unwrap().into_parts();
    let (headers, _) = instructions.into_parts();
    let found = headers.iter().find(|header| header.name() == "authorization");
    HeaderValue::from_str(found.unwrap().value()).unwrap()
}

proptest! {
    #[test]
    fn whatever_is_sent_is_signed_as_the_library_of_aws_signs_it(
        key in "[a-zA-Z0-9/+%# é漢.]{0,40}",
        queries in proptest::collection::btree_map("[a-z-]{1,12}", "[ -~é]{0,12}", 0..4),
        metadata in proptest::collection::btree_map("[a-z0-9]{1,8}", "[!-~]{1,8}( {1,3}[!-~]{1,8})?", 0..4),
        body in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let pairs: Vec<_> = queries
            .iter()
            .map(|(name, value)| format!("{}={}", encode::encode_value(name), encode::encode_value(value)))
            .collect();
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        let mut request = Request::builder()
            .method("PUT")
            .uri(format!("http://s3.test:9000/bucket/{}{query}", encode::encode_path(&key)));
        for (name, value) in &metadata {
            request = request.header(format!("x-amz-meta-{name}"), value);
        }
        let mut request = request.header("host", "s3.test:9000").body(()).unwrap();
        let expected = reference(&request, &body);
        signer().sign(&mut request, Payload::Known(&body), date()).unwrap();
        prop_assert_eq!(&request.headers()["authorization"], &expected);
    }
}

#[test]
fn no_secret_is_shown() {
    assert!(!format!("{:?}", signer()).contains("wJalr"));
}
