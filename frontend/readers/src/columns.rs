//! What the values of a column are, as far as they were read.

/// Of all values that are not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    Empty,
    Whole,
    Decimal,
    /// Decimal numbers as French writes them.
    DecimalComma,
    Date,
    Truth,
    Text,
}

impl ColumnKind {
    /// What all of the values are.
    pub fn of<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut kind = Self::Empty;
        for value in values.map(str::trim).filter(|value| !value.is_empty()) {
            kind = kind.and(one(value));
            if kind == Self::Text {
                break;
            }
        }
        kind
    }

    pub const fn is_number(self) -> bool {
        matches!(self, Self::Whole | Self::Decimal | Self::DecimalComma)
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Empty, kind) | (kind, Self::Empty) => kind,
            (Self::Whole, decimal @ (Self::Decimal | Self::DecimalComma))
            | (decimal @ (Self::Decimal | Self::DecimalComma), Self::Whole) => decimal,
            (one, other) if one == other => one,
            _ => Self::Text,
        }
    }
}

fn one(value: &str) -> ColumnKind {
    if ["true", "false", "vrai", "faux"].iter().any(|word| value.eq_ignore_ascii_case(word)) {
        return ColumnKind::Truth;
    }
    if is_date(value) {
        return ColumnKind::Date;
    }
    let unsigned = value.strip_prefix(['-', '+', '−']).unwrap_or(value);
    if is_whole(unsigned) {
        return ColumnKind::Whole;
    }
    let decimal = |sign: char| {
        unsigned.split_once(sign).is_some_and(|(whole, rest)| {
            let (digits, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            (is_whole(whole) || whole.is_empty()) && all_digits(digits) && all_digits(exponent)
        })
    };
    if decimal('.') {
        ColumnKind::Decimal
    } else if decimal(',') {
        ColumnKind::DecimalComma
    } else {
        ColumnKind::Text
    }
}

/// Digits, perhaps in groups of three. What begins with a zero is a code: nobody counts 007.
fn is_whole(text: &str) -> bool {
    let code = text.len() > 1 && text.starts_with('0');
    let mut groups = text.split([' ', '\u{A0}', '\u{202F}']);
    let first = groups.next().unwrap_or_default();
    let grouped = text.len() > first.len();
    !code
        && all_digits(first)
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && all_digits(group))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026-11-18`, perhaps with a time; `2026/11/18`; `18/11/2026`.
fn is_date(text: &str) -> bool {
    let shape: String = text
        .chars()
        .take(11)
        .map(|letter| if letter.is_ascii_digit() { '9' } else { letter })
        .collect();
    match shape.as_str() {
        "9999-99-99" | "9999/99/99" | "99/99/9999" => true,
        _ => shape.starts_with("9999-99-99T") || shape.starts_with("9999-99-99 "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_what_all_their_values_are() {
        let check = |values: &[&str], expected| {
            assert_eq!(ColumnKind::of(values.iter().copied()), expected, "{values:?}");
        };
        check(&["1", "", "-20"], ColumnKind::Whole);
        check(&["1", "2.5", "1e400", "6.02e23"], ColumnKind::Text);
        check(&["1", "2.5", "6.02e23"], ColumnKind::Decimal);
        check(&["1 234,5", "12", "0,5"], ColumnKind::DecimalComma);
        check(&["1\u{202F}234\u{202F}567", "12"], ColumnKind::Whole);
        check(&["1.5", "1,5"], ColumnKind::Text);
        check(&["01000", "75011"], ColumnKind::Text);
        check(&["2026-11-18", "2026-11-18T09:12:00Z"], ColumnKind::Date);
        check(&["18/11/2026"], ColumnKind::Date);
        check(&["true", "FALSE"], ColumnKind::Truth);
        check(&["", " "], ColumnKind::Empty);
        check(&["Montréal", "1"], ColumnKind::Text);
    }
}
