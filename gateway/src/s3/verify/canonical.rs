//! The canonical request (S3 API Reference, "Create a canonical request"), from what was received.

use http::HeaderMap;

use super::Received;
use crate::s3::encode;

/// What is usual, so that it is written without making room again.
const REQUEST_BYTES: usize = 1024;

/// The strict encoding of the bytes of a path, where it is another one.
pub fn strict(received: &str) -> Option<String> {
    let strict = encode::decode(received).map(|path| encode::encode_path(&path));
    strict.filter(|strict| strict != received)
}

/// `signed_headers` are names with `;` between them.
pub fn request(request: &Received<'_>, path: &str, signed_headers: &str, payload: &str) -> String {
    let mut text = String::with_capacity(REQUEST_BYTES);
    for line in [request.method.as_str(), path, &query(request.query)] {
        text.push_str(line);
        text.push('\n');
    }
    for name in signed_headers.split(';') {
        text.push_str(name);
        text.push(':');
        push_value(&mut text, request, name);
        text.push('\n');
    }
    for part in ["\n", signed_headers, "\n", payload] {
        text.push_str(part);
    }
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
    if received.is_empty() {
        return String::new();
    }
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

/// Each value of a header, without spaces at the ends, and one where several were. A value that is no text cannot have been
/// signed as one: it is made into a text that no client signs.
fn push_value(text: &mut String, request: &Received<'_>, name: &str) {
    if name == "host" {
        return text.push_str(request.host);
    }
    for (index, value) in request.headers.get_all(name).iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let value = std::str::from_utf8(value.as_bytes()).unwrap_or("\u{fffd}");
        for (index, part) in value.split(' ').filter(|part| !part.is_empty()).enumerate() {
            if index > 0 {
                text.push(' ');
            }
            text.push_str(part);
        }
    }
}

/// The first header that must be signed and was not: every `x-amz-…` that came. `signed` are names with `;` between them.
pub fn first_unsigned(headers: &HeaderMap, signed: &str) -> Option<String> {
    let names = headers.keys().map(http::HeaderName::as_str);
    names
        .filter(|name| name.starts_with("x-amz-"))
        .find(|name| !signed.split(';').any(|signed| signed == *name))
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
