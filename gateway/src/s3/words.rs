//! Text in headers that hold ASCII alone: encoded words (RFC 2047 §2), as S3 reads and writes user metadata (S3 User
//! Guide, "Working with object metadata").

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::encode;

/// A word has at most 75 characters (RFC 2047 §2), twelve of them around these bytes in Base64.
const WORD_BYTES_MAX: usize = 45;

/// The text as a header can hold it: as it is where that is possible, else in encoded words.
pub fn encode(text: &str) -> String {
    let plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let trimmed = text.trim() == text;
    if plain && trimmed && !text.contains("=?") {
        return text.to_owned();
    }
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(WORD_BYTES_MAX));
        words.push(format!("=?UTF-8?B?{}?=", STANDARD.encode(word)));
        rest = after;
    }
    words.join(" ")
}

/// The text that a header means. What is no encoded word in UTF-8 or ASCII stays as it is.
pub fn decode(header: &str) -> String {
    let mut text = String::new();
    let mut rest = header;
    let mut after_word = false;
    while let Some(begins) = rest.find("=?") {
        let (before, from) = rest.split_at(begins);
        if let Some((decoded, after)) = word(from) {
            // Space between two words is there for the words alone (§6.2).
            if !(after_word && before.trim().is_empty()) {
                text.push_str(before);
            }
            text.push_str(&decoded);
            (rest, after_word) = (after, true);
        } else {
            text.push_str(before);
            text.push_str("=?");
            (rest, after_word) = (&from[2..], false);
        }
    }
    text + rest
}

/// The word that the text begins with, and what follows it.
fn word(text: &str) -> Option<(String, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (encoded, rest) = rest.split_once("?=")?;
    if !["utf-8", "us-ascii"].contains(&charset.to_ascii_lowercase().as_str()) {
        return None;
    }
    let decoded = match encoding {
        "B" | "b" => String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?,
        // As in an address, but for `=` and `_`.
        "Q" | "q" => {
            let percent = encoded.replace('%', "=25").replace('_', "=20").replace('=', "%");
            encode::decode(&percent)?
        }
        _ => return None,
    };
    Some((decoded, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_text_stays_and_other_text_becomes_words() {
        let check = |text: &str, expected: &str| assert_eq!(encode(text), expected);
        check("Labour survey, 2026", "Labour survey, 2026");
        check("", "");
        check("Élodie", "=?UTF-8?B?w4lsb2RpZQ==?=");
        check(" a", "=?UTF-8?B?IGE=?=");
        check("a\nb", "=?UTF-8?B?YQpi?=");
        check("=?a", "=?UTF-8?B?PT9h?=");
    }

    #[test]
    fn words_are_read_in_both_encodings() {
        let check = |header: &str, expected: &str| assert_eq!(decode(header), expected);
        check("plain", "plain");
        check("=?UTF-8?Q?=C3=89lodie_50%?=", "Élodie 50%");
        check("=?utf-8?b?w4lsb2RpZQ==?= Roy", "Élodie Roy");
        check("=?UTF-8?B?YQ==?= =?UTF-8?B?Yg==?=", "ab");
        check("a =?latin-9?Q?=E9?=", "a =?latin-9?Q?=E9?=");
        check("=?UTF-8?B?***?=", "=?UTF-8?B?***?=");
        check("=?", "=?");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let header = encode(&text);
            prop_assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            prop_assert!(header.split(' ').all(|word| !word.starts_with("=?") || word.len() <= 75));
            prop_assert_eq!(decode(&header), text);
        }
    }
}
