//! What may complete a path while it is typed: buckets, then what lies in the bucket, then places looked at lately.
//! Never changes what was typed.

use super::path::Place;
use super::{fuzzy, key};

/// More are not looked through.
pub const SUGGESTIONS_MAX: usize = 10;

/// What was typed, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// `s3://` where it was typed.
    scheme: String,
    /// The bucket, once a slash follows it.
    pub bucket: Option<String>,
    /// What stands behind: the beginning of a bucket's name or of a key.
    pub rest: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionKind {
    Bucket,
    Folder,
    Object,
    Recent,
}

/// One line below the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub kind: SuggestionKind,
    /// The whole path that it stands for.
    pub text: String,
    /// Where it leads, when that is known better than its text says.
    pub place: Option<Place>,
}

/// Takes apart what can be completed; `None` for whole addresses, which are pasted, and for what is longer than any key.
pub fn typed(text: &str) -> Option<Typed> {
    let text = text.trim_start();
    let scheme = text.get(..5).filter(|start| start.eq_ignore_ascii_case("s3://")).unwrap_or("");
    let path = &text[scheme.len()..];
    let is_page =
        ["/b/", "/d/", "/fr/", "/en/", "/public/"].iter().any(|start| path.starts_with(start));
    if scheme.is_empty() && (path.contains("://") || is_page) {
        return None;
    }
    let path = path.trim_start_matches('/');
    let (bucket, rest) = match path.split_once('/') {
        Some((bucket, rest)) => (Some(bucket.to_owned()), rest),
        None => (None, path),
    };
    (rest.len() <= key::KEY_BYTES_MAX).then(|| Typed {
        scheme: scheme.to_owned(),
        bucket,
        rest: rest.to_owned(),
    })
}

/// `keys` are those of the bucket that begin with what was typed, in the order of the store; `recent` the places
/// looked at last.
pub fn suggestions(
    typed: &Typed,
    buckets: &[String],
    keys: &[String],
    recent: &[Place],
) -> Vec<Suggestion> {
    let Typed { scheme, bucket, rest } = typed;
    let mut found: Vec<Suggestion> = match bucket {
        None => fuzzy::best(rest, buckets.iter().map(String::as_str), SUGGESTIONS_MAX)
            .into_iter()
            .map(|at| Suggestion {
                kind: SuggestionKind::Bucket,
                text: format!("{scheme}{}/", buckets[at]),
                place: None,
            })
            .collect(),
        Some(bucket) => keys
            .iter()
            .filter(|key| key.starts_with(rest.as_str()) && *key != rest)
            .take(SUGGESTIONS_MAX)
            .map(|key| Suggestion {
                kind: if key.ends_with('/') {
                    SuggestionKind::Folder
                } else {
                    SuggestionKind::Object
                },
                text: format!("{scheme}{bucket}/{key}"),
                place: None,
            })
            .collect(),
    };
    let wanted = bucket.as_ref().map_or_else(|| rest.clone(), |bucket| format!("{bucket}/{rest}"));
    let paths: Vec<String> = recent.iter().map(path).collect();
    for at in fuzzy::best(&wanted, paths.iter().map(String::as_str), SUGGESTIONS_MAX) {
        let text = format!("{scheme}{}", paths[at]);
        let known = found.iter().any(|other| other.text == text);
        if !known && found.len() < SUGGESTIONS_MAX && paths[at] != wanted {
            found.push(Suggestion {
                kind: SuggestionKind::Recent,
                text,
                place: Some(recent[at].clone()),
            });
        }
    }
    found
}

/// A place as it is typed: `bucket/prefix/` or `bucket/key`.
pub fn path(place: &Place) -> String {
    let key = place.key.as_ref().unwrap_or(&place.prefix);
    format!("{}/{key}", place.bucket)
}

/// What a place is called by itself: the last part of its path.
pub fn name(place: &Place) -> String {
    let key = place.key.as_ref().unwrap_or(&place.prefix);
    if key.is_empty() { place.bucket.clone() } else { key::name(key::parent(key), key).to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn place(bucket: &str, prefix: &str) -> Place {
        Place {
            instance: Some("minimal".to_owned()),
            public: false,
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            key: None,
        }
    }

    fn check(text: &str, keys: &[&str], expected: &[&str]) {
        let buckets = owned(&["alice.tremblay", "alice.tremblay.photos", "prix"]);
        let recent = [place("prix", "2026/ipc/"), place("alice.tremblay", "")];
        let found = typed(text)
            .map(|typed| suggestions(&typed, &buckets, &owned(keys), &recent))
            .unwrap_or_default();
        let found: Vec<&str> = found.iter().map(|found| found.text.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn nothing_is_as_long_as_what_is_longer_than_any_key() {
        let of_length = |length| typed(&format!("prix/{}", "k".repeat(length))).is_some();
        assert!(of_length(key::KEY_BYTES_MAX) && !of_length(key::KEY_BYTES_MAX + 1));
    }

    #[test]
    fn a_bucket_is_completed_by_its_beginning_or_by_letters_of_it() {
        check("al", &[], &["alice.tremblay/", "alice.tremblay.photos/"]);
        check("s3://photos", &[], &["s3://alice.tremblay.photos/"]);
        check("xx", &[], &[]);
    }

    #[test]
    fn nothing_typed_shows_buckets_and_what_was_looked_at() {
        check("", &[], &["alice.tremblay/", "alice.tremblay.photos/", "prix/", "prix/2026/ipc/"]);
    }

    #[test]
    fn behind_a_bucket_its_keys_come_and_then_places() {
        check(
            "prix/2026/i",
            &["2026/ibm.csv", "2026/ipc/"],
            &["prix/2026/ibm.csv", "prix/2026/ipc/"],
        );
        check("prix/", &["2025/"], &["prix/2025/", "prix/2026/ipc/"]);
        // An answer that is too late for what is typed now is no suggestion.
        check("prix/2027/", &["2026/ibm.csv"], &[]);
    }

    #[test]
    fn whole_addresses_are_left_alone() {
        check("https://portail.example/fr/b/x/y", &[], &[]);
        check("/fr/b/minimal/alice", &[], &[]);
        assert_eq!(typed("S3://prix/a b").unwrap().rest, "a b");
    }

    #[test]
    fn a_place_is_named_by_its_last_part() {
        assert_eq!(name(&place("prix", "2026/ipc/")), "ipc/");
        assert_eq!(name(&place("prix", "")), "prix");
        assert_eq!(path(&place("prix", "2026/")), "prix/2026/");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd_to_complete(text in ".{0,40}", key in ".{0,20}") {
            if let Some(typed) = typed(&text) {
                let found = suggestions(&typed, std::slice::from_ref(&key), std::slice::from_ref(&key), &[]);
                prop_assert!(found.len() <= SUGGESTIONS_MAX);
            }
        }
    }
}
