//! Zip files as they stream (PKWARE APPNOTE 6.3.10): stored, because most of what is large is compressed already and
//! the size is known beforehand; names in UTF-8; Zip64 where needed; checksums after the bytes, because they are known
//! only then.
//!
//! What is written is a function of the entries alone, so the size can be told before anything is read.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Fields of 32 bits at this value say "see the Zip64 field" (APPNOTE 4.4.1.4).
const SEE_ZIP64: u64 = 0xffff_ffff;
const SEE_ZIP64_COUNT: u64 = 0xffff;

/// 4.5, the first that knows Zip64 (APPNOTE 4.4.3.2); whoever reads archives today does.
const VERSION: u16 = 45;
/// Made on Unix: the upper half of the external attributes is a mode (APPNOTE 4.4.2).
const MADE_BY: u16 = 3 << 8 | VERSION;
/// Bit 11: names are UTF-8 (APPNOTE 4.4.4).
const UTF8: u16 = 1 << 11;
/// Bit 3: checksum and sizes follow the bytes.
const FOLLOWED: u16 = 1 << 3;

const LOCAL_BYTES: u64 = 30;
const CENTRAL_BYTES: u64 = 46;
const ZIP64_LOCAL_BYTES: u64 = 20;
const END_BYTES: u64 = 22;
const ZIP64_END_BYTES: u64 = 56;
const ZIP64_LOCATOR_BYTES: u64 = 20;
/// Extended timestamp (0x5455) with the time of modification: header, flags, seconds.
const TIME_BYTES: u64 = 9;

/// A file or folder of the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Of at most 65,535 bytes; a folder's ends in `/`.
    pub name: &'a str,
    pub modified: Timestamp,
    /// Bytes that will follow.
    pub size: u64,
}

/// An entry whose bytes were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Where its header begins.
    pub offset: u64,
    pub size: u64,
    /// CRC-32 of the bytes (ISO-HDLC).
    pub checksum: u32,
}

/// The length of an archive, entry by entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    count: u64,
    content: u64,
    directory: u64,
}

impl Entry<'_> {
    fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Sizes of 64 bits after the bytes, as the header then announces.
    fn is_large(&self) -> bool {
        self.size >= SEE_ZIP64
    }

    /// What stands before the bytes (APPNOTE 4.3.7).
    pub fn header(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.name.len() + 64);
        put_u32(&mut bytes, 0x0403_4b50);
        put_u16(&mut bytes, VERSION);
        self.common(&mut bytes);
        let sizes = if self.is_large() { u32::MAX } else { 0 };
        for field in [0, sizes, sizes] {
            put_u32(&mut bytes, field);
        }
        let large = if self.is_large() { ZIP64_LOCAL_BYTES } else { 0 };
        put_u16(&mut bytes, half(self.name.len() as u64));
        put_u16(&mut bytes, half(self.time_bytes() + large));
        bytes.extend_from_slice(self.name.as_bytes());
        self.time(&mut bytes);
        if self.is_large() {
            put_u16(&mut bytes, 0x0001);
            put_u16(&mut bytes, 16);
            put_u64(&mut bytes, 0);
            put_u64(&mut bytes, 0);
        }
        bytes
    }

    /// What stands after the bytes (APPNOTE 4.3.9); nothing after a folder.
    pub fn descriptor(&self, stored: Stored) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.is_folder() {
            return bytes;
        }
        put_u32(&mut bytes, 0x0807_4b50);
        put_u32(&mut bytes, stored.checksum);
        for _ in 0..2 {
            if self.is_large() {
                put_u64(&mut bytes, stored.size);
            } else {
                put_u32(&mut bytes, word(stored.size));
            }
        }
        bytes
    }

    /// The entry in the directory at the end (APPNOTE 4.3.12).
    pub fn record(&self, stored: Stored) -> Vec<u8> {
        let large: Vec<u64> = self.large_fields(stored.offset).collect();
        let mut bytes = Vec::with_capacity(self.name.len() + 96);
        put_u32(&mut bytes, 0x0201_4b50);
        put_u16(&mut bytes, MADE_BY);
        put_u16(&mut bytes, VERSION);
        self.common(&mut bytes);
        put_u32(&mut bytes, stored.checksum);
        put_u32(&mut bytes, word(stored.size));
        put_u32(&mut bytes, word(stored.size));
        let large_bytes = if large.is_empty() { 0 } else { 4 + 8 * large.len() as u64 };
        put_u16(&mut bytes, half(self.name.len() as u64));
        put_u16(&mut bytes, half(self.time_bytes() + large_bytes));
        // Comment, disk, internal attributes.
        for _ in 0..3 {
            put_u16(&mut bytes, 0);
        }
        let attributes = if self.is_folder() { 0o040_755 << 16 | 0x10 } else { 0o100_644 << 16 };
        put_u32(&mut bytes, attributes);
        put_u32(&mut bytes, word(stored.offset));
        bytes.extend_from_slice(self.name.as_bytes());
        self.time(&mut bytes);
        if !large.is_empty() {
            put_u16(&mut bytes, 0x0001);
            put_u16(&mut bytes, half(8 * large.len() as u64));
            for field in large {
                put_u64(&mut bytes, field);
            }
        }
        bytes
    }

    /// The fields that do not fit 32 bits, in the order of APPNOTE 4.5.3: both sizes, offset.
    fn large_fields(&self, offset: u64) -> impl Iterator<Item = u64> {
        let sizes = if self.is_large() { 2 } else { 0 };
        std::iter::repeat_n(self.size, sizes).chain((offset >= SEE_ZIP64).then_some(offset))
    }

    /// Flags, method (stored) and time of both headers.
    fn common(&self, bytes: &mut Vec<u8>) {
        put_u16(bytes, if self.is_folder() { UTF8 } else { UTF8 | FOLLOWED });
        put_u16(bytes, 0);
        let (time, date) = dos_time(self.modified);
        put_u16(bytes, time);
        put_u16(bytes, date);
    }

    fn unix_time(&self) -> Option<i32> {
        i32::try_from(self.modified.as_second()).ok()
    }

    fn time_bytes(&self) -> u64 {
        if self.unix_time().is_some() { TIME_BYTES } else { 0 }
    }

    /// The right time, in UTC: the older field knows neither zone nor odd seconds.
    fn time(&self, bytes: &mut Vec<u8>) {
        if let Some(seconds) = self.unix_time() {
            put_u16(bytes, 0x5455);
            put_u16(bytes, 5);
            bytes.push(1);
            bytes.extend_from_slice(&seconds.to_le_bytes());
        }
    }
}

impl Measure {
    pub fn add(&mut self, entry: &Entry<'_>) {
        let name = entry.name.len() as u64 + entry.time_bytes();
        let large = if entry.is_large() { ZIP64_LOCAL_BYTES } else { 0 };
        let descriptor = match (entry.is_folder(), entry.is_large()) {
            (true, _) => 0,
            (false, false) => 16,
            (false, true) => 24,
        };
        let fields = entry.large_fields(self.content).count() as u64;
        let zip64 = if fields == 0 { 0 } else { 4 + 8 * fields };
        self.count += 1;
        self.content = self
            .content
            .saturating_add(LOCAL_BYTES + name + large + descriptor)
            .saturating_add(entry.size);
        self.directory += CENTRAL_BYTES + name + zip64;
    }

    /// Bytes of the whole archive.
    pub fn total(&self) -> u64 {
        let end = end(self.count, self.content, self.directory).len() as u64;
        self.content.saturating_add(self.directory).saturating_add(end)
    }
}

/// What stands at the very end (APPNOTE 4.3.14 to 4.3.16): how many entries, and where their directory is.
pub fn end(count: u64, directory_offset: u64, directory_bytes: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(
        usize::try_from(ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES + END_BYTES).unwrap_or_default(),
    );
    let large =
        count >= SEE_ZIP64_COUNT || directory_offset >= SEE_ZIP64 || directory_bytes >= SEE_ZIP64;
    if large {
        put_u32(&mut bytes, 0x0606_4b50);
        put_u64(&mut bytes, ZIP64_END_BYTES - 12);
        put_u16(&mut bytes, MADE_BY);
        put_u16(&mut bytes, VERSION);
        put_u32(&mut bytes, 0);
        put_u32(&mut bytes, 0);
        for field in [count, count, directory_bytes, directory_offset] {
            put_u64(&mut bytes, field);
        }
        put_u32(&mut bytes, 0x0706_4b50);
        put_u32(&mut bytes, 0);
        put_u64(&mut bytes, directory_offset.saturating_add(directory_bytes));
        put_u32(&mut bytes, 1);
    }
    put_u32(&mut bytes, 0x0605_4b50);
    put_u32(&mut bytes, 0);
    put_u16(&mut bytes, half(count));
    put_u16(&mut bytes, half(count));
    put_u32(&mut bytes, word(directory_bytes));
    put_u32(&mut bytes, word(directory_offset));
    put_u16(&mut bytes, 0);
    bytes
}

/// Time and date of MS-DOS, in UTC: 1980 to 2107, in steps of two seconds.
fn dos_time(time: Timestamp) -> (u16, u16) {
    let time = time.to_zoned(TimeZone::UTC);
    let year = time.year().clamp(1980, 2107);
    let field = |value: i8| u16::try_from(value).unwrap_or_default();
    if year != time.year() {
        // Out of range: the first or the last day there is.
        return if year == 1980 { (0, 1 << 5 | 1) } else { (0, 127 << 9 | 12 << 5 | 31) };
    }
    let year = u16::try_from(year - 1980).unwrap_or_default();
    let steps = field(time.second()) / 2;
    let clock = field(time.hour()) << 11 | field(time.minute()) << 5 | steps;
    (clock, year << 9 | field(time.month()) << 5 | field(time.day()))
}

/// A field of 32 bits: what does not fit says that it stands elsewhere.
fn word(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn half(value: u64) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

fn put_u16(bytes: &mut Vec<u8>, value: u16) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

fn put_u32(bytes: &mut Vec<u8>, value: u32) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

fn put_u64(bytes: &mut Vec<u8>, value: u64) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

#[cfg(test)]
mod tests;
