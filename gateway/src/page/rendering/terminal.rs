//! What programs wrote to a terminal, as plain text.

/// Leaves out colours and other escape sequences (ECMA-48), and keeps of each line what was written over it last, so
/// that a progress bar is one line.
pub fn plain(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut line_begin = 0;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\u{1b}' => skip_sequence(&mut chars),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => result.truncate(line_begin),
            '\n' => {
                result.push('\n');
                line_begin = result.len();
            }
            '\u{8}' => {
                if result.len() > line_begin {
                    result.pop();
                }
            }
            char if char.is_control() && char != '\t' => {}
            char => result.push(char),
        }
    }
    result
}

fn skip_sequence(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match chars.next() {
        // CSI: parameters, then one final byte.
        Some('[') => {
            while chars.next_if(|char| matches!(char, '\u{20}'..='\u{3f}')).is_some() {}
            chars.next_if(|char| matches!(char, '\u{40}'..='\u{7e}'));
        }
        // OSC and its like: a text up to BEL or ST.
        Some(']' | 'P' | '_' | '^' | 'X') => {
            while let Some(char) = chars.next() {
                if char == '\u{7}' || char == '\u{1b}' && chars.next_if_eq(&'\\').is_some() {
                    break;
                }
            }
        }
        Some(' '..='/') => {
            chars.next();
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_terminals_is_left_out() {
        let check = |text: &str, expected: &str| assert_eq!(plain(text), expected, "{text:?}");
        check("\u{1b}[0;31mValueError\u{1b}[0m: x", "ValueError: x");
        check("\u{1b}]8;;https://evil.example\u{7}link\u{1b}]8;;\u{7}", "link");
        check("\u{1b}]0;title\u{1b}\\x", "x");
        check("  0%\r 50%\r100%\ndone\r\n", "100%\ndone\n");
        check("ab\u{8}c\u{7}\tx", "ac\tx");
        check("\u{1b}", "");
        check("\u{1b}[31", "");
        check("é\u{1b}(B漢", "é漢");
    }
}
