//! The loaded part of one folder: up to hundreds of thousands of entries, kept small, known by stable ids.
//!
//! Names and entity tags live in one string and an entry takes 32 bytes, so 100,000 entries of 30 letters take about
//! 10 MB.

use std::collections::HashMap;
use std::ops::Range;

use gateway_api::{Kind, Listing, Right};

use super::{instant, key};

/// The most entries loaded at once: at the tallest row (80 px) a table of this length is still lower than the
/// 17.8 million px that browsers can lay out, and takes about 12 MB.
pub const ENTRIES_MAX: usize = 200_000;

/// One folder or object, as a row shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Within the folder; a sub-folder's ends in `/`.
    pub name: &'a str,
    pub kind: Kind,
    /// Bytes; zero for folders.
    pub size: u64,
    /// Seconds since 1970; `None` for folders and where the store does not say.
    pub modified: Option<i64>,
    /// Entity tag without quotes; empty for folders and for what was just stored.
    pub etag: &'a str,
    /// Storage class; empty for the standard one, and where nobody said.
    pub class: &'a str,
}

/// What is loaded, honestly: `more` exist that nobody has counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub folders: usize,
    pub objects: usize,
    /// Of the loaded objects.
    pub bytes: u64,
    pub more: bool,
}

/// What was loaded of the objects below `prefix`.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    pub prefix: String,
    /// Where the next page begins; `None` when all is loaded.
    pub next: Option<String>,
    pub rights: Vec<Right>,
    /// Where a dataset begins that is a part of its bucket: what lies above is closed.
    pub root: String,
    names: String,
    /// Few, and shared by many: slots name them by their place.
    classes: Vec<String>,
    slots: Vec<Slot>,
    /// Put here by the page before a listing told of them; a later page may hold them again.
    local: HashMap<String, u32>,
    counts: Counts,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    size: u64,
    modified: i64,
    name_start: u32,
    name_end: u32,
    /// The entity tag follows the name.
    etag_end: u32,
    kind: Kind,
    /// Its place among the classes, from one; zero for the standard one.
    class: u8,
    gone: bool,
}

const MODIFIED_UNKNOWN: i64 = i64::MIN;

impl Folder {
    pub fn new(prefix: String) -> Self {
        Self { prefix, ..Self::default() }
    }

    /// Takes in the next page; answers the ids it got. The empty object that stands for the folder itself is
    /// left out: it is the folder.
    pub fn append(&mut self, page: Listing) -> Range<u32> {
        let first = self.end();
        for entry in page.entries {
            if entry.key == self.prefix && entry.size == Some(0) {
                continue;
            }
            let name = key::name(&self.prefix, &entry.key);
            let modified =
                entry.modified.as_deref().and_then(instant::parse).unwrap_or(MODIFIED_UNKNOWN);
            let kind = if entry.folder { Kind::Folder } else { Kind::of(name) };
            let etag = entry.etag.as_deref().unwrap_or_default();
            if let Some(id) = self.local.remove(name) {
                self.replace(id, entry.size.unwrap_or(0), modified);
            } else {
                let id = self.push(name, etag, kind, entry.size.unwrap_or(0), modified);
                if let Some(class) = entry.class {
                    self.slots[id as usize].class = self.class_of(class);
                }
            }
        }
        self.next = page.next;
        self.rights = page.rights;
        self.root = page.root;
        self.counts.more = self.next.is_some();
        first..self.end()
    }

    /// An object that the store just confirmed; answers its id and whether it is a new row.
    pub fn put(&mut self, name: &str, size: u64, modified: i64) -> (u32, bool) {
        self.put_at(self.find(name), name, size, modified)
    }

    /// Many objects that the store just confirmed, in one pass over the folder; answers their ids, each once.
    pub fn put_all(&mut self, objects: &HashMap<String, u64>, modified: i64) -> Vec<u32> {
        let known = self.find_all(|name| objects.contains_key(name));
        let mut ids = Vec::with_capacity(objects.len());
        for (name, size) in objects {
            ids.push(self.put_at(known.get(name).copied(), name, *size, modified).0);
        }
        ids
    }

    /// The ids of the names that are `wanted`, of those still there.
    pub fn find_all(&self, wanted: impl Fn(&str) -> bool) -> HashMap<String, u32> {
        let named = self.ids().map(|id| (self.entry(id).name, id));
        named.filter(|(name, _)| wanted(name)).map(|(name, id)| (name.to_owned(), id)).collect()
    }

    fn put_at(&mut self, known: Option<u32>, name: &str, size: u64, modified: i64) -> (u32, bool) {
        let kind = if name.ends_with('/') { Kind::Folder } else { Kind::of(name) };
        let modified = if kind == Kind::Folder { MODIFIED_UNKNOWN } else { modified };
        if let Some(id) = known {
            self.replace(id, size, modified);
            return (id, false);
        }
        let id = self.push(name, "", kind, size, modified);
        if self.next.is_some() {
            self.local.insert(name.to_owned(), id);
        }
        (id, true)
    }

    /// Forgets an entry; its id is never used again.
    pub fn remove(&mut self, id: u32) {
        let Some(slot) = self.slots.get_mut(id as usize).filter(|slot| !slot.gone) else { return };
        slot.gone = true;
        let (kind, size) = (slot.kind, slot.size);
        if kind == Kind::Folder {
            self.counts.folders -= 1;
        } else {
            self.counts.objects -= 1;
            self.counts.bytes -= size;
        }
        let name = self.entry(id).name.to_owned();
        self.local.remove(&name);
    }

    /// The entry of an id that this folder gave; an unknown id reads as an empty one.
    pub fn entry(&self, id: u32) -> Entry<'_> {
        let Some(slot) = self.slots.get(id as usize) else {
            return Entry {
                name: "",
                kind: Kind::Other,
                size: 0,
                modified: None,
                etag: "",
                class: "",
            };
        };
        Entry {
            name: &self.names[slot.name_start as usize..slot.name_end as usize],
            kind: slot.kind,
            size: slot.size,
            modified: (slot.modified != MODIFIED_UNKNOWN).then_some(slot.modified),
            etag: &self.names[slot.name_end as usize..slot.etag_end as usize],
            class: self.classes.get(usize::from(slot.class).wrapping_sub(1)).map_or("", |it| it),
        }
    }

    /// The whole key, or the whole prefix of a sub-folder.
    pub fn key(&self, id: u32) -> String {
        let name = self.entry(id).name;
        if self.prefix.ends_with(name) && self.entry(id).kind != Kind::Folder && name.ends_with('/')
        {
            return self.prefix.clone();
        }
        format!("{}{name}", self.prefix)
    }

    /// The id of a name still there.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.ids().find(|id| self.entry(*id).name == name)
    }

    /// Every id still there, in the order of arrival.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        (0..self.end()).filter(|id| !self.slots[*id as usize].gone)
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Nothing loaded and nothing more to load.
    pub fn is_empty(&self) -> bool {
        self.counts == Counts::default()
    }

    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// Loaded as much as the page keeps.
    pub fn is_full(&self) -> bool {
        ENTRIES_MAX <= self.counts.folders + self.counts.objects
    }

    fn end(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// More classes than any storage has are told of as the standard one.
    fn class_of(&mut self, class: String) -> u8 {
        let known = self.classes.iter().position(|known| *known == class);
        let at = known.unwrap_or_else(|| {
            self.classes.push(class);
            self.classes.len() - 1
        });
        u8::try_from(at + 1).unwrap_or(0)
    }

    fn push(&mut self, name: &str, etag: &str, kind: Kind, size: u64, modified: i64) -> u32 {
        let id = self.end();
        let offset = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let name_start = offset(self.names.len());
        self.names.push_str(name);
        let name_end = offset(self.names.len());
        self.names.push_str(etag);
        let etag_end = offset(self.names.len());
        let (class, gone) = (0, false);
        self.slots.push(Slot { size, modified, name_start, name_end, etag_end, kind, class, gone });
        if kind == Kind::Folder {
            self.counts.folders += 1;
        } else {
            self.counts.objects += 1;
            self.counts.bytes += size;
        }
        id
    }

    fn replace(&mut self, id: u32, size: u64, modified: i64) {
        let slot = &mut self.slots[id as usize];
        if slot.kind != Kind::Folder {
            self.counts.bytes = self.counts.bytes - slot.size + size;
        }
        // Another content: its entity tag is not known.
        (slot.size, slot.modified, slot.etag_end, slot.class) = (size, modified, slot.name_end, 0);
    }
}

#[cfg(test)]
pub mod tests {
    use gateway_api::Entry as Wire;

    use super::*;

    /// A page of objects `(key, size)`; keys that end in `/` without size are folders.
    pub fn page(keys: &[(&str, Option<u64>)], next: Option<&str>) -> Listing {
        let entry = |(at, (key, size)): (usize, &(&str, Option<u64>))| Wire {
            key: (*key).to_owned(),
            size: *size,
            modified: size.map(|_| "2026-11-18T14:12:05Z".to_owned()),
            etag: size.map(|_| format!("{at:04}")),
            class: (at == 1).then(|| "COLD".to_owned()),
            folder: size.is_none(),
        };
        Listing {
            prefix: String::new(),
            entries: keys.iter().enumerate().map(entry).collect(),
            next: next.map(str::to_owned),
            rights: vec![Right::Read, Right::Write],
            root: String::new(),
        }
    }

    #[test]
    fn a_storage_class_is_kept_until_the_object_is_replaced() {
        let mut folder = Folder::new(String::new());
        folder.append(page(&[("a", Some(1)), ("b", Some(2)), ("c", Some(3))], None));
        let classes = |folder: &Folder| [0, 1, 2].map(|id| folder.entry(id).class.to_owned());
        assert_eq!(classes(&folder), ["", "COLD", ""]);
        folder.put("b", 4, 0);
        assert_eq!(classes(&folder), ["", "", ""]);
    }

    #[test]
    fn pages_add_up_and_say_whether_there_is_more() {
        let mut folder = Folder::new("2026/".to_owned());
        assert_eq!(
            folder.append(page(
                &[("2026/", Some(0)), ("2026/brut/", None), ("2026/a.csv", Some(10))],
                Some("t")
            )),
            0..2
        );
        assert_eq!(folder.counts(), Counts { folders: 1, objects: 1, bytes: 10, more: true });
        assert_eq!(folder.append(page(&[("2026/b.csv", Some(5))], None)), 2..3);
        assert_eq!(folder.counts(), Counts { folders: 1, objects: 2, bytes: 15, more: false });
        assert_eq!(folder.entry(2).name, "b.csv");
        assert_eq!(folder.key(2), "2026/b.csv");
        assert_eq!(folder.entry(0).kind, Kind::Folder);
        assert!(folder.may(Right::Write) && !folder.may(Right::Delete));
    }

    #[test]
    fn a_folder_whose_own_object_holds_bytes_shows_it() {
        let mut folder = Folder::new("a/b/".to_owned());
        folder.append(page(&[("a/b/", Some(3)), ("a/b/b/", None)], None));
        assert_eq!(
            folder.entry(0),
            Entry {
                name: "b/",
                kind: Kind::Other,
                size: 3,
                modified: Some(1_795_011_125),
                etag: "0000",
                class: ""
            }
        );
        assert_eq!(folder.key(0), "a/b/");
        assert_eq!(folder.key(1), "a/b/b/");
    }

    #[test]
    fn a_folder_of_only_itself_is_empty() {
        let mut folder = Folder::new("a/".to_owned());
        folder.append(page(&[("a/", Some(0))], None));
        assert!(folder.is_empty());
    }

    #[test]
    fn what_is_uploaded_appears_once() {
        let mut folder = Folder::new(String::new());
        folder.append(page(&[("a", Some(1))], Some("t")));
        assert_eq!(folder.put("z", 7, 0), (1, true));
        assert_eq!(folder.put("a", 2, 0), (0, false));
        assert_eq!(folder.append(page(&[("z", Some(9))], None)), 2..2);
        assert_eq!(folder.counts(), Counts { folders: 0, objects: 2, bytes: 11, more: false });
    }

    #[test]
    fn what_is_removed_is_gone_from_the_counts() {
        let mut folder = Folder::new(String::new());
        folder.append(page(&[("d/", None), ("a", Some(1)), ("b", Some(2))], None));
        folder.remove(1);
        folder.remove(1);
        folder.remove(0);
        assert_eq!(folder.counts(), Counts { folders: 0, objects: 1, bytes: 2, more: false });
        assert_eq!(folder.ids().collect::<Vec<_>>(), [2]);
        assert_eq!(folder.find("a"), None);
    }

    #[test]
    fn an_entry_is_small() {
        assert!(size_of::<Slot>() <= 32);
    }
}
