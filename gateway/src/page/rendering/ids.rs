//! Ids of headings, so that a table of contents finds them: made of their words, as the places where people write
//! Markdown do.

use std::collections::HashMap;

/// What every id begins with, so that none is one of the page's own.
pub const PREFIX: &str = "r-";

/// Beyond this an id helps nobody.
const ID_CHARACTERS_MAX: usize = 80;

/// The ids given so far.
#[derive(Debug, Default)]
pub struct Ids(HashMap<String, usize>);

impl Ids {
    /// An id for a heading of this text, without the prefix; `None` where nothing of it can stand in one.
    pub fn make(&mut self, text: &str) -> Option<String> {
        let id = slug(text);
        if id.is_empty() {
            return None;
        }
        let count = self.0.entry(id.clone()).or_default();
        *count += 1;
        Some(if *count == 1 { id } else { format!("{id}-{}", *count - 1) })
    }
}

fn slug(text: &str) -> String {
    let kept = text.trim().chars().filter_map(|char| match char {
        char if char.is_alphanumeric() || char == '_' || char == '-' => Some(char),
        char if char.is_whitespace() => Some('-'),
        _ => None,
    });
    kept.flat_map(char::to_lowercase).take(ID_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_the_same_words_are_told_apart() {
        let mut ids = Ids::default();
        let mut check = |text: &str, expected: Option<&str>| {
            assert_eq!(ids.make(text).as_deref(), expected, "{text}");
        };
        check("Données & été 2024", Some("données--été-2024"));
        check("Usage", Some("usage"));
        check("usage", Some("usage-1"));
        check("Usage", Some("usage-2"));
        check("<script>", Some("script"));
        check("!!!", None);
    }
}
