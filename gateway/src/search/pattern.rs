//! Patterns as shells have them, made into regular expressions: matched in time that grows with the length of the name
//! and nothing else, whatever the pattern.

use regex::{Regex, RegexBuilder};

use super::folding::folded;
use crate::s3::names::KEY_BYTES_MAX;

/// What a pattern may take when compiled: the longest of usual ones is far below.
const COMPILED_BYTES_MAX: usize = 1024 * 1024;

/// Why a text is no pattern, in words fit for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    #[error("the pattern has a `[` without its `]`")]
    OpenClass,
    #[error("the pattern has a range whose end comes before its beginning")]
    Backwards,
    #[error("the pattern has a `{{` without its `}}`")]
    OpenChoice,
    #[error("the pattern ends in a `\\` that stands before nothing")]
    OpenEscape,
    #[error("the pattern is too long or too complicated")]
    TooLarge,
}

/// A pattern of names or, where it holds a `/`, of whole paths.
#[derive(Debug)]
pub struct Pattern {
    expression: Regex,
    of_paths: bool,
}

impl Pattern {
    /// `*` any letters but `/`; `**` as a whole part of a path: any number of folders; `?` one letter but `/`; `[a-c]`,
    /// `[!a-c]` one letter of these, or not; `{a,b}` either; `\` before a sign takes its meaning away. A `/` in front
    /// only says that paths are meant.
    pub fn parse(text: &str) -> Result<Self, PatternFault> {
        if KEY_BYTES_MAX < text.len() {
            return Err(PatternFault::TooLarge);
        }
        let text = folded(text);
        let written = Writer::new(text.strip_prefix('/').unwrap_or(&text)).written()?;
        let expression = RegexBuilder::new(&written)
            .size_limit(COMPILED_BYTES_MAX)
            .dfa_size_limit(COMPILED_BYTES_MAX)
            .build()
            .map_err(|_| PatternFault::TooLarge)?;
        Ok(Self { expression, of_paths: text.contains('/') })
    }

    /// `path` folded, without a `/` at its end.
    pub fn matches(&self, path: &str) -> bool {
        let of_name = || path.rsplit('/').next().unwrap_or(path);
        self.expression.is_match(if self.of_paths { path } else { of_name() })
    }
}

/// Writes the expression, sign by sign.
struct Writer<'a> {
    rest: &'a str,
    written: String,
    /// A part of the path begins here.
    at_start: bool,
    /// Whether one began where each `{` stands that is still open.
    choices: Vec<bool>,
}

impl<'a> Writer<'a> {
    fn new(pattern: &'a str) -> Self {
        Self {
            rest: pattern,
            written: r"(?s)\A(?:".to_owned(),
            at_start: true,
            choices: Vec::new(),
        }
    }

    fn written(mut self) -> Result<String, PatternFault> {
        while let Some(sign) = self.take() {
            let starts = match sign {
                '*' => self.stars(),
                '?' => self.write("[^/]"),
                '[' => self.class()?,
                '\\' => {
                    let plain = self.take().ok_or(PatternFault::OpenEscape)?;
                    self.plain(plain)
                }
                '{' => {
                    self.choices.push(self.at_start);
                    self.write("(?:");
                    self.at_start
                }
                ',' if !self.choices.is_empty() => {
                    self.write("|");
                    self.choices.last().copied().unwrap_or_default()
                }
                '}' if self.choices.pop().is_some() => self.write(")"),
                plain => self.plain(plain),
            };
            self.at_start = starts;
        }
        if !self.choices.is_empty() {
            return Err(PatternFault::OpenChoice);
        }
        self.written.push_str(r")\z");
        Ok(self.written)
    }

    fn take(&mut self) -> Option<char> {
        let sign = self.rest.chars().next()?;
        self.rest = &self.rest[sign.len_utf8()..];
        Some(sign)
    }

    /// Answers that no part of the path begins after it.
    fn write(&mut self, piece: &str) -> bool {
        self.written.push_str(piece);
        false
    }

    /// Answers whether a part of the path begins after it.
    fn plain(&mut self, sign: char) -> bool {
        self.write(&regex::escape(sign.encode_utf8(&mut [0; 4])));
        sign == '/'
    }

    /// One `*` was taken; more of them mean more only where they are a whole part of the path.
    fn stars(&mut self) -> bool {
        let more = self.rest.len() - self.rest.trim_start_matches('*').len();
        self.rest = &self.rest[more..];
        if more == 0 || !self.at_start {
            return self.write("[^/]*");
        }
        if let Some(rest) = self.rest.strip_prefix('/') {
            self.rest = rest;
            self.write("(?:.*/)?");
            return true;
        }
        let ends =
            self.rest.is_empty() || (!self.choices.is_empty() && self.rest.starts_with([',', '}']));
        self.write(if ends { ".*" } else { "[^/]*" })
    }

    /// What stands between `[` and `]`; a `]` at once is one of the letters.
    fn class(&mut self) -> Result<bool, PatternFault> {
        let turned = self.rest.starts_with(['!', '^']);
        if turned {
            self.take();
        }
        let mut letters = String::new();
        let mut first = true;
        loop {
            let from = match self.take().ok_or(PatternFault::OpenClass)? {
                ']' if !first => break,
                '\\' => self.take().ok_or(PatternFault::OpenClass)?,
                letter => letter,
            };
            first = false;
            letters.push_str(&escaped(from));
            let ranges = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            if ranges {
                self.take();
                let to = match self.take().ok_or(PatternFault::OpenClass)? {
                    '\\' => self.take().ok_or(PatternFault::OpenClass)?,
                    letter => letter,
                };
                if to < from {
                    return Err(PatternFault::Backwards);
                }
                letters.push('-');
                letters.push_str(&escaped(to));
            }
        }
        let sign = if turned { "^" } else { "" };
        // A `/` is never one of the letters: it ends the part.
        Ok(self.write(&format!("[[{sign}{letters}]&&[^/]]")))
    }
}

/// As a letter of a class, whatever it is.
fn escaped(letter: char) -> String {
    format!(r"\x{{{:x}}}", u32::from(letter))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(&folded(path))
    }

    #[test]
    fn a_pattern_means_what_it_means_in_shells() {
        let yes = |pattern, path| assert!(matches(pattern, path), "{pattern} and {path}");
        let no = |pattern, path| assert!(!matches(pattern, path), "{pattern} and {path}");
        yes("*.parquet", "a/b/c.parquet");
        yes("**/*.parquet", "c.parquet");
        yes("**/*.parquet", "a/b/c.parquet");
        no("/*.parquet", "a/c.parquet");
        yes("/*.parquet", "c.parquet");
        yes("a/*/c", "a/b/c");
        no("a/*/c", "a/b/b/c");
        yes("a/**/c", "a/c");
        yes("a/**/c", "a/b/b/c");
        yes("a/**", "a/b/c");
        no("a/**", "a");
        no("a/b**", "a/b/c");
        yes("a/b**", "a/bcd");
        yes("{a,b}/**", "b/c/d");
        yes("{**/,}a", "x/y/a");
        yes("data_[0-9][0-9].{csv,tsv}", "x/data_07.tsv");
        no("data_[!0-9].csv", "data_7.csv");
        yes("[]]", "]");
        yes("[a-]", "-");
        no("a[+-9]b/", "a/b");
        yes("?.txt", "é.txt");
        yes("?", "漢");
        yes("[é-ü]*", "Été");
        yes(r"\*\?", "*?");
        yes("a.b", "A.B");
        no("a.b", "axb");
        yes("*", "line\nbreak");
        yes("a}", "a}");
        yes("a,b", "a,b");
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        let check = |text: &str, expected| {
            assert_eq!(Pattern::parse(text).err(), Some(expected), "{text}");
        };
        check("[a", PatternFault::OpenClass);
        check("[]", PatternFault::OpenClass);
        check("[z-a]", PatternFault::Backwards);
        check("{a,b", PatternFault::OpenChoice);
        check("a\\", PatternFault::OpenEscape);
        check(&"a".repeat(KEY_BYTES_MAX + 1), PatternFault::TooLarge);
        check(&"{".repeat(900), PatternFault::OpenChoice);
        check(&format!("{}{}", "{a".repeat(400), "}".repeat(400)), PatternFault::TooLarge);
    }

    /// As one would do it by hand, in any time it takes.
    fn by_hand(pattern: &[char], path: &[char]) -> bool {
        match pattern {
            [] => path.is_empty(),
            ['*', '*', '/', rest @ ..] => {
                let folders = (0..path.len()).filter(|at| path[*at] == '/');
                by_hand(rest, path) || folders.map(|at| at + 1).any(|at| by_hand(rest, &path[at..]))
            }
            ['*', '*'] => true,
            ['*', rest @ ..] => {
                let part = path.iter().position(|sign| *sign == '/').unwrap_or(path.len());
                (0..=part).any(|at| by_hand(rest, &path[at..]))
            }
            ['?', rest @ ..] => {
                path.first().is_some_and(|sign| *sign != '/') && by_hand(rest, &path[1..])
            }
            [sign, rest @ ..] => path.first() == Some(sign) && by_hand(rest, &path[1..]),
        }
    }

    proptest! {
        #[test]
        fn patterns_match_what_they_match_by_hand(
            parts in prop::collection::vec("[ab?]{0,2}\\*?[ab]?|\\*\\*", 2..5),
            path in "[ab]{0,2}(/[ab]{0,3}){0,4}",
        ) {
            let pattern = parts.join("/").trim_start_matches('/').to_owned();
            prop_assume!(pattern.contains('/'));
            let signs: (Vec<char>, Vec<char>) = (pattern.chars().collect(), path.chars().collect());
            prop_assert_eq!(matches(&pattern, &path), by_hand(&signs.0, &signs.1), "{} {}", pattern, path);
        }

        #[test]
        fn no_text_breaks_the_writer(text in "[\\[\\]{}!^*?/a\\\\,\u{e9}-]{0,24}", path in ".{0,24}") {
            // Whatever was written is an expression: the only fault left is ours to find before.
            match Pattern::parse(&text) {
                Ok(pattern) => { pattern.matches(&folded(&path)); }
                Err(fault) => prop_assert_ne!(fault, PatternFault::TooLarge, "{}", text),
            }
        }

        #[test]
        fn a_path_without_its_signs_meaning_finds_itself_alone(path in "/?.{1,30}", other in ".{1,30}") {
            let plain: String = path.chars().flat_map(|sign| ['\\', sign]).collect();
            let pattern = Pattern::parse(&plain).unwrap();
            let (path, other) = (folded(&path), folded(&other));
            if !path.contains('/') {
                prop_assert!(pattern.matches(&path));
                let name = other.rsplit('/').next().unwrap();
                prop_assert_eq!(pattern.matches(&other), name == path);
            }
        }
    }
}
