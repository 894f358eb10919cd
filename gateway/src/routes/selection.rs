//! What somebody selected to take out: checked, and found object by object.

use std::collections::VecDeque;

use futures_util::{StreamExt, TryStreamExt, stream};
use gateway_api::{ObjectProblem, ProblemKind, SELECTION_ITEMS_MAX};

use super::extract::bucket_of;
use super::walk::{Source, Walk};
use crate::activity::Entry;
use crate::datasets::Datasets;
use crate::error::Error;
use crate::policy::{Caller, Denied};
use crate::s3::names::{Bucket, BucketName, Key, Prefix};
use crate::s3::operation::{ByteRange, Operation, ReadConditions};
use crate::upstream::{self, ListedObject, ObjectHead};

/// Single objects that are asked for at the same time.
const HEADS_AT_ONCE_MAX: usize = 16;

/// Of those in the way, how many are named.
const OBJECTS_NAMED_MAX: usize = 100;

/// Storage classes whose objects must be restored before they can be read.
const COLD: [&str; 2] = ["GLACIER", "DEEP_ARCHIVE"];

/// A selection that makes sense.
#[derive(Clone, Debug)]
pub struct Selection {
    pub bucket: Bucket,
    /// Whether everybody may read it, without signing in.
    pub public: bool,
    pub base: String,
    keys: Vec<Key>,
    prefixes: Vec<Prefix>,
}

/// Finds the objects of a selection, piece by piece.
pub struct Search<'a> {
    source: &'a Source,
    caller: &'a Caller,
    bucket: &'a Bucket,
    walks: VecDeque<Walk>,
}

impl Selection {
    /// Finds the bucket, and refuses what cannot be meant. Nothing is asked of the bucket yet.
    pub async fn parse(
        wanted: gateway_api::Selection,
        caller: &Caller,
        source: &Source,
        datasets: &Datasets,
    ) -> Result<Self, Error> {
        let gateway_api::Selection { place, base, keys, prefixes } = wanted;
        if keys.len() + prefixes.len() > SELECTION_ITEMS_MAX {
            let limit = SELECTION_ITEMS_MAX as u64;
            return Err(Error::TooLarge { what: "keys and folders in a selection", limit });
        }
        if keys.is_empty() && prefixes.is_empty() {
            return Err(Error::Malformed("nothing is selected".to_owned()));
        }
        if prefixes.iter().chain([&base]).any(|prefix| !prefix.is_empty() && !prefix.ends_with('/'))
        {
            return Err(Error::Malformed("a folder ends in `/`".to_owned()));
        }
        let (bucket, dataset) = if let Some(instance) = place.instance {
            let bucket = bucket_of(&instance, &place.bucket)?;
            let public = source.gate.policy().offers(&bucket.instance, &bucket.name);
            (bucket, public)
        } else {
            let name = BucketName::parse(&place.bucket).map_err(|_| Denied::NoSuchBucket)?;
            let dataset = datasets.find(caller, &name).await?;
            for wanted in prefixes.iter().chain(&keys) {
                dataset.at(wanted)?;
            }
            (dataset.bucket, true)
        };
        let parse = |prefix| Prefix::parse(prefix).map_err(Error::KeyName);
        let prefixes = prefixes.into_iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        let keys = keys
            .into_iter()
            .map(Key::parse)
            .collect::<Result<Vec<_>, _>>()
            .map_err(Error::KeyName)?;
        let public = dataset && source.gate.policy().anonymous_door_is_open();
        Ok(Self { public, ..Self::of(bucket, base, keys, prefixes) })
    }

    /// What was found to make sense before. `base` is left out of the names in an archive.
    pub fn of(bucket: Bucket, base: String, mut keys: Vec<Key>, prefixes: Vec<Prefix>) -> Self {
        let prefixes = outermost(prefixes);
        keys.sort();
        keys.dedup();
        keys.retain(|key| !prefixes.iter().any(|prefix| key.as_str().starts_with(prefix.as_str())));
        Self { bucket, public: false, base, keys, prefixes }
    }

    /// What the whole is called: like the one folder that is selected, the folder it is in, or the bucket.
    pub fn name(&self) -> &str {
        let folder = match self.prefixes.as_slice() {
            [prefix] if self.keys.is_empty() => prefix.as_str(),
            _ => &self.base,
        };
        let name = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if name.is_empty() { self.bucket.name.as_str() } else { name }
    }

    /// The single objects, each asked for; all must be there and readable.
    ///
    /// # Errors
    /// [`Error::ArchiveRefused`] names those that are not.
    pub async fn single(
        &self,
        source: &Source,
        caller: &Caller,
    ) -> Result<Vec<ListedObject>, Error> {
        let mut asked = Vec::with_capacity(self.keys.len());
        for key in &self.keys {
            asked.push(ask(source, caller, &self.bucket, key));
        }
        let answers: Vec<Result<ListedObject, ObjectProblem>> =
            stream::iter(asked).buffered(HEADS_AT_ONCE_MAX).try_collect().await?;
        let mut found = Vec::with_capacity(answers.len());
        let mut refused = Vec::new();
        for answer in answers {
            match answer {
                Ok(object) => found.push(object),
                Err(problem) => refused.push(problem),
            }
        }
        refuse(refused)?;
        Ok(found)
    }

    /// The one folder or object that is selected, or the folder that they are in.
    pub fn place(&self) -> &str {
        match (self.prefixes.as_slice(), self.keys.as_slice()) {
            ([prefix], []) => prefix.as_str(),
            ([], [key]) => key.as_str(),
            _ => &self.base,
        }
    }

    /// What an entry of the activity says of it.
    pub fn about(&self) -> impl FnOnce(&mut Entry) + use<> {
        about(&self.bucket, self.place())
    }

    /// Begins to look below the folders.
    pub fn search<'a>(&'a self, source: &'a Source, caller: &'a Caller) -> Search<'a> {
        let walk = |prefix: &Prefix| Walk::below(self.bucket.clone(), prefix.clone());
        let walks = self.prefixes.iter().map(walk).collect();
        Search { source, caller, bucket: &self.bucket, walks }
    }
}

/// What an entry of the activity says of a place in a bucket; empty: all of it.
pub fn about(bucket: &Bucket, place: &str) -> impl FnOnce(&mut Entry) + use<> {
    let (instance, name) = (bucket.instance.to_string(), bucket.name.to_string());
    let key = Some(place.to_owned()).filter(|key| !key.is_empty());
    |entry| (entry.instance, entry.bucket, entry.key) = (Some(instance), Some(name), key)
}

impl Search<'_> {
    /// The next objects, at most 1,000; `None` after the last.
    ///
    /// # Errors
    /// [`Error::ArchiveRefused`] names objects that this upstream would not give.
    pub async fn next(&mut self) -> Result<Option<Vec<ListedObject>>, Error> {
        let Some(walk) = self.walks.front_mut() else { return Ok(None) };
        let objects = walk.next(self.source, self.caller).await?.unwrap_or_default();
        if walk.is_over() {
            self.walks.pop_front();
        }
        let capabilities = self.source.upstream.capabilities(&self.bucket.instance);
        let keeps = |key| capabilities.is_some_and(|capabilities| capabilities.keeps(key));
        let misread = objects.iter().filter(|object| !keeps(&object.key));
        refuse(misread.map(|object| problem(&object.key, ProblemKind::KeyName)).collect())?;
        Ok(Some(objects))
    }
}

/// Folders within folders are there already.
fn outermost(mut prefixes: Vec<Prefix>) -> Vec<Prefix> {
    prefixes.sort();
    prefixes.dedup_by(|later, earlier| later.as_str().starts_with(earlier.as_str()));
    prefixes
}

fn refuse(mut refused: Vec<ObjectProblem>) -> Result<(), Error> {
    if refused.is_empty() {
        return Ok(());
    }
    refused.truncate(OBJECTS_NAMED_MAX);
    Err(Error::ArchiveRefused(refused))
}

fn problem(key: &Key, kind: ProblemKind) -> ObjectProblem {
    ObjectProblem { key: key.as_str().to_owned(), kind }
}

/// Whether one object is there and can be read; an error of the instance as a whole is nobody's in particular.
async fn ask(
    source: &Source,
    caller: &Caller,
    bucket: &Bucket,
    key: &Key,
) -> Result<Result<ListedObject, ObjectProblem>, Error> {
    let operation = Operation::HeadObject { bucket: bucket.clone(), key: key.clone() };
    let permit = source.gate.permit(caller, operation).await?;
    let head = match source.upstream.head_object(&permit).await {
        Ok(head) => head,
        Err(error) => return of_one(key, error).map(Err),
    };
    let cold = head.storage_class.as_deref().is_some_and(|class| COLD.contains(&class));
    // One that was restored keeps its class: only reading tells.
    if cold && let Some(problem) = unreadable(source, caller, bucket, key).await? {
        return Ok(Err(problem));
    }
    let ObjectHead { size, modified, etag, storage_class, .. } = head;
    Ok(Ok(ListedObject { key: key.clone(), size, modified, etag, storage_class }))
}

async fn unreadable(
    source: &Source,
    caller: &Caller,
    bucket: &Bucket,
    key: &Key,
) -> Result<Option<ObjectProblem>, Error> {
    let operation = Operation::GetObject {
        bucket: bucket.clone(),
        key: key.clone(),
        range: Some(ByteRange::Bounded { first: 0, last: 0 }),
        conditions: ReadConditions::default(),
    };
    let permit = source.gate.permit(caller, operation).await?;
    match source.upstream.get_object(&permit).await {
        Ok(_) | Err(upstream::Error::RangeNotSatisfiable { .. }) => Ok(None),
        Err(error) => of_one(key, error).map(Some),
    }
}

fn of_one(key: &Key, error: upstream::Error) -> Result<ObjectProblem, Error> {
    use upstream::Error as Upstream;
    let kind = match &error {
        Upstream::NoSuchKey { .. } => ProblemKind::NoSuchObject,
        Upstream::MisreadKey { .. } => ProblemKind::KeyName,
        Upstream::Refused { code, .. } if code == "InvalidObjectState" => {
            ProblemKind::ArchivedObject
        }
        Upstream::Refused { status, .. } if status.is_client_error() => ProblemKind::UpstreamFailed,
        _ => return Err(error.into()),
    };
    Ok(problem(key, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_within_folders_are_left_out() {
        let parse = |texts: &[&str]| {
            texts.iter().map(|text| Prefix::parse(*text).unwrap()).collect::<Vec<_>>()
        };
        let check = |given: &[&str], expected: &[&str]| {
            assert_eq!(outermost(parse(given)), parse(expected), "{given:?}");
        };
        check(&["b/", "a/", "a/b/", "ab/", "b/"], &["a/", "ab/", "b/"]);
        check(&["a/", "", "b/"], &[""]);
    }
}
