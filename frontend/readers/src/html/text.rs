//! A part of a text, with the numbers of its lines beside it.

use std::fmt::Write;

use super::escape;
use crate::lines;

/// Lines that are laid out together: a browser skips the groups that are out of sight (`content-visibility`).
const GROUP_LINES: usize = 100;

/// The text, and how many line ends it holds. `first_line`: the number of its first line, where it is known.
pub fn text(text: &str, first_line: Option<u64>) -> (String, u64) {
    let mut html = String::with_capacity(text.len() + text.len() / 4);
    let mut group = Group::default();
    let mut number = first_line;
    let mut count = 0_u64;
    for line in lines::split(text) {
        count += 1;
        for (at, piece) in lines::pieces(line).enumerate() {
            if group.lines == GROUP_LINES {
                std::mem::take(&mut group).write(&mut html);
            }
            group.add(piece, number.filter(|_| at == 0));
        }
        number = number.map(|number| number + 1);
    }
    group.write(&mut html);
    (html, count)
}

#[derive(Default)]
struct Group {
    lines: usize,
    numbers: String,
    text: String,
}

impl Group {
    fn add(&mut self, piece: &str, number: Option<u64>) {
        self.lines += 1;
        escape(&mut self.text, piece);
        self.text.push('\n');
        if let Some(number) = number {
            let _ = write!(self.numbers, "{number}");
        }
        self.numbers.push('\n');
    }

    /// The line feed after `<pre>` is one that a browser drops; without it, it would drop an empty first line.
    fn write(self, html: &mut String) {
        html.push_str("<div class=\"code__group\">");
        if self.numbers.len() > self.lines {
            let _ = write!(
                html,
                "<pre class=\"code__numbers\" aria-hidden=\"true\">\n{}</pre>",
                self.numbers
            );
        }
        let _ = write!(html, "<pre class=\"code__text\">\n{}</pre></div>", self.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_and_a_long_one_goes_on_below() {
        let long = "x".repeat(lines::LINE_LETTERS_MAX + 1);
        let (html, count) = text(&format!("a<b\n{long}\nc\n"), Some(7));
        assert_eq!(count, 3);
        assert!(
            html.contains("<pre class=\"code__numbers\" aria-hidden=\"true\">\n7\n8\n\n9\n</pre>")
        );
        assert!(html.contains("<pre class=\"code__text\">\na&lt;b\nx"));
        assert!(html.ends_with("x\nx\nc\n</pre></div>"));
    }

    #[test]
    fn without_known_numbers_there_are_none() {
        let (html, _) = text("a", None);
        assert_eq!(html, "<div class=\"code__group\"><pre class=\"code__text\">\na\n</pre></div>");
    }
}
