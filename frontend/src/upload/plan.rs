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
/// smaller still.
const PART_BYTES_MIN: u64 = 8 * MIB;

/// S3 takes no smaller part but the last.
pub const PART_BYTES_LEAST: u64 = 5 * MIB;

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

/// What is known of the way to the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// Bytes that went lately.
    pub per_second: Option<u64>,
    /// A server in between refused a request that carried more.
    pub request_bytes_max: Option<u64>,
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

/// Smaller than S3 lets parts be, and larger than its number of parts lets them be, nothing is cut.
pub fn shape(bytes: u64, Way { per_second, request_bytes_max }: Way) -> Shape {
    let most = request_bytes_max.unwrap_or(u64::MAX).max(PART_BYTES_LEAST);
    if bytes <= SINGLE_BYTES_MAX.min(most) {
        return Shape::Single;
    }
    let wanted = per_second.map_or(PART_BYTES_USUAL, |speed| {
        speed.saturating_mul(PART_SECONDS).clamp(PART_BYTES_MIN, PART_BYTES_FAST)
    });
    let part_bytes = bytes.div_ceil(PARTS_MAX).max(wanted.min(most)).next_multiple_of(MIB);
    Shape::Parts {
        part_bytes,
        count: u16::try_from(bytes.div_ceil(part_bytes)).unwrap_or(u16::MAX),
    }
}

/// How much a request for an object of `bytes` may carry after one of `refused` bytes was too large for a server in between.
/// `None` where it cannot be cut smaller.
pub fn smaller(bytes: u64, refused: u64) -> Option<u64> {
    let most = (refused / 2 / MIB * MIB).max(PART_BYTES_LEAST);
    let least = bytes.div_ceil(PARTS_MAX).next_multiple_of(MIB);
    let most = most.max(least);
    (most < refused).then_some(most)
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
        let check = |bytes, per_second, expected| {
            let way = Way { per_second, request_bytes_max: None };
            assert_eq!(shape(bytes, way), expected, "{bytes} bytes");
        };
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

    #[test]
    fn what_was_refused_as_too_large_is_cut_smaller_until_s3_takes_no_smaller_parts() {
        let steps = |bytes, first| {
            let steps = std::iter::successors(Some(first), |refused| smaller(bytes, *refused));
            steps.map(|step| step / MIB).collect::<Vec<_>>()
        };
        assert_eq!(steps(1024 * MIB, 64 * MIB), [64, 32, 16, 8, 5]);
        assert_eq!(steps(12 * MIB, 12 * MIB), [12, 6, 5]);
        assert_eq!(steps(4 * MIB, 4 * MIB), [4]);
        // Ten thousand parts are all that it may have.
        assert_eq!(steps(200_000 * MIB, 64 * MIB), [64, 32, 20]);
        let way = Way { per_second: Some(1 << 40), request_bytes_max: Some(5 * MIB) };
        let parts = |count| Shape::Parts { part_bytes: 5 * MIB, count };
        assert_eq!(shape(5 * MIB, way), Shape::Single);
        assert_eq!(shape(5 * MIB + 1, way), parts(2));
        assert_eq!(shape(24 * MIB, way), parts(5));
    }

    proptest! {
        #[test]
        fn parts_are_the_whole_object(bytes in SINGLE_BYTES_MAX + 1..=OBJECT_BYTES_MAX, per_second: Option<u64>, request_bytes_max: Option<u64>) {
            let way = Way { per_second, request_bytes_max };
            let Shape::Parts { part_bytes, count } = shape(bytes, way) else { panic!("{bytes} bytes in one request") };
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
