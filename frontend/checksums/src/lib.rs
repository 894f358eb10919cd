//! CRC-64/NVME, the checksum that S3 recommends (S3 User Guide, "Checking object integrity"; NVM Express, "64b CRC
//! Polynomial"), as fast as tables make it: a browser's WebAssembly has no carry-less multiplication. And MD5, of which
//! stores make the entity tags of parts: all that many of them say of what has arrived.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

/// Reflected, as all of it is.
const POLYNOMIAL: u64 = 0x9a6c_9329_ac4b_c9b5;

/// Bytes taken in one step, each with a table of its own.
const STEP_BYTES: usize = 16;

/// What each byte does to the sum, by how far it stands from the end of its step. 32 KiB: made once.
#[derive(Debug)]
pub struct Tables(Vec<[u64; 256]>);

/// A sum while its bytes pass.
#[derive(Clone, Copy, Debug)]
pub struct Running<'a> {
    tables: &'a Tables,
    state: u64,
}

/// A sum of either kind while its bytes pass.
#[derive(Clone, Debug)]
pub enum Sum<'a> {
    Crc64Nvme(Running<'a>),
    Md5(Md5),
}

impl<'a> Sum<'a> {
    /// Of the kind that is named, else the usual.
    pub fn begin(tables: &'a Tables, kind: Option<&str>) -> Self {
        match kind {
            Some("md5") => Self::Md5(Md5::new()),
            _ => Self::Crc64Nvme(tables.begin()),
        }
    }

    pub fn add(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc64Nvme(running) => running.add(bytes),
            Self::Md5(running) => running.update(bytes),
        }
    }

    /// As S3 writes it: the CRC in base64, the MD5 as entity tags have it, in hexadecimal digits.
    pub fn finish(self) -> String {
        match self {
            Self::Crc64Nvme(running) => running.finish(),
            Self::Md5(running) => hex::encode(running.finalize()),
        }
    }
}

impl Default for Tables {
    fn default() -> Self {
        let mut last = [0; 256];
        for (byte, sum) in (0..).zip(&mut last) {
            *sum = (0..8)
                .fold(byte, |sum: u64, _| (sum >> 1) ^ if sum & 1 == 1 { POLYNOMIAL } else { 0 });
        }
        let (mut tables, mut farther) = (vec![last], last);
        while tables.len() < STEP_BYTES {
            farther = farther.map(|sum| step(&last, sum, 0));
            tables.push(farther);
        }
        Self(tables)
    }
}

/// One byte more.
fn step(last: &[u64; 256], sum: u64, byte: u8) -> u64 {
    let [low, ..] = sum.to_le_bytes();
    (sum >> 8) ^ last[usize::from(low ^ byte)]
}

impl Tables {
    pub fn begin(&self) -> Running<'_> {
        Running { tables: self, state: !0 }
    }
}

impl Running<'_> {
    pub fn add(&mut self, bytes: &[u8]) {
        // Its length known, no access is checked.
        let Some(tables) = self.tables.0.first_chunk::<STEP_BYTES>() else { return };
        let (steps, rest) = bytes.as_chunks::<STEP_BYTES>();
        let mut state = self.state;
        for taken in steps {
            let mixed = u128::from_le_bytes(*taken) ^ u128::from(state);
            state = 0;
            for (byte, table) in mixed.to_le_bytes().into_iter().zip(tables.iter().rev()) {
                state ^= table[usize::from(byte)];
            }
        }
        self.state = rest.iter().fold(state, |state, byte| step(&tables[0], state, *byte));
    }

    /// As `x-amz-checksum-crc64nvme` bears it: base64 of its bytes in network order.
    pub fn finish(self) -> String {
        STANDARD.encode((!self.state).to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(pieces: &[&[u8]]) -> String {
        let tables = Tables::default();
        let mut running = tables.begin();
        for piece in pieces {
            running.add(piece);
        }
        running.finish()
    }

    #[test]
    fn the_known_values_come_out() {
        assert_eq!(sum(&[]), "AAAAAAAAAAA=");
        // The check value of the CRC catalogue: ae8b14860a799888.
        assert_eq!(sum(&[b"123456789"]), "rosUhgp5mIg=");
        // NVM Express, base specification 2.0, 5.2.1.3.4: 4 KiB of zeroes, and of ones.
        assert_eq!(sum(&[&[0; 4096]]), STANDARD.encode(0x6482_d367_eb22_b64e_u64.to_be_bytes()));
        assert_eq!(sum(&[&[0xff; 4096]]), STANDARD.encode(0xc0dd_ba73_02ec_a3ac_u64.to_be_bytes()));
    }

    #[test]
    fn the_kind_that_is_asked_for_is_computed() {
        let check = |kind: Option<&str>, expected: &str| {
            let tables = Tables::default();
            let mut sum = Sum::begin(&tables, kind);
            sum.add(b"1234");
            sum.add(b"56789");
            assert_eq!(sum.finish(), expected, "{kind:?}");
        };
        check(None, "rosUhgp5mIg=");
        check(Some("md5"), "25f9e794323b453885f5181f1b624d0b");
    }

    #[test]
    fn it_does_not_matter_how_the_bytes_come() {
        let bytes: Vec<u8> = (0..1000_u32).map(|at| (at * 7919).to_le_bytes()[1]).collect();
        let whole = sum(&[&bytes]);
        for at in 0..100 {
            assert_eq!(sum(&[&bytes[..at], &bytes[at..]]), whole, "{at}");
        }
    }
}
