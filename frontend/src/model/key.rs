//! Names out of keys: what is shown for a key, and which keys are shown only.
//!
//! A key is any text of up to 1,024 bytes: it may hold `//`, end in `/`, or consist of dots. Nothing here normalises it.

/// The longest key S3 takes, in bytes of UTF-8.
pub const KEY_BYTES_MAX: usize = 1024;

/// Characters at the end of a long name that stay in sight, the extension included.
const TAIL_CHARS: usize = 10;

/// One part of a breadcrumb: `label` may be empty (between two slashes), `prefix` is the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub prefix: String,
}

/// What is shown for `key` inside the folder `prefix`. The object that stands for the folder itself (its key equals
/// the prefix) is shown by the folder's own name and slash.
pub fn name<'a>(prefix: &str, key: &'a str) -> &'a str {
    match key.strip_prefix(prefix) {
        Some("") | None => last_part(key),
        Some(name) => name,
    }
}

/// The prefix of the folder that holds `key` (or the folder `key`), empty at the top.
pub fn parent(key: &str) -> &str {
    let inside = key.strip_suffix('/').unwrap_or(key);
    inside.rfind('/').map_or("", |slash| &key[..=slash])
}

/// Every folder on the way down to `prefix`, itself last.
pub fn crumbs(prefix: &str) -> Vec<Crumb> {
    let mut end = 0;
    prefix
        .split_inclusive('/')
        .map(|part| {
            end += part.len();
            Crumb { label: part.trim_end_matches('/').to_owned(), prefix: prefix[..end].to_owned() }
        })
        .collect()
}

/// Without the dot; empty when there is none, and for hidden files such as `.profile`.
pub fn extension(name: &str) -> &str {
    match name.rfind('.') {
        Some(dot) if dot != 0 => &name[dot + 1..],
        _ => "",
    }
}

/// A name in two halves: the first may be cut where room is short, the second always stays, so that the extension
/// and the running number before it can be read.
pub fn halves(name: &str) -> (&str, &str) {
    let cut = name.char_indices().rev().take(TAIL_CHARS).last().map_or(0, |(at, _)| at);
    if cut <= TAIL_CHARS { (name, "") } else { name.split_at(cut) }
}

/// Has a segment `.` or `..`: some servers rewrite such paths and would then serve another object, so the page
/// shows the key and offers nothing else.
pub fn has_dot_segment(key: &str) -> bool {
    key.split('/').any(|segment| segment == "." || segment == "..")
}

fn last_part(key: &str) -> &str {
    &key[parent(key).len()..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_what_follows_the_prefix() {
        let check =
            |prefix, key, expected| assert_eq!(name(prefix, key), expected, "{key} in {prefix}");
        check("", "LISEZMOI.md", "LISEZMOI.md");
        check("2026/", "2026/ipc/", "ipc/");
        check("2026/", "2026//", "/");
        check("2026/", "2026/", "2026/");
        check("a/b/", "a/b/", "b/");
        check("elsewhere/", "a/b.csv", "b.csv");
    }

    #[test]
    fn the_parent_of_a_folder_is_the_folder_above() {
        let check = |key, expected| assert_eq!(parent(key), expected, "{key}");
        check("a/b/c.csv", "a/b/");
        check("a/b/", "a/");
        check("a/", "");
        check("a", "");
        check("a//", "a/");
        check("/", "");
        check("", "");
    }

    #[test]
    fn breadcrumbs_keep_empty_parts() {
        let prefixes = |prefix: &str| {
            crumbs(prefix).into_iter().map(|crumb| (crumb.label, crumb.prefix)).collect::<Vec<_>>()
        };
        let pair = |label: &str, prefix: &str| (label.to_owned(), prefix.to_owned());
        assert_eq!(prefixes("a//é/"), [pair("a", "a/"), pair("", "a//"), pair("é", "a//é/")]);
        assert_eq!(prefixes("/"), [pair("", "/")]);
        assert_eq!(prefixes(""), []);
    }

    #[test]
    fn an_extension_needs_something_before_it() {
        let check = |name, expected| assert_eq!(extension(name), expected, "{name}");
        check("a.tar.gz", "gz");
        check(".profile", "");
        check("a.", "");
        check("a", "");
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        assert_eq!(
            halves("enquete_population_active_2026-10.parquet"),
            ("enquete_population_active_2026-", "10.parquet")
        );
        assert_eq!(halves("court.csv"), ("court.csv", ""));
        assert_eq!(
            halves("漢漢漢漢漢漢漢漢漢漢漢漢漢漢.png"),
            ("漢漢漢漢漢漢漢漢", "漢漢漢漢漢漢.png")
        );
    }

    #[test]
    fn dot_segments_are_found_and_dotted_names_are_not() {
        for key in [".", "..", "a/../b", "./a", "a/.", "../"] {
            assert!(has_dot_segment(key), "{key}");
        }
        for key in ["...", ".a", "a..b/c", "a/.../b", ""] {
            assert!(!has_dot_segment(key), "{key}");
        }
    }

    proptest! {
        #[test]
        fn breadcrumbs_lead_back_to_the_prefix(prefix in "[a/é. ]{0,20}") {
            let parts = crumbs(&prefix);
            prop_assert_eq!(parts.last().map_or("", |crumb| &crumb.prefix), &prefix);
            for pair in parts.windows(2) {
                prop_assert_eq!(parent(&pair[1].prefix), &pair[0].prefix);
            }
        }

        #[test]
        fn halves_are_the_whole_name(name in ".{0,60}") {
            let (head, tail) = halves(&name);
            prop_assert_eq!(format!("{head}{tail}"), name);
        }
    }
}
