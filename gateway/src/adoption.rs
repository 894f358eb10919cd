//! For operators who migrate: a bucket that was there before Cellier and bears a person's handle is recorded for them
//! when they sign in for the first time.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use crate::catalog::Catalog;
use crate::database::{self, Database};
use crate::error::Error;
use crate::policy::{Caller, Person};
use crate::routes::gate::Gate;
use crate::s3::names::{Bucket, BucketName, InstanceId};
use crate::s3::operation::Operation;
use crate::upstream::Upstream;

/// How long a first sign-in waits, so that the page it leads to shows the bucket already. The search itself goes on
/// for as long as the upstreams are given to answer.
const WAIT_SECONDS_MAX: u64 = 2;

/// Adoption by name; off unless the operator asks for it. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Adoption(Option<Arc<Search>>);

#[derive(Debug)]
struct Search {
    gate: Gate,
    database: Database,
    upstream: Upstream,
    instances: Vec<InstanceId>,
}

impl Adoption {
    pub fn by_name(gate: Gate, database: Database, upstream: Upstream, catalog: &Catalog) -> Self {
        let instances = catalog.self_serve().map(|entry| entry.id.clone()).collect();
        Self(Some(Arc::new(Search { gate, database, upstream, instances })))
    }

    /// Looks for the buckets of somebody whose record was just made. Never fails: an upstream that is down costs the
    /// person nothing but the bucket, which the operator can record by hand.
    pub async fn welcome(&self, person: Person) {
        let Some(search) = self.0.clone() else { return };
        // Whoever came second is told apart by a number: a bucket of that name was made for somebody else.
        if person.handle.is_numbered() {
            return;
        }
        let looking = tokio::spawn(async move { search.look(&person).await });
        let limit = Duration::from_secs(WAIT_SECONDS_MAX);
        if tokio::time::timeout(limit, looking).await.is_err() {
            tracing::debug!("the search for a newcomer's buckets takes long; the sign-in goes on");
        }
    }
}

impl Search {
    async fn look(&self, person: &Person) {
        let Ok(name) = BucketName::parse(person.handle.as_str()) else { return };
        let caller = Caller::Person(person.clone());
        let could_make = |instance: &&InstanceId| {
            let patterns = self.gate.policy().creation_patterns(instance);
            self.gate.may_enter(&caller, instance).is_ok()
                && patterns.iter().any(|pattern| pattern.matches(&person.handle, &name))
        };
        let visits = self.instances.iter().filter(could_make).map(|instance| {
            let bucket = Bucket { instance: instance.clone(), name: name.clone() };
            async move {
                match self.adopt(&bucket, person).await {
                    Ok(true) => tracing::info!(%bucket, "a newcomer's bucket was recorded by name"),
                    Ok(false) => {}
                    Err(error) => tracing::warn!(
                        %bucket,
                        error = &error as &dyn std::error::Error,
                        "it is not known whether a newcomer has a bucket here; \
                         `cellier bucket adopt` records one by hand"
                    ),
                }
            }
        });
        join_all(visits).await;
    }

    /// Whether the bucket was there, recorded for nobody, and is now recorded for the person.
    async fn adopt(&self, bucket: &Bucket, person: &Person) -> Result<bool, Error> {
        let operation = Operation::HeadBucket { bucket: bucket.clone() };
        let permit = self.gate.permit_cellier(operation).await?;
        if !self.upstream.bucket_exists(&permit).await? {
            return Ok(false);
        }
        match self.database.adopt_bucket(bucket, &person.handle).await {
            Ok(_) => Ok(true),
            Err(database::Error::BucketTaken(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
