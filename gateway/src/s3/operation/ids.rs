//! Names that an upstream gives, and parts by their numbers.

use crate::s3::names::{Key, Prefix};

/// A version of an object, or a mark that it was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectVersion {
    pub key: Key,
    pub id: VersionId,
}

/// An upstream's name for a version: opaque, 1 to 1,024 visible ASCII characters; `null` where versions are not kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionId(String);

impl VersionId {
    pub fn parse(text: &str) -> Option<Self> {
        is_opaque_id(text).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a page of versions goes on, as the page before says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionMarker {
    pub key: String,
    pub version: Option<String>,
}

/// Where a page of unfinished uploads goes on, as the page before says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadMarker {
    pub key: String,
    pub upload: Option<String>,
}

/// Which page of the unfinished uploads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadsPage {
    pub prefix: Prefix,
    pub after: Option<UploadMarker>,
    /// 1 to 1,000.
    pub limit: u16,
}

impl UploadsPage {
    /// The most that storages tell at once.
    pub const LIMIT_MAX: u16 = 1000;

    /// As many as there are at once, of the whole bucket.
    pub fn of_bucket(after: Option<UploadMarker>) -> Self {
        Self { prefix: Prefix::default(), after, limit: Self::LIMIT_MAX }
    }
}

/// An upstream's name for an unfinished multipart upload: opaque, 1 to 1,024 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UploadId(String);

impl UploadId {
    pub fn parse(text: &str) -> Option<Self> {
        is_opaque_id(text).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_opaque_id(text: &str) -> bool {
    (1..=1024).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// 1 to 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartNumber(u16);

impl PartNumber {
    pub fn new(number: u16) -> Option<Self> {
        (1..=10_000).contains(&number).then_some(Self(number))
    }

    pub fn get(self) -> u16 {
        self.0
    }
}

/// A part as the store confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub number: PartNumber,
    /// Entity tag without quotes.
    pub etag: String,
}
