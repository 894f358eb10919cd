//! Times of a listing: nearly all servers write them alike (`2024-05-01T12:30:00.000Z`), and so do we.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// `2024-05-01T12:30:00`
const LOCAL_BYTES: usize = 19;

/// The time as a number, without the generality of RFC 3339 and its price where it is written in the usual way.
pub(super) fn parsed(text: &str) -> Option<Timestamp> {
    parsed_as_usual(text).or_else(|| text.trim().parse().ok())
}

fn parsed_as_usual(text: &str) -> Option<Timestamp> {
    let ([year, month, day, hour, minute, second], fraction) = usual(text)?;
    let nanosecond = match fraction.len() {
        0 => 0,
        3 => number(fraction) * 1_000_000,
        _ => return None,
    };
    let small = |number: u32| i8::try_from(number).ok();
    let local = DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        i32::try_from(nanosecond).ok()?,
    );
    Offset::UTC.to_timestamp(local.ok()?).ok()
}

/// The time as a [`Timestamp`] writes itself, but for the `Z` at its end, where it stands in the text so; `None` where
/// it is written in another way or is no time.
pub(super) fn as_written(text: &str) -> Option<&str> {
    let ([year, month, day, hour, minute, second], _) = usual(text)?;
    // The last day of 9999 is beyond what a `Timestamp` holds.
    let known = (1..9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !known {
        return None;
    }
    let text = text.strip_suffix('Z')?;
    if text.len() == LOCAL_BYTES {
        return Some(text);
    }
    let zeros = text.bytes().rev().take_while(|byte| *byte == b'0').count();
    let text = text.get(..text.len() - zeros)?;
    Some(text.strip_suffix('.').unwrap_or(text))
}

/// Year, month, day, hour, minute, second and the digits of the fraction, of a time in UTC; none of them checked.
fn usual(text: &str) -> Option<([u32; 6], &[u8])> {
    let (local, zone) = text.as_bytes().split_first_chunk::<LOCAL_BYTES>()?;
    let fraction = match zone {
        b"Z" => &[],
        [b'.', fraction @ .., b'Z'] if (1..=9).contains(&fraction.len()) => fraction,
        _ => return None,
    };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2] =
        *local
    else {
        return None;
    };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, n1, n2, s1, s2];
    if !(are_digits(&digits) && are_digits(fraction)) {
        return None;
    }
    let local = [
        number(&[y1, y2, y3, y4]),
        number(&[m1, m2]),
        number(&[d1, d2]),
        number(&[h1, h2]),
        number(&[n1, n2]),
        number(&[s1, s2]),
    ];
    Some((local, fraction))
}

/// To the end rather than to the first that is none: without a way out, the compiler looks at many bytes at once.
fn are_digits(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |all, byte| all & byte.is_ascii_digit())
}

/// Of digits, nine at most.
fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

/// Of a month of the Gregorian calendar, which counts from 1.
fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_in_the_usual_way_is_passed_on() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(as_written(text), expected, "{text}");
            let by_number = parsed(text).map(|moment| moment.to_string());
            if let Some(expected) = expected {
                assert_eq!(by_number.as_deref(), Some(format!("{expected}Z").as_str()), "{text}");
            }
        };
        check("2024-05-01T12:30:00.000Z", Some("2024-05-01T12:30:00"));
        check("2024-05-01T12:30:00Z", Some("2024-05-01T12:30:00"));
        check("2024-05-01T12:30:00.250Z", Some("2024-05-01T12:30:00.25"));
        check("2024-05-01T12:30:10.123456789Z", Some("2024-05-01T12:30:10.123456789"));
        check("2024-02-29T00:00:00Z", Some("2024-02-29T00:00:00"));
        check("2023-02-29T00:00:00Z", None);
        check("2100-02-29T00:00:00Z", None);
        check("2000-02-29T00:00:00Z", Some("2000-02-29T00:00:00"));
        check("2024-04-31T00:00:00Z", None);
        check("2024-13-01T00:00:00Z", None);
        check("2024-05-01T24:00:00Z", None);
        check("2024-05-01T23:59:60Z", None);
        check("2024-05-01T12:30:00+00:00", None);
        check("2024-05-01 12:30:00Z", None);
        check(" 2024-05-01T12:30:00Z", None);
        check("2024-05-01T12:30:00.Z", None);
        check("9999-12-31T23:59:59Z", None);
        check("0000-01-01T00:00:00Z", None);
        check("", None);
    }

    proptest! {
        #[test]
        fn a_time_is_passed_on_as_it_would_be_printed(
            text in "(19|20|00|99)[0-9]{2}-(0[0-9]|1[0-3])-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,10})?(Z|z|\\+01:00)",
        ) {
            if let Some(passed_on) = as_written(&text) {
                let moment: Timestamp = text.parse().unwrap();
                prop_assert_eq!(format!("{passed_on}Z"), moment.to_string());
            }
            prop_assert_eq!(parsed(&text), text.parse().ok());
        }
    }
}
