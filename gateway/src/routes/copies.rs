//! Copies and moves: many objects in one request, told one by one.

mod plan;

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use gateway_api::{Act, CopyNews, CopyObjects, CopyOutcome, Problem};
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use self::plan::{Errand, Plan};
use super::activity::Scribe;
use super::extract::{Json, bucket_of};
use super::gate::Gate;
use super::{buckets, lines};
use crate::error::{self, Error};
use crate::identity::SignedIn;
use crate::layers::RequestId;
use crate::policy::{Caller, PersonId};
use crate::s3::names::Bucket;
use crate::upstream::{self, Copied, Course, Upstream};

/// Objects of one request that are under way together.
const OBJECTS_AT_ONCE: usize = 16;

/// Lines that wait for their reader; then nothing more is begun.
const LINES_MAX: usize = 64;

/// How often it is looked how far an object is.
const PROGRESS_SECONDS: u64 = 1;

/// After so much silence it is told again how far an object is, so that nobody between us closes the connection.
const SILENCE_SECONDS_MAX: u64 = 10;

/// Copies or moves up to 1,000 objects.
#[utoipa::path(post, path = "/api/copies", tag = "copies", request_body = CopyObjects,
    responses((status = 200, body = CopyNews, content_type = "application/x-ndjson"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn copy(
    SignedIn(person): SignedIn,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
    scribe: Scribe,
    Extension(RequestId(request_id)): Extension<RequestId>,
    Json(wanted): Json<CopyObjects>,
) -> Result<Response, Error> {
    let who = person.id;
    let target = bucket_of(&wanted.target.instance, &wanted.target.bucket);
    let plan = plan::decided(&gate, &Caller::Person(person), wanted).await;
    if let (Err(_), Ok(target)) = (&plan, &target) {
        scribe.record(Act::Write, who, &plan, buckets::about(target));
    }
    let Plan { source, target, errands } = plan?;
    let (told, news) = mpsc::channel(LINES_MAX);
    let stop = CancellationToken::new();
    let notes = Notes { scribe, who, source, target };
    let run = Run { upstream, told, notes, stop: stop.clone(), request_id: request_id.into() };
    // On its own: what was begun ends, also when nobody listens any more.
    tokio::spawn(run.go(errands).in_current_span());
    let stopped = stop.drop_guard();
    Ok(lines::response(ReceiverStream::new(news).inspect(move |_| {
        let _until_the_reader_leaves = &stopped;
    })))
}

struct Run {
    upstream: Upstream,
    told: mpsc::Sender<CopyNews>,
    notes: Notes,
    /// Cancelled when the reader leaves.
    stop: CancellationToken,
    request_id: Arc<str>,
}

impl Run {
    async fn go(self, errands: Vec<Errand>) {
        stream::iter(errands)
            .for_each_concurrent(OBJECTS_AT_ONCE, async |errand| {
                if !self.stop.is_cancelled() {
                    let end = self.carry(errand).await;
                    let _ = self.told.send(end).await;
                }
            })
            .await;
    }

    /// One object from beginning to end.
    async fn carry(&self, errand: Errand) -> CopyNews {
        let index = errand.index;
        let copied = self.copied(&errand).await;
        self.notes.written(&errand, &copied);
        let (outcome, etag, error) = match copied {
            Err(error) => (CopyOutcome::Failed, None, Some(error)),
            Ok(Copied { etag, .. }) if !errand.is_move() => (CopyOutcome::Copied, Some(etag), None),
            Ok(copied) => {
                let removed = self.removed(&errand, &copied).await;
                self.notes.removed(&errand, &removed);
                match removed {
                    Ok(()) => (CopyOutcome::Moved, Some(copied.etag), None),
                    Err(error) => (CopyOutcome::KeptSource, Some(copied.etag), Some(error)),
                }
            }
        };
        let problem = error.map(|error| self.problem(&error));
        CopyNews { index, bytes: None, outcome: Some(outcome), etag, problem }
    }

    async fn copied(&self, errand: &Errand) -> Result<Copied, Error> {
        let permits = errand.permits.as_ref().map_err(plan::Fault::error)?;
        let course = Course::new(self.stop.clone());
        let mut copying = Box::pin(self.upstream.copy_object(&permits.copy, &errand.seen, &course));
        let mut tick = tokio::time::interval(Duration::from_secs(PROGRESS_SECONDS));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tick.tick().await;
        let (mut bytes, mut silence_seconds) = (0, 0);
        let result = loop {
            tokio::select! {
                biased;
                result = &mut copying => break result,
                _ = tick.tick() => {}
            }
            silence_seconds += PROGRESS_SECONDS;
            if bytes < course.bytes() || SILENCE_SECONDS_MAX <= silence_seconds {
                (bytes, silence_seconds) = (course.bytes(), 0);
                let news =
                    CopyNews { index: errand.index, bytes: Some(bytes), ..CopyNews::default() };
                // How far it is may be left out where the reader is slow; how it ends may not.
                let _ = self.told.try_send(news);
            }
        };
        result.map_err(|error| match (error, &permits.to_be_free) {
            (upstream::Error::PreconditionFailed { .. }, Some(key)) => {
                Error::ObjectExists(key.clone())
            }
            (other, _) => other.into(),
        })
    }

    async fn removed(&self, errand: &Errand, copied: &Copied) -> Result<(), Error> {
        if let Ok(permits) = &errand.permits
            && let Some(remove) = &permits.remove
        {
            self.upstream.remove_copied(remove, copied).await?;
        }
        Ok(())
    }

    fn problem(&self, error: &Error) -> Problem {
        error::log(error);
        Problem { request_id: Some(self.request_id.to_string()), ..error.problem() }
    }
}

/// Who copies what where, for the record.
struct Notes {
    scribe: Scribe,
    who: PersonId,
    source: Bucket,
    target: Bucket,
}

impl Notes {
    fn written<T>(&self, errand: &Errand, copied: &Result<T, Error>) {
        self.record(Act::Write, &self.target, &errand.target_key, copied);
    }

    fn removed(&self, errand: &Errand, removed: &Result<(), Error>) {
        self.record(Act::Delete, &self.source, &errand.key, removed);
    }

    fn record<T>(&self, act: Act, bucket: &Bucket, key: &str, outcome: &Result<T, Error>) {
        self.scribe.record(act, self.who, outcome, |entry| {
            buckets::about(bucket)(entry);
            entry.key = Some(key.to_owned());
        });
    }
}
