//! What is copied, moved or renamed, and to where: from what somebody chose to whole keys on both sides.
//!
//! Invariant: every target lies below the place that was chosen, and no folder goes into itself.

pub mod item;
pub mod job;

use std::collections::HashSet;

use gateway_api::Place;

use super::collision;
use super::key;

/// Whether the sources stay. Renaming is moving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Copy,
    Move,
}

/// An object or a folder that somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Whole key, or whole prefix of a folder: empty at the top of a bucket.
    pub key: String,
    pub folder: bool,
    /// Bytes of an object, as the list showed it.
    pub size: u64,
}

/// Something that was chosen, with where it goes: a key for an object, a prefix for a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    pub key: String,
    pub folder: bool,
    /// Bytes of an object.
    pub size: u64,
    pub target: String,
    /// A copy beside itself: the first name that is free is taken, without a question.
    pub beside: bool,
}

/// A folder of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub place: Place,
    /// Empty at the top, else ending in `/`.
    pub prefix: String,
}

/// Why something cannot go where it was told to; the page words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is there already.
    SamePlace,
    /// A folder cannot be inside itself.
    IntoItself,
    /// A part of the name is `.` or `..`.
    DotSegment,
    /// Longer than S3's 1,024 bytes.
    TooLong,
    /// A name is missing.
    Empty,
    /// A new name holds a slash: that is for moving.
    Slash,
    /// Two would get the same name.
    Twice,
    ControlCharacter,
}

impl Chosen {
    /// What it is called in its folder; a folder's ends in `/`.
    pub fn name(&self) -> &str {
        key::name(key::parent(&self.key), &self.key)
    }
}

/// Where each of `chosen` goes when it is copied or moved into a folder. All of them or none.
///
/// `everything` is what stands for a whole folder, also what nobody has loaded: its contents go, without its name.
pub fn into_folder(
    verb: Verb,
    source: &Place,
    chosen: &[Chosen],
    target: &Spot,
    everything: bool,
) -> Result<Vec<Root>, Refusal> {
    let same = *source == target.place;
    let root = |chosen: &Chosen| {
        let inside = chosen.folder && target.prefix.starts_with(&chosen.key);
        let here = same && !everything && key::parent(&chosen.key) == target.prefix;
        match () {
            () if key::has_dot_segment(&chosen.key) => return Err(Refusal::DotSegment),
            () if same && everything && target.prefix == chosen.key => {
                return Err(Refusal::SamePlace);
            }
            () if same && inside => return Err(Refusal::IntoItself),
            () if here && verb == Verb::Move => return Err(Refusal::SamePlace),
            () => {}
        }
        let name = if everything { "" } else { chosen.name() };
        let whole = format!("{}{name}", target.prefix);
        let target = if here { collision::beside(&whole, 2) } else { whole };
        if key::KEY_BYTES_MAX < target.len() {
            return Err(Refusal::TooLong);
        }
        Ok(Root {
            key: chosen.key.clone(),
            folder: chosen.folder,
            size: chosen.size,
            target,
            beside: here,
        })
    };
    if key::has_dot_segment(&target.prefix) {
        return Err(Refusal::DotSegment);
    }
    chosen.iter().map(root).collect()
}

/// Where each goes under its new name, which for a folder is given without the slash at its end.
pub fn renamed(chosen: &[Chosen], names: &[String]) -> Result<Vec<Root>, Refusal> {
    let mut taken = HashSet::new();
    let mut roots = Vec::with_capacity(chosen.len());
    for (chosen, name) in chosen.iter().zip(names) {
        let slash = if chosen.folder { "/" } else { "" };
        let target = format!("{}{name}{slash}", key::parent(&chosen.key));
        match () {
            () if name.trim().is_empty() => return Err(Refusal::Empty),
            () if name.contains('/') => return Err(Refusal::Slash),
            () if name.chars().any(char::is_control) => return Err(Refusal::ControlCharacter),
            () if key::has_dot_segment(&target) || key::has_dot_segment(&chosen.key) => {
                return Err(Refusal::DotSegment);
            }
            () if key::KEY_BYTES_MAX < target.len() => return Err(Refusal::TooLong),
            () if !taken.insert(target.clone()) => return Err(Refusal::Twice),
            () => {}
        }
        if target != chosen.key {
            let Chosen { key, folder, size } = chosen.clone();
            roots.push(Root { key, folder, size, target, beside: false });
        }
    }
    if roots.is_empty() { Err(Refusal::SamePlace) } else { Ok(roots) }
}

/// Many names changed alike: every `find` in them becomes `replacement`.
pub fn replaced_names(chosen: &[Chosen], find: &str, replacement: &str) -> Vec<String> {
    let bare = |chosen: &Chosen| chosen.name().trim_end_matches('/').to_owned();
    let change = |name: String| {
        if find.is_empty() { name } else { name.replace(find, replacement) }
    };
    chosen.iter().map(bare).map(change).collect()
}

/// What of a name is changed most often: all before the extension, in UTF-16 units as text fields count.
pub fn stem_units(name: &str) -> u32 {
    let extension = key::extension(name);
    let stem = if extension.is_empty() { name } else { &name[..name.len() - extension.len() - 1] };
    u32::try_from(stem.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub fn place(bucket: &str) -> Place {
        Place { instance: "minimal".to_owned(), bucket: bucket.to_owned() }
    }

    fn spot(bucket: &str, prefix: &str) -> Spot {
        Spot { place: place(bucket), prefix: prefix.to_owned() }
    }

    pub fn chosen(key: &str) -> Chosen {
        Chosen { key: key.to_owned(), folder: key.is_empty() || key.ends_with('/'), size: 0 }
    }

    fn targets(roots: Result<Vec<Root>, Refusal>) -> Result<Vec<String>, Refusal> {
        roots.map(|roots| roots.into_iter().map(|root| root.target).collect())
    }

    #[test]
    fn what_is_moved_keeps_its_name() {
        let chosen = [chosen("2026/ipc.csv"), chosen("2026/brut/")];
        let roots = into_folder(Verb::Move, &place("a"), &chosen, &spot("b", "x/"), false);
        assert_eq!(targets(roots), Ok(vec!["x/ipc.csv".to_owned(), "x/brut/".to_owned()]));
    }

    #[test]
    fn a_copy_in_its_own_folder_gets_a_number() {
        let roots =
            into_folder(Verb::Copy, &place("a"), &[chosen("x/a.csv")], &spot("a", "x/"), false);
        assert_eq!(targets(roots), Ok(vec!["x/a (2).csv".to_owned()]));
        let roots = into_folder(Verb::Copy, &place("a"), &[chosen("d/")], &spot("a", ""), false);
        assert_eq!(targets(roots), Ok(vec!["d (2)/".to_owned()]));
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        let check = |verb, key: &str, prefix, expected| {
            let roots =
                into_folder(verb, &place("a"), &[chosen(key)], &spot("a", prefix), key.is_empty());
            assert_eq!(targets(roots), Err(expected), "{key} to {prefix}");
        };
        check(Verb::Move, "x/a.csv", "x/", Refusal::SamePlace);
        check(Verb::Move, "d/", "d/e/", Refusal::IntoItself);
        check(Verb::Copy, "d/", "d/", Refusal::IntoItself);
        check(Verb::Move, "", "e/", Refusal::IntoItself);
        check(Verb::Copy, "", "", Refusal::SamePlace);
        check(Verb::Move, "a/../b", "e/", Refusal::DotSegment);
        check(Verb::Move, "b", "e/./", Refusal::DotSegment);
        check(Verb::Move, "b", &format!("{}/", "é".repeat(512)), Refusal::TooLong);
    }

    #[test]
    fn a_folder_of_the_same_beginning_is_another() {
        let roots =
            into_folder(Verb::Move, &place("a"), &[chosen("team/")], &spot("a", "team2/"), false);
        assert_eq!(targets(roots), Ok(vec!["team2/team/".to_owned()]));
    }

    #[test]
    fn everything_goes_without_the_name_of_its_folder() {
        let roots = into_folder(Verb::Copy, &place("a"), &[chosen("x/")], &spot("b", "y/"), true);
        assert_eq!(targets(roots), Ok(vec!["y/".to_owned()]));
    }

    #[test]
    fn a_new_name_is_a_name_and_nothing_else() {
        let check = |key: &str, name: &str, expected: Result<&str, Refusal>| {
            let roots = renamed(&[chosen(key)], &[name.to_owned()]);
            assert_eq!(targets(roots), expected.map(|target| vec![target.to_owned()]), "{name}");
        };
        check("x/a.csv", "b.csv", Ok("x/b.csv"));
        check("x/d/", "é 2026", Ok("x/é 2026/"));
        check("x/a.csv", "a.csv", Err(Refusal::SamePlace));
        check("x/a.csv", " ", Err(Refusal::Empty));
        check("x/a.csv", "y/a.csv", Err(Refusal::Slash));
        check("x/a.csv", "..", Err(Refusal::DotSegment));
        check("x/a.csv", "a\nb", Err(Refusal::ControlCharacter));
        check("x/a.csv", &"é".repeat(512), Err(Refusal::TooLong));
    }

    #[test]
    fn many_are_renamed_alike_and_never_to_one_name() {
        let all = [chosen("x/IMG_1.jpg"), chosen("x/IMG_2.jpg"), chosen("x/notes.txt")];
        let names = replaced_names(&all, "IMG_", "été ");
        assert_eq!(names, ["été 1.jpg", "été 2.jpg", "notes.txt"]);
        assert_eq!(renamed(&all, &names).map(|roots| roots.len()), Ok(2));
        let same = vec!["a".to_owned(); 3];
        assert_eq!(renamed(&all, &same), Err(Refusal::Twice));
    }

    #[test]
    fn the_stem_is_what_is_selected() {
        assert_eq!(stem_units("été.csv"), 3);
        assert_eq!(stem_units("🎉.csv"), 2);
        assert_eq!(stem_units(".profile"), 8);
    }

    proptest! {
        #[test]
        fn no_target_lies_outside_of_the_folder_that_was_chosen(
            keys in prop::collection::vec("[a-c/.]{1,8}", 1..6), prefix in "([a-c.]{0,2}/){0,3}", same: bool, moves: bool,
        ) {
            let keys = keys.iter().map(|key| chosen(key)).collect::<Vec<_>>();
            let verb = if moves { Verb::Move } else { Verb::Copy };
            let target = spot(if same { "a" } else { "b" }, &prefix);
            if let Ok(roots) = into_folder(verb, &place("a"), &keys, &target, false) {
                for root in roots {
                    prop_assert!(root.target.starts_with(&prefix) && root.target != prefix);
                    prop_assert!(!same || root.target != root.key);
                    prop_assert!(!same || !root.folder || !root.target.starts_with(&root.key));
                    prop_assert_eq!(root.folder, root.target.ends_with('/'));
                }
            }
        }
    }
}
