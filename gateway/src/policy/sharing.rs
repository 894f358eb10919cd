//! May they give others a part of what they may do? Nobody gives more than they have, nor what was given to them.

use jiff::Timestamp;

use super::{Ask, BucketFacts, Caller, Denied, Grant, InstanceKind, Items, Policy, Role, Team};
use crate::s3::names::Bucket;
use crate::s3::operation::Action;

/// What somebody wants to give: a grant, a link (of viewers, or of uploaders), or everything public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub bucket: Bucket,
    pub items: Items,
    pub role: Role,
    /// To everybody, signed in or not; a link is not public, however far it travels.
    pub public: bool,
}

/// What a role may open inside a bucket.
const INSIDE: [Action; 5] =
    [Action::List, Action::Read, Action::Add, Action::Write, Action::Delete];

impl Policy {
    /// Whether the caller may give it now. What is given is asked again whenever it is used.
    ///
    /// # Errors
    /// [`Denied::NotYoursToShare`] to who may know that the bucket is there; else as of what does not exist.
    pub fn may_offer(
        &self,
        caller: &Caller,
        facts: &BucketFacts,
        offer: &Offer,
        now: Timestamp,
    ) -> Result<(), Denied> {
        let instance = &offer.bucket.instance;
        self.may_enter(caller, instance)?;
        let rules = self.instances.get(instance).ok_or(Denied::NoSuchInstance)?;
        let Caller::Person(person) = caller else { return Err(Denied::NotYoursToShare) };
        if rules.kind == InstanceKind::Public {
            return Err(Denied::ReadOnly);
        }
        let (right, in_order) = if offer.public {
            (Action::Manage, rules.publishing && offer.role == Role::Viewer)
        } else {
            (Action::Share, offer.role != Role::Manager)
        };
        let bucket = Some(&offer.bucket);
        let (plain, clears_up) = (true, false);
        let ask = |action, extent| Ask { action, instance, bucket, extent, plain, clears_up };
        let may = |ask| self.may_pass_on(rules, facts, person, facts.set_role, &ask, right);
        let extents = offer.items.extents();
        let mut actions = INSIDE.into_iter().filter(|action| offer.role.opens(*action));
        let all = actions.all(|action| extents.iter().all(|extent| may(ask(action, *extent))));
        if in_order && all && !extents.is_empty() {
            return Ok(());
        }
        let inspect = [Action::InspectBucket];
        let known = self.allowed_in(caller, facts, &offer.bucket, "", &inspect, now);
        Err(match known.as_slice() {
            [] => Denied::NoSuchBucket,
            _ if offer.public && all && !rules.publishing => Denied::PublishingOff,
            _ => Denied::NotYoursToShare,
        })
    }

    /// Whether the caller may change or take back what was given: their own, and as owner or manager that of others.
    pub fn may_take_back(
        &self,
        caller: &Caller,
        facts: &BucketFacts,
        grant: &Grant,
        now: Timestamp,
    ) -> Result<(), Denied> {
        let own = matches!(caller, Caller::Person(person) if person.id == grant.by);
        let manages = self.allowed_in(caller, facts, &grant.bucket, "", &[Action::Manage], now);
        if own || !manages.is_empty() { Ok(()) } else { Err(Denied::NotYoursToShare) }
    }

    /// Whether the caller may make the team's bucket under this name. `set` is what a manager set for the caller in the
    /// team. The bucket is then recorded for the team, and that record decides from then on.
    ///
    /// # Errors
    /// [`Denied::NoSuchBucket`] to who is not in the team.
    pub fn may_found(
        &self,
        caller: &Caller,
        team: &Team,
        set: Option<Role>,
        bucket: &Bucket,
    ) -> Result<(), Denied> {
        self.may_enter(caller, &bucket.instance)?;
        let person = caller.person().ok_or(Denied::NotSignedIn)?;
        match self.teams.role(&person.groups, &team.group, set) {
            None => Err(Denied::NoSuchBucket),
            Some(Role::Manager) => {
                let name = self.team_bucket(&bucket.instance, team);
                if name.as_ref() == Some(&bucket.name) {
                    Ok(())
                } else {
                    Err(Denied::NameNotAllowed)
                }
            }
            Some(_) => Err(Denied::Role),
        }
    }
}
