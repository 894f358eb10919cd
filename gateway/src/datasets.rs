//! Which public instance holds which dataset: names of public buckets are unique across instances, so that an address
//! names the bucket alone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::catalog::Catalog;
use crate::error::Error;
use crate::policy::{Caller, Denied};
use crate::routes::gate::Gate;
use crate::s3::names::{Bucket, BucketName, InstanceId};
use crate::s3::operation::Operation;
use crate::upstream::Upstream;

/// How long a catalogue is believed: a new dataset shows within this time.
const CATALOGUE_AGE_MAX: Duration = Duration::from_secs(10);

/// The public buckets, asked of the upstreams at most once in [`CATALOGUE_AGE_MAX`].
#[derive(Clone, Debug)]
pub struct Datasets {
    gate: Gate,
    upstream: Upstream,
    instances: Arc<Vec<InstanceId>>,
    known: Arc<Mutex<Option<Known>>>,
}

#[derive(Clone, Debug)]
struct Known {
    seen: Instant,
    catalogue: DatasetCatalogue,
}

/// What the public instances hold, and which of them did not answer.
#[derive(Clone, Debug, Default)]
pub struct DatasetCatalogue {
    pub instances: BTreeMap<BucketName, InstanceId>,
    pub unavailable: Vec<InstanceId>,
}

impl Datasets {
    pub fn new(gate: Gate, upstream: Upstream, catalog: &Catalog) -> Self {
        let instances = catalog.public().map(|entry| entry.id.clone()).collect();
        Self { gate, upstream, instances: Arc::new(instances), known: Arc::default() }
    }

    /// All datasets the caller may see. A name that two instances hold belongs to the first in the operator's order;
    /// the fault is in the log.
    pub async fn catalogue(&self, caller: &Caller) -> Result<DatasetCatalogue, Error> {
        let mut opened = Vec::new();
        for instance in self.instances.iter() {
            self.gate.may_enter(caller, instance)?;
            opened.push(instance);
        }
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.seen.elapsed() < CATALOGUE_AGE_MAX)
        {
            return Ok(known.catalogue.clone());
        }
        let mut catalogue = DatasetCatalogue::default();
        for instance in opened {
            self.add(instance, &mut catalogue).await?;
        }
        *known = Some(Known { seen: Instant::now(), catalogue: catalogue.clone() });
        Ok(catalogue)
    }

    /// The bucket that bears this name on a public instance.
    ///
    /// # Errors
    /// [`Denied::NoSuchBucket`] when no public instance that answers holds it.
    pub async fn find(&self, caller: &Caller, name: &BucketName) -> Result<Bucket, Error> {
        // With one public instance there is nothing to find out: the upstream itself knows what it holds.
        if let [instance] = self.instances.as_slice() {
            return Ok(Bucket { instance: instance.clone(), name: name.clone() });
        }
        let catalogue = self.catalogue(caller).await?;
        let instance = catalogue.instances.get(name).ok_or(Denied::NoSuchBucket)?;
        Ok(Bucket { instance: instance.clone(), name: name.clone() })
    }

    async fn add(
        &self,
        instance: &InstanceId,
        catalogue: &mut DatasetCatalogue,
    ) -> Result<(), Error> {
        let permit =
            self.gate.permit_cellier(Operation::ListBuckets { instance: instance.clone() }).await?;
        let buckets = match self.upstream.list_buckets(&permit).await {
            Ok(buckets) => buckets,
            Err(error) => {
                tracing::warn!(%instance, %error, "a public instance does not answer");
                catalogue.unavailable.push(instance.clone());
                return Ok(());
            }
        };
        for bucket in buckets {
            if !self.gate.policy().offers(instance, &bucket) {
                continue;
            }
            if let Some(first) = catalogue.instances.get(&bucket) {
                tracing::error!(%bucket, %first, second = %instance, "two public instances hold a bucket of this name");
                continue;
            }
            catalogue.instances.insert(bucket, instance.clone());
        }
        Ok(())
    }
}
