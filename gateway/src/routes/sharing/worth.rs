//! What was given is worth what its giver may give now.

use std::collections::HashMap;

use jiff::Timestamp;

use super::Gate;
use crate::database::{Database, GrantRecord, LinkRecord, PersonRecord};
use crate::error::Error;
use crate::policy::{BucketFacts, Caller, Grant, Grantee, Handle, Items, Offer, PersonId, Role};
use crate::s3::names::Bucket;

/// Tells which grants and links open anything now: those that have not ended, and whose givers might give them today. What is
/// known of a giver in a bucket is looked up once.
pub struct Worth<'a> {
    gate: &'a Gate,
    database: &'a Database,
    givers: HashMap<(PersonId, Bucket), Option<Giver>>,
}

/// Who gave, and what is recorded of them in the bucket.
type Giver = (Caller, BucketFacts);

impl<'a> Worth<'a> {
    pub fn new(gate: &'a Gate, database: &'a Database) -> Self {
        Self { gate, database, givers: HashMap::new() }
    }

    pub async fn is_worth(&mut self, record: &GrantRecord, now: Timestamp) -> Result<bool, Error> {
        let Grant { by, bucket, prefix, role, to, .. } = &record.grant;
        let items = Items::below(prefix.clone());
        let public = *to == Grantee::Public;
        let offer = Offer { bucket: bucket.clone(), items, role: *role, public };
        let may = self.may_offer(*by, &record.giver.handle, &offer, now).await?;
        Ok(may && !record.grant.has_ended(now))
    }

    /// The same of a link that has not ended.
    pub async fn is_open(
        &mut self,
        by: &Handle,
        record: &LinkRecord,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let (bucket, items) = (record.bucket.clone(), record.items.clone());
        let role = if record.upload.is_some() { Role::Uploader } else { Role::Viewer };
        let offer = Offer { bucket, items, role, public: false };
        self.may_offer(record.sharer, by, &offer, now).await
    }

    async fn may_offer(
        &mut self,
        by: PersonId,
        handle: &Handle,
        offer: &Offer,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let who = (by, offer.bucket.clone());
        if !self.givers.contains_key(&who) {
            let giver = self.giver(handle, &offer.bucket, now).await?;
            self.givers.insert(who.clone(), giver);
        }
        let Some(Some((giver, facts))) = self.givers.get(&who) else { return Ok(false) };
        Ok(self.gate.policy().may_offer(giver, facts, offer, now).is_ok())
    }

    /// `None` while they give nothing to anybody.
    async fn giver(
        &self,
        handle: &Handle,
        bucket: &Bucket,
        now: Timestamp,
    ) -> Result<Option<Giver>, Error> {
        let found = self.database.person_by_handle(handle).await?;
        let gives = |record: &PersonRecord| {
            let vouched_for = self.gate.policy().is_vouched_for(record.vouched_at, now);
            record.disabled_at.is_none() && vouched_for
        };
        let Some(record) = found.filter(gives) else { return Ok(None) };
        let caller = Caller::Person(record.person);
        let facts = self.database.facts_of_bucket(&caller, bucket).await?;
        Ok(Some((caller, facts)))
    }
}
