//! Which records have to do with a place of a bucket: those of what holds it, and those of what lies in it. Asked so that
//! an index answers, however many records the bucket has.

use super::{Error, rows};
use crate::s3::names::KEY_BYTES_MAX;

/// A folder (it ends in `/`, or is empty for all of the bucket) or an object, and what has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// All of the bucket, each prefix that holds the place, and the place itself: a JSON array.
    pub(super) holders: String,
    /// What lies in it comes after this…
    pub(super) after: String,
    /// …and before this.
    pub(super) before: String,
}

impl Place {
    pub(super) fn of(place: &str) -> Result<Self, Error> {
        let own = Some(place).filter(|place| !place.is_empty() && !place.ends_with('/'));
        let holders: Vec<&str> = prefixes_over(place).chain(own).collect();
        let before = match place.strip_suffix('/') {
            // The character after `/`.
            Some(name) => format!("{name}0"),
            // No key is as long.
            None if place.is_empty() => char::MAX.to_string().repeat(KEY_BYTES_MAX / 4 + 1),
            // In an object lies nothing.
            None => place.to_owned(),
        };
        Ok(Self { holders: rows::json(&holders)?, after: place.to_owned(), before })
    }
}

/// The prefixes that hold all that begins so: the empty one, and each that ends at a slash.
pub(super) fn prefixes_over(beginning: &str) -> impl Iterator<Item = &str> {
    let ends = beginning.match_indices('/').map(|(at, _)| &beginning[..=at]);
    std::iter::once("").chain(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_a_place_and_what_lies_in_it_have_to_do_with_it_and_nothing_beside_it() {
        let check = |place: &str, holders: &[&str], inside: &[&str], beside: &[&str]| {
            let asked = Place::of(place).unwrap();
            assert_eq!(asked.holders, serde_json::to_string(holders).unwrap(), "{place}");
            let lies_in = |other: &str| *asked.after < *other && *other < *asked.before;
            for other in inside {
                assert!(lies_in(other), "{other} lies in {place:?}");
            }
            for other in beside.iter().chain(&[place]) {
                assert!(!lies_in(other), "{other} does not lie in {place:?}");
            }
        };
        check("", &[""], &["a", "a/", "\u{10ffff}\u{10ffff}/"], &[]);
        check("a/", &["", "a/"], &["a/b", "a/\u{10ffff}", "a//"], &["a", "a0", "a2/", "b/", ""]);
        check("a/b", &["", "a/", "a/b"], &[], &["a/b/", "a/b2", "a/"]);
        check("é/ü/", &["", "é/", "é/ü/"], &["é/ü/x"], &["é/", "é/ü2/x"]);
    }
}
