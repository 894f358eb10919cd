//! Uploads that were begun and never ended take room, and no list of objects shows them. What nothing was added to for as long
//! as the operator says is given up by Cellier itself.
//!
//! Invariants: only in buckets that are somebody's by the records, which the policy sees to; one storage after the other,
//! one request at a time; what a part arrived of lately is left alone, and so is what the storage puts no date to.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gateway_api::{Act, ActivityAmount, Way};
use jiff::{SignedDuration, Timestamp};

use crate::activity::{Activity, Entry};
use crate::database::{BucketRecord, Database};
use crate::error::Error;
use crate::policy::Owner;
use crate::routes::activity::refusal_word;
use crate::routes::gate::Gate;
use crate::s3::names::{Bucket, InstanceId, Key};
use crate::s3::operation::{Operation, UploadsPage};
use crate::upstream::{self, ListedUpload, Upstream};

/// Until the first round: whoever starts Cellier again and again does not ask every bucket each time.
const FIRST_ROUND_SECONDS: u64 = 600;

/// Between two rounds: nobody waits for them, and each asks once for every bucket.
const ROUND_SECONDS: u64 = 6 * 3600;

/// Read from the records at a time.
const BUCKETS_AT_ONCE: u32 = 500;

/// Given up of one bucket in one round, so that none keeps the others waiting; the next round goes on.
const GIVEN_UP_PER_BUCKET_MAX: u64 = 10_000;

/// Finds what was begun and never ended, and gives it up. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clearing {
    gate: Gate,
    database: Database,
    upstream: Upstream,
    activity: Activity,
    /// Where it clears, and how long nothing may be added to an upload there.
    rules: Arc<Vec<(InstanceId, SignedDuration)>>,
    /// Storages that cannot tell what is unfinished, of which that was said.
    said: Arc<Mutex<BTreeSet<InstanceId>>>,
}

/// What came of one bucket.
#[derive(Debug, Default)]
struct Cleared {
    amount: ActivityAmount,
    /// Why the first that could not be given up could not.
    failure: Option<String>,
}

/// What an upload has.
#[derive(Debug)]
struct Arrived {
    bytes: u64,
    /// When the last of it came: its beginning, where nothing did. `None`: nobody can tell.
    last: Option<Timestamp>,
}

impl Clearing {
    pub fn new(
        gate: &Gate,
        database: &Database,
        upstream: &Upstream,
        activity: &Activity,
        rules: Vec<(InstanceId, SignedDuration)>,
    ) -> Self {
        Self {
            gate: gate.clone(),
            database: database.clone(),
            upstream: upstream.clone(),
            activity: activity.clone(),
            rules: Arc::new(rules),
            said: Arc::default(),
        }
    }

    /// After how many days without a part an upload is given up; `None`: never.
    pub fn days(&self, instance: &InstanceId) -> Option<u32> {
        let rule = self.rules.iter().find(|(known, _)| known == instance);
        rule.and_then(|(_, age)| u32::try_from(age.as_hours() / 24).ok())
    }

    /// Round after round, until `shutdown`: then the one under way is left where it is.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        if self.rules.is_empty() {
            return;
        }
        let rounds = async {
            tokio::time::sleep(Duration::from_secs(FIRST_ROUND_SECONDS)).await;
            loop {
                self.round(Timestamp::now()).await;
                tokio::time::sleep(Duration::from_secs(ROUND_SECONDS)).await;
            }
        };
        tokio::select! {
            () = shutdown => {}
            () = rounds => {}
        }
    }

    /// All that is too old at `now`, wherever there is a rule. What fails is in the log, and tried again by the next round.
    pub async fn round(&self, now: Timestamp) {
        for (instance, age) in self.rules.iter() {
            let Ok(oldest) = now.checked_sub(*age) else { continue };
            match self.clear_instance(instance, oldest, now).await {
                Ok(()) => {}
                Err(Error::Upstream(upstream::Error::Unsupported { .. })) => {
                    self.say_once(instance)
                }
                Err(error) => {
                    let error = &error as &dyn StdError;
                    tracing::warn!(%instance, error, "unfinished uploads were not looked for");
                }
            }
        }
    }

    fn say_once(&self, instance: &InstanceId) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.insert(instance.clone()) {
            tracing::warn!(
                %instance,
                "this storage does not tell what uploads are unfinished: it has to clear up by itself"
            );
        }
    }

    async fn clear_instance(
        &self,
        instance: &InstanceId,
        oldest: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut after = None;
        loop {
            let records =
                self.database.buckets_on(instance, after.as_ref(), BUCKETS_AT_ONCE).await?;
            let Some(last) = records.last() else { return Ok(()) };
            after = Some(last.bucket.name.clone());
            for record in records {
                let mut cleared = Cleared::default();
                let ended = self.clear_bucket(&record.bucket, oldest, &mut cleared).await;
                self.record(&record, cleared, now);
                match ended {
                    // The records say what the storage does not know (any more).
                    Ok(()) | Err(Error::Upstream(upstream::Error::NoSuchBucket { .. })) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn clear_bucket(
        &self,
        bucket: &Bucket,
        oldest: Timestamp,
        cleared: &mut Cleared,
    ) -> Result<(), Error> {
        let mut after = None;
        loop {
            let page = UploadsPage::of_bucket(after);
            let list = Operation::ListUploads { bucket: bucket.clone(), page };
            let permit = self.gate.permit_cellier(list).await?;
            let page = self.upstream.list_uploads(&permit).await?;
            let old = |upload: &ListedUpload| upload.begun.is_some_and(|begun| begun < oldest);
            for upload in page.uploads.into_iter().filter(old) {
                for key in upload.keys() {
                    if GIVEN_UP_PER_BUCKET_MAX <= cleared.amount.asked {
                        return Ok(());
                    }
                    self.clear_upload(bucket, key, &upload, oldest, cleared).await?;
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Gives one up, if nothing arrived of it lately. One that cannot be given up does not keep the others.
    async fn clear_upload(
        &self,
        bucket: &Bucket,
        key: &Key,
        upload: &ListedUpload,
        oldest: Timestamp,
        cleared: &mut Cleared,
    ) -> Result<(), Error> {
        let arrived = match self.arrived(bucket, key, upload).await {
            Ok(arrived) => arrived,
            // Ended meanwhile, or the other reading of its key is the right one.
            Err(Error::Upstream(upstream::Error::NoSuchUpload { .. })) => return Ok(()),
            Err(error) => return Err(error),
        };
        if arrived.last.is_none_or(|last| oldest <= last) {
            return Ok(());
        }
        cleared.amount.asked += 1;
        let (bucket, key, upload) = (bucket.clone(), key.clone(), upload.id.clone());
        let permit =
            self.gate.permit_cellier(Operation::AbortUpload { bucket, key, upload }).await?;
        match self.upstream.abort_upload(&permit).await {
            Ok(()) => {
                cleared.amount.done += 1;
                *cleared.amount.bytes.get_or_insert(0) += arrived.bytes;
            }
            Err(error) => {
                cleared.amount.failed += 1;
                cleared.failure.get_or_insert_with(|| refusal_word(&error.into()));
            }
        }
        Ok(())
    }

    async fn arrived(
        &self,
        bucket: &Bucket,
        key: &Key,
        upload: &ListedUpload,
    ) -> Result<Arrived, Error> {
        let mut arrived = Arrived { bytes: 0, last: upload.begun };
        let mut after = None;
        loop {
            let (bucket, key, upload) = (bucket.clone(), key.clone(), upload.id.clone());
            let list = Operation::ListParts { bucket, key, upload, after };
            let permit = self.gate.permit_cellier(list).await?;
            let page = self.upstream.list_parts(&permit).await?;
            for part in page.parts {
                arrived.bytes += part.size;
                arrived.last = arrived.last.zip(part.arrived).map(|(last, part)| last.max(part));
            }
            after = page.next;
            if after.is_none() {
                return Ok(arrived);
            }
        }
    }

    /// In the name of whose bucket it is; a team's is found by its bucket.
    fn record(&self, record: &BucketRecord, cleared: Cleared, now: Timestamp) {
        let Cleared { amount, failure } = cleared;
        if amount.asked == 0 {
            return;
        }
        let BucketRecord { bucket, owner, .. } = record;
        tracing::info!(
            instance = %bucket.instance,
            bucket = %bucket.name,
            uploads = amount.done,
            bytes = amount.bytes.unwrap_or_default(),
            failed = amount.failed,
            "unfinished uploads were given up"
        );
        self.activity.record(Entry {
            person: match owner {
                Owner::Person(person) => Some(*person),
                Owner::Team(_) => None,
            },
            instance: Some(bucket.instance.as_str().to_owned()),
            bucket: Some(bucket.name.as_str().to_owned()),
            amount: Some(amount),
            refusal: failure,
            ..Entry::of(Act::ClearUploads, Way::Cellier, now)
        });
    }
}
