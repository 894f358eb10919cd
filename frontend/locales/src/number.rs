//! Numbers, percentages and sizes as each language writes them (CLDR 48): a table of three columns instead of the
//! browser's `Intl`, so that the gateway's own pages agree with the page and tests need no browser.

use crate::Language;

const NO_BREAK_SPACE: char = '\u{A0}';
const NARROW_NO_BREAK_SPACE: char = '\u{202F}';

/// A whole number in groups of three: 12,400 or 12 400.
pub fn number(language: Language, value: u64) -> String {
    let separator = match language {
        Language::En => ',',
        Language::FrCa => NO_BREAK_SPACE,
        Language::FrFr => NARROW_NO_BREAK_SPACE,
    };
    let digits = value.to_string();
    let mut result = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            result.push(separator);
        }
        result.push(digit);
    }
    result
}

/// 43% or 43 %.
pub fn percent(language: Language, value: u64) -> String {
    let mut result = number(language, value);
    if language.is_french() {
        result.push(NO_BREAK_SPACE);
    }
    result.push('%');
    result
}

/// A size in decimal units with at most one decimal: 17.9 MB or 17,9 Mo.
pub fn size(language: Language, bytes: u64) -> String {
    const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    const UNITS_FRENCH: [&str; 7] = ["o", "ko", "Mo", "Go", "To", "Po", "Eo"];
    if bytes < 1000 {
        let unit = match (language, bytes) {
            (Language::En, 1) => "byte",
            (Language::En, _) => "bytes",
            _ => "o",
        };
        return format!("{bytes}{NO_BREAK_SPACE}{unit}");
    }
    // In tenths of the unit, rounded half up; 999,950 bytes are 1 MB and not 1,000 kB.
    let tenths_of = |one: u64| bytes.saturating_add(one / 20) / (one / 10);
    let (mut one, mut unit) = (1000, 1);
    while tenths_of(one) >= 10_000 && unit < UNITS.len() - 1 {
        one *= 1000;
        unit += 1;
    }
    let tenths = tenths_of(one);
    let units = if language.is_french() { UNITS_FRENCH } else { UNITS };
    format!("{}{NO_BREAK_SPACE}{}", decimal(language, tenths, 10), units[unit])
}

/// Every byte, and the binary unit beside it: 1,073,741,824 bytes (1 GiB).
pub fn size_exact(language: Language, bytes: u64) -> String {
    const UNITS: [&str; 7] = ["", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    const UNITS_FRENCH: [&str; 7] = ["", "Kio", "Mio", "Gio", "Tio", "Pio", "Eio"];
    let exact = crate::text::bytes(language, bytes);
    let unit = (bytes.max(1).ilog2() / 10) as usize;
    if unit == 0 {
        return exact;
    }
    let units = if language.is_french() { UNITS_FRENCH } else { UNITS };
    let one = 1_u128 << (10 * unit);
    let hundredths = (u128::from(bytes) * 100 + one / 2) / one;
    let amount = decimal(language, u64::try_from(hundredths).unwrap_or(u64::MAX), 100);
    format!("{exact} ({amount}{NO_BREAK_SPACE}{})", units[unit])
}

/// `value / scale` without trailing zeros; `scale` is a power of ten.
fn decimal(language: Language, value: u64, scale: u64) -> String {
    let mut result = number(language, value / scale);
    let (mut rest, mut scale) = (value % scale, scale);
    if rest > 0 {
        result.push(if language.is_french() { ',' } else { '.' });
        while rest > 0 {
            scale /= 10;
            result.push(
                char::from_digit(u32::try_from(rest / scale).unwrap_or(0), 10).unwrap_or('0'),
            );
            rest %= scale;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 3] = [Language::En, Language::FrCa, Language::FrFr];

    #[track_caller]
    fn check(write: fn(Language, u64) -> String, value: u64, expected: [&str; 3]) {
        assert_eq!(LANGUAGES.map(|language| write(language, value)), expected);
    }

    #[test]
    fn numbers_are_grouped_as_each_language_does() {
        check(number, 7, ["7", "7", "7"]);
        check(number, 1000, ["1,000", "1\u{A0}000", "1\u{202F}000"]);
        check(number, 1_234_567, ["1,234,567", "1\u{A0}234\u{A0}567", "1\u{202F}234\u{202F}567"]);
    }

    #[test]
    fn percentages_have_their_space() {
        check(percent, 43, ["43%", "43\u{A0}%", "43\u{A0}%"]);
    }

    #[test]
    fn sizes_are_decimal_with_at_most_one_decimal() {
        check(size, 0, ["0\u{A0}bytes", "0\u{A0}o", "0\u{A0}o"]);
        check(size, 1, ["1\u{A0}byte", "1\u{A0}o", "1\u{A0}o"]);
        check(size, 512, ["512\u{A0}bytes", "512\u{A0}o", "512\u{A0}o"]);
        check(size, 12_500, ["12.5\u{A0}kB", "12,5\u{A0}ko", "12,5\u{A0}ko"]);
        check(size, 42_000_000_000, ["42\u{A0}GB", "42\u{A0}Go", "42\u{A0}Go"]);
        check(size, 999_950, ["1\u{A0}MB", "1\u{A0}Mo", "1\u{A0}Mo"]);
        check(size, u64::MAX, ["18.4\u{A0}EB", "18,4\u{A0}Eo", "18,4\u{A0}Eo"]);
    }

    #[test]
    fn exact_sizes_say_every_byte_and_the_binary_unit() {
        check(
            size_exact,
            1_073_741_824,
            [
                "1,073,741,824 bytes (1\u{A0}GiB)",
                "1\u{A0}073\u{A0}741\u{A0}824\u{A0}octets (1\u{A0}Gio)",
                "1\u{202F}073\u{202F}741\u{202F}824\u{A0}octets (1\u{A0}Gio)",
            ],
        );
        check(size_exact, 1, ["1 byte", "1\u{A0}octet", "1\u{A0}octet"]);
    }
}
