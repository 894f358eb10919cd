//! Percent encoding as S3 signs it, and its inverse, each applied exactly once.
//!
//! S3 keeps `A-Z a-z 0-9 - . _ ~` and turns every other byte into `%XX` (S3 API Reference, "Create a canonical
//! request"); libraries made for URLs leave more as it is, and forms write a space as `+`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986 §2.3.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// In a path the `/` of a key stays.
const STRICT_IN_PATH: &AsciiSet = &STRICT.remove(b'/');

/// A key as it stands in a path, without a leading `/`.
pub fn encode_path(key: &str) -> String {
    utf8_percent_encode(key, STRICT_IN_PATH).to_string()
}

/// A name or a value as it stands in a query.
pub fn encode_value(text: &str) -> String {
    utf8_percent_encode(text, STRICT).to_string()
}

/// A query in the order given, without the `?`. A pair without value is written as a bare name (`uploads`).
pub fn encode_query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&encode_value(name));
        if !value.is_empty() {
            query.push('=');
            query.push_str(&encode_value(value));
        }
    }
    query
}

/// Lower-case hexadecimal, as signatures and digests are written. (`hex::encode` appends digit by digit, and a request
/// has five of them.)
pub fn encode_hex(bytes: impl AsRef<[u8]>) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let pair = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    let text: Vec<u8> = bytes.as_ref().iter().flat_map(pair).collect();
    // Digits are always text.
    String::from_utf8(text).unwrap_or_default()
}

/// Undoes percent encoding once; `+` is a plus. `None` where a `%` is not followed by two hexadecimal digits or the
/// bytes are not UTF-8: such a text has no meaning all parties would agree on.
pub fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    decode_into(text, false, &mut bytes)?;
    String::from_utf8(bytes).ok()
}

/// Appends what [`decode`] answers, whether it is UTF-8 or not.
fn decode_into(text: &str, plus_is_space: bool, bytes: &mut Vec<u8>) -> Option<()> {
    let mut rest = text.as_bytes();
    // What is decoded is never longer.
    bytes.reserve(rest.len());
    loop {
        let encoded = |byte: &u8| *byte == b'%' || (plus_is_space && *byte == b'+');
        let plain = rest.iter().position(encoded).unwrap_or(rest.len());
        let (plain, after) = rest.split_at_checked(plain)?;
        bytes.extend_from_slice(plain);
        rest = match after {
            [] => return Some(()),
            [b'%', high, low, after @ ..] => {
                bytes.push(hexadecimal(*high)? << 4 | hexadecimal(*low)?);
                after
            }
            [b'%', ..] => return None,
            [_, after @ ..] => {
                bytes.push(b' ');
                after
            }
        };
    }
}

/// Undoes the encoding of what stands in a query, and of names in listings asked for with `encoding-type=url`: some
/// write a space as `+` there, and a plus always comes as `%2B`.
pub fn decode_form(text: &str) -> Option<String> {
    if text.contains('+') { decode(&text.replace('+', " ")) } else { decode(text) }
}

/// Appends what [`decode_form`] answers, whether it is UTF-8 or not.
pub fn decode_form_into(text: &str, bytes: &mut Vec<u8>) -> Option<()> {
    decode_into(text, true, bytes)
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hexadecimal_has_two_digits_a_byte() {
        assert_eq!(encode_hex([0x00, 0x0f, 0xa0, 0xff]), "000fa0ff");
        assert_eq!(encode_hex([]), "");
    }

    #[test]
    fn only_unreserved_characters_stay() {
        let check = |text: &str, path: &str, value: &str| {
            assert_eq!(encode_path(text), path);
            assert_eq!(encode_value(text), value);
        };
        check("a/b.csv", "a/b.csv", "a%2Fb.csv");
        check("a b+c", "a%20b%2Bc", "a%20b%2Bc");
        check("%2e%2E", "%252e%252E", "%252e%252E");
        check("../~_-", "../~_-", "..%2F~_-");
        check(
            "=()!*'@:,$&;?#",
            "%3D%28%29%21%2A%27%40%3A%2C%24%26%3B%3F%23",
            "%3D%28%29%21%2A%27%40%3A%2C%24%26%3B%3F%23",
        );
        check("é漢🎉", "%C3%A9%E6%BC%A2%F0%9F%8E%89", "%C3%A9%E6%BC%A2%F0%9F%8E%89");
        check("a//b/", "a//b/", "a%2F%2Fb%2F");
    }

    #[test]
    fn what_is_not_encoding_is_not_decoded() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(decode(text).as_deref(), expected, "{text}");
        };
        check("a%20b", Some("a b"));
        check("a+b", Some("a+b"));
        check("%252e", Some("%2e"));
        check("100%", None);
        check("%zz", None);
        check("%+1", None);
        check("%ff", None);
        assert_eq!(decode_form("a+b%2Bc").as_deref(), Some("a b+c"));
    }

    #[test]
    fn a_query_is_written_in_the_order_given() {
        assert_eq!(encode_query([("uploads", ""), ("prefix", "a b/")]), "uploads&prefix=a%20b%2F");
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(text in any::<String>()) {
            prop_assert_eq!(decode(&encode_path(&text)), Some(text.clone()));
            prop_assert_eq!(decode(&encode_value(&text)), Some(text.clone()));
            prop_assert_eq!(decode_form(&encode_value(&text)), Some(text));
        }

        #[test]
        fn an_encoded_text_is_plain_and_has_one_meaning(text in any::<String>()) {
            let encoded = encode_value(&text);
            prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
            prop_assert_eq!(encode_path(&text).matches('/').count(), text.matches('/').count());
        }
    }
}
