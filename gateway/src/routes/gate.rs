//! Where handlers ask: the facts are read, the policy decides, and out comes a permit or the reason why not.

use std::sync::Arc;

use gateway_api::Right;
use jiff::Timestamp;

use crate::database::Database;
use crate::error::Error;
use crate::policy::{
    BucketFacts, Caller, Denied, Facts, GrantId, KeyPrefix, Offer, Permit, Person, Policy,
    Publication, Rule, Ruling, TeamName,
};
use crate::s3::names::{Bucket, BucketName, InstanceId, Prefix};
use crate::s3::operation::{Action, ListPage, Operation};

#[derive(Clone, Debug)]
pub struct Gate {
    policy: Arc<Policy>,
    database: Database,
}

/// Many things, by what may be done to them.
#[derive(Debug)]
pub struct Sorted<T> {
    /// What one rule opens is permitted as one operation.
    pub together: Vec<(Rule, Vec<T>)>,
    pub denied: Vec<(T, Denied)>,
}

impl Gate {
    pub fn new(policy: Arc<Policy>, database: Database) -> Self {
        Self { policy, database }
    }

    /// The one way to a permit.
    pub async fn permit(&self, caller: &Caller, operation: Operation) -> Result<Permit, Error> {
        let facts = self.database.facts(caller, &operation).await?;
        Ok(self.policy.permit(caller, &facts, operation, Timestamp::now())?)
    }

    /// A permit for what goes on after its request was answered: who asked is looked up again, so that what was taken
    /// back meanwhile is closed.
    pub async fn permit_still(
        &self,
        caller: &Caller,
        operation: Operation,
    ) -> Result<Permit, Error> {
        let now = Timestamp::now();
        let vouched_after = self.policy.vouched_after(now);
        match self.database.caller_now(caller, now, vouched_after).await? {
            Some(caller) => self.permit(&caller, operation).await,
            None if matches!(caller, Caller::ShareLink(_)) => Err(Denied::LinkOver.into()),
            None => Err(Denied::NotSignedIn.into()),
        }
    }

    /// The same decision, with the rule that made it; nothing is done with it.
    pub async fn explain(
        &self,
        caller: &Caller,
        operation: &Operation,
    ) -> Result<Result<Ruling, Denied>, Error> {
        let facts = self.database.facts(caller, operation).await?;
        Ok(self.policy.explain(caller, &facts, operation, Timestamp::now()))
    }

    /// Decides what is to be done to each of many things of one bucket by itself. The records are read for the first, and
    /// again for one that they do not open: other grants may concern it. Whoever has one right in all of it costs one look.
    pub async fn sort<T>(
        &self,
        caller: &Caller,
        things: Vec<T>,
        operation: impl Fn(&T) -> Operation,
    ) -> Result<Sorted<T>, Error> {
        let now = Timestamp::now();
        let mut sorted = Sorted { together: Vec::new(), denied: Vec::new() };
        let mut facts: Option<Facts> = None;
        for thing in things {
            let asked = operation(&thing);
            let decide = |facts: &Facts| self.policy.explain(caller, facts, &asked, now);
            let read = match &facts {
                Some(facts) if facts.bucket.owner.is_none() => Some(decide(facts)),
                Some(facts) => decide(facts).ok().map(Ok),
                None => None,
            };
            let ruling = match read {
                Some(ruling) => ruling,
                None => decide(facts.insert(self.database.facts(caller, &asked).await?)),
            };
            match ruling {
                Err(denied) => sorted.denied.push((thing, denied)),
                Ok(Ruling { rule, .. }) => {
                    match sorted.together.iter_mut().find(|(by, _)| *by == rule) {
                        Some((_, things)) => things.push(thing),
                        None => sorted.together.push((rule, vec![thing])),
                    }
                }
            }
        }
        Ok(sorted)
    }

    /// Whether the caller may do what is no operation at the root of the bucket; answers what is recorded of it.
    pub async fn may(
        &self,
        caller: &Caller,
        bucket: &Bucket,
        action: Action,
    ) -> Result<BucketFacts, Error> {
        self.may_enter(caller, &bucket.instance)?;
        let facts = self.database.facts_of_bucket(caller, bucket).await?;
        let actions = [action, Action::InspectBucket];
        let now = Timestamp::now();
        let allowed = self.policy.allowed_in(caller, &facts, bucket, "", &actions, now);
        match allowed.first() {
            Some(first) if *first == action => Ok(facts),
            // Whoever may know that the bucket is there is told that it is their role.
            Some(_) if facts.owner.is_some() => Err(Denied::Role.into()),
            _ => Err(Denied::NoSuchBucket.into()),
        }
    }

    /// Whether the caller may give what is offered: a grant, a link, or something public.
    pub async fn may_offer(&self, caller: &Caller, offer: &Offer) -> Result<(), Error> {
        let facts = self.database.facts_of_bucket(caller, &offer.bucket).await?;
        Ok(self.policy.may_offer(caller, &facts, offer, Timestamp::now())?)
    }

    /// What people made public that the caller reads now: of buckets of one name, or of all.
    pub async fn publications(
        &self,
        caller: &Caller,
        name: Option<&BucketName>,
    ) -> Result<Vec<Publication>, Error> {
        if !self.policy.allows_publishing_anywhere() {
            return Ok(Vec::new());
        }
        let now = Timestamp::now();
        let mut found = self.database.publications(name).await?;
        found.retain(|publication| self.policy.is_public_to(caller, publication, now));
        Ok(found)
    }

    /// Which grants to everybody are worth something now, of buckets of one name.
    pub async fn in_force(&self, name: &BucketName) -> Result<Vec<GrantId>, Error> {
        let now = Timestamp::now();
        let found = self.database.publications(Some(name)).await?;
        let open = found.iter().filter(|publication| self.policy.is_in_force(publication, now));
        Ok(open.map(|publication| publication.given.grant.id).collect())
    }

    /// A permit, and what else the caller may do in the folder, for the page to enable: one look at the records.
    pub async fn permit_with_rights(
        &self,
        caller: &Caller,
        operation: Operation,
    ) -> Result<(Permit, Vec<Right>), Error> {
        let facts = self.database.facts(caller, &operation).await?;
        let now = Timestamp::now();
        let folder = operation.listed_prefix().unwrap_or_default();
        let rights = operation
            .bucket()
            .map(|bucket| self.rights_by(&facts.bucket, caller, bucket, folder, now));
        let permit = self.policy.permit(caller, &facts, operation, now)?;
        Ok((permit, rights.unwrap_or_default()))
    }

    /// A permit for what Cellier does of its own accord: probes and the catalogue of public data.
    pub async fn permit_cellier(&self, operation: Operation) -> Result<Permit, Error> {
        self.permit(&Caller::Cellier, operation).await
    }

    /// What the caller may do at the root of the bucket, for the page to enable.
    pub async fn rights(&self, caller: &Caller, bucket: &Bucket) -> Result<Vec<Right>, Error> {
        let operation = Operation::HeadBucket { bucket: bucket.clone() };
        let facts = self.database.facts(caller, &operation).await?;
        Ok(self.rights_by(&facts.bucket, caller, bucket, "", Timestamp::now()))
    }

    /// What the caller may do to what lies directly below the prefix.
    pub async fn rights_below(
        &self,
        caller: &Caller,
        bucket: &Bucket,
        prefix: &KeyPrefix,
    ) -> Result<Vec<Right>, Error> {
        let prefix = Prefix::parse(prefix.as_str()).map_err(Error::KeyName)?;
        let page = ListPage { prefix, folders: true, token: None, after: None, limit: 1 };
        let operation = Operation::ListObjects { bucket: bucket.clone(), page };
        let facts = self.database.facts(caller, &operation).await?;
        let folder = operation.listed_prefix().unwrap_or_default();
        Ok(self.rights_by(&facts.bucket, caller, bucket, folder, Timestamp::now()))
    }

    fn rights_by(
        &self,
        facts: &BucketFacts,
        caller: &Caller,
        bucket: &Bucket,
        folder: &str,
        now: Timestamp,
    ) -> Vec<Right> {
        let actions = [
            Action::Read,
            Action::Add,
            Action::Write,
            Action::Delete,
            Action::DeleteBucket,
            Action::Share,
            Action::Manage,
        ];
        let allowed = self.policy.allowed_in(caller, facts, bucket, folder, &actions, now);
        allowed.into_iter().filter_map(right).collect()
    }

    /// The buckets on the instance of one of the person's teams; none where they are not in it.
    pub async fn buckets_of_team(
        &self,
        person: &Person,
        instance: &InstanceId,
        team: &TeamName,
    ) -> Result<Vec<BucketName>, Error> {
        let found = self.database.team_buckets_of(person.id, &person.groups, Some(instance));
        let teams = self.policy.teams();
        let of_team = found.await?.into_iter().filter(|bucket| {
            let role = teams.role(&person.groups, &bucket.team.group, bucket.set_role);
            bucket.team.name == *team && role.is_some()
        });
        Ok(of_team.map(|bucket| bucket.record.bucket.name).collect())
    }

    pub fn may_enter(&self, caller: &Caller, instance: &InstanceId) -> Result<(), Error> {
        Ok(self.policy.may_enter(caller, instance)?)
    }

    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

fn right(action: Action) -> Option<Right> {
    match action {
        Action::Read => Some(Right::Read),
        Action::Add => Some(Right::Add),
        Action::Write => Some(Right::Write),
        Action::Delete => Some(Right::Delete),
        Action::DeleteBucket => Some(Right::DeleteBucket),
        Action::Share => Some(Right::Share),
        Action::Manage => Some(Right::Manage),
        Action::ListBuckets
        | Action::InspectBucket
        | Action::CreateBucket
        | Action::ConfigureBucket
        | Action::List
        | Action::Purge => None,
    }
}
