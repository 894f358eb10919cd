use std::fmt;

use serde::{Deserialize, Serialize};

/// `POST …/presigned?key=`: an address that reads one object, for programs without a key. Answers [`Presigned`] with 201.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatePresigned {
    /// How long it is good: 900 to `seconds_max` of [`AccessKeyList`](crate::AccessKeyList).
    pub seconds: u32,
}

/// A presigned address: whoever has it reads the object until it ends, or its key is revoked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Presigned {
    /// On the S3 side, for `GET` alone.
    pub address: String,
    /// RFC 3339.
    pub expires_at: String,
    /// The temporary key that it ends with, by its id.
    pub access_key: String,
}

/// Without the address, which is as good as the object.
impl fmt::Debug for Presigned {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Presigned")
            .field("access_key", &self.access_key)
            .finish_non_exhaustive()
    }
}
