//! Entity tags in eighteen bytes: nearly all are an MD5 in hexadecimal, with the number of parts where there were several.

use std::fmt::Write as _;

const DIGEST_BYTES: usize = 16;

/// Stands where a number of parts would, for a tag that is none of the usual ones and is kept as its text.
const ODD: u16 = u16::MAX;

/// There is none: of folders, and of what was just stored.
const NONE: u16 = u16::MAX - 1;

/// A tag, or that it is one of the odd ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    digest: [u8; DIGEST_BYTES],
    /// Zero where the object went up whole.
    parts: u16,
}

impl Default for Tag {
    fn default() -> Self {
        Self { digest: [0; DIGEST_BYTES], parts: NONE }
    }
}

impl Tag {
    /// The tag of a text without quotes; an odd one where the text would not come back as it was.
    pub fn of(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        let tag = Self::usual(text).filter(|tag| tag.text() == text);
        tag.unwrap_or_else(|| {
            // Its beginning, so that it has its place in the order.
            let mut digest = [0; DIGEST_BYTES];
            for (kept, byte) in digest.iter_mut().zip(text.bytes()) {
                *kept = byte;
            }
            Self { digest, parts: ODD }
        })
    }

    pub fn is_odd(self) -> bool {
        self.parts == ODD
    }

    /// Empty where there is none; not of an odd one.
    pub fn text(self) -> String {
        if self.parts == NONE {
            return String::new();
        }
        let mut text = String::with_capacity(DIGEST_BYTES * 2 + 4);
        for byte in self.digest {
            let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
            text.push(digit(byte >> 4));
            text.push(digit(byte & 15));
        }
        if self.parts != 0 {
            // Writing to a string never fails.
            let _ = write!(text, "-{}", self.parts);
        }
        text
    }

    /// Its place in the order: what is alike is equal, what differs nearly always differs.
    pub fn rank(self) -> u64 {
        let (first, _) = self.digest.split_first_chunk().unwrap_or((&[0; 8], &[]));
        u64::from_be_bytes(*first)
    }

    fn usual(text: &str) -> Option<Self> {
        let (hexadecimal, parts) = match text.split_once('-') {
            Some((hexadecimal, parts)) => {
                (hexadecimal, parts.parse().ok().filter(|it| *it < NONE)?)
            }
            None => (text, 0),
        };
        let mut digest = [0; DIGEST_BYTES];
        if hexadecimal.len() != DIGEST_BYTES * 2 {
            return None;
        }
        for (kept, pair) in digest.iter_mut().zip(hexadecimal.as_bytes().chunks(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16);
            *kept = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
        }
        Some(Self { digest, parts })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_ones_come_back_and_others_are_told() {
        for usual in
            ["", "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e-10000"]
        {
            assert_eq!(Tag::of(usual).text(), usual);
            assert!(!Tag::of(usual).is_odd());
        }
        for odd in [
            "0001",
            "D41D8CD98F00B204E9800998ECF8427E",
            "d41d8cd98f00b204e9800998ecf8427e-",
            "d41d8cd98f00b204e9800998ecf8427e-0",
            "d41d8cd98f00b204e9800998ecf8427e-02",
            "d41d8cd98f00b204e9800998ecf8427e-65534",
            "été",
        ] {
            assert!(Tag::of(odd).is_odd(), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn no_tag_is_told_as_another(text in "[0-9a-f]{30,34}(-[0-9]{1,5})?|.{0,40}") {
            let tag = Tag::of(&text);
            prop_assert!(tag.is_odd() || tag.text() == text);
        }
    }
}
