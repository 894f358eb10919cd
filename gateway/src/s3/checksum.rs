//! The checksums of objects that S3 knows (S3 User Guide, "Checking object integrity"), computed while bytes pass.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc_fast::CrcAlgorithm;
use sha1::Sha1;
use sha2::{Digest, Sha256};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
}

impl Algorithm {
    pub const ALL: [Self; 5] =
        [Self::Crc32, Self::Crc32c, Self::Crc64Nvme, Self::Sha1, Self::Sha256];

    /// As `x-amz-sdk-checksum-algorithm` and listings name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    /// The header or trailer that bears it, base64 of its bytes in network order.
    pub fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// How long its text is: base64 of 4 to 32 bytes.
    pub fn text_bytes(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 8,
            Self::Crc64Nvme => 12,
            Self::Sha1 => 28,
            Self::Sha256 => 44,
        }
    }

    /// Whether this can be the text of one.
    pub fn writes(self, text: &str) -> bool {
        text.len() == self.text_bytes() && STANDARD.decode(text).is_ok()
    }

    pub fn of_header(header: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.header() == header)
    }

    /// Case does not count, as in S3.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }
}

/// The CRC-64/NVME of what pieces become in their order, from that of each and its length in bytes; `None` where one is
/// none.
pub fn joined<'a>(pieces: impl IntoIterator<Item = (&'a str, u64)>) -> Option<String> {
    let mut whole = 0;
    for (piece, bytes) in pieces {
        let piece = u64::from_be_bytes(STANDARD.decode(piece).ok()?.try_into().ok()?);
        whole = crc_fast::checksum_combine(CrcAlgorithm::Crc64Nvme, whole, piece, bytes);
    }
    Some(STANDARD.encode(whole.to_be_bytes()))
}

/// `Content-MD5` (RFC 1864): base64 of 16 bytes.
pub fn read_md5(text: &[u8]) -> Option<[u8; 16]> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

/// What was sent is not what arrived: the checksum of this name differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {0} that was announced is not that of the bytes that came")]
pub struct Mismatch(pub &'static str);

/// A checksum while its bytes pass.
pub enum Running {
    Crc { algorithm: Algorithm, digest: crc_fast::Digest, bytes: usize },
    Sha1(Sha1),
    Sha256(Sha256),
}

impl fmt::Debug for Running {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Running({})", self.algorithm().name())
    }
}

impl Running {
    pub fn new(algorithm: Algorithm) -> Self {
        let crc = |crc, bytes| Self::Crc { algorithm, digest: crc_fast::Digest::new(crc), bytes };
        match algorithm {
            Algorithm::Crc32 => crc(CrcAlgorithm::Crc32IsoHdlc, 4),
            Algorithm::Crc32c => crc(CrcAlgorithm::Crc32Iscsi, 4),
            Algorithm::Crc64Nvme => crc(CrcAlgorithm::Crc64Nvme, 8),
            Algorithm::Sha1 => Self::Sha1(Sha1::new()),
            Algorithm::Sha256 => Self::Sha256(Sha256::new()),
        }
    }

    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Crc { algorithm, .. } => *algorithm,
            Self::Sha1(_) => Algorithm::Sha1,
            Self::Sha256(_) => Algorithm::Sha256,
        }
    }

    pub fn update(&mut self, data: &[u8]) {
        match self {
            Self::Crc { digest, .. } => digest.update(data),
            Self::Sha1(digest) => digest.update(data),
            Self::Sha256(digest) => digest.update(data),
        }
    }

    /// Base64, as headers bear it.
    pub fn finish(self) -> String {
        match self {
            Self::Crc { digest, bytes, .. } => {
                STANDARD.encode(&digest.finalize().to_be_bytes()[8 - bytes..])
            }
            Self::Sha1(digest) => STANDARD.encode(digest.finalize()),
            Self::Sha256(digest) => STANDARD.encode(digest.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the CRC catalogue and of FIPS 180 for `123456789`, and `a` 66,560 times as in S3's example.
    #[test]
    fn the_known_values_come_out() {
        let check = |algorithm: Algorithm, hexadecimal: &str| {
            let mut running = Running::new(algorithm);
            running.update(b"12345");
            running.update(b"6789");
            let bytes = hex::decode(hexadecimal).unwrap();
            assert_eq!(running.finish(), STANDARD.encode(bytes), "{}", algorithm.name());
        };
        check(Algorithm::Crc32, "cbf43926");
        check(Algorithm::Crc32c, "e3069283");
        check(Algorithm::Crc64Nvme, "ae8b14860a799888");
        check(Algorithm::Sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441");
        check(
            Algorithm::Sha256,
            "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        );
        let mut running = Running::new(Algorithm::Crc32c);
        running.update(&vec![b'a'; 66_560]);
        assert_eq!(running.finish(), "sOO8/Q==");
    }

    #[test]
    fn pieces_make_the_whole_in_their_order() {
        let sum = |bytes: &[u8]| {
            let mut running = Running::new(Algorithm::Crc64Nvme);
            running.update(bytes);
            running.finish()
        };
        let (one, two) = (sum(b"12345"), sum(b"6789"));
        let (one, two) = ((one.as_str(), 5), (two.as_str(), 4));
        assert_eq!(joined([one, two]).as_deref(), Some("rosUhgp5mIg="));
        assert_ne!(joined([two, one]).as_deref(), Some("rosUhgp5mIg="));
        assert_eq!(joined([]), Some(sum(b"")));
        assert_eq!(joined([one, ("rosUhg==", 4)]), None);
    }

    #[test]
    fn each_algorithm_is_found_by_its_names() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::of_header(algorithm.header()), Some(algorithm));
            assert_eq!(Running::new(algorithm).finish().len(), algorithm.text_bytes());
            assert_eq!(Algorithm::of_name(&algorithm.name().to_lowercase()), Some(algorithm));
        }
        assert_eq!(Algorithm::of_header("x-amz-checksum-type"), None);
        assert_eq!(Algorithm::of_name("MD5"), None);
    }
}
