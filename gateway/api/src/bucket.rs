use serde::{Deserialize, Serialize};

use crate::{BucketTeam, Right};

/// `GET /api/instances/{instance}/buckets`: the caller's own buckets there, by name, then those of their teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BucketList {
    pub buckets: Vec<Bucket>,
}

/// A bucket the caller may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bucket {
    pub instance: String,
    pub name: String,
    /// The bucket that bears the caller's handle.
    pub personal: bool,
    /// The team that it belongs to; absent where it is the caller's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<BucketTeam>,
    /// When it was recorded here, RFC 3339.
    pub created_at: Option<String>,
    pub rights: Vec<Right>,
}

/// `POST /api/instances/{instance}/buckets`: create a bucket of one's own. Answers [`Bucket`] with 201, or 200 when
/// the caller already had it. `POST …/personal-bucket` takes no body and does the same for the personal bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateBucket {
    pub name: String,
}
