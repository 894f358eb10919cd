use serde::{Deserialize, Serialize};

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
    /// Its CRC-64/NVME in base64, where the store tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<String>,
    /// In hexadecimal, where the store's entity tags are that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub md5: Option<String>,
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
