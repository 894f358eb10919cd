//! The rules of bucket names (S3 User Guide, "Bucket naming rules"), each by itself, so that the form can tick them
//! while the person types. The gateway checks again; only its word counts.

use locales::{Language, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Length,
    Characters,
    Edges,
    Address,
    Reserved,
}

impl Rule {
    pub const ALL: [Self; 5] =
        [Self::Length, Self::Characters, Self::Edges, Self::Address, Self::Reserved];

    pub fn words(self) -> fn(Language) -> &'static str {
        match self {
            Self::Length => text::rule_length,
            Self::Characters => text::rule_characters,
            Self::Edges => text::rule_edges,
            Self::Address => text::rule_address,
            Self::Reserved => text::rule_reserved,
        }
    }

    pub fn holds(self, name: &str) -> bool {
        let letter_or_digit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        match self {
            Self::Length => (3..=63).contains(&name.len()),
            Self::Characters => {
                let known = |byte| letter_or_digit(byte) || byte == b'-' || byte == b'.';
                !name.is_empty() && name.bytes().all(known)
            }
            Self::Edges => name.split('.').all(|part| {
                let (first, last) = (part.bytes().next(), part.bytes().last());
                first.is_some_and(letter_or_digit) && last.is_some_and(letter_or_digit)
            }),
            Self::Address => {
                let parts: Vec<&str> = name.split('.').collect();
                parts.len() != 4 || !parts.iter().all(|part| part.parse::<u8>().is_ok())
            }
            Self::Reserved => {
                let starts = ["xn--", "sthree-", "amzn-s3-demo-"];
                let ends = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
                !starts.iter().any(|start| name.starts_with(start))
                    && !ends.iter().any(|end| name.ends_with(end))
            }
        }
    }
}

pub fn is_good(name: &str) -> bool {
    Rule::ALL.iter().all(|rule| rule.holds(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, broken: &[Rule]) {
        let found: Vec<Rule> = Rule::ALL.into_iter().filter(|rule| !rule.holds(name)).collect();
        assert_eq!(found, broken, "{name}");
    }

    #[test]
    fn each_rule_is_told_by_itself() {
        check("anne.roy", &[]);
        check("anne.roy.data-2026", &[]);
        check("", &[Rule::Length, Rule::Characters, Rule::Edges]);
        check("ab", &[Rule::Length]);
        check(&"a".repeat(64), &[Rule::Length]);
        check("Anne", &[Rule::Characters, Rule::Edges]);
        check("anne..roy", &[Rule::Edges]);
        check("anne.-roy", &[Rule::Edges]);
        check("192.168.0.1", &[Rule::Address]);
        check("xn--anne", &[Rule::Reserved]);
        check("anne-s3alias", &[Rule::Reserved]);
    }
}
