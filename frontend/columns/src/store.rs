//! The entries of a folder as columns, in chunks: an entry takes 36 bytes and its name, a million of them with names of
//! eleven letters 47 MB, and a copy of them all nothing, because copies share the chunks.
//!
//! Nothing grows by doubling beyond a chunk: WebAssembly's memory never shrinks, and would keep the room of each doubling.

use std::collections::BTreeMap;
use std::sync::Arc;

use gateway_api::Kind;

use crate::entity_tag::Tag;
use crate::sort::Column;

/// Entries of one chunk.
pub const CHUNK_ROWS: usize = 16_384;

/// A moment that nobody told.
const UNKNOWN: u32 = u32::MAX;

/// What is kept of an entry, but for its entity tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub name: &'a str,
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// Seconds since 1970.
    pub modified: Option<i64>,
    /// Storage class; empty for the standard one.
    pub class: &'a str,
}

/// All entries, by number from zero in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    chunks: Vec<Arc<Chunk>>,
    len: u32,
    /// Few, and shared by many: entries name them by their place.
    classes: Vec<String>,
    /// Entity tags that are none of the usual ones.
    odd_tags: BTreeMap<u32, Box<str>>,
}

/// Some entries, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    names: String,
    /// Where each name ends.
    ends: Vec<u32>,
    sizes: Vec<u64>,
    modified: Vec<u32>,
    tags: Vec<Tag>,
    kinds: Vec<Kind>,
    /// Their places among the classes, from one; zero for the standard one.
    classes: Vec<u8>,
}

impl Columns {
    pub fn len(&self) -> u32 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes an entry in; answers its number.
    pub fn push(&mut self, entry: Entry<'_>, etag: &str) -> u32 {
        let id = self.len;
        let class = self.class_of(entry.class);
        if self.chunks.last().is_none_or(|last| last.ends.len() == CHUNK_ROWS) {
            if let Some(last) = self.chunks.last_mut() {
                Arc::make_mut(last).names.shrink_to_fit();
            }
            self.chunks.push(Arc::default());
        }
        let tag = self.tag_of(id, etag);
        if let Some(last) = self.chunks.last_mut() {
            Arc::make_mut(last).push(entry, class, tag);
        }
        self.len += 1;
        id
    }

    /// An entry has another content; its entity tag and class are not known.
    pub fn replace(&mut self, id: u32, size: u64, modified: Option<i64>) {
        let (chunk, at) = place(id);
        let Some(chunk) = self.chunks.get_mut(chunk).filter(|chunk| at < chunk.ends.len()) else {
            return;
        };
        let chunk = Arc::make_mut(chunk);
        (chunk.sizes[at], chunk.modified[at]) = (size, seconds(modified));
        (chunk.tags[at], chunk.classes[at]) = (Tag::default(), 0);
        self.odd_tags.remove(&id);
    }

    pub fn get(&self, id: u32) -> Option<Entry<'_>> {
        let (chunk, at) = self.find(id)?;
        let class = usize::from(chunk.classes[at]).checked_sub(1);
        Some(Entry {
            name: chunk.name(at),
            kind: chunk.kinds[at],
            size: chunk.sizes[at],
            modified: (chunk.modified[at] != UNKNOWN).then(|| i64::from(chunk.modified[at])),
            class: class.and_then(|class| self.classes.get(class)).map_or("", String::as_str),
        })
    }

    /// Empty where there is none.
    pub fn name(&self, id: u32) -> &str {
        self.find(id).map_or("", |(chunk, at)| chunk.name(at))
    }

    pub fn is_folder(&self, id: u32) -> bool {
        self.find(id).is_some_and(|(chunk, at)| chunk.kinds[at] == Kind::Folder)
    }

    /// Without quotes; empty where there is none.
    pub fn etag(&self, id: u32) -> String {
        let Some((chunk, at)) = self.find(id) else { return String::new() };
        let tag = chunk.tags[at];
        if tag.is_odd() {
            return self.odd_tags.get(&id).map_or_else(String::new, ToString::to_string);
        }
        tag.text()
    }

    /// The place of an entry in the order of a column; by name all are alike.
    pub fn rank(&self, id: u32, column: Column) -> u64 {
        let Some((chunk, at)) = self.find(id) else { return 0 };
        self.rank_in(chunk, at, column)
    }

    /// What it takes, in bytes.
    pub fn bytes(&self) -> usize {
        let odd: usize = self.odd_tags.values().map(|tag| tag.len() + 64).sum();
        odd + self.chunks.iter().map(|chunk| chunk.bytes()).sum::<usize>()
    }

    pub fn chunks(&self) -> &[Arc<Chunk>] {
        &self.chunks
    }

    /// The places of all entries of a chunk in the order of a column.
    pub fn ranks(&self, chunk: &Chunk, column: Column) -> Vec<u64> {
        (0..chunk.ends.len()).map(|at| self.rank_in(chunk, at, column)).collect()
    }

    fn rank_in(&self, chunk: &Chunk, at: usize, column: Column) -> u64 {
        match column {
            Column::Name => 0,
            Column::Size => chunk.sizes[at],
            // What nobody told comes before what was told.
            Column::Modified => u64::from(chunk.modified[at].wrapping_add(1)),
            Column::Kind => chunk.kinds[at] as u64,
            Column::Class => self.class_rank(chunk.classes[at]),
            Column::Etag => chunk.tags[at].rank(),
        }
    }

    /// In the order of their names, the standard one first.
    fn class_rank(&self, class: u8) -> u64 {
        let Some(class) = usize::from(class).checked_sub(1) else { return 0 };
        let before = self.classes.iter().filter(|other| **other < self.classes[class]).count();
        before as u64 + 1
    }

    fn find(&self, id: u32) -> Option<(&Chunk, usize)> {
        let (chunk, at) = place(id);
        let chunk = self.chunks.get(chunk).filter(|chunk| at < chunk.ends.len())?;
        Some((chunk, at))
    }

    fn tag_of(&mut self, id: u32, etag: &str) -> Tag {
        let tag = Tag::of(etag);
        if tag.is_odd() {
            self.odd_tags.insert(id, etag.into());
        }
        tag
    }

    /// More classes than any storage has are told of as the standard one.
    fn class_of(&mut self, class: &str) -> u8 {
        if class.is_empty() {
            return 0;
        }
        let known = self.classes.iter().position(|known| known == class);
        let at = known.unwrap_or_else(|| {
            self.classes.push(class.to_owned());
            self.classes.len() - 1
        });
        u8::try_from(at + 1).unwrap_or(0)
    }
}

impl Chunk {
    pub fn names(&self) -> &str {
        &self.names
    }

    pub fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// One for each folder among the entries, zero for each object.
    pub fn folders(&self) -> Vec<u8> {
        self.kinds.iter().map(|kind| u8::from(*kind == Kind::Folder)).collect()
    }

    fn name(&self, at: usize) -> &str {
        name_at(&self.names, &self.ends, at)
    }

    fn push(&mut self, entry: Entry<'_>, class: u8, tag: Tag) {
        self.names.push_str(entry.name);
        self.ends.push(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.sizes.push(entry.size);
        self.modified.push(seconds(entry.modified));
        self.kinds.push(entry.kind);
        self.classes.push(class);
        self.tags.push(tag);
    }

    fn bytes(&self) -> usize {
        self.names.capacity()
            + self.ends.capacity() * size_of::<u32>()
            + self.sizes.capacity() * size_of::<u64>()
            + self.modified.capacity() * size_of::<u32>()
            + self.tags.capacity() * size_of::<Tag>()
            + self.kinds.capacity() * size_of::<Kind>()
            + self.classes.capacity()
    }
}

/// One of the names that stand one after the other, each up to its end.
pub fn name_at<'a>(names: &'a str, ends: &[u32], at: usize) -> &'a str {
    let end = |at: usize| ends.get(at).map_or(0, |end| *end as usize);
    let start = at.checked_sub(1).map_or(0, end);
    names.get(start..end(at)).unwrap_or_default()
}

/// Which chunk an entry is in, and where.
pub fn place(id: u32) -> (usize, usize) {
    (id as usize / CHUNK_ROWS, id as usize % CHUNK_ROWS)
}

/// Storages know no time before 1970; one that is told is as good as none.
fn seconds(modified: Option<i64>) -> u32 {
    modified.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests;
