//! The loaded part of one folder: a million entries and more, known by stable ids, kept as columns (crate `columns`).

use std::collections::HashMap;
use std::ops::Range;

use columns::store::{Columns, Entry};
use gateway_api::{Kind, Listing, Right};

use super::{instant, key};

/// The page keeps so much of a folder: more than two million entries with short names, and less than a tab may take on a
/// small machine, the rest of the page and the worker's copy of the names included.
pub const BUDGET_BYTES: usize = 96_000_000;

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
    columns: Columns,
    /// One bit an entry; shorter than the columns where the last ones are all there.
    gone: Vec<u64>,
    /// Here before the page of the listing that tells of them: a later page may hold them again.
    ahead: HashMap<String, u32>,
    /// The last name of the pages that came, in the order of the storage.
    listed_to: String,
    counts: Counts,
}

const NOTHING: Entry<'static> =
    Entry { name: "", kind: Kind::Other, size: 0, modified: None, class: "" };

impl Folder {
    pub fn new(prefix: String) -> Self {
        Self { prefix, ..Self::default() }
    }

    /// Takes in the next page; answers the ids it got. The empty object that stands for the folder itself is
    /// left out: it is the folder.
    pub fn append(&mut self, page: Listing) -> Range<u32> {
        let first = self.end();
        for entry in &page.entries {
            if self.is_itself(entry) {
                continue;
            }
            let name = key::name(&self.prefix, &entry.key);
            if self.listed_to.as_str() < name {
                name.clone_into(&mut self.listed_to);
            }
            let known = if self.ahead.is_empty() { None } else { self.ahead.remove(name) };
            match known {
                Some(id) => {
                    self.replace(id, entry.size.unwrap_or(0), modified(entry));
                }
                None => {
                    self.take(entry);
                }
            }
        }
        self.next = page.next;
        self.rights = page.rights;
        self.root = page.root;
        self.counts.more = self.next.is_some();
        first..self.end()
    }

    /// Takes in what was asked for out of turn; answers the ids it got. What the pages so far told of is there already.
    pub fn append_ahead(&mut self, page: &Listing) -> Range<u32> {
        let first = self.end();
        for entry in &page.entries {
            let name = key::name(&self.prefix, &entry.key);
            let known = self.next.is_none() || name <= self.listed_to.as_str();
            if known || self.is_itself(entry) || self.ahead.contains_key(name) {
                continue;
            }
            let name = name.to_owned();
            let id = self.take(entry);
            self.ahead.insert(name, id);
        }
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
        let named = self.ids().map(|id| (self.columns.name(id), id));
        named.filter(|(name, _)| wanted(name)).map(|(name, id)| (name.to_owned(), id)).collect()
    }

    fn put_at(&mut self, known: Option<u32>, name: &str, size: u64, modified: i64) -> (u32, bool) {
        let kind = if name.ends_with('/') { Kind::Folder } else { Kind::of(name) };
        let modified = (kind != Kind::Folder).then_some(modified);
        if let Some(id) = known {
            self.replace(id, size, modified);
            return (id, false);
        }
        let id = self.push(Entry { name, kind, size, modified, class: "" }, "");
        if self.next.is_some() {
            self.ahead.insert(name.to_owned(), id);
        }
        (id, true)
    }

    /// Forgets an entry; its id is never used again.
    pub fn remove(&mut self, id: u32) {
        let Some(entry) = self.columns.get(id).filter(|_| !self.is_gone(id)) else { return };
        if entry.kind == Kind::Folder {
            self.counts.folders -= 1;
        } else {
            self.counts.objects -= 1;
            self.counts.bytes -= entry.size;
        }
        self.ahead.remove(entry.name);
        let (word, bit) = (id as usize / 64, 1 << (id % 64));
        if self.gone.len() <= word {
            self.gone.resize(word + 1, 0);
        }
        self.gone[word] |= bit;
    }

    pub fn is_gone(&self, id: u32) -> bool {
        self.gone.get(id as usize / 64).is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    /// The entry of an id that this folder gave; an unknown id reads as an empty one.
    pub fn entry(&self, id: u32) -> Entry<'_> {
        self.columns.get(id).unwrap_or(NOTHING)
    }

    /// Within the folder; a sub-folder's ends in `/`.
    pub fn name(&self, id: u32) -> &str {
        self.columns.name(id)
    }

    /// Entity tag without quotes; empty for folders and for what was just stored.
    pub fn etag(&self, id: u32) -> String {
        self.columns.etag(id)
    }

    /// The whole key, or the whole prefix of a sub-folder.
    pub fn key(&self, id: u32) -> String {
        let Entry { name, kind, .. } = self.entry(id);
        if self.prefix.ends_with(name) && kind != Kind::Folder && name.ends_with('/') {
            return self.prefix.clone();
        }
        format!("{}{name}", self.prefix)
    }

    /// The id of a name still there.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.ids().find(|id| self.columns.name(*id) == name)
    }

    /// Every id still there, in the order of arrival.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        (0..self.end()).filter(|id| !self.is_gone(*id))
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The last name of which the pages so far told, in the order of the storage; empty before the first.
    pub fn listed_to(&self) -> &str {
        &self.listed_to
    }

    /// All that is loaded, also what is gone.
    pub fn columns(&self) -> &Columns {
        &self.columns
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
        BUDGET_BYTES <= self.columns.bytes()
    }

    fn end(&self) -> u32 {
        self.columns.len()
    }

    fn is_itself(&self, entry: &gateway_api::Entry) -> bool {
        entry.key == self.prefix && entry.size == Some(0)
    }

    fn take(&mut self, entry: &gateway_api::Entry) -> u32 {
        let name = key::name(&self.prefix, &entry.key);
        let kind = if entry.folder { Kind::Folder } else { Kind::of(name) };
        let (size, class) = (entry.size.unwrap_or(0), entry.class.as_deref().unwrap_or_default());
        let shown = Entry { name, kind, size, modified: modified(entry), class };
        let etag = entry.etag.as_deref().unwrap_or_default();
        let id = self.columns.push(shown, etag);
        self.count(kind, size);
        id
    }

    fn push(&mut self, entry: Entry<'_>, etag: &str) -> u32 {
        self.count(entry.kind, entry.size);
        self.columns.push(entry, etag)
    }

    fn count(&mut self, kind: Kind, size: u64) {
        if kind == Kind::Folder {
            self.counts.folders += 1;
        } else {
            self.counts.objects += 1;
            self.counts.bytes += size;
        }
    }

    fn replace(&mut self, id: u32, size: u64, modified: Option<i64>) {
        let before = self.entry(id);
        if before.kind != Kind::Folder {
            self.counts.bytes = self.counts.bytes - before.size + size;
        }
        self.columns.replace(id, size, modified);
    }
}

fn modified(entry: &gateway_api::Entry) -> Option<i64> {
    entry.modified.as_deref().and_then(instant::parse)
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
                class: ""
            }
        );
        assert_eq!(folder.etag(0), "0000");
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
    fn what_came_out_of_turn_is_there_once_when_its_turn_comes() {
        let mut folder = Folder::new("a/".to_owned());
        folder.append(page(&[("a/b", Some(1)), ("a/m", Some(1))], Some("t")));
        // « m » was told of already; « z1 » is asked for twice.
        let ahead = page(&[("a/m", Some(1)), ("a/z1", Some(2)), ("a/z/", None)], None);
        assert_eq!(folder.append_ahead(&ahead), 2..4);
        assert_eq!(folder.append_ahead(&ahead), 4..4);
        assert_eq!(folder.counts(), Counts { folders: 1, objects: 3, bytes: 4, more: true });
        let rest = [("a/n", Some(1)), ("a/z/", None), ("a/z1", Some(5))];
        assert_eq!(folder.append(page(&rest, None)), 4..5);
        assert_eq!(folder.counts(), Counts { folders: 1, objects: 4, bytes: 8, more: false });
        assert_eq!(folder.append_ahead(&ahead), 5..5, "all is there");
    }

    #[test]
    fn a_folder_is_full_at_its_budget() {
        let mut folder = Folder::new(String::new());
        let name = "n".repeat(1_000_000);
        while !folder.is_full() {
            folder.append(page(&[(&name, Some(1))], Some("t")));
        }
        assert!((45..97).contains(&folder.counts().objects), "{:?}", folder.counts());
    }
}
