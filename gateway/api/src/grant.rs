use serde::{Deserialize, Serialize};

use crate::{LocalizedText, Publishing};

/// Grants of one page of the list of what one gave.
pub const GRANTS_LIMIT_MAX: u32 = 1_000;

/// The most grants that an answer about one folder, or one person's places, holds.
pub const GRANTS_SHOWN_MAX: usize = 1_000;

/// The most people and teams that a search answers.
pub const FOUND_MAX: u32 = 8;

/// What must be typed of a handle before any is proposed: nobody reads the list of everybody here.
pub const SEARCH_CHARACTERS_MIN: usize = 3;

/// What somebody may do in a bucket that is not their own (docs/api.md has the table).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Puts new objects, and sees none.
    Uploader,
    /// Lists and reads.
    Viewer,
    /// Lists, reads, puts, overwrites and deletes.
    Contributor,
    /// As the owner of a personal bucket; never granted.
    Manager,
}

/// Somebody as the others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Somebody {
    pub handle: String,
    pub name: String,
}

/// To whom something is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Grantee {
    Person(Somebody),
    /// Whoever is the first to sign in with this address, verified.
    Email {
        address: String,
    },
    Team {
        /// As in addresses: `prix`.
        team: String,
        name: LocalizedText,
    },
    /// Everyone signed in who may see the instance.
    Everyone,
    /// Everybody, signed in or not: a public dataset.
    Public,
}

/// A role in a bucket or below a prefix of it, given to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    pub id: i64,
    pub instance: String,
    pub bucket: String,
    /// Ends in `/`; empty for all of the bucket.
    pub prefix: String,
    pub to: Grantee,
    pub role: Role,
    /// RFC 3339; `None`: until it is taken back.
    pub until: Option<String>,
    /// Counted by the gateway's clock; 0 when it has ended.
    pub ends_in_seconds: Option<u64>,
    pub by: Somebody,
    /// RFC 3339.
    pub created_at: String,
    /// Of what was made public: it is not public any more, because who did it may not now, or the operator switched it
    /// off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lapsed: bool,
}

/// `GET /api/grants?before=&limit=`: what the caller gave, newest first; what has ended too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GrantList {
    pub grants: Vec<Grant>,
    /// `before` of the next page; `None` on the last.
    pub next: Option<i64>,
}

/// `POST /api/grants`: give. Answers [`Grant`] with 201; what the caller gave the same one at the very same place
/// is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateGrant {
    pub instance: String,
    pub bucket: String,
    /// Ends in `/`; empty for all of the bucket.
    #[serde(default)]
    pub prefix: String,
    pub to: GrantTo,
    pub role: Role,
    /// RFC 3339, to come; `None`: until it is taken back.
    #[serde(default)]
    pub until: Option<String>,
}

/// To whom, as somebody names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum GrantTo {
    Person { handle: String },
    Email { address: String },
    Team { team: String },
    Everyone,
}

/// `PUT /api/grants/{id}`: another role, another end. Answers [`Grant`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeGrant {
    pub role: Role,
    /// RFC 3339, to come; `None`: until it is taken back.
    #[serde(default)]
    pub until: Option<String>,
}

/// `GET /api/shared-with-me?limit=`: what others let the caller use now, by instance, bucket and prefix; with `instance=` and
/// `bucket=` what lies in that bucket alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedPlaces {
    pub places: Vec<Grant>,
    /// There are more than are told.
    pub more: bool,
}

/// `GET /api/people?q=`: whom a beginning may mean. The whole of a handle or of a verified address finds its person, the
/// beginning of a handle from three letters on finds eight at most; the same of teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Found {
    pub people: Vec<Somebody>,
    pub teams: Vec<FoundTeam>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundTeam {
    pub team: String,
    pub name: LocalizedText,
}

/// `GET /api/instances/{instance}/buckets/{bucket}/sharing?prefix=`, or `?key=` of an object: who can see what lies here.
/// Complete for whoever may share here; others learn whose it is and what lets them in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhoSees {
    pub owner: SharingOwner,
    /// What the caller may do as owner or member; `None` for whom it was only granted.
    pub role: Option<Role>,
    /// What lets the caller in, where it is granted.
    pub given: Option<Grant>,
    /// The caller may share here, so that the lists below hold everything.
    pub complete: bool,
    /// Grants that reach into the prefix: its own, those of what lies around it, and those of what lies in it; those
    /// that are worth something now.
    pub grants: Vec<Grant>,
    /// Links that open something of it, by whomever they were given out.
    pub links: Vec<SharedLink>,
    /// There are more than [`GRANTS_SHOWN_MAX`] grants or links; the others are left out.
    #[serde(default)]
    pub more: bool,
    /// What is public of it, around it or in it: told to all. To whoever may share here, with what is public no more.
    #[serde(default)]
    pub published: Vec<Grant>,
    /// Whether the caller can make it public.
    pub publishing: Publishing,
}

/// A share link as those see it who look after what it opens; without its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedLink {
    /// As `DELETE /api/links/{id}` takes it.
    pub id: String,
    pub keys: Vec<String>,
    /// Each ends in `/`; the empty one is the whole bucket.
    pub prefixes: Vec<String>,
    pub has_password: bool,
    /// An upload request: whoever has it adds files, and sees none.
    #[serde(default)]
    pub upload: bool,
    /// RFC 3339; `None`: until it is taken back.
    pub until: Option<String>,
    /// The handle of who gave it out.
    pub by: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SharingOwner {
    Person(Somebody),
    Team { team: String, name: LocalizedText },
}
