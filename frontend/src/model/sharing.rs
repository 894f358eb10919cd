//! Who may use what: which parts of what the gateway answers concern a row, a step of the breadcrumb, the folder itself;
//! and to whom a typed text points.

use gateway_api::{Grant, GrantTo};

/// Where something that was given lies, seen from a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lies {
    /// It is the folder.
    Here,
    /// It holds the folder.
    Above,
    /// It is in the folder.
    Inside,
}

/// What is to be said of one key: of a row, or of a step of the breadcrumb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked<'a> {
    /// A whole prefix; empty for the bucket.
    pub prefix: &'a str,
    /// What was given of it; empty where only something in it was.
    pub grants: Vec<&'a Grant>,
}

/// Where `given` lies, seen from `prefix`; `None` where they have nothing to do with each other. Prefixes end in `/` or
/// are empty, so that `team/` is no part of `team2/`.
pub fn lies(given: &str, prefix: &str) -> Option<Lies> {
    if given == prefix {
        Some(Lies::Here)
    } else if prefix.starts_with(given) {
        Some(Lies::Above)
    } else if given.starts_with(prefix) {
        Some(Lies::Inside)
    } else {
        None
    }
}

/// What the breadcrumb and the rows of a folder say: the bucket and every folder down to this one, and the folders
/// directly in it, each where something was given.
pub fn marked<'a>(grants: &'a [Grant], prefix: &str) -> Vec<Marked<'a>> {
    let mut marked: Vec<Marked<'a>> = Vec::new();
    for grant in grants {
        let given = grant.prefix.as_str();
        let (at, whole) = match lies(given, prefix) {
            Some(Lies::Here | Lies::Above) => (given, true),
            Some(Lies::Inside) => {
                let rest = &given[prefix.len()..];
                let end = prefix.len() + rest.find('/').map_or(rest.len(), |slash| slash + 1);
                (&given[..end], end == given.len())
            }
            None => continue,
        };
        let known = marked.iter_mut().find(|known| known.prefix == at);
        let of = if let Some(known) = known {
            known
        } else {
            marked.push(Marked { prefix: at, grants: Vec::new() });
            let last = marked.len() - 1;
            &mut marked[last]
        };
        if whole {
            of.grants.push(grant);
        }
    }
    marked
}

/// What the typed text names; `None` for what nobody can be called.
pub fn named(typed: &str) -> Option<GrantTo> {
    let typed = typed.trim();
    if typed.is_empty() || typed.contains(char::is_whitespace) {
        return None;
    }
    if typed.contains('@') {
        return Some(GrantTo::Email { address: typed.to_owned() });
    }
    let handle = typed.to_ascii_lowercase();
    Some(if handle.contains('.') {
        GrantTo::Person { handle }
    } else {
        GrantTo::Team { team: handle }
    })
}

#[cfg(test)]
mod tests {
    use gateway_api::{Grantee, Role, Somebody};

    use super::*;

    fn grant(id: i64, prefix: &str) -> Grant {
        let somebody =
            |handle: &str| Somebody { handle: handle.to_owned(), name: handle.to_owned() };
        Grant {
            id,
            instance: "minimal".to_owned(),
            bucket: "anne.roy".to_owned(),
            prefix: prefix.to_owned(),
            to: Grantee::Person(somebody("jean.cote")),
            role: Role::Viewer,
            until: None,
            ends_in_seconds: None,
            by: somebody("anne.roy"),
            created_at: String::new(),
            lapsed: false,
        }
    }

    #[test]
    fn a_prefix_holds_what_begins_with_it_and_no_neighbour() {
        let check = |given: &str, prefix: &str, expected| {
            assert_eq!(lies(given, prefix), expected, "{given} from {prefix}");
        };
        check("team/", "team/", Some(Lies::Here));
        check("", "team/", Some(Lies::Above));
        check("team/", "team/2026/", Some(Lies::Above));
        check("team/2026/", "team/", Some(Lies::Inside));
        check("team2/", "team/", None);
        check("team/", "team2/", None);
        check("team/", "", Some(Lies::Inside));
    }

    #[test]
    fn steps_and_rows_are_marked_where_something_was_given() {
        let check = |prefix: &str, given: &[&str], expected: &[(&str, usize)]| {
            let grants: Vec<Grant> = (0..).zip(given).map(|(id, given)| grant(id, given)).collect();
            let marked = marked(&grants, prefix);
            let found: Vec<_> =
                marked.iter().map(|marked| (marked.prefix, marked.grants.len())).collect();
            assert_eq!(found, expected, "{prefix}: {given:?}");
        };
        check("", &["a/", "a/", "b/c/"], &[("a/", 2), ("b/", 0)]);
        check("a/", &["", "a/", "a/b/", "a/b/c/", "d/"], &[("", 1), ("a/", 1), ("a/b/", 1)]);
        check("a/b/", &["a/b/c/d/e/"], &[("a/b/c/", 0)]);
        check("a/", &["a2/"], &[]);
    }

    #[test]
    fn what_is_typed_names_a_person_an_address_or_a_team() {
        let check = |typed: &str, expected: Option<GrantTo>| assert_eq!(named(typed), expected);
        check(" Anne.Roy ", Some(GrantTo::Person { handle: "anne.roy".to_owned() }));
        check("Anne@example.org", Some(GrantTo::Email { address: "Anne@example.org".to_owned() }));
        check("prix", Some(GrantTo::Team { team: "prix".to_owned() }));
        check("anne roy", None);
        check("", None);
    }
}
