//! Which letters the bytes of a text stand for.

use serde::{Deserialize, Serialize};

/// Of how many bytes one may be a control character before it is no text: escape sequences of logs stay below.
const CONTROLS_ONE_IN: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

/// Letters, and whether some bytes were none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub damaged: bool,
}

impl Encoding {
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// The encoding of a text from its first bytes; `None` when they are no text.
    ///
    /// In this order: a byte order mark, UTF-8 without a fault, the pattern of zeros that Latin letters leave in
    /// UTF-16, and windows-1252, in which old French files are. `whole`: the text does not go on after them.
    pub fn detect(bytes: &[u8], whole: bool) -> Option<Self> {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => return Some(Self::Utf8),
            [0xFF, 0xFE, ..] => return Some(Self::Utf16Le),
            [0xFE, 0xFF, ..] => return Some(Self::Utf16Be),
            _ => {}
        }
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none() && !whole,
        };
        if valid && is_calm(bytes) {
            return Some(Self::Utf8);
        }
        zeros(bytes).or_else(|| {
            // Five bytes mean nothing in windows-1252.
            let undefined = bytes.iter().any(|byte| [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte));
            (!valid && !undefined && is_calm(bytes)).then_some(Self::Windows1252)
        })
    }

    /// Its own name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Decodes; a byte order mark is no letter, and what is no letter becomes U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> Decoded {
        let (text, damaged) = match self {
            Self::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => (text.to_owned(), false),
                Err(_) => (String::from_utf8_lossy(bytes).into_owned(), true),
            },
            Self::Utf16Le => utf16(bytes, u16::from_le_bytes),
            Self::Utf16Be => utf16(bytes, u16::from_be_bytes),
            Self::Windows1252 => (bytes.iter().copied().map(windows_1252).collect(), false),
        };
        let text = match text.strip_prefix('\u{FEFF}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        Decoded { text, damaged }
    }

    /// How many of the bytes are whole letters: a part of a file may end inside of one.
    pub fn whole_letters(self, bytes: &[u8]) -> usize {
        match self {
            Self::Windows1252 => bytes.len(),
            Self::Utf8 => {
                let start = bytes.len().saturating_sub(3);
                let lead = (start..bytes.len()).rev().find(|at| bytes[*at] & 0xC0 == 0xC0);
                match lead {
                    Some(at) if bytes.len() - at < utf8_length(bytes[at]) => at,
                    _ => bytes.len(),
                }
            }
            Self::Utf16Le | Self::Utf16Be => {
                let even = bytes.len() & !1;
                let high = usize::from(self == Self::Utf16Le);
                let splits = even >= 2 && (0xD8..0xDC).contains(&bytes[even - 2 + high]);
                if splits { even - 2 } else { even }
            }
        }
    }

    /// The bytes of a line feed, which is where a text may be cut.
    pub const fn line_feed(self) -> &'static [u8] {
        match self {
            Self::Utf8 | Self::Windows1252 => b"\n",
            Self::Utf16Le => b"\n\0",
            Self::Utf16Be => b"\0\n",
        }
    }
}

const fn utf8_length(lead: u8) -> usize {
    match lead {
        0xF0.. => 4,
        0xE0.. => 3,
        _ => 2,
    }
}

/// Few control characters but those that texts have, and no zero.
fn is_calm(bytes: &[u8]) -> bool {
    let strange =
        |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | 0x0B | 0x0C | b'\r' | 0x1B);
    !bytes.contains(&0) && bytes.iter().filter(strange).count() <= bytes.len() / CONTROLS_ONE_IN
}

/// UTF-16 without a mark: of each two bytes the same one is nearly always zero, and what they make is calm.
fn zeros(bytes: &[u8]) -> Option<Encoding> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let count = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (first, second, many, few) = (count(0), count(1), pairs.len() * 2 / 5, pairs.len() / 50);
    let encoding = if many < second && first <= few {
        Encoding::Utf16Le
    } else if many < first && second <= few {
        Encoding::Utf16Be
    } else {
        return None;
    };
    let low = |pair: &[u8; 2]| if encoding == Encoding::Utf16Le { pair[0] } else { pair[1] };
    let letters: Vec<u8> = pairs.iter().map(low).collect();
    (1 < pairs.len() && is_calm(&letters)).then_some(encoding)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, bool) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut damaged = !rest.is_empty();
    let letters = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let text = letters
        .map(|letter| {
            letter.unwrap_or_else(|_| {
                damaged = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, damaged)
}

/// The WHATWG Encoding Standard's index: Latin-1 but for 0x80 to 0x9F.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž',
        '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let check = |bytes: &[u8], expected| {
            assert_eq!(Encoding::detect(bytes, true), expected, "{bytes:x?}");
        };
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        check("région;été\n".as_bytes(), Some(Encoding::Utf8));
        check(b"\xEF\xBB\xBFa", Some(Encoding::Utf8));
        check(b"r\xE9gion;\xE9t\xE9 \x80\n", Some(Encoding::Windows1252));
        check(b"\xFF\xFEa\0", Some(Encoding::Utf16Le));
        check(b"\xFE\xFF\0a", Some(Encoding::Utf16Be));
        check(&wide("sans marque, mais du texte"), Some(Encoding::Utf16Le));
        check(b"\x1B[31mrouge\x1B[0m\n", Some(Encoding::Utf8));
        check(b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0", None);
        check(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", None);
        check(b"", Some(Encoding::Utf8));
        check(&[0, 1, 2, 3], None);
        check(&[0, 97, 0, 98], Some(Encoding::Utf16Be));
    }

    #[test]
    fn a_letter_cut_in_two_does_not_change_the_encoding() {
        let bytes = &"été".as_bytes()[..4];
        assert_eq!(Encoding::detect(bytes, false), Some(Encoding::Utf8));
        assert_eq!(Encoding::detect(bytes, true), Some(Encoding::Windows1252));
        assert_eq!(Encoding::Utf8.whole_letters(bytes), 3);
    }

    #[test]
    fn old_french_files_read_well() {
        let decoded = Encoding::Windows1252.decode(b"\x8Cuvre \xE0 12 \x80 \x96 d\x92accord");
        assert_eq!(decoded, Decoded { text: "Œuvre à 12 € – d’accord".to_owned(), damaged: false });
    }

    proptest! {
        #[test]
        fn any_text_comes_back_in_each_unicode_encoding(text in "\\PC{0,80}") {
            let text = text.trim_start_matches('\u{FEFF}').to_owned();
            let expected = Decoded { text: text.clone(), damaged: false };
            prop_assert_eq!(Encoding::Utf8.decode(text.as_bytes()), expected.clone());
            let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            prop_assert_eq!(Encoding::Utf16Le.decode(&le), expected.clone());
            let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            prop_assert_eq!(Encoding::Utf16Be.decode(&be), expected);
        }

        #[test]
        fn a_text_cut_anywhere_keeps_its_whole_letters(text in "[aé漢🎉]{0,20}", cut in 0_usize..80) {
            let bytes = &text.as_bytes()[..cut.min(text.len())];
            let whole = Encoding::Utf8.whole_letters(bytes);
            prop_assert!(std::str::from_utf8(&bytes[..whole]).is_ok());
            prop_assert!(bytes.len() - whole < 4);
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let bytes = &wide[..cut.min(wide.len())];
            let whole = Encoding::Utf16Le.whole_letters(bytes);
            prop_assert!(!Encoding::Utf16Le.decode(&bytes[..whole]).damaged);
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            Encoding::detect(&bytes, false);
            for encoding in Encoding::ALL {
                let whole = encoding.whole_letters(&bytes);
                prop_assert!(whole <= bytes.len());
                encoding.decode(&bytes[..whole]);
            }
        }
    }
}
