//! How a large object is cut into parts.

use super::operation::PartNumber;

/// Of one object (S3 User Guide, "Multipart upload limits").
const PARTS_MAX: u64 = 10_000;

/// A part, and the bytes that belong into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub number: PartNumber,
    pub first: u64,
    /// Included.
    pub last: u64,
}

impl Span {
    /// In bytes; a span is never empty.
    pub fn length(&self) -> u64 {
        self.last - self.first + 1
    }
}

/// Spans of equal length but for the last: of `bytes_min`, or as much more as it takes to need no more than 10,000.
pub fn spans(size: u64, bytes_min: u64) -> impl Iterator<Item = Span> {
    let length = bytes_min.max(size.div_ceil(PARTS_MAX)).max(1);
    (1..=10_000_u16).filter_map(PartNumber::new).map_while(move |number| {
        let first = u64::from(number.get() - 1) * length;
        (first < size).then(|| Span { number, first, last: size.min(first + length) - 1 })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_are_as_large_as_asked_but_for_the_last() {
        let check = |size: u64, bytes_min: u64, expected: &[(u64, u64)]| {
            let found: Vec<_> =
                spans(size, bytes_min).map(|span| (span.first, span.last)).collect();
            assert_eq!(found, expected, "{size} {bytes_min}");
        };
        check(0, 5, &[]);
        check(4, 5, &[(0, 3)]);
        check(5, 5, &[(0, 4)]);
        check(11, 5, &[(0, 4), (5, 9), (10, 10)]);
    }

    proptest! {
        #[test]
        fn every_byte_is_in_one_part(size in 1_u64..=5 << 40, bytes_min in 1_u64..=5 << 30) {
            let mut next = 0;
            let mut count = 0;
            for span in spans(size, bytes_min) {
                prop_assert_eq!(span.first, next);
                prop_assert_eq!(span.length(), span.last + 1 - span.first);
                count += 1;
                prop_assert_eq!(span.number.get(), count);
                next = span.last + 1;
            }
            prop_assert_eq!(next, size);
            prop_assert!(count <= 10_000);
        }
    }
}
