//! The records a decision is made on.

use jiff::Timestamp;

use super::{Grant, Person, PersonId, Role, Team, TeamId};

/// What the database knows of the bucket an operation is about, and of the caller there, read before the decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub bucket: BucketFacts,
    /// The same of the bucket that is copied from, where the operation has one.
    pub source: Option<BucketFacts>,
}

/// What is recorded of one bucket and whoever asks. What is not here opens nothing: it is left out, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BucketFacts {
    /// Whom the bucket is recorded for; a bucket nobody recorded belongs to nobody.
    pub owner: Option<Owner>,
    /// The team that owns the bucket, where one does.
    pub team: Option<Team>,
    pub settings: Settings,
    /// What a manager set for whoever asks (of a link: for the sharer) in that team.
    pub set_role: Option<Role>,
    /// Those that may concern caller and keys. The policy looks at each again.
    pub grants: Vec<GrantFacts>,
}

/// Ownership is a record, never a guess from a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    Person(PersonId),
    Team(TeamId),
}

impl From<PersonId> for Owner {
    fn from(person: PersonId) -> Self {
        Self::Person(person)
    }
}

impl From<TeamId> for Owner {
    fn from(team: TeamId) -> Self {
        Self::Team(team)
    }
}

/// What managers decided about a team's bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Contributors may give grants and make links, of what they may do themselves.
    pub contributors_share: bool,
    /// Below `shared/<handle>/` its member writes, every member reads, and no other contributor changes anything.
    pub shared_folders: bool,
}

/// A grant, with what decides whether it is worth anything now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantFacts {
    pub grant: Grant,
    /// With the groups of this moment. Whoever was shut out gives nothing: such grants are left out.
    pub giver: Person,
    /// When the identity provider vouched for the giver last: confirmed their groups, or let them in where it names none.
    /// `None`: only the operator knows them, and only the operator shuts them out.
    pub vouched_at: Option<Timestamp>,
    /// What a manager set for the giver in the team that owns the bucket.
    pub giver_set: Option<Role>,
    /// The exact group of the team that it is given to, where it is one.
    pub group: Option<String>,
}

impl BucketFacts {
    pub fn owned_by(owner: Owner) -> Self {
        Self { owner: Some(owner), ..Self::default() }
    }
}

impl Facts {
    pub fn owned_by(owner: Owner) -> Self {
        Self { bucket: BucketFacts::owned_by(owner), source: None }
    }
}
