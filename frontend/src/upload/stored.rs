//! Which of many files are stored already, by the listing of where they go: one question for a thousand, none of each.

use gateway_api::Entry;

use crate::model::instant;

/// Files that may be stored already.
#[derive(Debug, Default)]
pub struct Candidates {
    /// In the order of a listing.
    files: Vec<Candidate>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    pub key: String,
    /// Its place among what was handed in.
    pub index: usize,
    pub bytes: u64,
    /// When the file was changed last, in seconds since 1970: listings of most storages tell no more.
    pub modified_s: i64,
}

/// Where a listing tells of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Where {
    pub prefix: String,
    /// Some are in folders below it.
    pub recursive: bool,
}

impl Candidates {
    pub fn new(mut files: Vec<Candidate>) -> Self {
        files.sort_unstable();
        Self { files }
    }

    /// The folder that holds them all; `None` of nothing.
    pub fn place(&self) -> Option<Where> {
        // In order, what these two begin with all others do.
        let (first, last) = (&self.files.first()?.key, &self.files.last()?.key);
        let both = first.bytes().zip(last.bytes()).take_while(|(one, other)| one == other).count();
        let end = first.as_bytes()[..both].iter().rposition(|byte| *byte == b'/');
        let prefix = end.map_or("", |end| &first[..=end]);
        let recursive = self.files.iter().any(|file| file.key[prefix.len()..].contains('/'));
        Some(Where { prefix: prefix.to_owned(), recursive })
    }

    /// Those that the listing tells of with the same size, and a date that is not before the file's.
    pub fn stored(&self, entries: &[Entry]) -> Vec<usize> {
        let of = |entry: &Entry| {
            let at = self.files.partition_point(|file| file.key < entry.key);
            let (size, modified) = (entry.size?, instant::parse(entry.modified.as_deref()?)?);
            let files = self.files[at..].iter().take_while(|file| file.key == entry.key);
            let same = |file: &&Candidate| file.bytes == size && file.modified_s <= modified;
            Some(files.filter(same).map(|file| file.index).collect::<Vec<_>>())
        };
        entries.iter().filter_map(of).flatten().collect()
    }

    /// Nothing of them comes after this page.
    pub fn are_past(&self, entries: &[Entry]) -> bool {
        let last = entries.last().map(|entry| &entry.key);
        last.is_some_and(|last| self.files.last().is_none_or(|file| file.key <= *last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(files: &[(&str, u64, i64)]) -> Candidates {
        let one = |(index, (key, bytes, modified_s)): (usize, &(&str, u64, i64))| Candidate {
            key: (*key).to_owned(),
            index,
            bytes: *bytes,
            modified_s: *modified_s,
        };
        Candidates::new(files.iter().enumerate().map(one).collect())
    }

    fn entry(key: &str, size: u64, modified: i64) -> Entry {
        let modified = Some(instant::rfc3339(modified));
        Entry { modified, ..Entry::object(key.to_owned(), size) }
    }

    #[test]
    fn stored_is_what_has_the_same_key_and_size_and_is_no_older() {
        let files = candidates(&[
            ("f/e", 5, 10),
            ("f/a", 1, 10),
            ("f/b", 2, 10),
            ("f/c", 3, 10),
            ("f/d", 4, 10),
        ]);
        let page =
            [entry("f/a", 1, 10), entry("f/b", 2, 9), entry("f/c", 30, 10), entry("f/x", 4, 10)];
        assert_eq!(files.stored(&page), [1]);
        assert!(files.are_past(&page));
        assert!(!files.are_past(&page[..2]));
        assert_eq!(files.stored(&[entry("f/d", 4, 99), entry("f/e", 5, 11)]), [4, 0]);
        let folder = Entry { folder: true, size: None, modified: None, ..entry("f/a", 1, 10) };
        assert_eq!(files.stored(&[folder]), [0; 0]);
        assert!(!files.are_past(&[]));
    }

    #[test]
    fn one_listing_tells_of_all() {
        let place = |keys: &[&str]| {
            let files = keys.iter().map(|key| (*key, 1, 0)).collect::<Vec<_>>();
            candidates(&files).place().map(|place| (place.prefix, place.recursive))
        };
        let found = |prefix: &str, recursive| Some((prefix.to_owned(), recursive));
        assert_eq!(place(&["in/survey/b", "in/survey/a"]), found("in/survey/", false));
        assert_eq!(place(&["in/survey/b/c", "in/survey/a"]), found("in/survey/", true));
        assert_eq!(place(&["in/été/a", "in/étude/a"]), found("in/", true));
        assert_eq!(place(&["a", "b"]), found("", false));
        assert_eq!(place(&["one/alone"]), found("one/", false));
        assert_eq!(place(&[]), None);
    }
}
