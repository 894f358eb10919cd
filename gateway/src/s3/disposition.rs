//! `Content-Disposition`, so that a saved file bears its name whatever characters it holds (RFC 6266, RFC 8187).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but `attr-char` of RFC 8187 §3.2.1.
const EXTENDED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// `attachment` with the file's name: saved, never shown. The answer is plain ASCII, fit for a header.
pub fn attachment(file_name: &str) -> String {
    named("attachment", file_name)
}

/// `inline` with the file's name: shown where the browser can, saved under this name otherwise.
pub fn inline(file_name: &str) -> String {
    named("inline", file_name)
}

fn named(kind: &str, file_name: &str) -> String {
    // Separators would be folders to whoever saves the file; control characters have no business in a name.
    let name: String = file_name
        .chars()
        .map(|char| if char.is_control() || matches!(char, '/' | '\\') { '_' } else { char })
        .collect();
    // Old readers take the plain form and some undo `%XX` in it.
    let plain: String = name
        .chars()
        .map(|char| match char {
            '"' | '%' => '_',
            char if char == ' ' || char.is_ascii_graphic() => char,
            _ => '_',
        })
        .collect();
    if plain == name {
        return format!("{kind}; filename=\"{plain}\"");
    }
    let extended = utf8_percent_encode(&name, EXTENDED);
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{extended}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_survives_in_the_form_every_browser_reads() {
        let check = |name: &str, expected: &str| assert_eq!(attachment(name), expected, "{name:?}");
        check("ventes 2024.csv", "attachment; filename=\"ventes 2024.csv\"");
        check("été.csv", "attachment; filename=\"_t_.csv\"; filename*=UTF-8''%C3%A9t%C3%A9.csv");
        check("a\"b.txt", "attachment; filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt");
        check("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt");
        check("../a\r\nX: y", "attachment; filename=\".._a__X: y\"");
        assert_eq!(inline("a.png"), "inline; filename=\"a.png\"");
    }

    proptest! {
        #[test]
        fn no_name_breaks_out_of_the_header(name in any::<String>()) {
            let header = attachment(&name);
            prop_assert!(header.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()));
            prop_assert_eq!(header.matches('"').count(), 2);
        }
    }
}
