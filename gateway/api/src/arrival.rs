use serde::{Deserialize, Serialize};

/// Upload requests that one answer tells of.
pub const ARRIVAL_NEWS_MAX: u32 = 100;
/// Names of senders that are told of one upload request.
pub const ARRIVAL_SENDERS_MAX: u32 = 5;

/// `GET /api/arrivals?instance=&bucket=`: what arrived through the caller's upload requests since they last said that
/// they know, the newest first; at most 100 requests, also those that were taken back since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrivalNews {
    pub links: Vec<LinkArrivals>,
}

/// What is new through one upload request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkArrivals {
    /// The upload request's id.
    pub link: String,
    /// What the sharer calls it; may be empty.
    pub label: String,
    pub instance: String,
    pub bucket: String,
    /// Where they lie; ends in `/`, empty for all of the bucket.
    pub prefix: String,
    pub files: u64,
    /// Of these files together.
    pub bytes: u64,
    /// The last senders, as they call themselves, each once; at most 5.
    pub senders: Vec<String>,
    /// There are more senders than are told.
    pub more_senders: bool,
    /// RFC 3339.
    pub newest_at: String,
    /// The newest of them, as `PUT /api/links/{id}/arrivals/seen` takes it.
    pub upto: i64,
}

/// `PUT /api/links/{id}/arrivals/seen`: the caller knows what arrived so far, up to the one told. Answers 204.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeeArrivals {
    pub upto: i64,
}
