//! An upload that was begun elsewhere, held against a file, without a browser: how it must have been cut, which of its parts
//! could be of this file, and what is left to compare.

use std::collections::BTreeSet;

use gateway_api::ArrivedPart;

use super::plan;

/// Lengths that are tried: programs cut alike, so that there are two, the last part's among them.
const LENGTHS_MAX: usize = 8;

/// How a file is cut to go on with an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Of each part but the last.
    pub part_bytes: u64,
    pub count: u16,
    /// Parts that are as long as those of the file; whether they are the same has to be compared.
    pub alike: Vec<ArrivedPart>,
}

/// How a part can be compared with the same bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// CRC-64/NVME in base64.
    Crc64Nvme(String),
    /// MD5 in hexadecimal digits: what most stores make entity tags of.
    Md5(String),
}

/// How a file of `bytes` would be cut so that most of what arrived fits. `None`: it is not of this file, for no part of it
/// could be.
pub fn fit(bytes: u64, arrived: &[ArrivedPart]) -> Option<Fit> {
    if arrived.is_empty() {
        let (part_bytes, count) = match plan::shape(bytes, plan::Way::default()) {
            plan::Shape::Parts { part_bytes, count } => (part_bytes, count),
            plan::Shape::Single => (bytes.max(1), 1),
        };
        return Some(Fit { part_bytes, count, alike: Vec::new() });
    }
    let fits = lengths(bytes, arrived).into_iter().filter_map(|length| cut(bytes, length, arrived));
    let fits = fits.filter(|fit| !fit.alike.is_empty());
    fits.max_by_key(|fit| fit.alike.iter().map(|part| part.size).sum::<u64>())
}

/// Lengths that the parts may have been cut to: their own, and what the last one leaves to each before it.
fn lengths(bytes: u64, arrived: &[ArrivedPart]) -> Vec<u64> {
    let own: BTreeSet<u64> = arrived.iter().map(|part| part.size).collect();
    let mut lengths: Vec<u64> = own.into_iter().rev().take(LENGTHS_MAX).collect();
    let last = arrived.iter().max_by_key(|part| part.part).filter(|last| 1 < last.part);
    if let Some(last) = last {
        let (rest, before) = (bytes.saturating_sub(last.size), u64::from(last.part - 1));
        lengths.extend((rest % before == 0).then_some(rest / before));
    }
    lengths
}

fn cut(bytes: u64, length: u64, arrived: &[ArrivedPart]) -> Option<Fit> {
    let count = bytes.div_ceil(length.max(1)).max(1);
    if plan::PARTS_MAX < count || (1 < count && length < plan::PART_BYTES_LEAST) {
        return None;
    }
    let count = u16::try_from(count).ok()?;
    let part_bytes = length.max(1);
    let is_alike = |part: &&ArrivedPart| {
        let known = (1..=count).contains(&part.part);
        known && {
            let own = plan::part(bytes, part_bytes, part.part);
            own.to - own.from == part.size
        }
    };
    let alike = arrived.iter().filter(is_alike).cloned().collect();
    Some(Fit { part_bytes, count, alike })
}

/// `None` where nothing proves that the part is the same.
pub fn measure(part: &ArrivedPart) -> Option<Measure> {
    if let Some(checksum) = &part.crc64nvme {
        return Some(Measure::Crc64Nvme(checksum.clone()));
    }
    let tag = part.etag.to_ascii_lowercase();
    let is_md5 = tag.len() == 32 && tag.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_md5.then_some(Measure::Md5(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn part(part: u16, size: u64) -> ArrivedPart {
        let etag = "900150983CD24FB0D6963F7D28E17F72".to_owned();
        ArrivedPart { part, etag, size, arrived: None, crc64nvme: None }
    }

    #[test]
    fn a_file_is_cut_as_the_parts_that_arrived_were() {
        let check = |bytes, arrived: &[(u16, u64)], expected: Option<(u64, u16, &[u16])>| {
            let arrived: Vec<_> =
                arrived.iter().map(|(number, size)| part(*number, *size)).collect();
            let found = fit(bytes, &arrived).map(|fit| {
                let alike = fit.alike.iter().map(|part| part.part).collect::<Vec<_>>();
                (fit.part_bytes, fit.count, alike)
            });
            let expected =
                expected.map(|(part_bytes, count, alike)| (part_bytes, count, alike.to_vec()));
            assert_eq!(found, expected, "{bytes} {arrived:?}");
        };
        let (part_bytes, rest) = (8 * MIB, 3 * MIB + 1);
        let bytes = 4 * part_bytes + rest;
        // The first two, some, all, the last and one before it.
        check(bytes, &[(1, part_bytes), (2, part_bytes)], Some((part_bytes, 5, &[1, 2])));
        check(bytes, &[(3, part_bytes)], Some((part_bytes, 5, &[3])));
        check(bytes, &[(2, part_bytes), (5, rest)], Some((part_bytes, 5, &[2, 5])));
        // The last alone says how long the others are.
        check(bytes, &[(5, rest)], Some((part_bytes, 5, &[5])));
        // One that was cut off is sent again.
        check(bytes, &[(1, part_bytes), (2, part_bytes - 1)], Some((part_bytes, 5, &[1])));
        // Behind the end of this file, or all of another length: it is another file.
        check(bytes, &[(9, part_bytes)], None);
        check(4 * MIB, &[(1, part_bytes), (2, part_bytes)], None);
        // Parts that the store would not put together.
        check(bytes, &[(1, MIB), (3, MIB)], None);
        // One part is the whole.
        check(7, &[(1, 7)], Some((7, 1, &[1])));
        check(7, &[(1, 8)], None);
        // Nothing arrived: any file goes, cut as usual.
        check(7, &[], Some((7, 1, &[])));
        check(0, &[], Some((1, 1, &[])));
        check(40 * MIB, &[], Some((16 * MIB, 3, &[])));
    }

    #[test]
    fn a_part_is_compared_by_what_the_store_says_of_it() {
        let plain = part(1, 3);
        let md5 = Measure::Md5("900150983cd24fb0d6963f7d28e17f72".to_owned());
        assert_eq!(measure(&plain), Some(md5));
        let crc = ArrivedPart { crc64nvme: Some("rosUhgp5mIg=".to_owned()), ..plain.clone() };
        assert_eq!(measure(&crc), Some(Measure::Crc64Nvme("rosUhgp5mIg=".to_owned())));
        for opaque in ["", "x", "900150983cd24fb0d6963f7d28e17f72-2"] {
            assert_eq!(measure(&ArrivedPart { etag: opaque.to_owned(), ..plain.clone() }), None);
        }
    }
}
