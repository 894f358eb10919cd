use serde::{Deserialize, Serialize};

use crate::{DeletedObject, Problem};

/// `GET …/summary?prefix=`: what lies below a prefix, counted. `application/x-ndjson`, one line now and then, each with
/// what was counted so far; the last is `complete`. Closing the connection stops the counting. A count that fails on
/// the way ends with a line that is not `complete` and has the `problem`; an answer that ends without either was cut off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
    pub objects: u64,
    pub bytes: u64,
    pub complete: bool,
    /// Of the last line, when there is more that could not be counted: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Box<Problem>>,
}

/// `POST …/buckets/{bucket}/empty`: removes every object, and every version and unfinished upload where the storage has
/// them, so that the bucket can be deleted then. `application/x-ndjson`, one line now and then; needs the right to
/// delete the bucket. Closing the connection stops; what is gone by then stays gone. What fails as a whole ends with a line
/// that is not `complete` and has the `problem`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Emptied {
    /// Objects, versions and unfinished uploads removed so far.
    pub removed: u64,
    /// What could not be removed since the line before; each is told once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<DeletedObject>,
    /// The last line: everything was tried. The bucket is empty when nothing failed.
    pub complete: bool,
    /// Of the last line, when the rest could not be tried: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Box<Problem>>,
}
