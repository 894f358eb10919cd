use serde::{Deserialize, Serialize};

/// `GET /api/access-keys`: the caller's keys for programs, newest first; expired and disabled ones too.
/// `GET /api/teams/{team}/access-keys`: the same of a team, for its managers. What stands below of the owner is then the
/// team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessKeyList {
    pub keys: Vec<AccessKey>,
    /// Longest life of a key, from when it is made or renewed.
    pub days_max: u32,
    /// Longest life of a temporary key.
    pub seconds_max: u32,
    /// The instances where a key of this owner would open anything, by id.
    #[serde(default)]
    pub instances: Vec<String>,
}

/// An access key without its secret, which is told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessKey {
    /// The public half: 20 of `A-Z 2-7`, the first four `CELL`.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    pub instance: String,
    /// `None`: all buckets of the owner on the instance, those to come included.
    pub buckets: Option<Vec<AccessKeyBucket>>,
    /// Of the key behind a presigned address: the one object of its bucket that it reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    pub read_only: bool,
    /// Networks it may be used from, such as `10.0.0.0/8`; none: from anywhere.
    pub sources: Vec<String>,
    /// RFC 3339, as the other times.
    pub created_at: String,
    pub expires_at: String,
    /// Counted by the gateway's clock; 0 when it has expired.
    pub expires_in_seconds: u64,
    pub disabled: bool,
    /// It came with a session token, for hours, and cannot be renewed.
    pub temporary: bool,
    /// To the minute; `None` when it was never used.
    pub last_used_at: Option<String>,
    /// The address it was used from then.
    pub last_used_from: Option<String>,
    /// Of a team's key: the name of the manager who made it; `None` where an operator did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
}

/// What a key reaches in a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessKeyBucket {
    pub name: String,
    /// Only what lies below one of these, each ending in `/`; none: all of the bucket.
    #[serde(default)]
    pub prefixes: Vec<String>,
}

/// `POST /api/access-keys`: make a key; `POST /api/teams/{team}/access-keys`: make one of the team's. Answers [`CreatedAccessKey`] with 201.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateAccessKey {
    /// 1 to 100 characters.
    pub name: String,
    pub instance: String,
    /// `None`: all buckets of the owner on the instance, those to come included. Else 1 to 50, of 20 prefixes each.
    #[serde(default)]
    pub buckets: Option<Vec<AccessKeyBucket>>,
    pub read_only: bool,
    /// At most 20 addresses or networks; none: from anywhere.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How long it lives from now on: either this, and then it can be renewed,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// or this: a temporary key, 900 at least. It comes with a session token and ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

/// A key that was just made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedAccessKey {
    pub key: AccessKey,
    /// 40 letters and digits, told here and never again.
    pub secret_key: String,
    /// Of a temporary key: shown beside each signature (`x-amz-security-token`), told here and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_token: Option<String>,
    /// Where programs reach the S3 side.
    pub endpoint: String,
    /// What they are to call its region.
    pub region: String,
}

/// `PUT /api/access-keys/{id}` and `PUT /api/teams/{team}/access-keys/{id}`: renew, disable, enable. Whatever is absent stays. Answers [`AccessKey`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeAccessKey {
    /// Let it live so long from now on, also when it has expired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

impl std::fmt::Debug for CreatedAccessKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CreatedAccessKey").field("key", &self.key).finish_non_exhaustive()
    }
}
