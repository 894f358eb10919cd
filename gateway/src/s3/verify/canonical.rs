//! The canonical request (S3 API Reference, "Create a canonical request"), from what was received.

use http::HeaderMap;

use super::Received;
use crate::s3::encode;

/// The paths that may have been signed, likeliest first: the one received, then the strict encoding of its bytes.
pub fn paths(received: &str) -> Vec<String> {
    let mut paths = vec![received.to_owned()];
    let strict = encode::decode(received).map(|path| encode::encode_path(&path));
    paths.extend(strict.filter(|strict| strict != received));
    paths
}

pub fn request(
    request: &Received<'_>,
    path: &str,
    signed_headers: &[String],
    payload: &str,
) -> String {
    let mut text = format!("{}\n{path}\n{}\n", request.method, query(request.query));
    for name in signed_headers {
        text.push_str(name);
        text.push(':');
        text.push_str(&value(request, name));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&signed_headers.join(";"));
    text.push('\n');
    text.push_str(payload);
    text
}

/// The pairs of a query, decoded once, in the order sent; `None` where the encoding means nothing. A `+`
/// is a space, as S3 has it: programs with the `object_store` crate write it so, and sign `%20`.
pub fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let segments = query.split('&').filter(|segment| !segment.is_empty());
    segments
        .map(|segment| {
            let (name, value) = segment.split_once('=').unwrap_or((segment, ""));
            Some((encode::decode_form(name)?, encode::decode_form(value)?))
        })
        .collect()
}

/// Encoded anew, sorted by name, then value; a name without value gets its `=`. The signature itself stays out.
fn query(received: &str) -> String {
    let Some(pairs) = pairs(received) else { return received.to_owned() };
    let mut pairs: Vec<_> = pairs
        .iter()
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(name, value)| (encode::encode_value(name), encode::encode_value(value)))
        .collect();
    pairs.sort();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

fn value(request: &Received<'_>, name: &str) -> String {
    if name == "host" {
        return request.host.to_owned();
    }
    let values: Vec<_> = request.headers.get_all(name).iter().map(trimmed).collect();
    values.join(",")
}

/// Without spaces at the ends, and one where several were. A value that is no text cannot have been signed as one: it is
/// made into a text that no client signs.
fn trimmed(value: &http::HeaderValue) -> String {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        Err(_) => "\u{fffd}".to_owned(),
    }
}

/// The first header that must be signed and was not: every `x-amz-…` that came.
pub fn first_unsigned(headers: &HeaderMap, signed: &[String]) -> Option<String> {
    let names = headers.keys().map(http::HeaderName::as_str);
    names
        .filter(|name| name.starts_with("x-amz-"))
        .find(|name| !signed.iter().any(|signed| signed == name))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_in_a_query_is_a_space_and_is_signed_as_one() {
        let check = |received: &str, expected: &str| assert_eq!(query(received), expected);
        check("prefix=a+b%2Bc/&list-type=2", "list-type=2&prefix=a%20b%2Bc%2F");
        check("uploads", "uploads=");
        check("X-Amz-Signature=x&a=1", "a=1");
    }
}
