use serde::{Deserialize, Serialize};

/// `GET /api/session`: who is signed in, if anybody, and what the page needs before it can draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub person: Option<Person>,
    /// When the session ends however busy it is, RFC 3339; `None` when nobody is signed in.
    pub ends_at: Option<String>,
    /// In how many seconds the session ends if nothing more is asked, counted by the gateway's clock and not by the
    /// browser's; `None` when nobody is signed in. Asking `GET /api/session` itself does not count as use.
    #[serde(default)]
    pub ends_in_seconds: Option<u64>,
    /// `POST /api/session/renewal` would make it last longer. When `false` its absolute end is the nearer one, and only
    /// signing in again helps.
    #[serde(default)]
    pub renewable: bool,
    /// "CA" or "FR": which French the operator chose.
    pub french: String,
    /// Version of the gateway; a page of another version asks to be reloaded.
    pub version: String,
    /// Where programs go; `None` from a gateway that does not say.
    #[serde(default)]
    pub s3: Option<S3Side>,
    /// The identity provider answers; when `false` the page says that signing in must wait.
    pub sign_in_available: bool,
}

/// How programs reach the S3 side, with access keys and by path style.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct S3Side {
    /// Scheme, host and port, such as `https://s3.example.org`.
    pub endpoint: String,
    pub region: String,
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
