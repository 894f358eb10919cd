//! What the operator decided for an instance.

use std::collections::BTreeSet;

use super::{Handle, NamePattern, Person, Team, TeamBuckets, WhichTeams};
use crate::s3::names::BucketName;

#[derive(Clone, Debug)]
pub struct InstanceRules {
    pub kind: InstanceKind,
    pub visible_to: Visibility,
    /// Names that people may give to buckets of their own; unused where public.
    pub creation: Vec<NamePattern>,
    /// On a public instance, the only buckets that are datasets; `None`: all its buckets.
    pub datasets: Option<BTreeSet<BucketName>>,
    /// Buckets of teams; unused where public.
    pub teams: TeamBuckets,
    /// Owners and managers may make a prefix public; unused where everything is.
    pub publishing: bool,
}

impl InstanceRules {
    /// Whether the bucket is one of the datasets of this public instance.
    pub fn offers(&self, bucket: &BucketName) -> bool {
        self.datasets.as_ref().is_none_or(|datasets| datasets.contains(bucket))
    }

    /// Whether the team itself, and so its keys, may be here: its group sees the instance, or the operator named it among
    /// the teams that have a bucket here. That all teams may have one lets in none that could not see it.
    pub fn is_open_to(&self, team: &Team) -> bool {
        self.visible_to.includes(std::slice::from_ref(&team.group))
            || matches!(&self.teams.who, WhichTeams::These(named) if named.contains(&team.name))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceKind {
    /// People create and fill their own buckets.
    SelfServe,
    /// Datasets, readable by everyone.
    Public,
}

/// Who runs the portal: they read the record of what everybody did, and nothing else is opened to them.
#[derive(Clone, Debug, Default)]
pub struct Operators {
    /// Members of at least one of these groups, compared exactly.
    pub groups: Vec<String>,
    /// And these people, by handle.
    pub handles: Vec<Handle>,
}

impl Operators {
    pub fn include(&self, person: &Person) -> bool {
        self.groups.iter().any(|group| person.groups.contains(group))
            || self.handles.contains(&person.handle)
    }
}

/// Who may see an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everyone who signed in.
    Everyone,
    /// Members of at least one of these groups, compared exactly.
    Groups(Vec<String>),
}

impl Visibility {
    pub fn includes(&self, groups: &[String]) -> bool {
        match self {
            Self::Everyone => true,
            Self::Groups(required) => required.iter().any(|group| groups.contains(group)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::PersonId;
    use super::*;

    #[test]
    fn operators_are_named_by_the_exact_group_or_by_handle_and_nobody_is_one_by_default() {
        let anne = Person {
            id: PersonId(1),
            handle: Handle::parse("anne.roy").unwrap(),
            name: "Anne Roy".to_owned(),
            email: None,
            groups: vec!["/storage/operators".to_owned()],
        };
        let check = |groups: &[&str], handles: &[&str], expected: bool| {
            let operators = Operators {
                groups: groups.iter().map(ToString::to_string).collect(),
                handles: handles.iter().map(|handle| Handle::parse(handle).unwrap()).collect(),
            };
            assert_eq!(operators.include(&anne), expected, "{groups:?} {handles:?}");
        };
        check(&[], &[], false);
        check(&["/storage/operators"], &[], true);
        check(&["/storage", "/Storage/Operators", "operators"], &[], false);
        check(&[], &["anne.roy"], true);
        check(&[], &["anne.roy-gagnon"], false);
    }
}
