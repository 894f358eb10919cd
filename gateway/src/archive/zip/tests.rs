//! What is written is read back by others: the `zip` crate here, `unzip` and Python in the integration tests.

use std::io::{Cursor, Read};

use proptest::prelude::*;
use zip::ZipArchive;

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn crc(bytes: &[u8]) -> u32 {
    u32::try_from(crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, bytes)).unwrap()
}

/// Writes whole files; answers the archive and what it was said to measure.
fn written(files: &[(&str, i64, &[u8])]) -> (Vec<u8>, u64) {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    let mut measure = Measure::default();
    for (name, time, bytes) in files {
        let entry = Entry { name, modified: at(*time), size: bytes.len() as u64 };
        measure.add(&entry);
        let offset = archive.len() as u64;
        archive.extend(entry.header());
        archive.extend_from_slice(bytes);
        let stored = Stored { offset, size: entry.size, checksum: crc(bytes) };
        archive.extend(entry.descriptor(stored));
        directory.extend(entry.record(stored));
    }
    let end = end(files.len() as u64, archive.len() as u64, directory.len() as u64);
    archive.extend(directory);
    archive.extend(end);
    (archive, measure.total())
}

fn read(archive: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        // Reading to the end compares the checksum.
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().to_owned(), bytes));
    }
    files
}

#[test]
fn an_empty_archive_is_one() {
    let (archive, measured) = written(&[]);
    assert_eq!((archive.len() as u64, measured), (22, 22));
    assert!(read(archive).is_empty());
}

#[test]
fn times_and_modes_are_kept() {
    let time = "2024-05-01T12:30:01Z".parse::<Timestamp>().unwrap().as_second();
    let (archive, _) = written(&[("a/", time, b""), ("a/é.txt", time, b"x")]);
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    assert!(archive.by_index(0).unwrap().is_dir());
    let file = archive.by_index(1).unwrap();
    assert_eq!((file.name(), file.unix_mode()), ("a/é.txt", Some(0o100_644)));
    assert_eq!(file.last_modified().unwrap().to_string(), "2024-05-01 12:30:00");
}

#[test]
fn times_that_the_format_does_not_know_are_the_nearest() {
    let check = |time: &str, expected: (u16, u16)| {
        assert_eq!(dos_time(time.parse().unwrap()), expected, "{time}");
    };
    check("1970-01-01T00:00:00Z", (0, 33));
    check("2199-01-01T00:00:00Z", (0, 65_439));
    check("2024-05-01T12:30:01Z", (12 << 11 | 30 << 5, 44 << 9 | 5 << 5 | 1));
}

#[test]
fn more_entries_than_16_bits_are_counted() {
    let names: Vec<String> = (0..70_000).map(|number| format!("{number}")).collect();
    let files: Vec<(&str, i64, &[u8])> =
        names.iter().map(|name| (name.as_str(), 0, b"".as_slice())).collect();
    let (archive, measured) = written(&files);
    assert_eq!(archive.len() as u64, measured);
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    assert_eq!(archive.len(), 70_000);
    assert_eq!(archive.by_index(69_999).unwrap().name(), "69999");
}

/// An archive of which only what is not zeros is kept: the bytes of large files need not be there to be skipped.
struct Sparse {
    parts: Vec<(u64, Vec<u8>)>,
    length: u64,
    position: u64,
}

impl Sparse {
    fn push(&mut self, bytes: Vec<u8>) {
        let length = bytes.len() as u64;
        self.parts.push((self.length, bytes));
        self.length += length;
    }
}

impl Read for Sparse {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let room = usize::try_from(self.length - self.position).unwrap_or(usize::MAX);
        let count = into.len().min(room);
        into[..count].fill(0);
        for (begin, bytes) in &self.parts {
            for (index, byte) in bytes.iter().enumerate() {
                let at = begin + index as u64;
                if (self.position..self.position + count as u64).contains(&at) {
                    into[usize::try_from(at - self.position).unwrap()] = *byte;
                }
            }
        }
        self.position += count as u64;
        Ok(count)
    }
}

impl std::io::Seek for Sparse {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.position = match to {
            std::io::SeekFrom::Start(at) => at,
            std::io::SeekFrom::End(back) => self.length.checked_add_signed(back).unwrap(),
            std::io::SeekFrom::Current(by) => self.position.checked_add_signed(by).unwrap(),
        };
        Ok(self.position)
    }
}

#[test]
fn files_and_offsets_beyond_4_gib_are_found() {
    let gib = 1 << 30;
    let sizes = [5 * gib, 0, 0xffff_ffff, 0xffff_fffe, 3];
    let mut archive = Sparse { parts: Vec::new(), length: 0, position: 0 };
    let mut directory = Vec::new();
    let mut measure = Measure::default();
    for (number, size) in sizes.into_iter().enumerate() {
        let name = format!("{number}.bin");
        let entry = Entry { name: &name, modified: at(1_700_000_000), size };
        measure.add(&entry);
        let offset = archive.length;
        archive.push(entry.header());
        archive.length += size;
        let stored = Stored { offset, size, checksum: 7 };
        archive.push(entry.descriptor(stored));
        directory.extend(entry.record(stored));
    }
    let (offset, length) = (archive.length, directory.len() as u64);
    archive.push(directory);
    archive.push(end(sizes.len() as u64, offset, length));
    assert_eq!(archive.length, measure.total());
    let mut archive = ZipArchive::new(archive).unwrap();
    for (number, size) in sizes.into_iter().enumerate() {
        let file = archive.by_index(number).unwrap();
        assert_eq!((file.name(), file.size()), (format!("{number}.bin").as_str(), size));
        assert_eq!(file.crc32(), 7);
    }
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back(
        files in proptest::collection::vec(("[^/\\\\\0]{1,60}", any::<i64>(), proptest::collection::vec(any::<u8>(), 0..300)), 0..12)
    ) {
        let files: Vec<(String, i64, Vec<u8>)> = files
            .into_iter()
            .enumerate()
            .map(|(number, (name, time, bytes))| (format!("{number}{name}"), time % 10_000_000_000, bytes))
            .collect();
        let borrowed: Vec<(&str, i64, &[u8])> =
            files.iter().map(|(name, time, bytes)| (name.as_str(), *time, bytes.as_slice())).collect();
        let (archive, measured) = written(&borrowed);
        prop_assert_eq!(archive.len() as u64, measured);
        let expected: Vec<(String, Vec<u8>)> =
            files.into_iter().map(|(name, _, bytes)| (name, bytes)).collect();
        prop_assert_eq!(read(archive), expected);
    }
}
