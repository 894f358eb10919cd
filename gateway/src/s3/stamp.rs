//! The moment of a signature, in the basic format of ISO 8601: `20130524T000000Z`.
//!
//! Written and read by hand: each request has two of them, and what reads any format takes as long as a decision.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Digits of a year, `T` and `Z` included.
const STAMP_BYTES: usize = 16;

/// To the second, in UTC. Signatures know years of four digits only.
pub fn write(time: Timestamp) -> String {
    let time = Offset::UTC.to_datetime(time);
    let [century, year] = [time.year().rem_euclid(10_000) / 100, time.year().rem_euclid(100)];
    let [month, day, hour, minute, second] =
        [time.month(), time.day(), time.hour(), time.minute(), time.second()].map(i16::from);
    let mut text = String::with_capacity(STAMP_BYTES);
    for pair in [century, year, month, day] {
        push(&mut text, pair);
    }
    text.push('T');
    for pair in [hour, minute, second] {
        push(&mut text, pair);
    }
    text.push('Z');
    text
}

/// `None` for any other text.
pub fn read(text: &str) -> Option<Timestamp> {
    let bytes: &[u8; STAMP_BYTES] = text.as_bytes().try_into().ok()?;
    if bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let year = i16::from(pair(bytes, 0)?) * 100 + i16::from(pair(bytes, 2)?);
    let [month, day, hour, minute, second] = [4, 6, 9, 11, 13].map(|at| pair(bytes, at));
    let time = DateTime::new(year, month?, day?, hour?, minute?, second?, 0).ok()?;
    Offset::UTC.to_timestamp(time).ok()
}

/// Two digits of a number below 100.
fn push(text: &mut String, number: i16) {
    for digit in [number / 10, number % 10] {
        text.push(char::from(b'0' + u8::try_from(digit).unwrap_or(0)));
    }
}

fn pair(bytes: &[u8; STAMP_BYTES], at: usize) -> Option<i8> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| byte - b'0');
    i8::try_from(digit(bytes[at])? * 10 + digit(bytes[at + 1])?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_basic_format_is_read() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(read(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
        };
        check("20130524T000000Z", Some("2013-05-24T00:00:00Z"));
        check("20240229T235959Z", Some("2024-02-29T23:59:59Z"));
        check("20230229T000000Z", None);
        check("20130524T240000Z", None);
        check("20130524T000060Z", None);
        check("20130524t000000Z", None);
        check("20130524T000000z", None);
        check("20130524T00000Z", None);
        check("2013052+T000000Z", None);
        check("2013-05-24T00:00:00Z", None);
        check("", None);
        check("20130524T00000éZ", None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(seconds in -62_167_219_200_i64..253_402_207_200) {
            let time = Timestamp::from_second(seconds).unwrap();
            let text = write(time);
            prop_assert_eq!(text.len(), STAMP_BYTES);
            prop_assert_eq!(read(&text), Some(time));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9TZ+é -]{0,20}") {
            let _ = read(&text);
        }
    }
}
