use serde::{Deserialize, Serialize};

use crate::LocalizedText;

/// Keys and folders together, of one link.
pub const LINK_ITEMS_MAX: usize = 100;
/// Of a link's label.
pub const LINK_LABEL_CHARACTERS_MAX: usize = 100;
/// Of a link's message, in each language.
pub const LINK_MESSAGE_CHARACTERS_MAX: usize = 1_000;
/// A link's password is guessed against a limit, which is worth something from this length on.
pub const LINK_PASSWORD_CHARACTERS_MIN: usize = 8;
pub const LINK_PASSWORD_CHARACTERS_MAX: usize = 200;
/// Downloads that a link may be limited to.
pub const LINK_DOWNLOADS_MAX: u32 = 1_000_000;
/// Links of one page of the list.
pub const LINKS_LIMIT_MAX: u32 = 1_000;

/// `GET /api/links?before=&limit=`: the links that the caller gave out, newest first; expired ones too, those that were
/// taken back are gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkList {
    pub links: Vec<Link>,
    /// `before` of the next page; `None` on the last.
    pub next: Option<String>,
    pub terms: LinkTerms,
}

/// What the operator allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkTerms {
    /// Longest life of a link, from when it is made or changed.
    pub days_max: u32,
    /// Whether a link may last until it is taken back.
    pub without_end: bool,
}

/// An address that opens objects to whoever has it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// For this API; not what stands in the address.
    pub id: String,
    /// The whole address: who has it, has the objects. Empty once the operator lost the key that it was sealed with.
    pub url: String,
    /// What the sharer calls it; nobody else reads it.
    pub label: String,
    /// What those who open it read; either may be empty.
    pub message: LocalizedText,
    pub instance: String,
    pub bucket: String,
    pub keys: Vec<String>,
    /// All below these, each ending in `/`; an empty one is the whole bucket.
    pub prefixes: Vec<String>,
    /// What is there is shown and not handed out.
    pub view_only: bool,
    pub has_password: bool,
    pub downloads_max: Option<u32>,
    /// RFC 3339, as the other times.
    pub created_at: String,
    /// `None`: it lasts until it is taken back.
    pub expires_at: Option<String>,
    /// Counted by the gateway's clock; 0 when it has expired.
    pub expires_in_seconds: Option<u64>,
    /// Of one visitor within an hour, once.
    pub opens: u64,
    /// Of one object by one visitor within an hour, once.
    pub downloads: u64,
    pub last_used_at: Option<String>,
    /// What it takes in; `None`: it opens what is there.
    pub upload: Option<UploadTerms>,
    /// Files that arrived through it or are on their way, and their size together.
    pub files: u64,
    pub bytes: u64,
}

/// What an upload request takes in. What is `None` is not limited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UploadTerms {
    pub files_max: Option<u32>,
    /// Of all files together.
    pub bytes_max: Option<u64>,
    pub file_bytes_max: Option<u64>,
    /// What names end in, such as `pdf`; none: anything. At most 20.
    pub endings: Vec<String>,
    /// Whoever sends something has to say their name.
    pub asks_name: bool,
    /// And a word about it.
    pub asks_note: bool,
}

/// `PUT /s/{link}/{name}`: that a file arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// As it was sent; whether it got a number is not told.
    pub name: String,
    pub size: u64,
    /// RFC 3339.
    pub received_at: String,
}

/// `GET /api/links/{id}/arrivals`: what arrived through an upload request, newest first; the last 1,000.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrivalList {
    pub arrivals: Vec<Arrival>,
}

/// A file that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Arrival {
    /// As it is stored.
    pub key: String,
    pub size: u64,
    /// As they call themselves: nobody proved it. May be empty, as the note.
    pub sender: String,
    pub note: String,
    /// RFC 3339.
    pub at: String,
}

/// `POST /api/links`: make a link. Answers [`Link`] with 201.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateLink {
    pub instance: String,
    pub bucket: String,
    /// Keys and folders: 1 to 100 together.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Each ending in `/`.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// At most 100 characters.
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub message: LocalizedText,
    /// Until it expires, from now on; `None`: never, where the operator allows it.
    pub hours: Option<u32>,
    /// 8 to 200 characters.
    #[serde(default)]
    pub password: Option<String>,
    #[serde(default)]
    pub downloads_max: Option<u32>,
    #[serde(default)]
    pub view_only: bool,
    /// An upload request: files are put below the one prefix, and nothing is opened.
    #[serde(default)]
    pub upload: Option<UploadTerms>,
}

/// `PATCH /api/links/{id}`: whatever is absent stays. Answers [`Link`].
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeLink {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<LocalizedText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<LinkExpiry>,
    /// Empty: none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// 0: as many as they like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downloads_max: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view_only: Option<bool>,
}

/// When a link ends from now on, also when it has expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkExpiry {
    Never,
    Hours(u32),
}

/// The address opens the objects: no log says it.
impl std::fmt::Debug for Link {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Link").field("id", &self.id).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for CreateLink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys = (&self.keys, &self.prefixes);
        formatter.debug_struct("CreateLink").field("items", &keys).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ChangeLink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ChangeLink").field("expiry", &self.expiry).finish_non_exhaustive()
    }
}
