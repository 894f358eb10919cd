//! Emptying a bucket, so that it can be deleted: objects, their versions, unfinished uploads.

use axum::extract::State;
use axum::response::Response;
use gateway_api::{Act, ActivityAmount, DeletedObject, Emptied, LISTING_LIMIT_MAX, Problem};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tracing::Instrument as _;

use super::activity::{BROKEN_OFF, Pending, Scribe, problem_word, refusal_word};
use super::extract::InBucket;
use super::gate::Gate;
use super::{buckets, lines, objects};
use crate::error::{self, Error};
use crate::policy::Caller;
use crate::s3::names::{Bucket, Key, Prefix};
use crate::s3::operation::{ListPage, Operation};
use crate::upstream::{self, ListedEntry, ListedUpload, ObjectPage, Refusal, Upstream};

/// Lines that wait for their reader; then nothing more is removed.
const LINES_MAX: usize = 4;

/// Removes whatever the bucket holds. Who may delete the bucket may.
#[utoipa::path(post, path = "/api/instances/{instance}/buckets/{bucket}/empty", tag = "buckets",
    params(("instance" = String, Path), ("bucket" = String, Path)),
    responses((status = 200, body = Emptied, content_type = "application/x-ndjson"), (status = 404, body = Problem)))]
pub async fn empty(
    caller: Caller,
    InBucket(bucket): InBucket,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
    scribe: Scribe,
) -> Result<Response, Error> {
    let pending = scribe.begin(Act::EmptyBucket, &caller, buckets::about(&bucket));
    if let Err(error) = may_be_emptied(&gate, &upstream, &caller, &bucket).await {
        if let Some(pending) = pending {
            pending.write(|entry| entry.refusal = Some(refusal_word(&error)));
        }
        return Err(error);
    }
    let (told, lines) = mpsc::channel(LINES_MAX);
    let emptying = Emptying {
        gate,
        upstream,
        caller,
        bucket,
        told,
        asked: 0,
        removed: 0,
        failed: Vec::new(),
        failures: 0,
        first_failure: None,
    };
    tokio::spawn(emptying.go(pending).in_current_span());
    Ok(lines::response(ReceiverStream::new(lines)))
}

/// Whether the caller may, and the bucket is there.
async fn may_be_emptied(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: &Bucket,
) -> Result<(), Error> {
    gate.permit(caller, Operation::DeleteBucket { bucket: bucket.clone() }).await?;
    let inspect = gate.permit(caller, Operation::HeadBucket { bucket: bucket.clone() }).await?;
    if !upstream.bucket_exists(&inspect).await? {
        return Err(upstream::Error::NoSuchBucket { bucket: bucket.clone() }.into());
    }
    Ok(())
}

struct Emptying {
    gate: Gate,
    upstream: Upstream,
    caller: Caller,
    bucket: Bucket,
    told: mpsc::Sender<Emptied>,
    /// Objects, versions and unfinished uploads that were found.
    asked: u64,
    removed: u64,
    /// Not told yet.
    failed: Vec<DeletedObject>,
    /// All that failed so far.
    failures: u64,
    /// Why the first of them did.
    first_failure: Option<String>,
}

/// Why it ends before its end.
enum Broken {
    Failed(Error),
    NobodyListens,
}

impl<E: Into<Error>> From<E> for Broken {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Emptying {
    /// What fails as a whole ends with the reason, for whoever still listens; the record is told how far it came.
    async fn go(mut self, pending: Option<Pending>) {
        let end = self.everything().await;
        let why = match &end {
            Ok(()) => self.first_failure.take(),
            Err(Broken::Failed(error)) => Some(refusal_word(error)),
            Err(Broken::NobodyListens) => Some(BROKEN_OFF.to_owned()),
        };
        let (asked, done, failed) = (self.asked, self.removed, self.failures);
        if let Some(pending) = pending {
            pending.write(|entry| {
                entry.amount = Some(ActivityAmount { asked, done, failed, bytes: None });
                entry.refusal = why;
            });
        }
        if let Err(Broken::Failed(error)) = end {
            error::log(&error);
            let problem = Some(Box::new(error.problem()));
            let line = Emptied { problem, ..self.line() };
            let _ = self.told.send(line).await;
        }
    }

    async fn everything(&mut self) -> Result<(), Broken> {
        match self.versions().await {
            // Where no versions are kept there are objects alone.
            Err(Broken::Failed(Error::Upstream(upstream::Error::Unsupported { .. }))) => {
                self.objects().await?;
            }
            other => other?,
        }
        match self.uploads().await {
            Err(Broken::Failed(Error::Upstream(upstream::Error::Unsupported { .. }))) => {}
            other => other?,
        }
        self.tell(true).await
    }

    async fn versions(&mut self) -> Result<(), Broken> {
        let mut after = None;
        loop {
            let bucket = self.bucket.clone();
            let list = Operation::ListVersions { bucket, after };
            let permit = self.gate.permit_still(&self.caller, list).await?;
            let page = self.upstream.list_versions(&permit).await?;
            if !page.versions.is_empty() {
                let count = page.versions.len();
                self.asked += count as u64;
                let bucket = self.bucket.clone();
                let purge = Operation::DeleteVersions { bucket, versions: page.versions };
                let permit = self.gate.permit_still(&self.caller, purge).await?;
                self.note(count, self.upstream.delete_versions(&permit).await?);
                self.tell(false).await?;
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn objects(&mut self) -> Result<(), Broken> {
        let mut token = None;
        loop {
            let page = ListPage {
                prefix: Prefix::default(),
                folders: false,
                token,
                limit: LISTING_LIMIT_MAX,
            };
            let list = Operation::ListObjects { bucket: self.bucket.clone(), page };
            let permit = self.gate.permit_still(&self.caller, list).await?;
            let ObjectPage { entries, next } = self.upstream.list_objects(&permit).await?;
            let keys: Vec<Key> = entries
                .into_iter()
                .filter_map(|entry| match entry {
                    ListedEntry::Object(object) => Some(object.key),
                    ListedEntry::Folder(_) => None,
                })
                .collect();
            if !keys.is_empty() {
                let count = keys.len();
                self.asked += count as u64;
                let delete = Operation::DeleteObjects { bucket: self.bucket.clone(), keys };
                let permit = self.gate.permit_still(&self.caller, delete).await?;
                let told = self.upstream.delete_objects(&permit).await?;
                let refused = told.into_iter().filter_map(|(key, told)| Some((key, told.err()?)));
                self.note(count, refused.collect());
                self.tell(false).await?;
            }
            token = next;
            if token.is_none() {
                return Ok(());
            }
        }
    }

    async fn uploads(&mut self) -> Result<(), Broken> {
        let mut after = None;
        loop {
            let list = Operation::ListUploads { bucket: self.bucket.clone(), after };
            let permit = self.gate.permit_still(&self.caller, list).await?;
            let page = self.upstream.list_uploads(&permit).await?;
            for upload in page.uploads {
                self.asked += 1;
                self.give_up(upload).await?;
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
            self.tell(false).await?;
        }
    }

    /// Under each reading of its key: giving up what is not there does no harm.
    async fn give_up(&mut self, upload: ListedUpload) -> Result<(), Broken> {
        let ListedUpload { key, other_reading, id } = upload;
        let mut result = Ok(());
        for key in other_reading.into_iter().chain([key.clone()]) {
            let (bucket, upload) = (self.bucket.clone(), id.clone());
            let abort = Operation::AbortUpload { bucket, key, upload };
            let permit = self.gate.permit_still(&self.caller, abort).await?;
            result = result.and(self.upstream.abort_upload(&permit).await);
        }
        match result {
            Ok(()) => self.removed += 1,
            Err(error) => {
                self.fail(&key, Error::from(error).problem());
            }
        }
        Ok(())
    }

    fn note(&mut self, count: usize, refused: Vec<(Key, Refusal)>) {
        self.removed += count.saturating_sub(refused.len()) as u64;
        for (key, refusal) in refused {
            let problem = objects::refused(&key, refusal);
            self.fail(&key, problem);
        }
    }

    fn fail(&mut self, key: &Key, problem: Problem) {
        self.failures += 1;
        self.first_failure.get_or_insert_with(|| problem_word(&problem));
        self.failed.push(DeletedObject { key: key.as_str().to_owned(), problem: Some(problem) });
    }

    async fn tell(&mut self, complete: bool) -> Result<(), Broken> {
        let line = Emptied { complete, ..self.line() };
        self.told.send(line).await.map_err(|_| Broken::NobodyListens)
    }

    /// What has not been told yet.
    fn line(&mut self) -> Emptied {
        let failed = std::mem::take(&mut self.failed);
        Emptied { removed: self.removed, failed, ..Emptied::default() }
    }
}
