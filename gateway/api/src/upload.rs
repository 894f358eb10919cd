use serde::{Deserialize, Serialize};

use crate::Right;

/// `PUT …/objects?key=` and the completion of an upload: what the store confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredObject {
    pub key: String,
    pub etag: Option<String>,
    /// Of an object in parts whose [`Whole`] was announced: by what it was found to be that; `None` where the store tells
    /// nothing that it could be told by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<FoundBy>,
}

/// By what an object in parts was found to be what was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// The store's own checksum of all its bytes.
    Checksum,
    /// An entity tag made of those of the parts, in their order: as sure as each part is.
    Parts,
}

/// `POST …/uploads?key=`: a multipart upload begun. Parts follow as `PUT …/uploads/parts?key=&upload=&part=`
/// (numbers 1 to 10,000, 5 MiB or more but for the last), then `POST …/uploads/complete?key=&upload=`;
/// `DELETE …/uploads?key=&upload=` gives up and frees the parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartedUpload {
    pub upload: String,
}

/// One part as the store confirmed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadedPart {
    pub part: u16,
    pub etag: String,
}

/// `GET …/uploads/parts?key=&upload=`: what has arrived of an unfinished upload, by number, at most 1,000 parts at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrivedParts {
    pub parts: Vec<ArrivedPart>,
    /// There are more: ask again with `after=` this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u16>,
}

/// A part as the store has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrivedPart {
    pub part: u16,
    pub etag: String,
    /// In bytes.
    pub size: u64,
    /// RFC 3339, where the store says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<String>,
    /// CRC-64/NVME in base64, where the store keeps one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crc64nvme: Option<String>,
}

/// `GET …/uploads`: what was begun below `prefix=` and is not ended, by whomever, by key; `limit=` says how many at once. What
/// has arrived of one, `GET …/uploads/parts` tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnfinishedUploads {
    pub uploads: Vec<UnfinishedUpload>,
    /// There are more: ask again with `after_key=` and `after_upload=` as this says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextUploads>,
    /// What the caller may do below the prefix.
    pub rights: Vec<Right>,
    /// What nothing was added to for so many days is given up by the gateway itself; `None`: nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_up_after_days: Option<u32>,
}

/// The most uploads of one page of the unfinished.
pub const UPLOADS_LIMIT_MAX: u16 = 1000;

/// An upload that was begun and not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnfinishedUpload {
    pub key: String,
    /// What the key may be instead, where the store does not say how it writes keys: what is done to one is done to both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_key: Option<String>,
    pub upload: String,
    /// RFC 3339, where the store says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<String>,
}

/// Where a page of unfinished uploads goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextUploads {
    pub after_key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_upload: Option<String>,
}

/// The parts in order. `If-None-Match: *` on the request refuses to overwrite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompleteUpload {
    pub parts: Vec<UploadedPart>,
    /// With it, other parts than those of the file are not put together (`parts-differ`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Whole>,
}

/// What the parts are to become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Whole {
    /// In bytes.
    pub size: u64,
    /// CRC-64/NVME of all bytes, in base64.
    pub checksum: String,
}
