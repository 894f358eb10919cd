use serde::{Deserialize, Serialize};

use crate::LocalizedText;

/// What a member may do in the team's buckets (docs/api.md has the table).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TeamRole {
    Viewer,
    Contributor,
    Manager,
}

/// `GET /api/teams`: the teams the caller is in, by the groups confirmed last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamList {
    pub teams: Vec<Team>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    /// As in addresses: `prices`.
    pub name: String,
    /// What people call it.
    pub title: LocalizedText,
    /// The caller's.
    pub role: TeamRole,
    /// By instance and name: the buckets it has, and the one it may have where it has not been made yet.
    pub buckets: Vec<TeamBucket>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamBucket {
    pub instance: String,
    pub name: String,
    /// `false`: a manager of the team may make it.
    pub exists: bool,
    /// What its managers decided, for every member to know; `None` where it has not been made.
    #[serde(default)]
    pub settings: Option<BucketSettings>,
}

/// The team that a bucket belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BucketTeam {
    pub name: String,
    pub title: LocalizedText,
    /// The caller's role in it.
    pub role: TeamRole,
}

/// `POST /api/teams/{team}/buckets`: make the team's bucket on an instance. Answers [`crate::Bucket`] with 201, or 200
/// when the team has it already. Managers only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateTeamBucket {
    pub instance: String,
}

/// `GET /api/teams/{team}/members`: who signed in as a member, by handle, and those who left with a role that was set.
/// For every member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberList {
    pub members: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    pub handle: String,
    pub name: String,
    /// What counts; `None` for whoever is not in the team's group any more.
    pub role: Option<TeamRole>,
    /// What the groups alone make of them.
    #[serde(default)]
    pub group_role: Option<TeamRole>,
    /// What a manager set; groups may say more. Kept for whoever left the group, and counts again if they come back.
    pub set_role: Option<TeamRole>,
    /// The name of the manager who set it; `None` where none is set, or the operator did.
    #[serde(default)]
    pub set_by: Option<String>,
    /// RFC 3339.
    #[serde(default)]
    pub set_at: Option<String>,
}

/// `PUT /api/teams/{team}/members/{handle}`: what the member is from now on; `None`: what the groups say. Answers
/// [`Member`]. Managers only; refused (409, `last-manager`) where nobody who is known would manage the team any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeMember {
    pub role: Option<TeamRole>,
}

/// `GET` and `PUT /api/instances/{instance}/buckets/{bucket}/settings`: what owners and managers decide about a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BucketSettings {
    /// Contributors of the team may give grants and make links, of what they may do themselves.
    pub contributors_share: bool,
    /// Below `shared/<handle>/` its member writes, every member reads, and no other contributor changes anything.
    pub shared_folders: bool,
}
