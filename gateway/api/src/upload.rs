use serde::{Deserialize, Serialize};

/// `PUT …/objects?key=` and the completion of an upload: what the store confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredObject {
    pub key: String,
    pub etag: Option<String>,
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

/// The parts in order. `If-None-Match: *` on the request refuses to overwrite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompleteUpload {
    pub parts: Vec<UploadedPart>,
}
