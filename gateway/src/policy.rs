//! May they? The one decision point: pure, without I/O or clock. Whatever no rule opens is denied.
//!
//! Invariant: a [`Permit`] is made here and nowhere else, and holds exactly the operation that was asked.

mod access_key;
mod caller;
mod denied;
mod facts;
mod pattern;
mod rules;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use self::access_key::{AccessKey, AccessKeyId, KeyPrefix, KeyScope, Reach};
pub use self::caller::{Caller, Handle, Person, PersonId};
pub use self::denied::Denied;
pub use self::facts::{Facts, Owner};
pub use self::pattern::{NamePattern, PatternError};
pub use self::rules::{InstanceKind, InstanceRules, Visibility};
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

/// The operator's rules, by instance.
#[derive(Clone, Debug)]
pub struct Policy {
    instances: BTreeMap<InstanceId, InstanceRules>,
    /// Whether public datasets are open to those who did not sign in.
    anonymous_door: bool,
}

impl Policy {
    pub fn new(instances: BTreeMap<InstanceId, InstanceRules>, anonymous_door: bool) -> Self {
        Self { instances, anonymous_door }
    }

    /// Decides, on the source of a copy as on any read. An access key may do what its owner may do now, as far as its
    /// scope reaches. `facts` are the records that concern the operation, read before; `now` is when it is asked
    /// (records that end are compared with it).
    pub fn permit(
        &self,
        caller: &Caller,
        facts: &Facts,
        operation: Operation,
        now: Timestamp,
    ) -> Result<Permit, Denied> {
        if let Caller::AccessKey(key) = caller {
            key.scope.admit(&operation)?;
        }
        self.decide(
            caller,
            facts,
            operation.action(),
            operation.instance(),
            operation.bucket(),
            now,
        )?;
        if let Some(source) = operation.source() {
            let facts = Facts { owner: facts.source_owner, source_owner: None };
            self.decide(caller, &facts, Action::Read, &source.instance, Some(&source), now)?;
        }
        Ok(Permit(operation))
    }

    /// Which of `actions` the caller may do in the bucket now: what the page shows as enabled.
    pub fn allowed(
        &self,
        caller: &Caller,
        facts: &Facts,
        bucket: &Bucket,
        actions: &[Action],
        now: Timestamp,
    ) -> Vec<Action> {
        let in_scope = |action: Action| match caller {
            Caller::AccessKey(key) => key.scope.admit_throughout(action, bucket).is_ok(),
            _ => true,
        };
        let may = |action: &Action| {
            in_scope(*action)
                && self.decide(caller, facts, *action, &bucket.instance, Some(bucket), now).is_ok()
        };
        actions.iter().copied().filter(may).collect()
    }

    /// Whether the caller may work on the instance at all (or browse it, where it is public).
    pub fn may_enter(&self, caller: &Caller, instance: &InstanceId) -> Result<(), Denied> {
        let rules = self.instances.get(instance).ok_or(Denied::NoSuchInstance)?;
        match (caller, rules.kind) {
            (Caller::Cellier, _) => Ok(()),
            (Caller::AccessKey(key), _) if key.scope.instance != *instance => {
                Err(Denied::OutOfScope)
            }
            (_, InstanceKind::Public) if self.anonymous_door => Ok(()),
            (Caller::Anonymous, _) => Err(Denied::NotSignedIn),
            (Caller::Person(_) | Caller::AccessKey(_), InstanceKind::Public)
                if matches!(rules.visible_to, Visibility::Everyone) =>
            {
                Ok(())
            }
            (Caller::Person(person) | Caller::AccessKey(AccessKey { owner: person, .. }), _) => {
                if rules.visible_to.includes(&person.groups) {
                    Ok(())
                } else {
                    Err(Denied::NotInGroups)
                }
            }
        }
    }

    /// Whether those who did not sign in may read public instances.
    pub fn anonymous_door_is_open(&self) -> bool {
        self.anonymous_door
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

    fn decide(
        &self,
        caller: &Caller,
        facts: &Facts,
        action: Action,
        instance: &InstanceId,
        bucket: Option<&Bucket>,
        _now: Timestamp,
    ) -> Result<(), Denied> {
        self.may_enter(caller, instance)?;
        let rules = self.instances.get(instance).ok_or(Denied::NoSuchInstance)?;
        match rules.kind {
            InstanceKind::Public => decide_public(rules, action, bucket),
            InstanceKind::SelfServe => decide_self_serve(rules, caller, facts, action, bucket),
        }
    }
}

/// Public instances: everybody reads what is offered, nobody writes.
fn decide_public(
    rules: &InstanceRules,
    action: Action,
    bucket: Option<&Bucket>,
) -> Result<(), Denied> {
    match action {
        Action::ListBuckets => Ok(()),
        Action::InspectBucket | Action::List | Action::Read => {
            let offered = bucket.is_some_and(|bucket| rules.offers(&bucket.name));
            if offered { Ok(()) } else { Err(Denied::NoSuchBucket) }
        }
        Action::CreateBucket
        | Action::DeleteBucket
        | Action::ConfigureBucket
        | Action::Write
        | Action::Delete
        | Action::Purge => Err(Denied::ReadOnly),
    }
}

/// Self-serve instances: the owner does everything; a name pattern only permits creation, and only where nobody owns.
fn decide_self_serve(
    rules: &InstanceRules,
    caller: &Caller,
    facts: &Facts,
    action: Action,
    bucket: Option<&Bucket>,
) -> Result<(), Denied> {
    let person = match caller {
        Caller::Anonymous => return Err(Denied::NotSignedIn),
        // Cellier itself only finds out what is there: it never touches what people store.
        Caller::Cellier if matches!(action, Action::ListBuckets | Action::InspectBucket) => {
            return Ok(());
        }
        Caller::Cellier => return Err(Denied::NoSuchBucket),
        Caller::Person(person) | Caller::AccessKey(AccessKey { owner: person, .. }) => person,
    };
    // The list of all buckets of an upstream is nobody's business: people see what is recorded for them.
    let bucket = bucket.ok_or(Denied::NoSuchBucket)?;
    match (facts.owner, action) {
        (Some(Owner::Person(owner)), _) if owner == person.id => Ok(()),
        (Some(_), Action::CreateBucket) => Err(Denied::BucketTaken),
        (None, Action::CreateBucket | Action::InspectBucket)
            if rules
                .creation
                .iter()
                .any(|pattern| pattern.matches(&person.handle, &bucket.name)) =>
        {
            Ok(())
        }
        (None, Action::CreateBucket) => Err(Denied::NameNotAllowed),
        // Whoever asks what is there is told the same of what is another's and of what was never made.
        _ => Err(Denied::NoSuchBucket),
    }
}

#[cfg(test)]
mod tests;
