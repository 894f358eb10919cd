//! Emptying a bucket, so that it can be deleted: objects, their versions, unfinished uploads.

use axum::extract::State;
use axum::response::Response;
use gateway_api::{Act, ActivityAmount, DeletedObject, Emptied, Problem};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tracing::Instrument as _;

use super::activity::{BROKEN_OFF, Pending, Scribe, problem_word, refusal_word};
use super::extract::InBucket;
use super::walk::{Source, Walk};
use super::{buckets, lines, objects};
use crate::error::{self, Error};
use crate::policy::{Caller, Permit};
use crate::s3::names::{Bucket, Key, Prefix};
use crate::s3::operation::{Operation, UploadsPage};
use crate::upstream::{self, ListedUpload, Refusal};

/// Lines that wait for their reader; then nothing more is removed.
const LINES_MAX: usize = 4;

/// Removes whatever the bucket holds. Who may delete the bucket may.
#[utoipa::path(post, path = "/api/instances/{instance}/buckets/{bucket}/empty", tag = "buckets",
    params(("instance" = String, Path), ("bucket" = String, Path)),
    responses((status = 200, body = Emptied, content_type = "application/x-ndjson"), (status = 404, body = Problem)))]
pub async fn empty(
    caller: Caller,
    InBucket(bucket): InBucket,
    State(source): State<Source>,
    scribe: Scribe,
) -> Result<Response, Error> {
    let pending = scribe.begin(Act::EmptyBucket, &caller, buckets::about(&bucket));
    if let Err(error) = may_be_emptied(&source, &caller, &bucket).await {
        if let Some(pending) = pending {
            pending.write(|entry| entry.refusal = Some(refusal_word(&error)));
        }
        return Err(error);
    }
    let (told, lines) = mpsc::channel(LINES_MAX);
    let emptying = Emptying {
        source,
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
async fn may_be_emptied(source: &Source, caller: &Caller, bucket: &Bucket) -> Result<(), Error> {
    let Source { gate, upstream } = source;
    gate.permit(caller, Operation::DeleteBucket { bucket: bucket.clone() }).await?;
    let inspect = gate.permit(caller, Operation::HeadBucket { bucket: bucket.clone() }).await?;
    if !upstream.bucket_exists(&inspect).await? {
        return Err(upstream::Error::NoSuchBucket { bucket: bucket.clone() }.into());
    }
    Ok(())
}

struct Emptying {
    source: Source,
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
            let permit = self.permit(list).await?;
            let page = self.source.upstream.list_versions(&permit).await?;
            if !page.versions.is_empty() {
                let count = page.versions.len();
                self.asked += count as u64;
                let bucket = self.bucket.clone();
                let purge = Operation::DeleteVersions { bucket, versions: page.versions };
                let permit = self.permit(purge).await?;
                self.note(count, self.source.upstream.delete_versions(&permit).await?);
                self.tell(false).await?;
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn objects(&mut self) -> Result<(), Broken> {
        let mut walk = Walk::below(self.bucket.clone(), Prefix::default());
        while let Some(objects) = walk.next(&self.source, &self.caller).await? {
            if objects.is_empty() {
                continue;
            }
            let count = objects.len();
            self.asked += count as u64;
            let keys = objects.into_iter().map(|object| object.key).collect();
            let delete = Operation::DeleteObjects { bucket: self.bucket.clone(), keys };
            let permit = self.permit(delete).await?;
            let told = self.source.upstream.delete_objects(&permit).await?;
            let refused = told.into_iter().filter_map(|(key, told)| Some((key, told.err()?)));
            self.note(count, refused.collect());
            self.tell(false).await?;
        }
        Ok(())
    }

    async fn uploads(&mut self) -> Result<(), Broken> {
        let mut after = None;
        loop {
            let (bucket, page) = (self.bucket.clone(), UploadsPage::of_bucket(after));
            let list = Operation::ListUploads { bucket, page };
            let permit = self.permit(list).await?;
            let page = self.source.upstream.list_uploads(&permit).await?;
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
        let mut result = Ok(());
        for key in upload.keys().cloned() {
            let (bucket, upload) = (self.bucket.clone(), upload.id.clone());
            let abort = Operation::AbortUpload { bucket, key, upload };
            let permit = self.permit(abort).await?;
            result = result.and(self.source.upstream.abort_upload(&permit).await);
        }
        match result {
            Ok(()) => self.removed += 1,
            Err(error) => {
                self.fail(&upload.key, Error::from(error).problem());
            }
        }
        Ok(())
    }

    async fn permit(&self, operation: Operation) -> Result<Permit, Error> {
        self.source.gate.permit_still(&self.caller, operation).await
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
