use serde::{Deserialize, Serialize};

use crate::{Entry, Problem};

/// The most that one search finds before it stops and says where: as many as a page of a listing holds.
pub const SEARCH_FOUND_MAX: usize = 1000;

/// `GET /api/instances/{instance}/buckets/{bucket}/search`: what lies anywhere below `prefix` and matches all of
///
/// - `text`: held by its name; by its path below the prefix where `text` holds a `/`;
/// - `glob`: a pattern of the name, or of the path where it holds a `/`: `*` any letters but `/`, `**` whole folders,
///   `?` one letter, `[a-z]`, `{csv,tsv}`;
/// - `size_min`, `size_max`: bytes; `since`, `until`: RFC 3339; `kind`: what the ending of its name says.
///
/// Letters match whatever their case and accents. Folders are found by `text` and `glob` alone.
///
/// `application/x-ndjson`, a line or a few for each page of the storage's own listing, several of which are read at the
/// same time: what is found comes in no order. The last line is `complete`, or `stopped`, or has a `problem`; an answer that
/// ends without any of these was cut off. Closing the connection stops the search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchNews {
    /// What was found since the line before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<Entry>,
    /// How many objects this request looked at so far.
    pub looked_at: u64,
    /// The key that was looked at last.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The last line: everything below the prefix was looked at.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
    /// The last line: as much was found or looked at as one search may.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// Of the last line of each page: what goes on with the same search, after all that was told so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Of the last line, where the storage or the records did not answer: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Box<Problem>>,
}
