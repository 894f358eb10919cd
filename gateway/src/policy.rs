//! May they? The one decision point: pure, without I/O or clock. Whatever no rule opens is denied.
//!
//! Invariants: a [`Permit`] is made here and nowhere else, and holds exactly the operation that was asked; one rule
//! opens all that an operation touches, or none does: no two rules are ever put together.

mod access_key;
mod caller;
mod decision;
mod denied;
mod extent;
mod facts;
mod grant;
mod link;
mod pattern;
mod publication;
mod role;
mod rules;
mod ruling;
mod sharing;
mod team;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

pub use self::access_key::{AccessKey, AccessKeyId, KeyOwner, KeyPrefix, KeyScope, Reach};
pub use self::caller::{Caller, Handle, Person, PersonId};
pub use self::denied::Denied;
pub use self::extent::Extent;
pub use self::facts::{BucketFacts, Facts, GrantFacts, Owner, Settings};
pub use self::grant::{Email, Grant, GrantId, Grantee};
pub use self::link::{Items, LinkId, LinkKind, ShareLink};
pub use self::pattern::{NamePattern, PatternError};
pub use self::publication::Publication;
pub use self::role::Role;
pub use self::rules::{InstanceKind, InstanceRules, Operators, Visibility};
pub use self::ruling::{Rule, Ruling};
pub use self::sharing::Offer;
pub use self::team::{
    GroupPattern, Team, TeamBuckets, TeamId, TeamName, TeamRules, TeamTemplate, Teams, WhichTeams,
};
use crate::s3::names::{Bucket, BucketName, InstanceId};
use crate::s3::operation::{Action, Operation};

/// Proof that the policy allowed this operation. Only [`Policy::permit`] makes one, and the upstream does nothing
/// without one: what is sent is built from the operation inside.
#[derive(Debug)]
pub struct Permit(Operation);

impl Permit {
    pub fn operation(&self) -> &Operation {
        &self.0
    }
}

/// The operator's rules, by instance and for teams.
#[derive(Clone, Debug)]
pub struct Policy {
    instances: BTreeMap<InstanceId, InstanceRules>,
    teams: Teams,
    operators: Operators,
    /// Whether public datasets are open to those who did not sign in.
    anonymous_door: bool,
    /// What somebody gave pauses when the identity provider did not vouch for them for so long; `None`: never.
    groups_max_age: Option<SignedDuration>,
}

/// What is asked of one bucket: by an operation, of its source, or by a page that wants to know.
#[derive(Clone, Copy, Debug)]
struct Ask<'a> {
    action: Action,
    instance: &'a InstanceId,
    /// `None` for the instance as a whole.
    bucket: Option<&'a Bucket>,
    extent: Extent<'a>,
    /// As [`Operation::is_plain_read`].
    plain: bool,
    /// As [`Operation::clears_up`].
    clears_up: bool,
}

impl Policy {
    pub fn new(instances: BTreeMap<InstanceId, InstanceRules>, anonymous_door: bool) -> Self {
        let (teams, operators) = (Teams::default(), Operators::default());
        Self { instances, teams, operators, anonymous_door, groups_max_age: None }
    }

    #[must_use]
    pub fn with_teams(self, teams: Teams) -> Self {
        Self { teams, ..self }
    }

    #[must_use]
    pub fn with_operators(self, operators: Operators) -> Self {
        Self { operators, ..self }
    }

    #[must_use]
    pub fn with_groups_max_age(self, age: SignedDuration) -> Self {
        Self { groups_max_age: Some(age), ..self }
    }

    /// Decides, on the source of a copy as on any read. An access key may do what its owner may do now, a link what its
    /// sharer may pass on now, as far as they reach. `facts` are the records that concern the operation, read before;
    /// `now` is when it is asked (records that end are compared with it).
    pub fn permit(
        &self,
        caller: &Caller,
        facts: &Facts,
        operation: Operation,
        now: Timestamp,
    ) -> Result<Permit, Denied> {
        self.explain(caller, facts, &operation, now)?;
        Ok(Permit(operation))
    }

    /// The same decision, with the rule that made it.
    pub fn explain(
        &self,
        caller: &Caller,
        facts: &Facts,
        operation: &Operation,
        now: Timestamp,
    ) -> Result<Ruling, Denied> {
        let asked = Ask {
            action: operation.action(),
            instance: operation.instance(),
            bucket: operation.bucket(),
            extent: Extent::of(operation),
            plain: operation.is_plain_read(),
            clears_up: operation.clears_up(),
        };
        let source = operation.source();
        let of_source = source.as_ref().map(|bucket| Ask {
            action: Action::Read,
            instance: &bucket.instance,
            bucket: Some(bucket),
            extent: Extent::of_source(operation),
            // A copy takes tags along, and may name a version.
            plain: false,
            clears_up: false,
        });
        for ask in std::iter::once(&asked).chain(&of_source) {
            narrow(caller, ask, now)?;
        }
        let rule = self.decide(caller, &facts.bucket, &asked, now)?;
        let nothing = BucketFacts::default();
        let facts = facts.source.as_ref().unwrap_or(&nothing);
        let source = of_source.map(|ask| self.decide(caller, facts, &ask, now)).transpose()?;
        Ok(Ruling { rule, source })
    }

    /// Which of `actions` the caller may do to what lies directly in the folder (a prefix; empty for the root of the
    /// bucket): what the page shows as enabled there.
    pub fn allowed_in(
        &self,
        caller: &Caller,
        facts: &BucketFacts,
        bucket: &Bucket,
        folder: &str,
        actions: &[Action],
        now: Timestamp,
    ) -> Vec<Action> {
        let may = |action: &Action| {
            let extent = Extent::In(folder);
            let instance = &bucket.instance;
            let (plain, clears_up) = (true, false);
            let ask =
                Ask { action: *action, instance, bucket: Some(bucket), extent, plain, clears_up };
            narrow(caller, &ask, now).is_ok() && self.decide(caller, facts, &ask, now).is_ok()
        };
        actions.iter().copied().filter(may).collect()
    }

    /// Whether the caller may work on the instance at all (or browse it, where it is public).
    pub fn may_enter(&self, caller: &Caller, instance: &InstanceId) -> Result<(), Denied> {
        let rules = self.instances.get(instance).ok_or(Denied::NoSuchInstance)?;
        match (caller, rules.kind) {
            (Caller::Cellier, _) => return Ok(()),
            (Caller::AccessKey(key), _) if key.scope.instance != *instance => {
                return Err(Denied::OutOfScope);
            }
            (Caller::ShareLink(link), _) if link.bucket.instance != *instance => {
                return Err(Denied::OutsideLink);
            }
            (_, InstanceKind::Public) if self.anonymous_door => return Ok(()),
            _ => {}
        }
        let open = match (caller.team(), caller.leave_of()) {
            (Some(team), _) => self.teams.include(&team.group) && rules.is_open_to(team),
            (None, Some(person)) => rules.visible_to.includes(&person.groups),
            (None, None) => return Err(Denied::NotSignedIn),
        };
        if open { Ok(()) } else { Err(Denied::NotInGroups) }
    }

    /// For whom the identity provider vouched last before, what they gave pauses at `now`.
    pub fn vouched_after(&self, now: Timestamp) -> Timestamp {
        let earliest = |age| now.saturating_sub(age).ok();
        self.groups_max_age.and_then(earliest).unwrap_or(Timestamp::MIN)
    }

    /// Whether what somebody gave counts at `now`, by when the identity provider vouched for them last (`None`: only the
    /// operator knows them, and only the operator shuts them out).
    pub fn is_vouched_for(&self, last: Option<Timestamp>, now: Timestamp) -> bool {
        last.is_none_or(|last| self.vouched_after(now) <= last)
    }

    /// Whether those who did not sign in may read public instances.
    pub fn anonymous_door_is_open(&self) -> bool {
        self.anonymous_door
    }

    /// Which groups are teams, and who is what in them.
    pub fn teams(&self) -> &Teams {
        &self.teams
    }

    /// Whether the person runs the portal, and reads what everybody did.
    pub fn is_operator(&self, person: &Person) -> bool {
        self.operators.include(person)
    }

    /// What the team's bucket is called on the instance; `None` where teams have none.
    pub fn team_bucket(&self, instance: &InstanceId, team: &Team) -> Option<BucketName> {
        let rules = self.instances.get(instance)?;
        (rules.kind == InstanceKind::SelfServe).then(|| rules.teams.name_for(&team.name)).flatten()
    }

    /// What a new bucket's name may look like on the instance.
    pub fn creation_patterns(&self, instance: &InstanceId) -> &[NamePattern] {
        self.instances.get(instance).map_or(&[], |rules| &rules.creation)
    }

    /// Whether everybody reads the instance, and nobody writes it.
    pub fn is_public(&self, instance: &InstanceId) -> bool {
        self.instances.get(instance).is_some_and(|rules| rules.kind == InstanceKind::Public)
    }

    /// Whether the bucket is one of the datasets of a public instance.
    pub fn offers(&self, instance: &InstanceId, bucket: &BucketName) -> bool {
        self.instances
            .get(instance)
            .is_some_and(|rules| rules.kind == InstanceKind::Public && rules.offers(bucket))
    }
}

/// Whether a key or a link leaves room for what is asked; asked before anything else, so that neither finds out
/// anything of what lies outside.
fn narrow(caller: &Caller, ask: &Ask<'_>, now: Timestamp) -> Result<(), Denied> {
    match caller {
        Caller::AccessKey(key) => key.scope.admit(ask),
        Caller::ShareLink(link) => link.admit(ask, now),
        Caller::Person(_) | Caller::Anonymous | Caller::Cellier => Ok(()),
    }
}

#[cfg(test)]
mod tests;
