//! CRC-64/NVME, the checksum that S3 recommends (S3 User Guide, "Checking object integrity"; NVM Express, "64b CRC
//! Polynomial"), without carry-less multiplication, which a browser's WebAssembly has not: long pieces are made short first
//! (`folding`), and what is left goes through tables.

mod both;
mod folding;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub use both::Both;

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

    /// Goes on behind bytes whose sum is known; `None` where that is none.
    pub fn resume(&self, sum: &str) -> Option<Running<'_>> {
        Some(Running { tables: self, state: !read(sum)? })
    }
}

/// The sum of what pieces become in their order, from that of each and its length in bytes; `None` where one is none.
pub fn joined<'a>(pieces: impl IntoIterator<Item = (&'a str, u64)>) -> Option<String> {
    let mut whole = 0;
    for (sum, bytes) in pieces {
        whole = times(whole, shift(bytes)) ^ read(sum)?;
    }
    Some(write(whole))
}

/// The polynomials 1 and x, reflected: the highest power is the lowest bit.
const ONE: u64 = 1 << 63;
const X: u64 = 1 << 62;

/// What so many bytes behind it make of a sum: x to the power of their bits.
fn shift(bytes: u64) -> u64 {
    let (mut power, mut square, mut bits) = (ONE, X, u128::from(bytes) * 8);
    while bits != 0 {
        if bits & 1 == 1 {
            power = times(power, square);
        }
        square = times(square, square);
        bits >>= 1;
    }
    power
}

/// The product of two polynomials, modulo the sum's own.
fn times(one: u64, other: u64) -> u64 {
    let (mut product, mut other) = (0, other);
    for bit in (0..64).rev() {
        product ^= if one >> bit & 1 == 1 { other } else { 0 };
        other = (other >> 1) ^ if other & 1 == 1 { POLYNOMIAL } else { 0 };
    }
    product
}

fn read(sum: &str) -> Option<u64> {
    Some(u64::from_be_bytes(STANDARD.decode(sum).ok()?.try_into().ok()?))
}

fn write(sum: u64) -> String {
    STANDARD.encode(sum.to_be_bytes())
}

impl Running<'_> {
    /// The bytes are spoilt: where they are many, they are the room in which they are summed up.
    pub fn add(&mut self, bytes: &mut [u8]) {
        let Some((first, _)) = bytes.split_first_chunk_mut() else { return self.look_up(bytes) };
        *first = (u64::from_le_bytes(*first) ^ std::mem::take(&mut self.state)).to_le_bytes();
        self.look_up(folding::folded(bytes));
    }

    fn look_up(&mut self, bytes: &[u8]) {
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
        write(!self.state)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(pieces: &[&[u8]]) -> String {
        let tables = Tables::default();
        let mut running = tables.begin();
        for piece in pieces {
            running.add(&mut piece.to_vec());
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
    fn pieces_are_joined_without_their_bytes() {
        let bytes: Vec<u8> = (0..1000_u32).map(|at| (at * 7919).to_le_bytes()[1]).collect();
        let whole = sum(&[&bytes]);
        for (one, two) in [(0, 0), (1, 1), (7, 600), (500, 999), (0, 1000)] {
            let pieces = [&bytes[..one], &bytes[one..two], &bytes[two..]];
            let sums = pieces.map(|piece| (sum(&[piece]), piece.len() as u64));
            let sums = sums.iter().map(|(sum, bytes)| (sum.as_str(), *bytes));
            assert_eq!(joined(sums), Some(whole.clone()), "{one} {two}");
        }
        assert_eq!(joined([("rosUhgp5", 1)]), None);
        assert_ne!(joined([(sum(&[b"b"]).as_str(), 1), (&sum(&[b"a"]), 1)]), Some(sum(&[b"ab"])));
    }

    #[test]
    fn a_sum_goes_on_where_it_ended() {
        let tables = Tables::default();
        let mut running = tables.resume(&sum(&[b"12345"])).unwrap();
        running.add(&mut b"6789".to_vec());
        assert_eq!(running.finish(), "rosUhgp5mIg=");
        assert!(tables.resume("no sum").is_none());
    }

    #[test]
    fn it_does_not_matter_how_the_bytes_come() {
        let bytes: Vec<u8> = (0..1000_u32).map(|at| (at * 7919).to_le_bytes()[1]).collect();
        let whole = sum(&[&bytes]);
        for at in 0..100 {
            assert_eq!(sum(&[&bytes[..at], &bytes[at..]]), whole, "{at}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Long enough to be made short, too.
        #[test]
        fn another_implementation_says_the_same(
            bytes in prop::collection::vec(any::<u8>(), 0..200_000),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        ) {
            let theirs = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc64Nvme, &bytes);
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|ends| &bytes[ends[0]..ends[1]]).collect();
            prop_assert_eq!(sum(&pieces), write(theirs));
        }
    }
}
