//! What is found in a page of objects.

use super::course::Stretch;
use super::wanted::Wanted;
use crate::s3::names::Prefix;
use crate::s3::xml::{ListedEntry, ListedObject};

/// Sifts page after page, of several stretches in turn, and keeps count.
#[derive(Debug)]
pub struct Sift {
    wanted: Wanted,
    /// Bytes of the prefix below which one looks: what is compared comes after them.
    base: usize,
    found: usize,
    found_max: usize,
    looked_at: u64,
    looked_at_max: u64,
}

impl Sift {
    pub fn new(wanted: Wanted, prefix: &Prefix, found_max: usize, looked_at_max: u64) -> Self {
        let base = prefix.as_str().len();
        Self { wanted, base, found: 0, found_max, looked_at: 0, looked_at_max }
    }

    pub fn looked_at(&self) -> u64 {
        self.looked_at
    }

    /// Whether as much was found or looked at as may be.
    pub fn is_full(&self) -> bool {
        self.found_max <= self.found || self.looked_at_max <= self.looked_at
    }

    /// What matches among the next objects of the stretch, which moves on to the last that was looked at: all of them, or
    /// as many as fill the sift. A folder is found where its first object is, before it.
    pub fn take(&mut self, stretch: &mut Stretch, objects: Vec<ListedObject>) -> Vec<ListedEntry> {
        let mut found = Vec::new();
        if std::mem::take(&mut stretch.folder) {
            self.tell(&mut found, &stretch.after);
        }
        for object in objects {
            if self.is_full() {
                break;
            }
            let key = object.key.as_str();
            // The next stretch begins at this folder and tells of it.
            let next = stretch.until.as_deref();
            for folder in entered(&stretch.after, key, self.base) {
                if Some(folder) != next {
                    self.tell(&mut found, folder);
                }
            }
            self.looked_at += 1;
            key.clone_into(&mut stretch.after);
            // An empty object whose key ends in `/` is how consoles note a folder.
            let is_folder = object.size == 0 && key.ends_with('/');
            let path = key.get(self.base..).unwrap_or_default();
            if !is_folder && self.wanted.is_object(path, object.size, object.modified) {
                self.found += 1;
                found.push(ListedEntry::Object(object));
            }
        }
        found
    }

    fn tell(&mut self, found: &mut Vec<ListedEntry>, folder: &str) {
        let is_wanted = self.wanted.is_folder(folder.get(self.base..).unwrap_or_default());
        if let Some(folder) = Prefix::parse(folder).ok().filter(|_| is_wanted) {
            self.found += 1;
            found.push(ListedEntry::Folder(folder));
        }
    }
}

/// The folders below `base` that hold `key` and not the one before, the outermost first.
fn entered<'a>(before: &'a str, key: &'a str, base: usize) -> impl Iterator<Item = &'a str> {
    let ends = key.bytes().enumerate().skip(base).filter(|(_, byte)| *byte == b'/');
    let folders = ends.map(|(at, _)| &key[..=at]);
    folders.filter(move |folder| base < folder.len() && !before.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::super::wanted::Terms;
    use super::*;
    use crate::s3::names::Key;

    fn object(key: &str) -> ListedObject {
        let (size, modified) = (u64::from(!key.ends_with('/')), Timestamp::UNIX_EPOCH);
        let key = Key::parse(key).unwrap();
        ListedObject { key, size, modified, etag: String::new(), storage_class: None }
    }

    fn everything(prefix: &str, found_max: usize) -> Sift {
        let wanted = Wanted::of(Terms::default()).unwrap();
        Sift::new(wanted, &Prefix::parse(prefix).unwrap(), found_max, u64::MAX)
    }

    fn names(found: &[ListedEntry]) -> Vec<&str> {
        found.iter().map(ListedEntry::name).collect()
    }

    #[test]
    fn folders_are_told_once_and_before_what_is_in_them() {
        let mut sift = everything("p/", usize::MAX);
        let mut stretch = Stretch::all();
        let page = ["p/", "p/a", "p/b/", "p/b/c/d", "p/b/c/e"].map(object);
        let found = sift.take(&mut stretch, page.into());
        assert_eq!(names(&found), ["p/a", "p/b/", "p/b/c/", "p/b/c/d", "p/b/c/e"]);
        let found = sift.take(&mut stretch, ["p/b/f", "p/g//h"].map(object).into());
        assert_eq!(names(&found), ["p/b/f", "p/g/", "p/g//", "p/g//h"]);
        assert_eq!((sift.looked_at(), stretch.after.as_str()), (7, "p/g//h"));
    }

    #[test]
    fn a_full_sift_says_where_it_stands() {
        let mut sift = everything("", 2);
        let mut stretch = Stretch::all();
        let found = sift.take(&mut stretch, ["a", "b", "c"].map(object).into());
        assert_eq!(names(&found), ["a", "b"]);
        assert!(sift.is_full());
        assert_eq!((stretch.after.as_str(), sift.looked_at()), ("b", 2));
    }

    /// Looks at all of the stretch, in pages, with as many sifts as it takes.
    fn walk(
        keys: &BTreeSet<String>,
        stretch: Stretch,
        page: usize,
        found_max: usize,
    ) -> Vec<String> {
        let mut at = stretch;
        let mut told = Vec::new();
        let mut sift = everything("", found_max);
        loop {
            let next: Vec<ListedObject> =
                keys.iter().filter(|key| at.holds(key)).take(page).map(|key| object(key)).collect();
            let over = next.is_empty();
            let found = sift.take(&mut at, next);
            told.extend(found.iter().map(|entry| entry.name().to_owned()));
            if sift.is_full() {
                sift = everything("", found_max);
            } else if over {
                return told;
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_cut_and_wherever_one_stops_everything_is_told_once(
            keys in prop::collection::btree_set("[ab]{1,2}(/[abc]{0,2}){0,3}", 0..40),
            cuts in prop::collection::btree_set(0_usize..20, 0..5),
            page in 1_usize..5,
            found_max in 1_usize..7,
        ) {
            let keys: BTreeSet<String> = keys;
            let top: BTreeSet<String> =
                keys.iter().filter_map(|key| Some(format!("{}/", key.split_once('/')?.0))).collect();
            let cuts = top.iter().enumerate().filter(|(at, _)| cuts.contains(at));
            let cuts = cuts.map(|(_, folder)| folder.clone()).collect::<Vec<_>>();
            let mut told = Vec::new();
            for stretch in Stretch::all().cut(cuts) {
                told.extend(walk(&keys, stretch, page, found_max));
            }
            let folders = keys.iter().flat_map(|key| {
                key.match_indices('/').map(|(at, _)| key[..=at].to_owned()).collect::<Vec<_>>()
            });
            let objects = keys.iter().filter(|key| !key.ends_with('/')).cloned();
            let expected: BTreeSet<String> = folders.chain(objects).collect();
            let count = told.len();
            let told: BTreeSet<String> = told.into_iter().collect();
            prop_assert_eq!(&told, &expected);
            prop_assert_eq!(count, expected.len(), "something was told twice");
        }
    }
}
