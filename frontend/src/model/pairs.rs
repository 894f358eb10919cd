//! Names and values that are kept beside an object: user metadata and tags, and the rules of each.
//!
//! Sources: S3 User Guide, "Working with object metadata" and "Categorizing your objects using tags"; RFC 9110, 5.6.2.

use std::collections::BTreeMap;

use gateway_api::{
    METADATA_BYTES_MAX, TAG_NAME_CHARACTERS_MAX, TAG_VALUE_CHARACTERS_MAX, TAGS_MAX,
};

/// One name and value, as they are typed. `id` stays while others come and go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub id: u32,
    pub name: String,
    pub value: String,
}

impl Pair {
    /// A row in which nothing was typed counts for nothing.
    pub fn is_blank(&self) -> bool {
        self.name.is_empty() && self.value.is_empty()
    }
}

/// Whose rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Metadata,
    Tags,
}

/// What is wrong with a pair; the page words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    NameMissing,
    /// Names of metadata travel as names of headers: letters, digits, and a few signs.
    NameCharacters,
    NameTwice,
    NameTooLong,
    ValueCharacters,
    ValueTooLong,
}

/// What is wrong with all of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    Bytes(usize),
    Count(usize),
}

/// The pairs of an object, one after another.
pub fn pairs(map: &BTreeMap<String, String>) -> Vec<Pair> {
    let pair = |(id, (name, value)): (u32, (&String, &String))| Pair {
        id,
        name: name.clone(),
        value: value.clone(),
    };
    (0..).zip(map).map(pair).collect()
}

/// Back to what the gateway takes. Names of metadata are written small, as headers lose their case.
pub fn map(pairs: &[Pair], of: Use) -> BTreeMap<String, String> {
    let typed = pairs.iter().filter(|pair| !pair.is_blank());
    typed.map(|pair| (name(pair, of), pair.value.clone())).collect()
}

/// What is wrong with each, in their order.
pub fn faults(pairs: &[Pair], of: Use) -> Vec<Option<Fault>> {
    let twice = |pair: &Pair| {
        pairs.iter().any(|other| other.id != pair.id && name(other, of) == name(pair, of))
    };
    let fault = |pair: &Pair| match () {
        () if pair.is_blank() => None,
        () if pair.name.is_empty() => Some(Fault::NameMissing),
        () if twice(pair) => Some(Fault::NameTwice),
        () => match of {
            Use::Metadata => metadata_fault(pair),
            Use::Tags => tag_fault(pair),
        },
    };
    pairs.iter().map(fault).collect()
}

pub fn excess(pairs: &[Pair], of: Use) -> Option<Excess> {
    match of {
        Use::Metadata => {
            let bytes = metadata_bytes(pairs);
            (METADATA_BYTES_MAX < bytes).then_some(Excess::Bytes(bytes))
        }
        Use::Tags => {
            let count = pairs.iter().filter(|pair| !pair.is_blank()).count();
            (TAGS_MAX < count).then_some(Excess::Count(count))
        }
    }
}

/// What metadata takes of its 2 kB: names, and values as headers hold them.
pub fn metadata_bytes(pairs: &[Pair]) -> usize {
    pairs.iter().map(|pair| pair.name.len() + header_bytes(&pair.value)).sum()
}

/// What is not plain ASCII travels in encoded words (RFC 2047, 2) of 45 bytes each, in Base64 between twelve signs.
fn header_bytes(value: &str) -> usize {
    if is_header_value(value) && value.trim() == value && !value.contains("=?") {
        return value.len();
    }
    value.len().div_ceil(45) * 13 + value.len().div_ceil(3) * 4
}

/// A header's value, such as a content type: printable ASCII.
pub fn is_header_value(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// `type/subtype`, with or without parameters (RFC 9110, 8.3.1).
pub fn is_content_type(text: &str) -> bool {
    let kind = text.split(';').next().unwrap_or_default().trim_end();
    kind.split_once('/').is_some_and(|(kind, rest)| is_token(kind) && is_token(rest))
        && is_header_value(text)
}

fn name(pair: &Pair, of: Use) -> String {
    match of {
        Use::Metadata => pair.name.to_ascii_lowercase(),
        Use::Tags => pair.name.clone(),
    }
}

fn metadata_fault(pair: &Pair) -> Option<Fault> {
    match () {
        () if !is_token(&pair.name) => Some(Fault::NameCharacters),
        () if pair.value.chars().any(char::is_control) => Some(Fault::ValueCharacters),
        () => None,
    }
}

fn tag_fault(pair: &Pair) -> Option<Fault> {
    let control = |text: &str| text.chars().any(char::is_control);
    match () {
        () if control(&pair.name) => Some(Fault::NameCharacters),
        () if TAG_NAME_CHARACTERS_MAX < pair.name.chars().count() => Some(Fault::NameTooLong),
        () if control(&pair.value) => Some(Fault::ValueCharacters),
        () if TAG_VALUE_CHARACTERS_MAX < pair.value.chars().count() => Some(Fault::ValueTooLong),
        () => None,
    }
}

/// RFC 9110, 5.6.2.
fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Vec<Pair> {
        let pair = |(id, (name, value)): (u32, &(&str, &str))| Pair {
            id,
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        };
        (0..).zip(pairs).map(pair).collect()
    }

    #[test]
    fn each_fault_of_metadata_is_told() {
        let check = |pairs: &[(&str, &str)], expected: &[Option<Fault>]| {
            assert_eq!(faults(&of(pairs), Use::Metadata), expected, "{pairs:?}");
        };
        check(&[("source", "enquête 2026 ✓")], &[None]);
        check(&[("", "x")], &[Some(Fault::NameMissing)]);
        check(&[("né", "x")], &[Some(Fault::NameCharacters)]);
        check(&[("a b", "x")], &[Some(Fault::NameCharacters)]);
        check(&[("a", "x\ny")], &[Some(Fault::ValueCharacters)]);
        check(&[("A", ""), ("a", "")], &[Some(Fault::NameTwice), Some(Fault::NameTwice)]);
    }

    #[test]
    fn each_fault_of_tags_is_told() {
        let long = "é".repeat(129);
        let check = |pairs: &[(&str, &str)], expected: &[Option<Fault>]| {
            assert_eq!(faults(&of(pairs), Use::Tags), expected);
        };
        check(&[("été", "")], &[None]);
        check(&[("A", ""), ("a", "")], &[None, None]);
        check(&[(&long, "")], &[Some(Fault::NameTooLong)]);
        check(&[("a", &long.repeat(2))], &[Some(Fault::ValueTooLong)]);
    }

    #[test]
    fn two_kilobytes_of_metadata_and_ten_tags_are_the_most() {
        let value = "x".repeat(METADATA_BYTES_MAX - 1);
        assert_eq!(excess(&of(&[("a", &value)]), Use::Metadata), None);
        assert_eq!(
            excess(&of(&[("ab", &value)]), Use::Metadata),
            Some(Excess::Bytes(METADATA_BYTES_MAX + 1))
        );
        let tags = vec![("a", ""); 11];
        assert_eq!(excess(&of(&tags), Use::Tags), Some(Excess::Count(11)));
        assert_eq!(excess(&of(&tags[..10]), Use::Tags), None);
    }

    #[test]
    fn a_content_type_has_two_parts() {
        for good in ["text/csv", "text/plain; charset=utf-8", "image/svg+xml"] {
            assert!(is_content_type(good), "{good}");
        }
        for bad in ["csv", "text/", "/csv", "text/é", "text/csv\n", "te xt/csv"] {
            assert!(!is_content_type(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_was_read_is_written_back_the_same(
            known in prop::collection::btree_map("[a-z-]{1,9}", "\\PC{0,9}", 0..5)
        ) {
            prop_assert_eq!(map(&pairs(&known), Use::Metadata), known);
        }
    }
}
