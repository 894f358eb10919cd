use serde::{Deserialize, Serialize};

use crate::Problem;

/// The most objects one request copies or moves; a folder of more is sent in several.
pub const COPY_OBJECTS_MAX: usize = 1000;

/// `POST /api/copies`: copies objects, or moves them, within a bucket, between buckets and between instances.
///
/// Answers `application/x-ndjson`, one [`CopyNews`] a line, while it goes on; a request that is refused as a whole
/// (malformed, or a bucket the person may not read from, delete from or write to) is a [`Problem`] and touches nothing.
/// Closing the connection stops: nothing new is begun, what was begun ends whole or not at all, and a move never leaves
/// neither copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CopyObjects {
    pub source: Place,
    pub target: Place,
    /// Move: once a copy is confirmed, its source is removed, unless it changed meanwhile.
    #[serde(default)]
    pub remove_source: bool,
    #[serde(default)]
    pub collision: Collision,
    /// 1 to [`COPY_OBJECTS_MAX`].
    pub objects: Vec<CopyObject>,
}

/// A bucket on an instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    pub instance: String,
    pub bucket: String,
}

/// What happens where an object bears the target's key already. To keep both, ask again for another key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Collision {
    /// The object fails with `object-exists` and nothing is changed.
    #[default]
    Refuse,
    Replace,
}

/// One object to copy, whole keys on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CopyObject {
    pub key: String,
    pub target_key: String,
    /// Entity tag of the source as the person saw it, without quotes; one that changed since fails with `precondition`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Bytes of the source as the person saw it; one of another size fails with `precondition`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// One line of the answer: how far a large object is (`bytes` alone), or what became of an object (`outcome`), which
/// comes exactly once for each that was begun, in the order they end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CopyNews {
    /// Which object: its place in [`CopyObjects::objects`], from 0.
    pub index: u32,
    /// Bytes copied so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<CopyOutcome>,
    /// Entity tag of the copy, without quotes: what undoing a move gives as the tag that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Why it failed, or why the source was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CopyOutcome {
    /// The copy is confirmed; the source was to stay.
    Copied,
    /// The copy is confirmed and the source is gone.
    Moved,
    /// The copy is confirmed, but the source could not be removed, or changed meanwhile: both exist.
    KeptSource,
    /// There is no copy; the source is as it was.
    Failed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_holds_only_what_it_says() {
        let check = |news: CopyNews, expected: &str| {
            assert_eq!(serde_json::to_string(&news).unwrap(), expected);
        };
        check(
            CopyNews { index: 3, bytes: Some(10), ..CopyNews::default() },
            r#"{"index":3,"bytes":10}"#,
        );
        let outcome = Some(CopyOutcome::KeptSource);
        check(
            CopyNews { index: 0, outcome, ..CopyNews::default() },
            r#"{"index":0,"outcome":"kept_source"}"#,
        );
    }

    #[test]
    fn unless_said_otherwise_nothing_is_replaced_or_removed() {
        let place = r#"{"instance":"minimal","bucket":"anne.roy"}"#;
        let body = format!(r#"{{"source":{place},"target":{place},"objects":[]}}"#);
        let request: CopyObjects = serde_json::from_str(&body).unwrap();
        assert_eq!((request.remove_source, request.collision), (false, Collision::Refuse));
    }
}
