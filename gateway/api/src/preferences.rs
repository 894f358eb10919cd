use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The most bytes that all names and values of a person's preferences may take together.
pub const PREFERENCES_BYTES_MAX: usize = 64 * 1024;

/// `GET /api/preferences`: how the signed-in person wants the page, wherever they open it. Names and values are the
/// page's own affair; the gateway keeps them and does not read them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preferences {
    /// Rises with every change, so that of two answers the newer is known; zero before the first.
    pub version: u64,
    pub values: BTreeMap<String, String>,
}

/// `PUT /api/preferences`: writes the named values and no other, so that two browsers that change different things
/// both keep theirs; of two that change the same the later one counts. Answers all [`Preferences`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePreferences {
    /// `null` forgets the name.
    pub values: BTreeMap<String, Option<String>>,
}
