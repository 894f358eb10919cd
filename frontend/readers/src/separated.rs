//! Separated values (CSV, TSV): RFC 4180 as files really follow it, with semicolons, tabs and stray quotation marks.

use crate::ask::Delimiter;

/// What guessing the delimiter looks at.
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_ROWS: usize = 100;

/// A quoted value longer than this was never meant to be one: its quotation mark is a letter.
const QUOTED_BYTES_MAX: usize = 32 * 1024;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    pub rows: Vec<Vec<String>>,
    /// A quotation mark was never closed, so quotation marks were taken as letters.
    pub open_quote: bool,
}

/// Reads all records. `complete`: the file ends here; else the last record may be cut and is left out, unless it is
/// the only one.
pub fn parse(text: &str, delimiter: Delimiter, complete: bool) -> Records {
    let (mut rows, open) = rows(text, delimiter, true, usize::MAX);
    let open_quote = match open {
        Some(length) => complete || QUOTED_BYTES_MAX < length,
        None => false,
    };
    if open_quote {
        rows = self::rows(text, delimiter, false, usize::MAX).0;
    }
    if !complete && 1 < rows.len() && (open.is_some() || !text.ends_with('\n')) {
        rows.pop();
    }
    Records { rows, open_quote }
}

/// The delimiter that gives most rows the same number of values; of equals, the one that gives more.
pub fn guess(text: &str) -> Delimiter {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let score = |delimiter: Delimiter| {
        let (mut rows, _) = rows(&text[..end], delimiter, true, SAMPLE_ROWS);
        // The last one may be cut.
        if end < text.len() && 1 < rows.len() {
            rows.pop();
        }
        let mut lengths: Vec<usize> = rows.iter().map(Vec::len).collect();
        lengths.sort_unstable();
        let runs = lengths.chunk_by(|one, other| one == other);
        let (times, values) = runs.map(|run| (run.len(), run[0])).max().unwrap_or((0, 0));
        if values < 2 { (0, 0) } else { (times * 1000 / rows.len().max(1), values) }
    };
    let best = Delimiter::ALL.into_iter().rev().max_by_key(|delimiter| score(*delimiter));
    best.filter(|best| score(*best) != (0, 0)).unwrap_or(Delimiter::Comma)
}

/// Whether the first row names the columns: as text, each differently, none of them empty or a number.
pub fn has_header(rows: &[Vec<String>]) -> bool {
    let [first, _, ..] = rows else { return false };
    let mut names: Vec<&str> = first.iter().map(|name| name.trim()).collect();
    let speak = names.iter().all(|name| {
        !name.is_empty()
            && !name.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-')
    });
    names.sort_unstable();
    names.dedup();
    speak && names.len() == first.len()
}

/// Rows, and the length of a quoted value that the text ended in.
fn rows(
    text: &str,
    delimiter: Delimiter,
    quotes: bool,
    rows_max: usize,
) -> (Vec<Vec<String>>, Option<usize>) {
    let delimiter = delimiter.letter() as u8;
    let bytes = text.as_bytes();
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut at = 0;
    while at < bytes.len() && rows.len() < rows_max {
        let (value, after, open) = value(text, at, delimiter, quotes);
        row.push(value);
        if let Some(length) = open {
            rows.push(row);
            return (rows, Some(length));
        }
        at = after;
        if bytes.get(at) == Some(&delimiter) {
            at += 1;
            // A delimiter at the very end is followed by an empty value.
            if at == bytes.len() {
                row.push(String::new());
            }
            continue;
        }
        at += match bytes.get(at..) {
            Some([b'\r', b'\n', ..]) => 2,
            _ => 1,
        };
        push(&mut rows, std::mem::take(&mut row));
    }
    push(&mut rows, row);
    (rows, None)
}

/// Empty lines are no rows.
fn push(rows: &mut Vec<Vec<String>>, row: Vec<String>) {
    if 1 < row.len() || row.first().is_some_and(|value| !value.is_empty()) {
        rows.push(row);
    }
}

/// One value: what it is, where what follows begins, and its length when its quotation mark is never closed.
fn value(text: &str, from: usize, delimiter: u8, quotes: bool) -> (String, usize, Option<usize>) {
    let bytes = text.as_bytes();
    let ends = |byte: u8| byte == delimiter || byte == b'\n' || byte == b'\r';
    let plain_end = |from: usize| {
        bytes[from..].iter().position(|byte| ends(*byte)).map_or(bytes.len(), |end| from + end)
    };
    if !quotes || bytes[from] != b'"' {
        let end = plain_end(from);
        return (text[from..end].to_owned(), end, None);
    }
    let mut value = String::new();
    let mut at = from + 1;
    loop {
        let Some(mark) = bytes[at..].iter().position(|byte| *byte == b'"') else {
            value.push_str(&text[at..]);
            return (value, bytes.len(), Some(bytes.len() - from));
        };
        value.push_str(&text[at..at + mark]);
        at += mark + 1;
        if bytes.get(at) == Some(&b'"') {
            value.push('"');
            at += 1;
            continue;
        }
        // What follows the closing mark does not belong there; it is shown rather than lost.
        let end = plain_end(at);
        value.push_str(&text[at..end]);
        return (value, end, None);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, delimiter: Delimiter, expected: &[&[&str]]) {
        assert_eq!(parse(text, delimiter, true).rows, expected, "{text:?}");
    }

    #[test]
    fn quotation_marks_hold_delimiters_lines_and_themselves() {
        check("a,b\r\n1,2\r\n", Delimiter::Comma, &[&["a", "b"], &["1", "2"]]);
        check("a;\"b;\"\"c\"\"\nd\";e\n", Delimiter::Semicolon, &[&["a", "b;\"c\"\nd", "e"]]);
        check("a,,\n,\n", Delimiter::Comma, &[&["a", "", ""], &["", ""]]);
        check("a,", Delimiter::Comma, &[&["a", ""]]);
        check("\n\na\n\n", Delimiter::Comma, &[&["a"]]);
        check("\"a\"x,b", Delimiter::Comma, &[&["ax", "b"]]);
        check("12\" pipe,b\n", Delimiter::Comma, &[&["12\" pipe", "b"]]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_a_letter() {
        let records = parse("a,b\n\"c,d\ne,f\n", Delimiter::Comma, true);
        assert_eq!(records.rows, [["a", "b"], ["\"c", "d"], ["e", "f"]]);
        assert!(records.open_quote);
    }

    #[test]
    fn a_record_that_the_part_cuts_is_left_out() {
        assert_eq!(parse("a,b\nc,d", Delimiter::Comma, false).rows, [["a", "b"]]);
        assert_eq!(parse("a,b\nc,d\n", Delimiter::Comma, false).rows.len(), 2);
        assert_eq!(parse("a,b\nc,\"d\ne", Delimiter::Comma, false).rows, [["a", "b"]]);
        assert_eq!(parse("a,b", Delimiter::Comma, false).rows, [["a", "b"]]);
    }

    #[test]
    fn the_delimiter_is_guessed_also_beside_decimal_commas() {
        let check = |text, expected| assert_eq!(guess(text), expected, "{text:?}");
        check("a,b,c\n1,2,3\n", Delimiter::Comma);
        check("ville;ipc;date\nMontréal;1,5;2026\nLyon;2,25;2026\n", Delimiter::Semicolon);
        check("a\tb, c\n1\t2\n", Delimiter::Tab);
        check("a|b\n1|2\n", Delimiter::Pipe);
        check("un mot par ligne\nautre\n", Delimiter::Comma);
        check("", Delimiter::Comma);
    }

    #[test]
    fn a_first_row_of_names_is_a_header() {
        let rows = |text| parse(text, Delimiter::Comma, true).rows;
        assert!(has_header(&rows("ville,population\nLyon,500000\n")));
        assert!(!has_header(&rows("Lyon,500000\nParis,2000000\n")));
        assert!(!has_header(&rows("a,a\nb,c\n")));
        assert!(!has_header(&rows("ville\n")));
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_as_it_was(
            rows in prop::collection::vec(prop::collection::vec("[a\"',;\n\r\té]{0,6}", 2..5), 1..6),
        ) {
            let quote = |value: &String| format!("\"{}\"", value.replace('"', "\"\""));
            for delimiter in Delimiter::ALL {
                let line = |row: &Vec<String>| {
                    row.iter().map(quote).collect::<Vec<_>>().join(&delimiter.letter().to_string())
                };
                let text = rows.iter().map(line).collect::<Vec<_>>().join("\r\n") + "\r\n";
                prop_assert_eq!(parse(&text, delimiter, true).rows, rows.clone());
            }
        }

        #[test]
        fn any_text_is_read_within_bounds(text in "[a\",;\n\r\té]{0,200}", complete in any::<bool>()) {
            let records = parse(&text, guess(&text), complete);
            let letters: usize = records.rows.iter().flatten().map(String::len).sum();
            prop_assert!(letters <= text.len());
        }
    }
}
