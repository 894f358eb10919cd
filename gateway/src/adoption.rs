//! For operators who migrate: a bucket that was there before Cellier and bears a person's handle is recorded for them
//! when they sign in for the first time. A storage that is down at that moment is asked again at their next sign-in.

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
    /// person nothing but the bucket, until the next sign-in.
    pub async fn welcome(&self, person: Person) {
        let Some(search) = self.0.clone() else { return };
        // Whoever came second is told apart by a number: a bucket of that name was made for somebody else.
        if person.handle.is_numbered() {
            return;
        }
        wait_for(async move { search.begin(&person).await }).await;
    }

    /// Looks where the first sign-in could not.
    pub async fn welcome_back(&self, person: Person) {
        let Some(search) = self.0.clone() else { return };
        wait_for(async move { search.resume(&person).await }).await;
    }
}

/// Waits a moment for a search, which fails into the log and goes on by itself.
async fn wait_for(search: impl Future<Output = Result<(), Error>> + Send + 'static) {
    let looking = tokio::spawn(async move {
        if let Err(error) = search.await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the search for somebody's buckets could not be recorded"
            );
        }
    });
    let limit = Duration::from_secs(WAIT_SECONDS_MAX);
    if tokio::time::timeout(limit, looking).await.is_err() {
        tracing::debug!("the search for somebody's buckets takes long; the sign-in goes on");
    }
}

impl Search {
    /// Looks wherever the person could make a bucket of their name.
    async fn begin(&self, person: &Person) -> Result<(), Error> {
        let could_make = |instance: &&InstanceId| self.could_make(person, instance);
        let instances: Vec<_> = self.instances.iter().filter(could_make).cloned().collect();
        self.database.begin_searches(person.id, instances.clone()).await?;
        self.look(person, &instances).await;
        Ok(())
    }

    /// Looks again where nobody answered, if the person may still enter there.
    async fn resume(&self, person: &Person) -> Result<(), Error> {
        let mut instances = self.database.open_searches(person.id).await?;
        instances.retain(|instance| self.could_make(person, instance));
        self.look(person, &instances).await;
        Ok(())
    }

    fn could_make(&self, person: &Person, instance: &InstanceId) -> bool {
        let Ok(name) = BucketName::parse(person.handle.as_str()) else { return false };
        let patterns = self.gate.policy().creation_patterns(instance);
        self.gate.may_enter(&Caller::Person(person.clone()), instance).is_ok()
            && patterns.iter().any(|pattern| pattern.matches(&person.handle, &name))
    }

    async fn look(&self, person: &Person, instances: &[InstanceId]) {
        let Ok(name) = BucketName::parse(person.handle.as_str()) else { return };
        let visits = instances.iter().map(|instance| {
            let bucket = Bucket { instance: instance.clone(), name: name.clone() };
            async move {
                match self.adopt(&bucket, person).await {
                    Ok(true) => tracing::info!(%bucket, "a newcomer's bucket was recorded by name"),
                    Ok(false) => {}
                    Err(error) => tracing::warn!(
                        %bucket,
                        error = &error as &dyn std::error::Error,
                        "it is not known whether somebody has a bucket here; it is asked again at \
                         their next sign-in, or `cellier bucket adopt` records one by hand"
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
        let mut adopted = self.upstream.bucket_exists(&permit).await?;
        if adopted {
            match self.database.adopt_bucket(bucket, &person.handle).await {
                Ok(_) => {}
                Err(database::Error::BucketTaken(_)) => adopted = false,
                Err(error) => return Err(error.into()),
            }
        }
        self.database.end_search(person.id, &bucket.instance).await?;
        Ok(adopted)
    }
}
