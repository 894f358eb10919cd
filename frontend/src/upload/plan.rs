//! Where the files that somebody chose will go, and in how many requests.

use crate::model::key;

/// Up to this size an object is one `PUT`, above it an upload in parts: so much is sent again at most where the line
/// breaks.
pub const SINGLE_BYTES_MAX: u64 = 16 * MIB;

/// The largest object S3 takes: 5 TiB.
pub const OBJECT_BYTES_MAX: u64 = 5 * MIB * MIB;

/// The most parts of one upload (S3's own limit).
pub const PARTS_MAX: u64 = 10_000;

/// A part is sent again whole when the line breaks, so parts stay small where [`PARTS_MAX`] lets them, and on a slow line
/// smaller still. S3 wants at least 5 MiB.
const PART_BYTES_MIN: u64 = 8 * MIB;

/// Where nothing is known of the line yet.
const PART_BYTES_USUAL: u64 = 16 * MIB;

/// On the fastest lines: larger ones would win nothing.
const PART_BYTES_FAST: u64 = 64 * MIB;

/// How long one part should be on its way, at the speed that was measured.
const PART_SECONDS: u64 = 4;

const MIB: u64 = 1 << 20;

/// Why a chosen file is not even tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The key would be longer than S3's 1,024 bytes.
    KeyTooLong,
    /// A segment of the path is `.` or `..`.
    DotSegment,
    /// The name holds a control character.
    ControlCharacter,
    /// Larger than S3's 5 TiB.
    TooLarge,
}

/// How an object is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Single,
    /// Several at once; all parts are of this size but the last.
    Parts {
        part_bytes: u64,
        count: u16,
    },
}

/// Bytes `from..to` of the file, sent as part `number`, which counts from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub number: u16,
    pub from: u64,
    pub to: u64,
}

/// The key of a file at `path` (its name, or its path within a chosen folder) in the folder `prefix`.
pub fn key(prefix: &str, path: &str, bytes: u64) -> Result<String, Refusal> {
    let path = path.trim_start_matches('/');
    let key = format!("{prefix}{path}");
    if key::KEY_BYTES_MAX < key.len() {
        return Err(Refusal::KeyTooLong);
    }
    if key::has_dot_segment(path) || path.is_empty() {
        return Err(Refusal::DotSegment);
    }
    if path.chars().any(char::is_control) {
        return Err(Refusal::ControlCharacter);
    }
    if OBJECT_BYTES_MAX < bytes { Err(Refusal::TooLarge) } else { Ok(key) }
}

/// `per_second`: bytes that went lately, where that is known.
pub fn shape(bytes: u64, per_second: Option<u64>) -> Shape {
    if bytes <= SINGLE_BYTES_MAX {
        return Shape::Single;
    }
    let wanted = per_second.map_or(PART_BYTES_USUAL, |speed| {
        speed.saturating_mul(PART_SECONDS).clamp(PART_BYTES_MIN, PART_BYTES_FAST)
    });
    let part_bytes = bytes.div_ceil(PARTS_MAX).max(wanted).next_multiple_of(MIB);
    Shape::Parts {
        part_bytes,
        count: u16::try_from(bytes.div_ceil(part_bytes)).unwrap_or(u16::MAX),
    }
}

/// Part `number` of an object of `bytes`.
pub fn part(bytes: u64, part_bytes: u64, number: u16) -> Part {
    let from = u64::from(number - 1) * part_bytes;
    Part { number, from, to: (from + part_bytes).min(bytes) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folders_keep_their_structure() {
        assert_eq!(key("2026/", "photos/été/1.jpg", 1), Ok("2026/photos/été/1.jpg".to_owned()));
        assert_eq!(key("", "/a.csv", 1), Ok("a.csv".to_owned()));
        assert_eq!(key("a//", "b", 0), Ok("a//b".to_owned()));
    }

    #[test]
    fn what_cannot_be_stored_is_refused_before_it_is_sent() {
        assert_eq!(key("", "a/../b", 1), Err(Refusal::DotSegment));
        assert_eq!(key("", "", 1), Err(Refusal::DotSegment));
        assert_eq!(key("", "a\nb", 1), Err(Refusal::ControlCharacter));
        assert_eq!(key("", &"é".repeat(513), 1), Err(Refusal::KeyTooLong));
        assert_eq!(key("", "a", OBJECT_BYTES_MAX + 1), Err(Refusal::TooLarge));
        assert_eq!(key("", "a", OBJECT_BYTES_MAX), Ok("a".to_owned()));
    }

    #[test]
    fn small_objects_go_in_one_request_and_large_ones_in_parts() {
        let check =
            |bytes, speed, expected| assert_eq!(shape(bytes, speed), expected, "{bytes} bytes");
        let parts = |mib, count| Shape::Parts { part_bytes: mib * MIB, count };
        check(0, None, Shape::Single);
        check(16 * MIB, None, Shape::Single);
        check(16 * MIB + 1, None, parts(16, 2));
        check(64 * MIB + 1, None, parts(16, 5));
        check(64 * MIB, Some(100_000), parts(8, 8));
        check(64 * MIB, Some(5_000_000), parts(20, 4));
        check(1024 * MIB, Some(1 << 40), parts(64, 16));
        check(OBJECT_BYTES_MAX, None, parts(525, 9_987));
        check(OBJECT_BYTES_MAX, Some(1), parts(525, 9_987));
    }

    proptest! {
        #[test]
        fn parts_are_the_whole_object(bytes in SINGLE_BYTES_MAX + 1..=OBJECT_BYTES_MAX, speed: Option<u64>) {
            let Shape::Parts { part_bytes, count } = shape(bytes, speed) else { panic!("{bytes} bytes in one request") };
            prop_assert!((5 * MIB..=5 * 1024 * MIB).contains(&part_bytes));
            prop_assert!(u64::from(count) <= PARTS_MAX);
            let mut sent = 0;
            for number in 1..=count {
                let part = part(bytes, part_bytes, number);
                prop_assert_eq!(part.from, sent);
                prop_assert!(part.from < part.to);
                sent = part.to;
            }
            prop_assert_eq!(sent, bytes);
        }
    }
}
