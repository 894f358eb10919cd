use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// S3's own limit (S3 User Guide, "Categorizing your objects using tags").
pub const TAGS_MAX: usize = 10;
/// Of Unicode, each 1 to this many.
pub const TAG_NAME_CHARACTERS_MAX: usize = 128;
/// Of Unicode; a value may be empty.
pub const TAG_VALUE_CHARACTERS_MAX: usize = 256;

/// `GET` and `PUT …/tags?key=`: all tags of one object, by name. What is put replaces what was there; no tags at all
/// removes them. 501 `unsupported` where the storage has no tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tags {
    pub tags: BTreeMap<String, String>,
}
