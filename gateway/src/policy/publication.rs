//! What people made public: whether it is so now.

use jiff::Timestamp;

use super::{
    Ask, BucketFacts, Caller, Extent, GrantFacts, Grantee, InstanceKind, InstanceRules, Policy,
    Role,
};
use crate::s3::names::InstanceId;
use crate::s3::operation::Action;

/// A prefix that somebody made public, with what decides whether it is public now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub given: GrantFacts,
    /// Of its bucket.
    pub bucket: BucketFacts,
}

impl Publication {
    /// What every key begins with that is public by this; empty for all of the bucket.
    pub fn prefix(&self) -> &str {
        self.given.grant.prefix.as_ref().map_or("", |prefix| prefix.as_str())
    }
}

impl Policy {
    /// Whether owners and managers may make prefixes public on the instance.
    pub fn allows_publishing(&self, instance: &InstanceId) -> bool {
        self.instances.get(instance).is_some_and(allows)
    }

    /// The same of any instance: where none does, nobody need ask what was made public.
    pub fn allows_publishing_anywhere(&self) -> bool {
        self.instances.values().any(allows)
    }

    /// Whether the caller reads this now because it is public: an open anonymous door lets in everybody, a shut one only
    /// those who may enter the instance.
    pub fn is_public_to(&self, caller: &Caller, publication: &Publication, now: Timestamp) -> bool {
        let instance = &publication.given.grant.bucket.instance;
        let lets_in = self.anonymous_door || self.may_enter(caller, instance).is_ok();
        lets_in && self.is_in_force(publication, now)
    }

    /// Whether it is worth anything now: an instance without publishing, and somebody who may not manage the bucket any
    /// more, publish nothing.
    pub fn is_in_force(&self, publication: &Publication, now: Timestamp) -> bool {
        let Publication { given, bucket: facts } = publication;
        let bucket = &given.grant.bucket;
        let Some(rules) = self.instances.get(&bucket.instance) else { return false };
        let ask = Ask {
            action: Action::List,
            instance: &bucket.instance,
            bucket: Some(bucket),
            extent: Extent::Below(publication.prefix()),
            plain: true,
            clears_up: false,
        };
        self.publishes(rules, facts, given, &ask, now)
    }

    /// Whether the grant opens to everybody what is asked: as long as the operator allows it and who made it public
    /// might do so today. Names and bytes as they are now, and nothing else.
    pub(super) fn publishes(
        &self,
        rules: &InstanceRules,
        facts: &BucketFacts,
        given: &GrantFacts,
        ask: &Ask<'_>,
        now: Timestamp,
    ) -> bool {
        allows(rules)
            && given.grant.to == Grantee::Public
            && ask.plain
            && Role::Viewer.opens(ask.action)
            && given.grant.opens(ask, now)
            && self.is_given(rules, facts, given, ask, Action::Manage, now)
    }
}

fn allows(rules: &InstanceRules) -> bool {
    rules.kind == InstanceKind::SelfServe && rules.publishing
}
