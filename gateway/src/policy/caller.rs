//! Who asks.

use std::fmt;

use super::{AccessKey, KeyOwner, ShareLink, Team};

/// Who asks, as far as it has been proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    Person(Person),
    /// A program, for its owner.
    AccessKey(AccessKey),
    /// Whoever holds a link.
    ShareLink(ShareLink),
    Anonymous,
    /// Probes and clean-up of our own.
    Cellier,
}

impl Caller {
    /// For whom it is asked: whose buckets, groups and limits count. Who holds a link, or the key of a team, is nobody in
    /// particular.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person)
            | Self::AccessKey(AccessKey { owner: KeyOwner::Person(person), .. }) => Some(person),
            Self::AccessKey(_) | Self::ShareLink(_) | Self::Anonymous | Self::Cellier => None,
        }
    }

    /// The team whose key is used.
    pub fn team(&self) -> Option<&Team> {
        match self {
            Self::AccessKey(AccessKey { owner: KeyOwner::Team(team), .. }) => Some(team),
            _ => None,
        }
    }

    /// Whose rights it is asked by: the person's, or the sharer's.
    pub fn leave_of(&self) -> Option<&Person> {
        match self {
            Self::ShareLink(link) => Some(&link.sharer),
            _ => self.person(),
        }
    }
}

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub handle: Handle,
    /// As the identity provider gives it, for the screen only.
    pub name: String,
    /// Only when the identity provider verified it.
    pub email: Option<String>,
    /// The exact group claims confirmed last; an absent claim is no group at all.
    pub groups: Vec<String>,
}

/// A person's record: bound to (`iss`, `sub`), never to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PersonId(pub i64);

/// `firstname.lastname`, bound once: exactly one dot between two parts of `a-z 0-9 -`, so that no handle can be the
/// beginning of another one's bucket.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle(String);

impl Handle {
    /// Accepts what is a handle already; making one from claims is `identity`'s work.
    pub fn parse(text: &str) -> Option<Self> {
        let part = |part: &str| {
            !part.is_empty()
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let (first, last) = text.split_once('.')?;
        (text.len() <= 63 && part(first) && part(last)).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it ends as those do that tell namesakes apart: `anne.roy-2`.
    pub fn is_numbered(&self) -> bool {
        self.0
            .rsplit_once('-')
            .is_some_and(|(_, end)| end.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_namesake_is_told_from_a_name() {
        let check = |handle: &str, expected: bool| {
            assert_eq!(Handle::parse(handle).unwrap().is_numbered(), expected, "{handle}");
        };
        check("anne.roy", false);
        check("anne.roy-gagnon", false);
        check("anne.roy2", false);
        check("jean-2.roy", false);
        check("anne.roy-2", true);
        check("anne.roy-gagnon-12", true);
    }
}
