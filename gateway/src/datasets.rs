//! Which public instance holds which dataset: names of public buckets are unique across instances, so that an address
//! names the bucket alone.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
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

/// The public buckets, asked of the upstreams at most once in `CATALOGUE_AGE_MAX`.
#[derive(Clone, Debug)]
pub struct Datasets {
    gate: Gate,
    upstream: Upstream,
    instances: Arc<Vec<InstanceId>>,
    known: Arc<Mutex<Option<Known>>>,
}

#[derive(Debug)]
struct Known {
    seen: Instant,
    catalogue: DatasetCatalogue,
}

/// What the public instances hold, and which of them did not answer.
#[derive(Clone, Debug, Default)]
pub struct DatasetCatalogue {
    pub instances: BTreeMap<BucketName, InstanceId>,
    pub unavailable: Vec<InstanceId>,
    /// Names that a later instance holds too: a fault of the operator's, and of no interest to readers.
    doubles: BTreeSet<Double>,
}

/// A dataset that cannot be reached, because another instance has its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Double {
    bucket: BucketName,
    shown: InstanceId,
    hidden: InstanceId,
}

impl Datasets {
    pub fn new(gate: Gate, upstream: Upstream, catalog: &Catalog) -> Self {
        let instances = catalog.public().map(|entry| entry.id.clone()).collect();
        Self { gate, upstream, instances: Arc::new(instances), known: Arc::default() }
    }

    /// All datasets the caller may see. A name that two instances hold belongs to the first in the operator's order;
    /// the fault is logged when it is first seen.
    pub async fn catalogue(&self, caller: &Caller) -> Result<DatasetCatalogue, Error> {
        for instance in self.instances.iter() {
            self.gate.may_enter(caller, instance)?;
        }
        // Held while the instances are asked, so that readers who come together ask once.
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.seen.elapsed() < CATALOGUE_AGE_MAX)
        {
            return Ok(known.catalogue.clone());
        }
        let mut catalogue = DatasetCatalogue::default();
        let answers = join_all(self.instances.iter().map(|instance| self.ask(instance))).await;
        for (instance, answer) in self.instances.iter().zip(answers) {
            catalogue.add(instance, answer?);
        }
        for Double { bucket, shown, hidden } in &catalogue.doubles {
            let logged = known.as_ref().is_some_and(|known| {
                known.catalogue.doubles.iter().any(|double| double.bucket == *bucket)
            });
            if !logged {
                tracing::error!(
                    %bucket, %shown, %hidden,
                    "two public instances hold a bucket of this name; the second one cannot be reached"
                );
            }
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

    /// The datasets of one instance; `None` when it does not answer.
    async fn ask(&self, instance: &InstanceId) -> Result<Option<Vec<BucketName>>, Error> {
        let operation = Operation::ListBuckets { instance: instance.clone() };
        let permit = self.gate.permit_cellier(operation).await?;
        match self.upstream.list_buckets(&permit).await {
            Ok(mut buckets) => {
                buckets.retain(|bucket| self.gate.policy().offers(instance, bucket));
                Ok(Some(buckets))
            }
            Err(error) => {
                tracing::warn!(%instance, %error, "a public instance does not answer");
                Ok(None)
            }
        }
    }
}

impl DatasetCatalogue {
    /// Instances are added in the operator's order.
    fn add(&mut self, instance: &InstanceId, buckets: Option<Vec<BucketName>>) {
        let Some(buckets) = buckets else {
            self.unavailable.push(instance.clone());
            return;
        };
        for bucket in buckets {
            match self.instances.entry(bucket) {
                Entry::Vacant(free) => {
                    free.insert(instance.clone());
                }
                Entry::Occupied(taken) => {
                    self.doubles.insert(Double {
                        bucket: taken.key().clone(),
                        shown: taken.get().clone(),
                        hidden: instance.clone(),
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_belongs_to_the_first_instance_and_the_second_is_named() {
        let id = |text: &str| InstanceId::parse(text).unwrap();
        let names = |names: &[&str]| {
            Some(names.iter().map(|name| BucketName::parse(name).unwrap()).collect::<Vec<_>>())
        };
        let mut catalogue = DatasetCatalogue::default();
        catalogue.add(&id("first"), names(&["census", "prices"]));
        catalogue.add(&id("down"), None);
        catalogue.add(&id("second"), names(&["maps", "census"]));
        let held: Vec<String> = catalogue
            .instances
            .iter()
            .map(|(bucket, instance)| format!("{instance}/{bucket}"))
            .collect();
        assert_eq!(held, ["first/census", "second/maps", "first/prices"]);
        assert_eq!(catalogue.unavailable, [id("down")]);
        let bucket = BucketName::parse("census").unwrap();
        let double = Double { bucket, shown: id("first"), hidden: id("second") };
        assert_eq!(catalogue.doubles, BTreeSet::from([double]));
    }
}
