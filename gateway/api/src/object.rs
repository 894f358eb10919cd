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
    pub storage_class: Option<String>,
    pub version: Option<String>,
    /// By algorithm, such as `SHA256`, base64 as S3 gives it.
    pub checksums: BTreeMap<String, String>,
    /// User metadata (`x-amz-meta-…`), names without the prefix.
    pub metadata: BTreeMap<String, String>,
    /// `s3://bucket/key`.
    pub s3_uri: String,
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
