//! Whether the parts of an upload are those of the file that they were cut from: asked before they are put together, and
//! of what was made of them.

use std::collections::HashMap;

use super::Error;
use super::answer::Stored;
use super::instance::Instance;
use super::multipart::etag_of_parts;
use crate::s3::checksum::joined;
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::{Operation, Part, PartNumber, UploadId};
use crate::s3::xml::{self, ListedPart};

/// What the parts are to become, as whoever sends them announced it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// In bytes.
    pub size: u64,
    /// CRC-64/NVME in base64.
    pub checksum: String,
}

/// By what an object in parts was found to be what was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// The upstream's own checksum of all its bytes.
    Checksum,
    /// An entity tag made of those of the parts, in their order.
    Parts,
}

impl Instance {
    /// Refuses parts that are not those of the file, as far as the upstream tells what it has.
    pub(super) async fn check_parts(
        &self,
        (bucket, key, upload): (&Bucket, &Key, &UploadId),
        parts: &[Part],
        whole: &Whole,
    ) -> Result<(), Error> {
        let listed = self.parts_there((bucket, key, upload)).await?;
        if are_of(whole, parts, &listed) {
            return Ok(());
        }
        Err(Error::PartsDiffer { bucket: bucket.clone(), key: key.clone() })
    }

    /// What has arrived of an upload.
    pub(super) async fn parts_there(
        &self,
        (bucket, key, upload): (&Bucket, &Key, &UploadId),
    ) -> Result<HashMap<PartNumber, ListedPart>, Error> {
        let mut listed = HashMap::new();
        let mut after = None;
        // Each page leads on, and the numbers end at 10,000.
        loop {
            let (bucket, key, upload) = (bucket.clone(), key.clone(), upload.clone());
            let document =
                self.ask_document(&Operation::ListParts { bucket, key, upload, after }).await?;
            let page = xml::parse_parts(&document).map_err(|error| self.unreadable(error))?;
            listed.extend(page.parts.into_iter().map(|part| (part.part.number, part)));
            after = page.next;
            if after.is_none() {
                return Ok(listed);
            }
        }
    }

    /// Looks at what was stored. Where nothing can be seen, or somebody wrote over it meanwhile, nothing is known.
    pub(super) async fn find(
        &self,
        (bucket, key): (&Bucket, &Key),
        stored: &Stored,
        parts: &[Part],
        whole: &Whole,
    ) -> Result<Option<FoundBy>, Error> {
        let operation = Operation::HeadObject { bucket: bucket.clone(), key: key.clone() };
        let Ok(head) = self.head(&operation).await else { return Ok(None) };
        if head.etag != stored.etag {
            return Ok(None);
        }
        let theirs = head.checksums.get("crc64nvme");
        if head.size != whole.size || theirs.is_some_and(|theirs| *theirs != whole.checksum) {
            return Err(Error::WholeDiffers { instance: self.id.clone() });
        }
        let by_parts = (head.etag == etag_of_parts(parts)).then_some(FoundBy::Parts);
        Ok(theirs.map(|_| FoundBy::Checksum).or(by_parts))
    }
}

/// By the entity tag of each, their size together, and their checksum together where each tells one.
fn are_of(whole: &Whole, parts: &[Part], listed: &HashMap<PartNumber, ListedPart>) -> bool {
    let bare = |etag: &str| etag.trim_matches('"').to_ascii_lowercase();
    let there = parts.iter().map(|part| {
        listed.get(&part.number).filter(|there| bare(&there.part.etag) == bare(&part.etag))
    });
    let Some(there) = there.collect::<Option<Vec<_>>>() else { return false };
    let told = there.iter().map(|part| Some((part.crc64nvme.as_deref()?, part.size)));
    let checksum = told.collect::<Option<Vec<_>>>().and_then(joined);
    there.iter().map(|part| part.size).sum::<u64>() == whole.size
        && checksum.is_none_or(|checksum| checksum == whole.checksum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CRC-64/NVME of `12345`, `6789`, and of both.
    const ONE: &str = "Fmrit/9iyvg=";
    const TWO: &str = "4NY2j0LQBzc=";
    const BOTH: &str = "rosUhgp5mIg=";

    fn part(number: u16, etag: &str) -> Part {
        Part { number: PartNumber::new(number).unwrap(), etag: etag.to_owned() }
    }

    fn check(listed: &[(u16, &str, u64, Option<&str>)], expected: bool) {
        let whole = Whole { size: 9, checksum: BOTH.to_owned() };
        let listed = listed.iter().map(|(number, etag, size, checksum)| {
            let part = part(*number, etag);
            let crc64nvme = checksum.map(str::to_owned);
            (part.number, ListedPart { part, size: *size, arrived: None, crc64nvme })
        });
        let parts = [part(1, "a"), part(2, "\"B\"")];
        assert_eq!(are_of(&whole, &parts, &listed.collect()), expected);
    }

    #[test]
    fn parts_are_those_of_the_file_as_far_as_is_told() {
        check(&[(1, "a", 5, Some(ONE)), (2, "b", 4, Some(TWO)), (3, "c", 9, None)], true);
        check(&[(1, "a", 5, None), (2, "b", 4, Some(TWO))], true);
        check(&[(1, "a", 5, Some(TWO)), (2, "b", 4, Some(ONE))], false);
        check(&[(1, "a", 5, None), (2, "b", 5, None)], false);
        check(&[(1, "a", 5, None), (2, "x", 4, None)], false);
        check(&[(1, "a", 5, None)], false);
    }
}
