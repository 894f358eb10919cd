//! Undoing percent-encoding (RFC 3986, section 2.1): the one place that does.

/// The bytes that `text` stands for. With `form`, `+` is a space, as in queries. A `%` that begins no byte stands for
/// itself, as in browsers.
pub fn decoded(text: &str, form: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |at: usize| tail.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &tail[2..];
            }
            (b'+', ..) if form => {
                bytes.push(b' ');
                rest = tail;
            }
            (byte, ..) => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_once_and_what_is_no_byte_stays() {
        let check = |text, form, expected: &str| {
            assert_eq!(decoded(text, form), expected.as_bytes(), "{text}");
        };
        check("a%20b+c", true, "a b c");
        check("a%20b+c", false, "a b+c");
        check("100%2525", true, "100%25");
        check("%zz%é%2", true, "%zz%é%2");
        assert_eq!(decoded("%ff%C3", false), [0xFF, 0xC3]);
    }
}
