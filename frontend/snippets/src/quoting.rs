//! How a value is written so that it is read as itself: by a shell, in a string literal, in SQL, in an address.

use std::fmt::Write;

/// A word for a POSIX shell: bare where nothing in it is special, else between single quotes.
pub fn shell(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte);
    if !value.is_empty() && value.bytes().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// A double-quoted string that Python, R, YAML, TOML and JSON all read alike: the escapes are those that the five
/// have in common, and nothing is left bare that one of them would not print.
pub fn literal(value: &str) -> String {
    let mut result = String::with_capacity(value.len() + 2);
    result.push('"');
    for character in value.chars() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' => {
                let _ = write!(result, "\\u{:04x}", u32::from(character));
            }
            other => result.push(other),
        }
    }
    result.push('"');
    result
}

/// A string of standard SQL.
pub fn sql(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A path or the value of a query, percent-encoded as signatures want it: all but unreserved characters (RFC 3986,
/// section 2.3), and the slash only where it separates.
pub fn uri(value: &str, slash: bool) -> String {
    let mut result = String::with_capacity(value.len() + 8);
    for byte in value.bytes() {
        let kept =
            byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (slash && byte == b'/');
        if kept {
            result.push(char::from(byte));
        } else {
            let _ = write!(result, "%{byte:02X}");
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    /// What a shell makes of words that were quoted for it.
    fn read_by_shell(words: &[String]) -> Vec<String> {
        let quoted: Vec<String> = words.iter().map(|word| shell(word)).collect();
        let script = format!("printf '%s\\0' {}", quoted.join(" "));
        let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[test]
    fn what_is_plain_stays_bare() {
        assert_eq!(shell("s3://anne.roy/2026/a+b=c.csv"), "s3://anne.roy/2026/a+b=c.csv");
        assert_eq!(shell("a b"), "'a b'");
        assert_eq!(shell("l'été"), r"'l'\''été'");
        assert_eq!(shell(""), "''");
        assert_eq!(shell("~/x"), "'~/x'");
    }

    #[test]
    fn an_address_is_encoded_but_for_its_slashes() {
        assert_eq!(uri("a//b c+é%.csv", true), "a//b%20c%2B%C3%A9%25.csv");
        assert_eq!(uri("a/b", false), "a%2Fb");
    }

    #[test]
    fn sql_doubles_its_quotes() {
        assert_eq!(sql(r"l'été \ 100%"), r"'l''été \ 100%'");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_shell_reads_every_word_as_it_was(words in prop::collection::vec("[^\\x00]{0,20}", 1..40)) {
            prop_assert_eq!(read_by_shell(&words), words);
        }
    }

    proptest! {
        #[test]
        fn a_literal_is_read_as_it_was(value in any::<String>()) {
            let read: String = serde_json::from_str(&literal(&value)).unwrap();
            prop_assert_eq!(read, value);
        }
    }
}
