//! The beginning of a compressed file (gzip, RFC 1952), unpacked into a bounded place: what it would unpack to in all
//! does not matter.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// Beginning of what was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    pub bytes: Vec<u8>,
    /// Nothing follows.
    pub complete: bool,
}

/// Unpacks at most `bytes_max` bytes; `None` when it is damaged from the start.
pub fn unpack(packed: &[u8], bytes_max: usize) -> Option<Unpacked> {
    let data = packed.get(header_length(packed)?..)?;
    let mut bytes = vec![0; bytes_max];
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | TINFL_FLAG_HAS_MORE_INPUT;
    let (status, read, written) =
        decompress(&mut DecompressorOxide::new(), data, &mut bytes, 0, flags);
    bytes.truncate(written);
    // The checksum and the length follow; after them another member may.
    let complete = status == TINFLStatus::Done && data.len() <= read + 8;
    (written > 0 || complete).then_some(Unpacked { bytes, complete })
}

fn header_length(packed: &[u8]) -> Option<usize> {
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const CHECKSUM: u8 = 2;
    let flags = *packed.get(3)?;
    let mut at = 10;
    if flags & EXTRA != 0 {
        let length = packed.get(at..at + 2)?;
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            at += packed.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    if flags & CHECKSUM != 0 {
        at += 2;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pack(bytes: &[u8], name: &str) -> Vec<u8> {
        let mut packed = vec![0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3];
        packed.extend_from_slice(name.as_bytes());
        packed.push(0);
        packed.extend(miniz_oxide::deflate::compress_to_vec(bytes, 6));
        packed.extend([0; 8]);
        packed
    }

    #[test]
    fn a_small_file_is_unpacked_whole() {
        let unpacked = unpack(&pack("été\n".as_bytes(), "a.txt"), 100);
        let expected = Unpacked { bytes: "été\n".as_bytes().to_vec(), complete: true };
        assert_eq!(unpacked, Some(expected));
    }

    #[test]
    fn of_a_bomb_only_the_beginning_is_unpacked() {
        let bomb = pack(&vec![b'0'; 5_000_000], "bomb");
        assert!(bomb.len() < 10_000);
        let unpacked = unpack(&bomb, 256_000).unwrap();
        assert_eq!((unpacked.bytes.len(), unpacked.complete), (256_000, false));
    }

    #[test]
    fn a_part_of_the_packed_file_gives_a_part_of_the_text() {
        let text: String =
            (0..20_000_u32).flat_map(|number| [number.to_string(), "\n".to_owned()]).collect();
        let packed = pack(text.as_bytes(), "n");
        let unpacked = unpack(&packed[..packed.len() / 2], 256_000).unwrap();
        assert!(!unpacked.complete && text.as_bytes().starts_with(&unpacked.bytes));
        assert_eq!(unpack(b"\x1F\x8B\x08\0\0\0\0\0\0\0\xFF\xFF\xFF", 100), None);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let mut packed = vec![0x1F, 0x8B, 8];
            packed.extend(bytes);
            let unpacked = unpack(&packed, 1000);
            prop_assert!(unpacked.is_none_or(|unpacked| unpacked.bytes.len() <= 1000));
        }
    }
}
