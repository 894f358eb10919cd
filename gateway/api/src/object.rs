use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Problem;

/// `GET …/details?key=`: everything known about one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObjectDetails {
    pub key: String,
    pub size: u64,
    pub modified: Option<String>,
    pub etag: Option<String>,
    pub content_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    pub storage_class: Option<String>,
    pub version: Option<String>,
    /// By algorithm, such as `SHA256`, base64 as S3 gives it.
    pub checksums: BTreeMap<String, String>,
    /// User metadata (`x-amz-meta-…`), names without the prefix.
    pub metadata: BTreeMap<String, String>,
    /// `s3://bucket/key`.
    pub s3_uri: String,
}

/// Names and values of user metadata together (S3 User Guide, "Working with object metadata").
pub const METADATA_BYTES_MAX: usize = 2048;

/// `PUT …/details?key=`: what is stored beside the bytes; the bytes stay. Answers [`ObjectDetails`].
///
/// All of it is replaced: a field that is absent is removed, so a page sends back what it read with what was changed.
/// The storage writes the object anew for it, with a new date and, in a bucket that keeps versions, a new version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditDetails {
    #[serde(default)]
    pub content_type: Option<String>,
    #[serde(default)]
    pub cache_control: Option<String>,
    #[serde(default)]
    pub content_disposition: Option<String>,
    #[serde(default)]
    pub content_language: Option<String>,
    #[serde(default)]
    pub content_encoding: Option<String>,
    /// User metadata, names without the prefix `x-amz-meta-`; at most [`METADATA_BYTES_MAX`] together.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    /// Entity tag as the person saw it: an object that changed since fails with `precondition`.
    #[serde(default)]
    pub etag: Option<String>,
}

/// `POST …/objects/delete`: at most 1,000 keys; answers [`DeleteReport`] with 200 even when single keys failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteObjects {
    pub keys: Vec<String>,
}

/// What became of each key, in the order asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteReport {
    pub objects: Vec<DeletedObject>,
}

/// `problem` is absent when the object is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeletedObject {
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}
