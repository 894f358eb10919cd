//! What is kept in the browser of a large upload that is not over, so that another visit can go on with it: which object,
//! how far cut, and how the file is known again. Never its bytes.

use std::collections::HashSet;

use gateway_api::Entry;
use serde::{Deserialize, Serialize};

use super::begun::Begun;
use super::queue::Target;

/// Whose browser forgets nothing keeps no more than these.
pub const REMEMBERED_MAX: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Its own name in the browser's store.
    pub name: String,
    /// The visit that sends it, or did.
    pub visit: String,
    /// Handle of whoever chose the file: nobody else at this browser is told of it.
    pub person: String,
    pub instance: String,
    pub bucket: String,
    pub key: String,
    /// The person allowed to replace what is there.
    pub overwrite: bool,
    /// The entity tag of what may be replaced.
    #[serde(default)]
    pub seen: Option<Box<str>>,
    pub likeness: Likeness,
    /// `None` before the store was told of it.
    pub begun: Option<RememberedParts>,
}

/// How a file is known again that a person chooses a second time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    pub bytes: u64,
    /// When it was changed last, in milliseconds since 1970.
    pub modified_ms: u64,
    /// Digest of a few pieces of it.
    pub sample: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedParts {
    /// The store's name for the upload.
    pub upload: String,
    pub part_bytes: u64,
    pub count: u16,
    /// As of [`Begun`].
    #[serde(default)]
    pub proved: bool,
}

impl Remembered {
    pub fn target(&self) -> Target {
        let (instance, bucket) = (&*self.instance, &*self.bucket);
        Target { instance: instance.into(), bucket: bucket.into(), key: self.key.clone() }
    }

    /// What there is to go on from; what the store has of it is still to be asked.
    pub fn begun(&self) -> Option<Begun> {
        let parts = self.begun.as_ref()?;
        let shape = (parts.part_bytes, parts.count);
        let mut begun =
            Begun::recalled(parts.upload.clone(), self.target(), self.likeness.bytes, shape);
        begun.proved = parts.proved;
        Some(begun)
    }

    /// Whether the object of its key may be what was sent. What was to be replaced is not, though it be as long; where
    /// nobody saw that, nothing is.
    pub fn may_be(&self, entry: &Entry) -> bool {
        let is_another = || self.seen.is_some() && self.seen.as_deref() != entry.etag.as_deref();
        entry.key == self.key
            && entry.size == Some(self.likeness.bytes)
            && (!self.overwrite || is_another())
    }

    /// The store was told of it.
    pub fn begin(&mut self, begun: &Begun, (overwrite, seen): (bool, Option<Box<str>>)) {
        self.key.clone_from(&begun.target.key);
        (self.overwrite, self.seen) = (overwrite, seen);
        let &Begun { part_bytes, count, proved, .. } = begun;
        let upload = begun.upload.clone();
        self.begun = Some(RememberedParts { upload, part_bytes, count, proved });
    }
}

/// Visits that `person` left something in, each once, of all visits with the person of each.
pub fn visits<'a>(all: impl Iterator<Item = (&'a str, &'a str)>, person: &str) -> HashSet<&'a str> {
    all.filter(|(_, owner)| *owner == person).map(|(visit, _)| visit).collect()
}

/// FNV-1a of 64 bits: tells files apart that were mixed up; nobody gains by fooling it, for whoever chooses another file
/// could have uploaded that.
#[derive(Clone, Copy, Debug)]
pub struct Sample(u64);

impl Default for Sample {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Sample {
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub fn finish(self) -> String {
        format!("{:016x}", self.0)
    }
}

/// Where the pieces of a sample begin: spread evenly, with the first and the last bytes among them.
pub fn sample_spots(bytes: u64, piece_bytes: u64, count: u64) -> Vec<u64> {
    let last = bytes.saturating_sub(piece_bytes);
    let mut spots: Vec<u64> = (0..count).map(|index| last / (count - 1).max(1) * index).collect();
    if let Some(end) = spots.last_mut() {
        *end = last;
    }
    spots.dedup();
    spots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered() -> Remembered {
        let name = str::to_owned;
        Remembered {
            name: name("n"),
            visit: name("v"),
            person: name("anne.roy"),
            instance: name("i"),
            bucket: name("b"),
            key: name("k"),
            overwrite: false,
            seen: None,
            likeness: Likeness { bytes: 25, modified_ms: 7, sample: name("s") },
            begun: None,
        }
    }

    #[test]
    fn a_sample_has_the_known_values_and_covers_both_ends() {
        let check = |text: &str, expected: &str| {
            let mut sample = Sample::default();
            sample.add(text.as_bytes());
            assert_eq!(sample.finish(), expected);
        };
        check("", "cbf29ce484222325");
        check("a", "af63dc4c8601ec8c");
        check("foobar", "85944171f73967e8");
        assert_eq!(sample_spots(1_000, 10, 4), [0, 330, 660, 990]);
        assert_eq!(sample_spots(5, 10, 4), [0]);
        assert_eq!(sample_spots(12, 10, 3), [0, 1, 2]);
    }

    #[test]
    fn visits_are_those_of_the_person_each_once() {
        let all = [("one", "anne.roy"), ("two", "lea.cote"), ("one", "anne.roy")];
        assert_eq!(visits(all.into_iter(), "anne.roy"), HashSet::from(["one"]));
        assert_eq!(visits(all.into_iter(), "paul"), HashSet::new());
    }

    #[test]
    fn what_was_to_be_replaced_is_not_what_was_sent() {
        let entry = |bytes: u64, etag: &str| Entry {
            etag: Some(etag.to_owned()),
            ..Entry::object("k".to_owned(), bytes)
        };
        let mut remembered = remembered();
        assert!(remembered.may_be(&entry(25, "new")));
        assert!(!remembered.may_be(&entry(24, "new")));
        assert!(!remembered.may_be(&Entry::object("other".to_owned(), 25)));
        remembered.overwrite = true;
        assert!(!remembered.may_be(&entry(25, "new")), "nobody saw what was there");
        remembered.seen = Some("old".into());
        assert!(remembered.may_be(&entry(25, "new")));
        assert!(!remembered.may_be(&entry(25, "old")));
    }

    #[test]
    fn what_was_begun_is_recalled_from_its_text() {
        let target = Target { instance: "i".into(), bucket: "b".into(), key: "k (2)".to_owned() };
        let mut remembered = remembered();
        assert_eq!(remembered.begun(), None);
        remembered.begin(
            &Begun::new("u".to_owned(), target.clone(), 25, (10, 3)),
            (true, Some("e".into())),
        );
        let text = serde_json::to_string(&remembered).unwrap();
        let read: Remembered = serde_json::from_str(&text).unwrap();
        assert_eq!(read, remembered);
        assert_eq!(read.target(), target);
        let begun = read.begun().unwrap();
        assert_eq!((begun.upload.as_str(), begun.part_bytes, begun.count), ("u", 10, 3));
        assert!(!begun.is_known() && begun.proved);
    }
}
