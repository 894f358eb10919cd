//! An object on its way in parts, without a browser: what the store has of it, and what is under way.
//!
//! Invariant: a part is stored, under way, or neither; never two of them.

use std::collections::BTreeMap;

use gateway_api::{ArrivedPart, CompleteUpload, UploadedPart};

use super::plan::{self, Part};
use super::queue::Target;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The store's name for the upload.
    pub upload: String,
    pub target: Target,
    /// Of the whole object.
    pub bytes: u64,
    /// Of each part but the last.
    pub part_bytes: u64,
    pub count: u16,
    /// Entity tags by number.
    stored: BTreeMap<u16, String>,
    /// The sum of theirs: what has gone is asked for at every step.
    stored_bytes: u64,
    /// Whatever is stored was compared with a checksum of the file's on its way.
    pub proved: bool,
    /// What is stored is known: it is not of an upload of another visit, unless the store was asked.
    known: bool,
    /// Bytes that have gone of each part under way, by its number.
    under_way: BTreeMap<u16, u64>,
}

impl Begun {
    /// Nothing is stored yet. `bytes` are those of the whole object.
    pub fn new(
        upload: String,
        target: Target,
        bytes: u64,
        (part_bytes, count): (u64, u16),
    ) -> Self {
        let (stored, under_way) = (BTreeMap::new(), BTreeMap::new());
        let (stored_bytes, known, proved) = (0, true, true);
        Self {
            upload,
            target,
            bytes,
            part_bytes,
            count,
            stored,
            stored_bytes,
            proved,
            known,
            under_way,
        }
    }

    /// As another visit left it: the store has to be asked what it has of it.
    pub fn recalled(upload: String, target: Target, bytes: u64, shape: (u64, u16)) -> Self {
        Self { known: false, ..Self::new(upload, target, bytes, shape) }
    }

    pub fn is_known(&self) -> bool {
        self.known
    }

    /// What the store has of it. A part of another length is none of ours, and is sent again.
    pub fn know(&mut self, arrived: &[ArrivedPart]) {
        self.known = true;
        for part in arrived {
            if (1..=self.count).contains(&part.part) && self.length(part.part) == part.size {
                self.store(part.part, part.etag.clone());
            }
        }
    }

    /// The first part that is neither stored nor under way; it counts as under way from now on.
    pub fn begin_next(&mut self) -> Option<Part> {
        let number = (1..=self.count).find(|number| {
            !self.stored.contains_key(number) && !self.under_way.contains_key(number)
        })?;
        self.under_way.insert(number, 0);
        Some(self.part(number))
    }

    /// `sent` bytes of the part have gone, fewer than before when it is tried again.
    pub fn progress(&mut self, number: u16, sent: u64) {
        if let Some(gone) = self.under_way.get_mut(&number) {
            *gone = sent;
        }
    }

    /// The store confirmed a part. One that it cannot have asked for is no part of this object.
    pub fn store(&mut self, number: u16, etag: String) {
        self.under_way.remove(&number);
        let is_ours = (1..=self.count).contains(&number);
        if is_ours && self.stored.insert(number, etag).is_none() {
            self.stored_bytes += self.length(number);
        }
    }

    /// Nothing is under way any more: what was has to be sent again.
    pub fn halt(&mut self) {
        self.under_way.clear();
    }

    /// Bytes that are stored or have gone.
    pub fn sent(&self) -> u64 {
        let gone = self.under_way.iter().map(|(number, sent)| (*sent).min(self.length(*number)));
        self.stored_bytes + gone.sum::<u64>()
    }

    /// What the store needs to put the parts together.
    pub fn completion(&self) -> CompleteUpload {
        let parts = self.stored.iter();
        let parts = parts.map(|(part, etag)| UploadedPart { part: *part, etag: etag.clone() });
        CompleteUpload { parts: parts.collect() }
    }

    pub fn part(&self, number: u16) -> Part {
        plan::part(self.bytes, self.part_bytes, number)
    }

    fn length(&self, number: u16) -> u64 {
        let part = self.part(number);
        part.to - part.from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun() -> Begun {
        let name = str::to_owned;
        let target = Target { instance: name("i"), bucket: name("b"), key: name("k") };
        Begun::new(name("u"), target, 25, (10, 3))
    }

    #[test]
    fn each_part_is_begun_once_and_again_after_a_halt() {
        let mut begun = begun();
        let mut next = || begun.begin_next().map(|part| (part.number, part.from, part.to));
        assert_eq!(
            [next(), next(), next(), next()],
            [Some((1, 0, 10)), Some((2, 10, 20)), Some((3, 20, 25)), None]
        );
        begun.store(2, "b".to_owned());
        begun.halt();
        assert_eq!(begun.begin_next().map(|part| part.number), Some(1));
        assert_eq!(begun.begin_next().map(|part| part.number), Some(3));
        assert_eq!(begun.begin_next(), None);
    }

    #[test]
    fn what_has_gone_is_counted_and_what_halts_is_not() {
        let mut begun = begun();
        begun.begin_next();
        begun.begin_next();
        begun.progress(1, 4);
        begun.progress(2, 99);
        begun.progress(3, 5);
        assert_eq!(
            begun.sent(),
            14,
            "no more than the part has, and nothing of what is not under way"
        );
        begun.store(3, "c".to_owned());
        assert_eq!(begun.sent(), 19);
        begun.halt();
        assert_eq!(begun.sent(), 5);
    }

    #[test]
    fn what_another_visit_left_goes_on_from_what_the_store_has() {
        let Begun { upload, target, bytes, part_bytes, count, .. } = begun();
        let mut begun = Begun::recalled(upload, target, bytes, (part_bytes, count));
        assert!(!begun.is_known());
        let part = |part, size| {
            let etag = format!("e{part}");
            ArrivedPart { part, etag, size, arrived: None, crc64nvme: None }
        };
        begun.know(&[part(1, 10), part(2, 9), part(3, 5), part(4, 10)]);
        assert!(begun.is_known());
        assert_eq!(begun.sent(), 15);
        assert_eq!(begun.begin_next().map(|part| part.number), Some(2), "it was cut off");
    }

    #[test]
    fn all_parts_are_the_whole_in_their_order() {
        let mut begun = begun();
        for (number, etag) in [(3, "c"), (1, "a"), (4, "x"), (0, "x"), (2, "b")] {
            assert!(begun.sent() < begun.bytes);
            begun.store(number, etag.to_owned());
        }
        assert_eq!(begun.sent(), begun.bytes);
        let etags: Vec<_> = begun.completion().parts.into_iter().map(|part| part.etag).collect();
        assert_eq!(etags, ["a", "b", "c"]);
    }
}
