//! Which instance holds which dataset: names of public buckets are unique across instances, so that an address names
//! the bucket alone. A dataset is a bucket of a public instance, or what somebody made public of a bucket of theirs.

mod kept;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use self::kept::Kept;
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
    /// What they hold.
    known: Arc<Kept<DatasetCatalogue>>,
}

/// What is public, and which of the public instances did not answer.
#[derive(Clone, Debug, Default)]
pub struct DatasetCatalogue {
    /// Buckets of public instances.
    pub instances: BTreeMap<BucketName, InstanceId>,
    /// What people made public, by bucket and prefix.
    pub published: Vec<Published>,
    pub unavailable: Vec<InstanceId>,
    /// Names that a later instance holds too: a fault of the operator's, and of no interest to readers.
    doubles: BTreeSet<Double>,
}

/// A prefix that somebody made public.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Published {
    pub bucket: Bucket,
    /// Ends in `/`; empty for all of the bucket.
    pub prefix: String,
}

/// The bucket that bears the name of a dataset.
#[derive(Clone, Debug)]
pub struct Dataset {
    pub bucket: Bucket,
    /// What is public of it; `None` for a bucket of a public instance, of which all is.
    published: Option<Vec<String>>,
}

/// A place in a dataset.
#[derive(Clone, Debug)]
pub struct Within {
    pub bucket: Bucket,
    /// Where the dataset begins: nothing above it is shown.
    pub root: String,
    /// It is public because a person made it so, who may take that back at any moment.
    pub revocable: bool,
}

impl Dataset {
    /// A folder or an object of it.
    ///
    /// # Errors
    /// [`Denied::NoSuchBucket`] for what lies beside or above what is public: as of what does not exist, whoever asks,
    /// so that these addresses show the same to the owner as to everybody.
    pub fn at(&self, place: &str) -> Result<Within, Denied> {
        let bucket = self.bucket.clone();
        let Some(published) = &self.published else {
            return Ok(Within { bucket, root: String::new(), revocable: false });
        };
        let root = published.iter().find(|prefix| place.starts_with(prefix.as_str()));
        let root = root.ok_or(Denied::NoSuchBucket)?.clone();
        Ok(Within { bucket, root, revocable: true })
    }
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

    /// All datasets the caller may see. A name that two instances hold belongs to the first in the operator's order,
    /// and to any public instance before what people publish; the fault is logged when it is first seen.
    pub async fn catalogue(&self, caller: &Caller) -> Result<DatasetCatalogue, Error> {
        let mut catalogue = self.of_instances(caller).await?.as_ref().clone();
        // Never kept: what is taken back is gone at once.
        let publications = self.gate.publications(caller, None).await?;
        let published = publications.iter().map(|publication| Published {
            bucket: publication.given.grant.bucket.clone(),
            prefix: publication.prefix().to_owned(),
        });
        catalogue.published = unique(published, &catalogue.instances);
        Ok(catalogue)
    }

    /// What the public instances hold.
    async fn of_instances(&self, caller: &Caller) -> Result<Arc<DatasetCatalogue>, Error> {
        for instance in self.instances.iter() {
            self.gate.may_enter(caller, instance)?;
        }
        self.known
            .get(CATALOGUE_AGE_MAX, async |before| self.ask_all(before.as_deref()).await)
            .await
    }

    async fn ask_all(&self, before: Option<&DatasetCatalogue>) -> Result<DatasetCatalogue, Error> {
        let mut catalogue = DatasetCatalogue::default();
        let answers = join_all(self.instances.iter().map(|instance| self.ask(instance))).await;
        for (instance, answer) in self.instances.iter().zip(answers) {
            catalogue.add(instance, answer?);
        }
        for Double { bucket, shown, hidden } in &catalogue.doubles {
            let logged = before
                .is_some_and(|before| before.doubles.iter().any(|double| double.bucket == *bucket));
            if !logged {
                tracing::error!(
                    %bucket, %shown, %hidden,
                    "two public instances hold a bucket of this name; the second one cannot be reached"
                );
            }
        }
        Ok(catalogue)
    }

    /// The bucket that bears this name on a public instance, or of which something was made public.
    ///
    /// # Errors
    /// [`Denied::NoSuchBucket`] when no public instance that answers holds it, and nothing of it is public.
    pub async fn find(&self, caller: &Caller, name: &BucketName) -> Result<Dataset, Error> {
        let on = |instance: &InstanceId| Bucket { instance: instance.clone(), name: name.clone() };
        let publications = self.gate.publications(caller, Some(name)).await?;
        let published = publications.first().map(|first| first.given.grant.bucket.instance.clone());
        // With one public instance there is nothing to find out: the upstream itself knows what it holds.
        if let ([instance], None) = (self.instances.as_slice(), &published) {
            return Ok(Dataset { bucket: on(instance), published: None });
        }
        // Whoever may not enter a public instance may still read what people published.
        let held = match self.of_instances(caller).await {
            Ok(catalogue) => catalogue.instances.get(name).cloned(),
            Err(Error::Denied(_)) if published.is_some() => None,
            Err(error) => return Err(error),
        };
        if let Some(instance) = held {
            return Ok(Dataset { bucket: on(&instance), published: None });
        }
        let instance = published.ok_or(Denied::NoSuchBucket)?;
        let of_bucket = publications
            .iter()
            .filter(|publication| publication.given.grant.bucket.instance == instance);
        let prefixes = of_bucket.map(|publication| publication.prefix().to_owned()).collect();
        Ok(Dataset { bucket: on(&instance), published: Some(prefixes) })
    }

    /// Whether a public instance holds a bucket of this name. Of one that does not answer nothing is known: what it holds
    /// comes before what people publish once it does.
    pub async fn are_held(&self, name: &BucketName) -> Result<bool, Error> {
        Ok(self.of_instances(&Caller::Cellier).await?.instances.contains_key(name))
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

/// Of what people published, that which has its name to itself: not that of a public instance, nor of what comes before.
fn unique(
    published: impl Iterator<Item = Published>,
    instances: &BTreeMap<BucketName, InstanceId>,
) -> Vec<Published> {
    let mut kept: Vec<Published> = Vec::new();
    for it in published.filter(|it| !instances.contains_key(&it.bucket.name)) {
        let elsewhere = kept
            .last()
            .is_some_and(|last| last.bucket.name == it.bucket.name && last.bucket != it.bucket);
        if !elsewhere {
            kept.push(it);
        }
    }
    kept
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
