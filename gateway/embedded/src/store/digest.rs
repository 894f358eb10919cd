//! Checksums: which are computed while a body streams in, and whether they are the announced ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc_fast::CrcAlgorithm;
use md5::{Digest as _, Md5};
use s3s::checksum::ChecksumHasher;
use s3s::crypto::Checksum as _;
use s3s::{S3ErrorCode, dto};
use serde::{Deserialize, Serialize};

use super::failure::Failure;

/// The algorithms of `x-amz-checksum-*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Algorithm {
    Crc32,
    Crc32c,
    Crc64nvme,
    Sha1,
    Sha256,
}

impl Algorithm {
    pub const ALL: [Self; 5] =
        [Self::Crc32, Self::Crc32c, Self::Crc64nvme, Self::Sha1, Self::Sha256];

    /// Reads the name of `x-amz-sdk-checksum-algorithm` and `x-amz-checksum-algorithm`.
    pub fn from_name(name: &str) -> Result<Self, Failure> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name).ok_or(Failure::Refused(
            S3ErrorCode::InvalidRequest,
            "The checksum algorithm is not one of CRC32, CRC32C, CRC64NVME, SHA1, SHA256.",
        ))
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    /// The header, also as a trailer, that carries the checksum.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// The CRC behind the name; hashes cannot be combined from those of parts.
    pub const fn crc(self) -> Option<CrcAlgorithm> {
        match self {
            Self::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
            Self::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
            Self::Crc64nvme => Some(CrcAlgorithm::Crc64Nvme),
            Self::Sha1 | Self::Sha256 => None,
        }
    }

    /// Bytes of the checksum before base64.
    pub const fn length_bytes(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

/// What a checksum of an object made of parts covers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The bytes of the object.
    #[default]
    #[serde(rename = "FULL_OBJECT")]
    Full,
    /// The checksums of its parts.
    #[serde(rename = "COMPOSITE")]
    Composite,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => dto::ChecksumType::FULL_OBJECT,
            Self::Composite => dto::ChecksumType::COMPOSITE,
        }
    }
}

/// The checksums known of a body, in base64 (a composite one ends in `-` and the count of parts).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksums {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crc32: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crc32c: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crc64nvme: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha1: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    #[serde(default)]
    pub kind: Kind,
}

impl Checksums {
    pub fn get(&self, algorithm: Algorithm) -> Option<&str> {
        match algorithm {
            Algorithm::Crc32 => self.crc32.as_deref(),
            Algorithm::Crc32c => self.crc32c.as_deref(),
            Algorithm::Crc64nvme => self.crc64nvme.as_deref(),
            Algorithm::Sha1 => self.sha1.as_deref(),
            Algorithm::Sha256 => self.sha256.as_deref(),
        }
    }

    pub fn set(&mut self, algorithm: Algorithm, value: String) {
        let slot = match algorithm {
            Algorithm::Crc32 => &mut self.crc32,
            Algorithm::Crc32c => &mut self.crc32c,
            Algorithm::Crc64nvme => &mut self.crc64nvme,
            Algorithm::Sha1 => &mut self.sha1,
            Algorithm::Sha256 => &mut self.sha256,
        };
        *slot = Some(value);
    }

    /// The checksums as their headers gave them, each of the right length.
    pub fn announced(values: [Option<String>; 5]) -> Result<Self, Failure> {
        let mut announced = Self::default();
        for (algorithm, value) in Algorithm::ALL.into_iter().zip(values) {
            let Some(value) = value else { continue };
            let length = STANDARD.decode(&value).map(|bytes| bytes.len());
            if length != Ok(algorithm.length_bytes()) {
                return Err(Failure::Refused(
                    S3ErrorCode::InvalidRequest,
                    "The value of an x-amz-checksum header is not a checksum of its kind.",
                ));
            }
            announced.set(algorithm, value);
        }
        Ok(announced)
    }

    fn from_hasher(sums: dto::Checksum) -> Self {
        Self {
            crc32: sums.checksum_crc32,
            crc32c: sums.checksum_crc32c,
            crc64nvme: sums.checksum_crc64nvme,
            sha1: sums.checksum_sha1,
            sha256: sums.checksum_sha256,
            kind: Kind::Full,
        }
    }
}

/// Sets the five checksum fields that many of s3s's outputs share.
macro_rules! set_checksums {
    ($output:expr, $checksums:expr) => {{
        let checksums = $checksums;
        $output.checksum_crc32 = checksums.crc32;
        $output.checksum_crc32c = checksums.crc32c;
        $output.checksum_crc64nvme = checksums.crc64nvme;
        $output.checksum_sha1 = checksums.sha1;
        $output.checksum_sha256 = checksums.sha256;
    }};
}
/// Collects the five checksum fields that many of s3s's inputs share.
macro_rules! announced_checksums {
    ($input:expr) => {
        $crate::store::digest::Checksums::announced([
            $input.checksum_crc32.take(),
            $input.checksum_crc32c.take(),
            $input.checksum_crc64nvme.take(),
            $input.checksum_sha1.take(),
            $input.checksum_sha256.take(),
        ])
    };
}
pub(super) use {announced_checksums, set_checksums};

/// What a request says of its body.
#[derive(Debug, Default)]
pub struct Announced {
    pub size: Option<u64>,
    pub md5: Option<Vec<u8>>,
    pub checksums: Checksums,
    /// Computed too although no value was announced: asked for by name, or to come in a trailer.
    pub wanted: Vec<Algorithm>,
    /// The checksum that must come in the trailer.
    pub trailer: Option<Algorithm>,
}

impl Announced {
    /// Reads `Content-MD5`, which must be base64 of 16 bytes.
    pub fn with_md5(mut self, header: Option<&str>) -> Result<Self, Failure> {
        let Some(header) = header else { return Ok(self) };
        match STANDARD.decode(header) {
            Ok(md5) if md5.len() == 16 => self.md5 = Some(md5),
            _ => {
                return Err(Failure::Refused(
                    S3ErrorCode::InvalidDigest,
                    "The Content-MD5 you specified is not valid.",
                ));
            }
        }
        Ok(self)
    }
}

/// Computes, in one pass, MD5 (the `ETag`) and the checksums that were asked for; when none was,
/// CRC64NVME, as S3 does.
pub struct Digester {
    md5: Md5,
    checksums: ChecksumHasher,
}

impl Digester {
    pub fn new(announced: &Announced) -> Self {
        let asked = |algorithm| {
            announced.checksums.get(algorithm).is_some() || announced.wanted.contains(&algorithm)
        };
        let none = !Algorithm::ALL.into_iter().any(asked);
        let checksums = ChecksumHasher {
            crc32: asked(Algorithm::Crc32).then(s3s::crypto::Crc32::new),
            crc32c: asked(Algorithm::Crc32c).then(s3s::crypto::Crc32c::new),
            crc64nvme: (none || asked(Algorithm::Crc64nvme)).then(s3s::crypto::Crc64Nvme::new),
            sha1: asked(Algorithm::Sha1).then(s3s::crypto::Sha1::new),
            sha256: asked(Algorithm::Sha256).then(s3s::crypto::Sha256::new),
        };
        Self { md5: Md5::new(), checksums }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        self.checksums.update(bytes);
    }

    pub fn finish(self) -> ([u8; 16], Checksums) {
        (self.md5.finalize().into(), Checksums::from_hasher(self.checksums.finalize()))
    }
}

/// Compares what came with what was announced.
pub fn verify(announced: &Announced, md5: &[u8], computed: &Checksums) -> Result<(), Failure> {
    if announced.md5.as_deref().is_some_and(|announced| announced != md5) {
        return Err(Failure::Refused(
            S3ErrorCode::BadDigest,
            "The Content-MD5 you specified did not match what was received.",
        ));
    }
    for algorithm in Algorithm::ALL {
        let value = announced.checksums.get(algorithm);
        if value.is_some() && value != computed.get(algorithm) {
            return Err(Failure::Refused(
                S3ErrorCode::BadDigest,
                "The checksum you specified did not match what was received.",
            ));
        }
    }
    Ok(())
}
