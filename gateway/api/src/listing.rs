use serde::{Deserialize, Serialize};

use crate::Right;

/// The most entries one page of a listing holds: the limit of S3's `max-keys`.
pub const LISTING_LIMIT_MAX: u16 = 1000;

/// One page of a folder: `GET /api/instances/{instance}/buckets/{bucket}/listing?prefix=&token=&recursive=` and
/// `GET /api/datasets/{bucket}/listing?…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Listing {
    pub prefix: String,
    /// Folders and objects, in S3's order (UTF-8 bytes of the key).
    pub entries: Vec<Entry>,
    /// Continuation token; `None` on the last page.
    pub next: Option<String>,
    /// What the caller may do here.
    pub rights: Vec<Right>,
    /// Where a dataset begins that is a part of its bucket (ends in `/`): what lies above is closed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub root: String,
}

/// A folder (a common prefix) or an object.
///
/// The names are short because a page of 1,000 entries repeats them 1,000 times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Whole key, or whole prefix of a folder (ending in `/`).
    pub key: String,
    /// Bytes; absent for folders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// RFC 3339; absent for folders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Entity tag without quotes; absent for folders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Storage class, such as `GLACIER`; absent for folders, for S3's standard class, and where the storage does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// A common prefix rather than an object.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub folder: bool,
}

impl Entry {
    /// An object of which no more is known.
    pub fn object(key: String, size: u64) -> Self {
        Self { key, size: Some(size), modified: None, etag: None, class: None, folder: false }
    }
}
