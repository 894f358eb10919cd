//! What is read, as HTML. Everything that comes from a file goes through [`escape`]; the elements and attributes are
//! ours and few: no address, no style, no handler.

mod grid;
mod text;
mod tree;

pub use grid::{Grid, Window, grid};
pub use text::text;
pub use tree::{branch, tree};

/// Writes letters of a file as text of a document, also inside an attribute's quotation marks. Control characters
/// become their pictures (U+2400 on): invisible ones would hide what is there, and a document may not hold some.
pub fn escape(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' | '\t' => html.push(letter),
            '\0'..'\u{20}' => html.push(char::from_u32(letter as u32 + 0x2400).unwrap_or(' ')),
            // They would turn the letters after them around (CVE-2021-42574).
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => html.push('\u{FFFD}'),
            _ => html.push(letter),
        }
    }
}

/// Like [`escape`], cut after so many letters, with an ellipsis for the rest.
pub fn escape_cut(html: &mut String, text: &str, letters_max: usize) {
    match text.char_indices().nth(letters_max) {
        Some((cut, _)) => {
            escape(html, &text[..cut]);
            html.push('…');
        }
        None => escape(html, text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_that_mean_something_to_a_browser_lose_it() {
        let mut html = String::new();
        escape(&mut html, "<img src=x onerror=\"x()\">&lt;\0\u{1B}[31m\u{202E}gpj.exe");
        assert_eq!(html, "&lt;img src=x onerror=&quot;x()&quot;&gt;&amp;lt;␀␛[31m\u{FFFD}gpj.exe");
        let mut html = String::new();
        escape_cut(&mut html, "été<", 3);
        assert_eq!(html, "été…");
    }

    proptest! {
        #[test]
        fn no_text_makes_an_element_or_an_attribute(text in "\\PC{0,60}|[<>\"'&a=/ ]{0,30}") {
            let mut html = String::new();
            escape(&mut html, &text);
            prop_assert!(!html.contains(['<', '>', '"']), "{}", html);
            for (at, _) in html.match_indices('&') {
                let known = ["&amp;", "&lt;", "&gt;", "&quot;"];
                prop_assert!(known.iter().any(|entity| html[at..].starts_with(entity)));
            }
        }
    }
}
