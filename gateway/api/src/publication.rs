use serde::{Deserialize, Serialize};

use crate::Problem;

/// The most objects that a review counts.
pub const REVIEWED_OBJECTS_MAX: u64 = 100_000;

/// The most keys that a review names.
pub const REVIEWED_KEYS_MAX: usize = 8;

/// `GET …/buckets/{bucket}/publication?prefix=`: what would become readable by everybody. `application/x-ndjson`, one line
/// now and then, each with what was counted so far; the last is `complete`, or says that there is `more`. A count that
/// fails on the way ends with a line that has the `problem`; an answer that ends without any of these was cut off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicationReview {
    pub objects: u64,
    pub bytes: u64,
    /// The first keys, in S3's order; at most [`REVIEWED_KEYS_MAX`].
    pub first: Vec<String>,
    pub complete: bool,
    /// Of the last line: there are more than [`REVIEWED_OBJECTS_MAX`] objects, and those were not counted.
    pub more: bool,
    /// Of the last line, when there is more that could not be counted: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Box<Problem>>,
}

/// `POST /api/publications`: makes a prefix readable by everybody. Answers [`Grant`](crate::Grant) with 201, which
/// `DELETE /api/grants/{id}` takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Publish {
    pub instance: String,
    pub bucket: String,
    /// Ends in `/`; empty for all of the bucket.
    #[serde(default)]
    pub prefix: String,
    /// What [`to_confirm`] answers, typed by whoever publishes.
    pub confirmation: String,
}

/// Whether something here can be made public by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Publishing {
    Allowed,
    /// The operator has not switched it on for the instance.
    Off,
    /// Only the owner, or a manager of the team, may.
    NotYours,
}

/// What is typed to confirm that a prefix becomes public: the folder's own name, or that of the bucket.
pub fn to_confirm<'a>(bucket: &'a str, prefix: &'a str) -> &'a str {
    let name = prefix.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if name.is_empty() { bucket } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_confirmed_by_its_own_name_and_all_of_a_bucket_by_the_buckets() {
        let check = |prefix: &str, expected: &str| {
            assert_eq!(to_confirm("anne.roy", prefix), expected, "{prefix}");
        };
        check("", "anne.roy");
        check("open/", "open");
        check("a/b c/", "b c");
        check("a//", "a");
        check("/", "anne.roy");
    }
}
