//! Points in time as the listing keeps them: seconds since 1970 in UTC, eight bytes each instead of a string.

const DAY_SECONDS: i64 = 86_400;

/// Reads the RFC 3339 that S3 and the gateway write; fractions are dropped. `None` when it is something else.
pub fn parse(text: &str) -> Option<i64> {
    let number = |range: std::ops::Range<usize>| {
        text.get(range)?.parse::<i64>().ok().filter(|number| 0 <= *number)
    };
    let mark = |at: usize| text.as_bytes().get(at).copied();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let shaped = mark(4) == Some(b'-')
        && mark(7) == Some(b'-')
        && matches!(mark(10), Some(b'T' | b't' | b' '));
    if !shaped || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let rest = text.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let local = days(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
    Some(local - offset_seconds(rest)?)
}

/// RFC 3339 in UTC, whole seconds: the `datetime` attribute.
pub fn rfc3339(seconds: i64) -> String {
    let (year, month, day) = civil(seconds.div_euclid(DAY_SECONDS));
    let of_day = seconds.rem_euclid(DAY_SECONDS);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

fn offset_seconds(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    Some(sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60))
}

/// Days since 1970-01-01 of the Gregorian calendar; years are counted from March so that the leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days`].
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_s3_writes_is_read() {
        let check = |text, expected| assert_eq!(parse(text), expected, "{text}");
        check("1970-01-01T00:00:00Z", Some(0));
        check("2026-11-18T14:12:05.000Z", Some(1_795_011_125));
        check("2026-11-18T09:12:05-05:00", Some(1_795_011_125));
        check("2024-02-29T23:59:60Z", Some(1_709_251_200));
        check("2026-13-01T00:00:00Z", None);
        check("yesterday", None);
        check("2026-11-18", None);
        check("é026-11-18T14:12:05Z", None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(seconds in -60_000_000_000_i64..250_000_000_000) {
            prop_assert_eq!(parse(&rfc3339(seconds)), Some(seconds));
        }

        #[test]
        fn no_text_is_too_odd_to_refuse(text in ".{0,30}") {
            let _ = parse(&text);
        }
    }
}
