//! What is inside a zip archive, from the directory at its end (APPNOTE.TXT 6.3.10). Nothing is ever unpacked, so an
//! archive that would unpack to petabytes is a list like any other.

/// The end of an archive: its record, the longest comment, and the two records of Zip64 before it.
pub const TAIL_BYTES: u64 = 66_000;

const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const LOCATOR_64_LENGTH: usize = 20;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;

/// Where the directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directory {
    pub from: u64,
    pub length: u64,
    /// How many entries it says it has.
    pub entries: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    /// Bytes packed and unpacked, as the archive says.
    pub packed: u64,
    pub unpacked: u64,
    /// `2026-11-18 09:12`, in nobody knows which time zone.
    pub modified: String,
    pub encrypted: bool,
}

/// Finds the directory from the archive's last bytes, which begin at `from`. Where the directory begins is counted
/// back from its end, so that archives with a program before them are read, too.
pub fn directory(tail: &[u8], from: u64) -> Option<Directory> {
    let mut at = tail.len().checked_sub(END_LENGTH)?;
    // The record is the last whose comment fills the rest of the file.
    loop {
        let comment = tail.get(at + 20..at + 22).map(le)?;
        if tail[at..].starts_with(END) && (at + END_LENGTH) as u64 + comment == tail.len() as u64 {
            break;
        }
        at = at.checked_sub(1)?;
    }
    let record = &tail[at..];
    let mut end = at;
    let mut entries = le(&record[10..12]);
    let mut length = le(&record[12..16]);
    let locator = at.checked_sub(LOCATOR_64_LENGTH).map(|at| &tail[at..]);
    if locator.is_some_and(|locator| locator.starts_with(LOCATOR_64)) {
        let limit = at - LOCATOR_64_LENGTH;
        let found =
            (0..=limit.checked_sub(56)?).rev().find(|at| tail[*at..].starts_with(END_64))?;
        let record = &tail[found..];
        (end, entries, length) = (found, le(&record[32..40]), le(&record[40..48]));
    }
    let from = (from + end as u64).checked_sub(length)?;
    Some(Directory { from, length, entries })
}

/// Reads entries until the directory, or the part of it that is there, ends; `None` when it begins with none.
pub fn entries(mut directory: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    while directory.starts_with(ENTRY) && ENTRY_LENGTH <= directory.len() {
        let length =
            |at: usize| usize::from(u16::from_le_bytes([directory[at], directory[at + 1]]));
        let (name, extra, comment) = (length(28), length(30), length(32));
        let Some(rest) = directory.get(ENTRY_LENGTH..ENTRY_LENGTH + name + extra) else { break };
        let (name, extra) = rest.split_at(name);
        let mut sizes = (le(&directory[20..24]), le(&directory[24..28]));
        widen(&mut sizes, extra);
        let flags = directory[8];
        entries.push(Entry {
            name: decode_name(name),
            packed: sizes.0,
            unpacked: sizes.1,
            modified: moment(le(&directory[14..16]), le(&directory[12..14])),
            encrypted: flags & 1 != 0,
        });
        directory = directory.get(ENTRY_LENGTH + rest.len() + comment..).unwrap_or_default();
    }
    (!entries.is_empty()).then_some(entries)
}

/// Zip64 keeps what does not fit 32 bits in an extra field, in this order and only as far as needed (4.5.3).
fn widen(sizes: &mut (u64, u64), mut extra: &[u8]) {
    while let [id_low, id_high, low, high, rest @ ..] = extra {
        let length = usize::from(u16::from_le_bytes([*low, *high])).min(rest.len());
        let (field, next) = rest.split_at(length);
        if [*id_low, *id_high] == [1, 0] {
            let mut wide = field.chunks_exact(8).map(le);
            for size in [&mut sizes.1, &mut sizes.0] {
                if *size == u64::from(u32::MAX) {
                    *size = wide.next().unwrap_or(*size);
                }
            }
        }
        extra = next;
    }
}

/// Little-endian, up to eight bytes.
fn le(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The date and time of MS-DOS, in two bytes each.
fn moment(date: u64, time: u64) -> String {
    let (year, month, day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
    let (hour, minute) = (time >> 11, time >> 5 & 63);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}")
}

/// UTF-8 is flagged, or not; older archives are in the code page of the first IBM PC.
fn decode_name(bytes: &[u8]) -> String {
    const HIGH: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
        └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let letter = |byte: &u8| match byte.checked_sub(128) {
        Some(high) => HIGH.chars().nth(usize::from(high)).unwrap_or_default(),
        None => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(name: &[u8], unpacked: u32, extra: &[u8]) -> Vec<u8> {
        let mut bytes = ENTRY.to_vec();
        bytes.extend([20, 0, 20, 0, 0, 0, 8, 0]);
        // 09:12 on 18 November 2026.
        bytes.extend(0x4980_u16.to_le_bytes());
        bytes.extend(0x5D72_u16.to_le_bytes());
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend(17_u32.to_le_bytes());
        bytes.extend(unpacked.to_le_bytes());
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend(u16::try_from(extra.len()).unwrap().to_le_bytes());
        bytes.extend([0; 14]);
        bytes.extend(name);
        bytes.extend(extra);
        bytes
    }

    fn archive(directory: &[u8], entries: u16, comment: &str) -> Vec<u8> {
        let mut bytes = directory.to_vec();
        bytes.extend(END);
        bytes.extend([0; 4]);
        bytes.extend(entries.to_le_bytes());
        bytes.extend(entries.to_le_bytes());
        bytes.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(u16::try_from(comment.len()).unwrap().to_le_bytes());
        bytes.extend(comment.as_bytes());
        bytes
    }

    #[test]
    fn the_directory_is_found_behind_data_and_before_a_comment() {
        let listed = [entry("données/été.csv".as_bytes(), 100, &[]), entry(b"d\x82but", 5, &[])];
        let listed = listed.concat();
        let tail = archive(&listed, 2, "a comment with PK\x05\x06 in it");
        let found = directory(&tail, 1_000_000).unwrap();
        assert_eq!(found, Directory { from: 1_000_000, length: listed.len() as u64, entries: 2 });
        let found = entries(&tail).unwrap();
        assert_eq!(found[0].name, "données/été.csv");
        assert_eq!(found[0].modified, "2026-11-18 09:12");
        assert_eq!((found[0].packed, found[0].unpacked), (17, 100));
        assert_eq!(found[1].name, "début");
    }

    #[test]
    fn sizes_of_four_gibibytes_and_more_are_read() {
        let mut extra = vec![1, 0, 8, 0];
        extra.extend(5_000_000_000_000_u64.to_le_bytes());
        let found = entries(&entry(b"bomb", u32::MAX, &extra)).unwrap();
        assert_eq!(found[0].unpacked, 5_000_000_000_000);
    }

    #[test]
    fn what_has_no_directory_is_none() {
        assert_eq!(directory(b"PK\x03\x04 and nothing else that would tell more", 0), None);
        assert_eq!(directory(b"", 0), None);
        assert_eq!(entries(b"PK\x01\x02 too short"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(
            bytes in prop::collection::vec(any::<u8>(), 0..120),
            from in any::<u64>(),
            comment in 0_u8..3,
        ) {
            let mut tail = bytes.clone();
            tail.extend(LOCATOR_64);
            tail.extend([0; 16]);
            tail.extend(END);
            tail.extend(&bytes[..bytes.len().min(16)]);
            tail.extend([comment, 0]);
            directory(&tail, from % (1 << 50));
            let mut listed = ENTRY.to_vec();
            listed.extend(&bytes);
            entries(&listed);
        }
    }
}
