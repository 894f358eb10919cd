//! What is refused before s3s sees the request: what it would accept and S3 does not.

use http::{HeaderMap, Uri, header};
use percent_encoding::percent_decode_str;
use s3s::{S3Error, S3ErrorCode};

/// A presigned address lives seven days at most.
const EXPIRES_SECONDS_MAX: u64 = 7 * 24 * 60 * 60;

/// Checks the parts of a request that its signature rests on.
pub fn check(region: &str, uri: &Uri, headers: &HeaderMap) -> Result<(), S3Error> {
    let query = Query::of(uri);
    refuse_forms(headers)?;
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let presigned = query.get("X-Amz-Signature").is_some();
    if query.get("Signature").is_some() || header.is_some_and(|value| value.starts_with("AWS ")) {
        return Err(refusal(S3ErrorCode::InvalidRequest, "Sign with AWS4-HMAC-SHA256."));
    }
    if presigned && header.is_some() {
        let message = "Only one way to authenticate is allowed in a request.";
        return Err(refusal(S3ErrorCode::InvalidArgument, message));
    }
    if presigned {
        check_expires(query.get("X-Amz-Expires").as_deref())?;
        check_region(region, query.get("X-Amz-Credential").as_deref())?;
        // s3s compares this header with the body whether it is signed or not.
        check_signed(query.get("X-Amz-SignedHeaders").as_deref(), headers, "x-amz-content-sha256")?;
    } else if let Some(header) = header {
        check_region(region, field(header, "Credential"))?;
        check_signed(field(header, "SignedHeaders"), headers, "")?;
    }
    Ok(())
}

/// Several ranges are answered with the whole object, as on S3, where s3s would refuse them. A header that was signed
/// stays, and the refusal with it: without the header the signature would not be the request's.
pub fn forget_several_ranges(uri: &Uri, headers: &mut HeaderMap) {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let by_header = authorization.and_then(|value| field(value, "SignedHeaders"));
    let by_query = Query::of(uri).get("X-Amz-SignedHeaders");
    let signed = [by_header, by_query.as_deref()]
        .into_iter()
        .flatten()
        .any(|signed| signed.split(';').any(|name| name == "range"));
    let several = headers.get(header::RANGE).is_some_and(|range| range.as_bytes().contains(&b','));
    if several && !signed {
        headers.remove(header::RANGE);
    }
}

/// s3s would hold the file of a POST form in memory; nobody posts forms to this store.
fn refuse_forms(headers: &HeaderMap) -> Result<(), S3Error> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let form = "multipart/form-data";
    match content_type.and_then(|content_type| content_type.get(..form.len())) {
        Some(start) if start.eq_ignore_ascii_case(form) => {
            Err(refusal(S3ErrorCode::NotImplemented, "POST forms are not implemented."))
        }
        _ => Ok(()),
    }
}

fn check_expires(expires: Option<&str>) -> Result<(), S3Error> {
    match expires.and_then(|seconds| seconds.parse::<u64>().ok()) {
        Some(1..=EXPIRES_SECONDS_MAX) => Ok(()),
        _ => Err(refusal(
            S3ErrorCode::AuthorizationQueryParametersError,
            "X-Amz-Expires must be between 1 and 604800 seconds.",
        )),
    }
}

/// The scope is `key/date/region/service/aws4_request`.
fn check_region(region: &str, credential: Option<&str>) -> Result<(), S3Error> {
    let scoped = credential.and_then(|credential| credential.rsplit('/').nth(2));
    if scoped.is_none_or(|scoped| scoped == region) {
        return Ok(());
    }
    let message = format!("The authorization header is malformed; expecting region '{region}'.");
    Err(S3Error::with_message(S3ErrorCode::AuthorizationHeaderMalformed, message))
}

/// `host` and every `x-amz-*` header must be covered by the signature, but for `exempt`.
fn check_signed(signed: Option<&str>, headers: &HeaderMap, exempt: &str) -> Result<(), S3Error> {
    let signed: Vec<&str> = signed.unwrap_or_default().split(';').collect();
    let bound = |name: &str| name.starts_with("x-amz-") && name != exempt;
    let unsigned =
        headers.keys().any(|name| bound(name.as_str()) && !signed.contains(&name.as_str()));
    if unsigned || !signed.contains(&"host") {
        let message = "There were headers present in the request which were not signed.";
        return Err(refusal(S3ErrorCode::AccessDenied, message));
    }
    Ok(())
}

/// A field of `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
fn field<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let fields = header.split_once(' ')?.1.split(',');
    fields
        .filter_map(|field| field.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
}

fn refusal(code: S3ErrorCode, message: &'static str) -> S3Error {
    S3Error::with_message(code, message)
}

struct Query<'u>(&'u str);

impl<'u> Query<'u> {
    fn of(uri: &'u Uri) -> Self {
        Self(uri.query().unwrap_or_default())
    }

    fn get(&self, name: &str) -> Option<String> {
        let pairs = self.0.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        pairs.filter(|(n, _)| decoded(n) == name).map(|(_, value)| decoded(value)).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_query(query: &str, expected: Option<S3ErrorCode>) {
        let uri: Uri = format!("/bucket/key?{query}").parse().unwrap();
        let refused = check("local", &uri, &HeaderMap::new()).err();
        assert_eq!(refused.map(|error| error.code().clone()), expected, "{query}");
    }

    #[test]
    fn a_presigned_address_lives_seven_days_at_most() {
        let with = |expires: &str| {
            format!(
                "X-Amz-Credential=K%2F20260101%2Flocal%2Fs3%2Faws4_request&X-Amz-Expires={expires}\
                 &X-Amz-SignedHeaders=host&X-Amz-Signature=00"
            )
        };
        check_query(&with("604800"), None);
        for expires in ["604801", "0", "-1", "a", ""] {
            let code = S3ErrorCode::AuthorizationQueryParametersError;
            check_query(&with(expires), Some(code));
        }
    }

    #[test]
    fn another_region_an_old_signature_and_unsigned_headers_are_refused() {
        check_query(
            "X-Amz-Credential=K%2F20260101%2Feu%2Fs3%2Faws4_request&X-Amz-Expires=60\
             &X-Amz-SignedHeaders=host&X-Amz-Signature=00",
            Some(S3ErrorCode::AuthorizationHeaderMalformed),
        );
        check_query("AWSAccessKeyId=K&Expires=1&Signature=s", Some(S3ErrorCode::InvalidRequest));
        let mut headers = HeaderMap::new();
        let value = "AWS4-HMAC-SHA256 Credential=K/20260101/local/s3/aws4_request,\
                     SignedHeaders=host;x-amz-date, Signature=00";
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        headers.insert("x-amz-date", "20260101T000000Z".parse().unwrap());
        let uri = Uri::from_static("/bucket/key");
        assert!(check("local", &uri, &headers).is_ok());
        headers.insert("x-amz-tagging", "a=b".parse().unwrap());
        assert!(check("local", &uri, &headers).is_err());
    }
}
