//! CRC-64/NVME and MD5 of the same bytes, read once: storages that keep no checksums still compare an MD5.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use crate::{Running, Tables};

/// Both sums while their bytes pass.
#[derive(Clone, Debug)]
pub struct Both<'a> {
    running: Running<'a>,
    md5: Md5,
}

impl<'a> Both<'a> {
    pub fn begin(tables: &'a Tables) -> Self {
        Self { running: tables.begin(), md5: Md5::new() }
    }

    /// The bytes are spoilt.
    pub fn add(&mut self, bytes: &mut [u8]) {
        self.md5.update(&*bytes);
        self.running.add(bytes);
    }

    /// As `x-amz-checksum-crc64nvme` and `Content-MD5` (RFC 1864) bear them, in base64.
    pub fn finish(self) -> [String; 2] {
        [self.running.finish(), STANDARD.encode(self.md5.finalize())]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// From so many on they are summed up in another way.
    const PIECE_BYTES: usize = 50_000;

    fn both(pieces: &[&[u8]]) -> [String; 2] {
        let tables = Tables::default();
        let mut both = Both::begin(&tables);
        for piece in pieces {
            both.add(&mut piece.to_vec());
        }
        both.finish()
    }

    #[test]
    fn the_known_values_come_out() {
        // RFC 1321, A.5, and the check value of the CRC catalogue.
        let nothing = 0xd41d_8cd9_8f00_b204_e980_0998_ecf8_427e_u128;
        let abc = 0x9001_5098_3cd2_4fb0_d696_3f7d_28e1_7f72_u128;
        assert_eq!(both(&[])[1], STANDARD.encode(nothing.to_be_bytes()));
        assert_eq!(both(&[b"a", b"bc"])[1], STANDARD.encode(abc.to_be_bytes()));
        assert_eq!(both(&[b"12345", b"6789"])[0], "rosUhgp5mIg=");
    }

    proptest! {
        #[test]
        fn however_the_bytes_are_cut_they_are_those_of_the_whole(
            bytes in proptest::collection::vec(any::<u8>(), 0..3 * PIECE_BYTES),
            cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..5),
        ) {
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|ends| &bytes[ends[0]..ends[1]]).collect();
            let tables = Tables::default();
            let mut alone = tables.begin();
            alone.add(&mut bytes.clone());
            let expected = [alone.finish(), STANDARD.encode(Md5::digest(&bytes))];
            prop_assert_eq!(both(&pieces), expected);
        }
    }
}
