//! An object on its way in parts, without a browser: what the store has of it, and what is under way.
//!
//! Invariant: a part is stored, under way, or neither; never two of them.

use std::collections::BTreeMap;

use gateway_api::{ArrivedPart, UploadedPart};

use super::fitting::{Measure, measure};
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
    stored: BTreeMap<u16, Stored>,
    /// The sum of theirs: what has gone is asked for at every step.
    stored_bytes: u64,
    /// Whatever is stored was compared with a checksum of the file's, on its way or after.
    pub proved: bool,
    /// What is stored is known: it is not of an upload of another visit, unless the store was asked.
    known: bool,
    /// Bytes that have gone of each part under way, by its number.
    under_way: BTreeMap<u16, u64>,
}

/// A part as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub etag: String,
    /// Its CRC-64/NVME, of the file's bytes; `None` where that has yet to be computed.
    pub checksum: Option<String>,
    /// What it says of its bytes.
    told: Option<Measure>,
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
                let told = measure(part);
                self.put(part.part, Stored { etag: part.etag.clone(), checksum: None, told });
            }
        }
    }

    /// What the store has and nobody compared with the file yet.
    pub fn unchecked(&self) -> Vec<(Part, Option<Measure>)> {
        let unchecked = self.stored.iter().filter(|(_, stored)| stored.checksum.is_none());
        unchecked.map(|(number, stored)| (self.part(*number), stored.told.clone())).collect()
    }

    /// The store's part is the file's, whose checksum this is.
    pub fn check(&mut self, number: u16, checksum: String) {
        if let Some(stored) = self.stored.get_mut(&number) {
            stored.checksum = Some(checksum);
        }
    }

    /// The store's part is none of the file's: it is sent again.
    pub fn take_back(&mut self, number: u16) {
        if self.stored.remove(&number).is_some() {
            self.stored_bytes -= self.length(number);
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

    /// The store confirmed a part, compared with its `checksum` on its way where there is one.
    pub fn store(&mut self, number: u16, etag: String, checksum: Option<String>) {
        self.put(number, Stored { etag, checksum, told: None });
    }

    /// One that it cannot have asked for is no part of this object.
    fn put(&mut self, number: u16, stored: Stored) {
        self.under_way.remove(&number);
        let is_ours = (1..=self.count).contains(&number);
        if is_ours && self.stored.insert(number, stored).is_none() {
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
    pub fn parts(&self) -> Vec<UploadedPart> {
        let parts = self.stored.iter();
        parts
            .map(|(part, stored)| UploadedPart { part: *part, etag: stored.etag.clone() })
            .collect()
    }

    /// The checksum and the length of each part; `None` while one is not known.
    pub fn pieces(&self) -> Option<Vec<(String, u64)>> {
        let pieces = self.stored.iter();
        pieces.map(|(part, stored)| Some((stored.checksum.clone()?, self.length(*part)))).collect()
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
        let target = Target { instance: "i".into(), bucket: "b".into(), key: name("k") };
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
        begun.store(2, "b".to_owned(), None);
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
        begun.store(3, "c".to_owned(), None);
        assert_eq!(begun.sent(), 19);
        begun.halt();
        assert_eq!(begun.sent(), 5);
    }

    #[test]
    fn what_another_visit_left_goes_on_from_what_the_store_has() {
        let Begun { upload, target, bytes, part_bytes, count, .. } = begun();
        let mut begun = Begun::recalled(upload, target, bytes, (part_bytes, count));
        assert!(!begun.is_known());
        let part = |part, size| ArrivedPart {
            part,
            etag: format!("e{part}"),
            size,
            arrived: None,
            crc64nvme: (part == 3).then(|| "c".to_owned()),
        };
        begun.know(&[part(1, 10), part(2, 9), part(3, 5), part(4, 10)]);
        assert!(begun.is_known());
        assert_eq!(begun.sent(), 15);
        assert_eq!(begun.begin_next().map(|part| part.number), Some(2), "it was cut off");
        begun.store(2, "e2".to_owned(), Some("c2".to_owned()));
        let unchecked = begun.unchecked();
        let unchecked: Vec<_> = unchecked.iter().map(|(part, told)| (part.number, told)).collect();
        assert_eq!(unchecked, [(1, &None), (3, &Some(Measure::Crc64Nvme("c".to_owned())))]);
        begun.check(1, "c1".to_owned());
        assert_eq!(begun.pieces(), None, "one is not known");
        begun.take_back(3);
        assert_eq!((begun.sent(), begun.unchecked()), (20, Vec::new()));
        assert_eq!(begun.begin_next().map(|part| part.number), Some(3), "it was another's");
        begun.store(3, "e3".to_owned(), Some("c3".to_owned()));
        let piece = |checksum: &str, bytes| (checksum.to_owned(), bytes);
        assert_eq!(begun.pieces().unwrap(), [piece("c1", 10), piece("c2", 10), piece("c3", 5)]);
    }

    #[test]
    fn all_parts_are_the_whole_in_their_order() {
        let mut begun = begun();
        for (number, etag) in [(3, "c"), (1, "a"), (4, "x"), (0, "x"), (2, "b")] {
            assert!(begun.sent() < begun.bytes);
            begun.store(number, etag.to_owned(), None);
        }
        assert_eq!(begun.sent(), begun.bytes);
        let etags: Vec<_> = begun.parts().into_iter().map(|part| part.etag).collect();
        assert_eq!(etags, ["a", "b", "c"]);
    }
}
