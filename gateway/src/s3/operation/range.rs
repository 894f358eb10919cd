//! Ranges of bytes.

/// One byte range of RFC 9110 §14.1.2, forwarded verbatim; several ranges are not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// `bytes=first-last`, both included.
    Bounded { first: u64, last: u64 },
    /// `bytes=first-`
    From { first: u64 },
    /// `bytes=-length`
    Suffix { length: u64 },
}

impl ByteRange {
    /// Reads a `Range` header; `None` means "answer with the whole object", as RFC 9110 asks for what is not understood.
    pub fn parse(header: &str) -> Option<Self> {
        let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
        match (first.trim(), last.trim()) {
            ("", length) => Some(Self::Suffix { length: parse_digits(length)? }),
            (first, "") => Some(Self::From { first: parse_digits(first)? }),
            (first, last) => {
                let (first, last) = (parse_digits(first)?, parse_digits(last)?);
                (first <= last).then_some(Self::Bounded { first, last })
            }
        }
    }

    /// The value of the `Range` header.
    pub fn header(self) -> String {
        match self {
            Self::Bounded { first, last } => format!("bytes={first}-{last}"),
            Self::From { first } => format!("bytes={first}-"),
            Self::Suffix { length } => format!("bytes=-{length}"),
        }
    }
}

fn parse_digits(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_forwarded_as_it_was_understood() {
        let check = |header: &str, expected: Option<&str>| {
            assert_eq!(
                ByteRange::parse(header).map(ByteRange::header).as_deref(),
                expected,
                "{header}"
            );
        };
        check("bytes=0-99", Some("bytes=0-99"));
        check("bytes=100-", Some("bytes=100-"));
        check("bytes=-5", Some("bytes=-5"));
        check("bytes=5-1", None);
        check("bytes=0-1,5-6", None);
        check("bytes=+1-2", None);
        check("items=0-1", None);
        check("bytes=-", None);
        check("bytes=0-99999999999999999999", None);
    }
}
