//! Which rule decided, for whoever wants to know why.

use std::fmt;

use super::{GrantId, LinkId, Role};

/// An operation is allowed, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    pub rule: Rule,
    /// What opens the source of a copy, where the operation has one.
    pub source: Option<Rule>,
}

/// What opened something. One rule opens all of it: no two are ever put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Public data is read by everybody.
    Dataset,
    /// The bucket is recorded for the person.
    Owner,
    /// The bucket is recorded for a team, in which the person has this role.
    Team(Role),
    /// It lies below `shared/<handle>/` of the person.
    OwnFolder,
    Grant(GrantId),
    /// A manager or owner made it public.
    Published(GrantId),
    Link(LinkId),
    /// The name may be given to a bucket by the person, and nobody has it.
    Name,
    /// Cellier itself finds out what is there, and clears up what nobody ended.
    Cellier,
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dataset => formatter.write_str("public data, read by everybody"),
            Self::Owner => formatter.write_str("the owner of the bucket"),
            Self::Team(role) => write!(formatter, "{role} in the team that owns the bucket"),
            Self::OwnFolder => formatter.write_str("the person's own folder below shared/"),
            Self::Grant(id) => write!(formatter, "grant {}", id.0),
            Self::Published(id) => write!(formatter, "made public, grant {}", id.0),
            Self::Link(id) => write!(formatter, "share link {}", id.0),
            Self::Name => formatter.write_str("a name that the person may give to a new bucket"),
            Self::Cellier => formatter.write_str("Cellier itself"),
        }
    }
}
