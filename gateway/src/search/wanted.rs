//! What somebody looks for, and whether an object or a folder is it.

use std::ops::RangeInclusive;

use gateway_api::Kind;
use jiff::Timestamp;

use super::folding::folded;
use super::pattern::{Pattern, PatternFault};

/// What is looked for, as it was asked; what is absent matches everything.
#[derive(Debug, Default)]
pub struct Terms {
    pub text: Option<String>,
    pub glob: Option<String>,
    /// In bytes, both ends included.
    pub size_min: Option<u64>,
    pub size_max: Option<u64>,
    /// The first moment of change, and the first that is too late.
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub kind: Option<Kind>,
}

/// What is looked for, ready to be compared with.
#[derive(Debug)]
pub struct Wanted {
    text: Option<String>,
    pattern: Option<Pattern>,
    size: RangeInclusive<u64>,
    since: Timestamp,
    until: Timestamp,
    kind: Option<Kind>,
    /// Folders have neither size nor time.
    folders: bool,
}

impl Wanted {
    pub fn of(terms: Terms) -> Result<Self, PatternFault> {
        let Terms { text, glob, size_min, size_max, since, until, kind } = terms;
        let measured =
            size_min.is_some() || size_max.is_some() || since.is_some() || until.is_some();
        Ok(Self {
            text: text.filter(|text| !text.is_empty()).map(|text| folded(&text)),
            pattern: glob.as_deref().map(Pattern::parse).transpose()?,
            size: size_min.unwrap_or_default()..=size_max.unwrap_or(u64::MAX),
            since: since.unwrap_or(Timestamp::MIN),
            until: until.unwrap_or(Timestamp::MAX),
            kind,
            folders: !measured && kind.is_none_or(|kind| kind == Kind::Folder),
        })
    }

    /// `path` of an object below where one looks.
    pub fn is_object(&self, path: &str, size: u64, modified: Timestamp) -> bool {
        let name = || path.rsplit('/').next().unwrap_or(path);
        self.size.contains(&size)
            && self.since <= modified
            && modified < self.until
            && self.kind.is_none_or(|kind| kind == Kind::of(name()))
            && self.is_called(path)
    }

    /// `path` of a folder below where one looks, with its `/`.
    pub fn is_folder(&self, path: &str) -> bool {
        self.folders && self.is_called(path.strip_suffix('/').unwrap_or(path))
    }

    fn is_called(&self, path: &str) -> bool {
        if self.text.is_none() && self.pattern.is_none() {
            return true;
        }
        let path = folded(path);
        let name = path.rsplit('/').next().unwrap_or(&path);
        let held = self.text.as_ref().is_none_or(|text| {
            let place = if text.contains('/') { &path } else { name };
            place.contains(text.as_str())
        });
        held && self.pattern.as_ref().is_none_or(|pattern| pattern.matches(&path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(terms: Terms) -> Wanted {
        Wanted::of(terms).unwrap()
    }

    fn text(text: &str) -> Terms {
        Terms { text: Some(text.to_owned()), ..Terms::default() }
    }

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_text_is_held_by_the_name_and_with_a_slash_by_the_path() {
        let check = |held: &str, path: &str, expected: bool| {
            let found = wanted(text(held)).is_object(path, 1, moment("2025-01-01T00:00:00Z"));
            assert_eq!(found, expected, "{held} in {path}");
        };
        check("naissance", "etat civil/Naissances 2025.csv", true);
        check("naissance", "naissances/2025.csv", false);
        check("naissances/", "naissances/2025.csv", true);
        check("NUMERO", "a/numéro.txt", true);
        check("*", "a.txt", false);
        check("", "a.txt", true);
    }

    #[test]
    fn bounds_hold_at_both_ends_as_they_say() {
        let of = || {
            wanted(Terms {
                size_min: Some(10),
                size_max: Some(20),
                since: Some(moment("2025-01-01T00:00:00Z")),
                until: Some(moment("2026-01-01T00:00:00Z")),
                ..Terms::default()
            })
        };
        let check = |size: u64, modified: &str, expected: bool| {
            assert_eq!(of().is_object("a", size, moment(modified)), expected, "{size} {modified}");
        };
        check(10, "2025-01-01T00:00:00Z", true);
        check(20, "2025-12-31T23:59:59.999Z", true);
        check(9, "2025-06-01T00:00:00Z", false);
        check(21, "2025-06-01T00:00:00Z", false);
        check(15, "2026-01-01T00:00:00Z", false);
        check(15, "2024-12-31T23:59:59Z", false);
        assert!(!of().is_folder("a/"));
        let backwards = wanted(Terms { size_min: Some(2), size_max: Some(1), ..Terms::default() });
        assert!(!backwards.is_object("a", 1, moment("2025-06-01T00:00:00Z")));
    }

    #[test]
    fn folders_are_found_by_name_and_kind() {
        assert!(wanted(text("naiss")).is_folder("civil/Naissances/"));
        assert!(!wanted(text("civil")).is_folder("civil/Naissances/"));
        let kind = |kind| wanted(Terms { kind: Some(kind), ..Terms::default() });
        assert!(kind(Kind::Folder).is_folder("a/"));
        assert!(!kind(Kind::Table).is_folder("a.csv/"));
        let at = moment("2025-01-01T00:00:00Z");
        assert!(kind(Kind::Table).is_object("x/a.CSV", 0, at));
        assert!(!kind(Kind::Folder).is_object("x/a.CSV", 0, at));
        let glob = |glob: &str| wanted(Terms { glob: Some(glob.to_owned()), ..Terms::default() });
        assert!(glob("**/20??").is_folder("a/2025/"));
        assert!(glob("*.parquet").is_object("a/B.PARQUET", 0, at));
    }
}
