use serde::{Deserialize, Serialize};

/// `GET /api/session`: who is signed in, if anybody, and what the page needs before it can draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub person: Option<Person>,
    /// When the session ends however busy it is, RFC 3339; `None` when nobody is signed in.
    pub ends_at: Option<String>,
    /// "CA" or "FR": which French the operator chose.
    pub french: String,
    /// Version of the gateway; a page of another version asks to be reloaded.
    pub version: String,
    /// The identity provider answers; when `false` the page says that signing in must wait.
    pub sign_in_available: bool,
}

/// The person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// `firstname.lastname`, bound once.
    pub handle: String,
    pub name: String,
    pub email: Option<String>,
    /// Teams as the identity provider names them.
    pub groups: Vec<String>,
}
