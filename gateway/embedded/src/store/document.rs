//! Request documents whose digest is compared before s3s reads them: it does so for objects only.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, Method, Request};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use lingering::Lingering;
use md5::{Digest as _, Md5};
use s3s::{Body, S3Error, S3ErrorCode};

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

/// Compares the document of `DeleteObjects` with the `Content-MD5` that came with it; others pass as they are.
pub async fn check(
    request: Request<Lingering>,
    bytes_max: usize,
) -> Result<Request<Body>, S3Error> {
    let deletes = *request.method() == Method::POST
        && request.uri().query().is_some_and(|query| {
            query.split('&').any(|pair| pair == "delete" || pair == "delete=")
        });
    let Some(told) = request.headers().get(CONTENT_MD5).filter(|_| deletes) else {
        return Ok(request.map(Body::http_body));
    };
    let told = STANDARD.decode(told.as_bytes()).unwrap_or_default();
    if told.len() != Md5::output_size() {
        let message = "The Content-MD5 you specified was invalid.";
        return Err(S3Error::with_message(S3ErrorCode::InvalidDigest, message));
    }
    let (head, body) = request.into_parts();
    let document = Limited::new(body, bytes_max).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() {
            S3Error::new(S3ErrorCode::EntityTooLarge)
        } else {
            S3Error::with_source(S3ErrorCode::IncompleteBody, error)
        }
    })?;
    let document = document.to_bytes();
    if Md5::digest(&document).as_slice() != told {
        let message = "The Content-MD5 you specified did not match what we received.";
        return Err(S3Error::with_message(S3ErrorCode::BadDigest, message));
    }
    Ok(Request::from_parts(head, Body::from(document)))
}
