//! What one person gave another to use.

use jiff::Timestamp;

use super::{Ask, KeyPrefix, PersonId, Role, TeamId};
use crate::s3::names::Bucket;
use crate::s3::operation::Action;

/// The number of a grant's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GrantId(pub i64);

/// A role in a bucket, or below a prefix of it, given until a date or until it is taken back. It is worth only what its
/// giver may give at the moment it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub to: Grantee,
    pub bucket: Bucket,
    /// `None`: all of the bucket.
    pub prefix: Option<KeyPrefix>,
    /// Never [`Role::Manager`]; of what is public always [`Role::Viewer`].
    pub role: Role,
    pub until: Option<Timestamp>,
    /// Who gave it, or changed it last.
    pub by: PersonId,
}

impl Grant {
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// Whether it would open what is asked to whom it is given, if its giver may give it.
    pub(super) fn opens(&self, ask: &Ask<'_>, now: Timestamp) -> bool {
        let within = match (&self.prefix, ask.action) {
            // That the bucket is there is known from being given a part of it.
            (None, _) | (_, Action::InspectBucket) => true,
            (Some(prefix), _) => ask.extent.lies_below(prefix),
        };
        within
            && ask.bucket == Some(&self.bucket)
            && self.role != Role::Manager
            && self.role.opens(ask.action)
            && !self.has_ended(now)
    }
}

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Grantee {
    Person(PersonId),
    /// Whoever is the first to sign in with this address, verified: from then on that person. Opens nothing before.
    Email(Email),
    Team(TeamId),
    /// Everyone signed in who may see the instance.
    Everyone,
    /// Everybody, signed in or not: a public dataset. Only where the operator allows it, only by managers and owners.
    Public,
}

/// An address as it is compared: in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

/// RFC 5321 §4.5.3.1.3, without the angle brackets.
const EMAIL_BYTES_MAX: usize = 254;

impl Email {
    /// `None` for what cannot be an address. Whether it is somebody's only the identity provider knows.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (name, domain) = text.rsplit_once('@')?;
        let fits = text.len() <= EMAIL_BYTES_MAX
            && !name.is_empty()
            && domain.split('.').all(|label| !label.is_empty())
            && !text
                .contains(|character: char| character.is_whitespace() || character.is_control());
        fits.then_some(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_regard_to_case() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Email::parse(text).as_ref().map(Email::as_str), expected, "{text}");
        };
        check("Anne.Roy@Example.org", Some("anne.roy@example.org"));
        check(" anne@example.org ", Some("anne@example.org"));
        check("anne", None);
        check("@example.org", None);
        check("anne@", None);
        check("anne@example..org", None);
        check("an ne@example.org", None);
        check(&format!("{}@example.org", "a".repeat(250)), None);
    }
}
