//! Sends what the queue lets run. Lives in the frame of the application, so that going from page to page stops nothing.

use std::collections::HashMap;
use std::time::Duration;

use gateway_api::{CompleteUpload, ProblemKind, StoredObject};
use leptos::prelude::*;
use leptos::task::spawn_local;
use snippets::Act;
use web_sys::File;

use super::cancel::Cancel;
use super::desk::{Handed, Uploads, use_uploads};
use super::line::{is_passing, wait_for_line};
use super::plan::{self, Shape};
use super::queue::{Failure, Queue, Target};
use super::source::{self, Batch};
use crate::commands;
use crate::effects::effect;
use crate::gateway::{self, Error};
use crate::model::collision::Answer;
use crate::session::{SessionContext, use_session};

/// A request that broke for want of a line is sent again by itself this often.
const TRIES_MAX: u32 = 4;

/// Before the second try; each further one waits twice as long.
const PAUSE_FIRST_MS: u32 = 1_000;

/// From this size on, it is asked first whether the key is taken, instead of sending all bytes to hear it.
const ASK_FIRST_BYTES: u64 = 8 << 20;

/// What sending changes is shown at most this much later, with what else changed by then: drawing each of the forty
/// thousand steps of ten thousand small files would take longer than sending them.
const SHOWN_AFTER: Duration = Duration::from_millis(80);

/// Takes what is handed in, and sends it.
#[derive(Clone, Copy)]
pub struct Runner {
    uploads: Uploads,
    queue: RwSignal<Queue>,
    hands: StoredValue<Hands, LocalStorage>,
    /// Dropped folders that are being walked through.
    reading: RwSignal<u32>,
    /// Something changed that is about to be shown.
    stale: StoredValue<bool>,
    session: SessionContext,
}

/// What the pure queue cannot hold.
#[derive(Default)]
struct Hands {
    /// Until an upload is over for good.
    files: HashMap<usize, File>,
    running: HashMap<usize, Cancel>,
}

enum End {
    Stored,
    Taken,
    Failed(Failure),
    Cancelled,
}

/// Provides the [`Runner`]; once. `tell` hears of what could not be taken in, in batches without files.
pub fn provide_runner(tell: Callback<Batch>) {
    let runner = Runner {
        uploads: use_uploads(),
        queue: RwSignal::default(),
        hands: StoredValue::new_local(Hands::default()),
        reading: RwSignal::new(0),
        stale: StoredValue::new(false),
        session: use_session(),
    };
    provide_context(runner);
    effect(move |_| {
        for handed in runner.uploads.take() {
            runner.reading.update(|reading| *reading += 1);
            spawn_local(runner.accept(handed, tell));
        }
    });
    effect(move |_| {
        let reading = runner.reading.get() != 0;
        let (busy, shown) =
            runner.queue.with(|queue| (queue.is_open(), queue.totals().objects != 0));
        runner.uploads.busy.set(busy || reading);
        runner.uploads.shown.set(shown || reading);
    });
}

#[expect(clippy::expect_used, reason = "what shows the uploads provides the runner first")]
pub fn use_runner() -> Runner {
    use_context().expect("the runner is provided")
}

impl Runner {
    /// What is shown of them; tracked.
    pub fn queue(self) -> ReadSignal<Queue> {
        self.queue.read_only()
    }

    async fn accept(self, handed: Handed, tell: Callback<Batch>) {
        let batch = source::read(&handed.files).await;
        tell.try_run(Batch { files: Vec::new(), ..batch.clone() });
        self.add(&handed.instance, &handed.bucket, &handed.prefix, batch);
        self.reading.update(|reading| *reading -= 1);
    }

    /// Sends files to the folder `prefix`, three at a time.
    fn add(self, instance: &str, bucket: &str, prefix: &str, batch: Batch) {
        self.queue.update(|queue| {
            self.hands.update_value(|hands| {
                for chosen in batch.files {
                    let id = queue.add(
                        instance,
                        bucket,
                        prefix,
                        &chosen.path,
                        whole(chosen.file.size()),
                    );
                    hands.files.insert(id, chosen.file);
                }
            });
        });
        self.pump();
    }

    pub fn answer(self, id: usize, answer: Answer) {
        self.queue.update(|queue| queue.answer(id, answer));
        self.pump();
    }

    pub fn answer_all(self, answer: Answer) {
        self.queue.update(|queue| queue.answer_all(answer));
        self.pump();
    }

    pub fn cancel(self, id: usize) {
        if self.queue.try_update(|queue| queue.cancel(id)) == Some(true) {
            self.abort(id);
        }
        self.pump();
    }

    pub fn cancel_all(self) {
        let running = self.queue.try_update(Queue::cancel_all).unwrap_or_default();
        for id in running {
            self.abort(id);
        }
    }

    pub fn retry(self, id: usize) {
        self.queue.update(|queue| queue.retry(id));
        self.pump();
    }

    pub fn retry_failed(self) {
        self.queue.update(Queue::retry_failed);
        self.pump();
    }

    /// Empties the tray, once all is over.
    pub fn clear(self) {
        self.queue.update(Queue::clear);
        if self.queue.with_untracked(|queue| queue.items().is_empty()) {
            self.hands.update_value(|hands| hands.files.clear());
        }
    }

    /// A change that nobody waits for: shown soon, with others.
    fn change<T>(self, change: impl FnOnce(&mut Queue) -> T) -> Option<T> {
        let changed = self.queue.try_update_untracked(change)?;
        let show = move || {
            self.stale.set_value(false);
            self.queue.notify();
        };
        if !self.stale.try_update_value(|stale| std::mem::replace(stale, true)).unwrap_or(true) {
            set_timeout(show, SHOWN_AFTER);
        }
        Some(changed)
    }

    fn abort(self, id: usize) {
        let cancel = self.hands.try_update_value(|hands| hands.running.remove(&id)).flatten();
        if let Some(cancel) = cancel {
            cancel.cancel();
        }
    }

    /// Starts as many as may run.
    fn pump(self) {
        while let Some(id) = self.change(Queue::start_next).flatten() {
            let cancel = Cancel::default();
            let file = self.hands.try_update_value(|hands| {
                hands.running.insert(id, cancel.clone());
                hands.files.get(&id).cloned()
            });
            let Some(file) = file.flatten() else {
                self.end(id, End::Failed(Failure::Unreadable));
                continue;
            };
            spawn_local(async move {
                let end = Sending { runner: self, id, file, cancel }.run().await;
                self.end(id, end);
                self.pump();
            });
        }
    }

    fn end(self, id: usize, end: End) {
        if !matches!(end, End::Cancelled) {
            self.hands.update_value(|hands| drop(hands.running.remove(&id)));
        }
        let stored = matches!(end, End::Stored);
        self.change(|queue| match end {
            End::Stored => queue.done(id),
            End::Taken => queue.collided(id),
            End::Failed(failure) => queue.failed(id, failure),
            End::Cancelled => {}
        });
        if !stored {
            return;
        }
        self.hands.update_value(|hands| drop(hands.files.remove(&id)));
        let item = self.queue.with_untracked(|queue| {
            queue.items().get(id).map(|item| (item.target.clone(), item.bytes))
        });
        if let Some((target, bytes)) = item {
            self.uploads.tell_stored(&target, bytes);
        }
    }
}

/// One file on its way.
struct Sending {
    runner: Runner,
    id: usize,
    file: File,
    cancel: Cancel,
}

impl Sending {
    async fn run(&self) -> End {
        let item = self.runner.queue.with_untracked(|queue| queue.items().get(self.id).cloned());
        let Some(item) = item else { return End::Cancelled };
        let (target, size) = (item.target, item.bytes);
        commands::note(&target.bucket, Act::Upload { key: target.key.clone() });
        if !item.overwrite && ASK_FIRST_BYTES <= size {
            // A listing, because in one a missing object is no failure.
            let asked =
                gateway::listing(&target.instance, &target.bucket, &target.key, None, false);
            match self.cancel.unless(asked).await {
                None => return End::Cancelled,
                Some(Ok(page)) if page.entries.iter().any(|entry| entry.key == target.key) => {
                    return End::Taken;
                }
                // Only the store's answer to the upload itself counts; this question spares bytes, no more.
                Some(_) => {}
            }
        }
        let sent = match plan::shape(size) {
            Shape::Single => self.single(&target, item.overwrite).await,
            Shape::Parts { part_bytes, count } => {
                self.parts(&target, size, (part_bytes, count), item.overwrite).await
            }
        };
        match sent {
            None => End::Cancelled,
            Some(Ok(_)) => End::Stored,
            Some(Err(error)) if error.is(ProblemKind::ObjectExists) => End::Taken,
            Some(Err(error)) => End::Failed(self.failure(error).await),
        }
    }

    async fn single(
        &self,
        target: &Target,
        overwrite: bool,
    ) -> Option<Result<StoredObject, Error>> {
        let Target { instance, bucket, key } = target;
        self.again(|| {
            gateway::put_object(instance, bucket, key, &self.file, overwrite, self.progress(0))
        })
        .await
    }

    /// Part after part; whatever the end but success, the parts are given back.
    async fn parts(
        &self,
        target: &Target,
        size: u64,
        (part_bytes, count): (u64, u16),
        overwrite: bool,
    ) -> Option<Result<StoredObject, Error>> {
        let Target { instance, bucket, key } = target;
        let upload = match self.again(|| gateway::start_upload(instance, bucket, key)).await? {
            Ok(started) => started.upload,
            Err(error) => return Some(Err(error)),
        };
        let mut parts = Vec::with_capacity(usize::from(count));
        let mut end = Some(Ok(()));
        for part in plan::parts(size, part_bytes, count) {
            let Some(blob) = source::slice(&self.file, part.from, part.to) else {
                end = Some(Err(Error::Unreadable));
                break;
            };
            let place = (instance.as_str(), bucket.as_str());
            let put = || {
                gateway::put_part(place, key, &upload, part.number, &blob, self.progress(part.from))
            };
            match self.again(put).await {
                Some(Ok(part)) => parts.push(part),
                Some(Err(error)) => end = Some(Err(error)),
                None => end = None,
            }
            if !matches!(end, Some(Ok(()))) {
                break;
            }
        }
        let stored = match end {
            Some(Ok(())) => {
                self.runner.change(|queue| queue.confirming(self.id));
                let parts = CompleteUpload { parts };
                let complete =
                    || gateway::complete_upload(instance, bucket, key, &upload, &parts, overwrite);
                self.cancel.unless(self.runner.session.signed_in(complete)).await
            }
            Some(Err(error)) => Some(Err(error)),
            None => None,
        };
        if !matches!(stored, Some(Ok(_))) {
            // Failing here costs room until the store's own clean-up, nothing else; the person hears the first error.
            let _ = gateway::abort_upload(instance, bucket, key, &upload).await;
        }
        stored
    }

    /// Sends a request again while the line is what failed, and once somebody is signed in again; `None` when the person
    /// gave up.
    async fn again<T, F: Future<Output = Result<T, Error>>>(
        &self,
        request: impl Fn() -> F,
    ) -> Option<Result<T, Error>> {
        let mut pause_ms = PAUSE_FIRST_MS;
        for _ in 1..TRIES_MAX {
            let answer = self.cancel.unless(self.runner.session.signed_in(&request)).await?;
            let passing = answer.as_ref().err().is_some_and(is_passing);
            if !passing || !source::is_readable(&self.file).await {
                return Some(answer);
            }
            self.cancel.unless(wait_for_line(pause_ms)).await?;
            pause_ms *= 2;
        }
        self.cancel.unless(self.runner.session.signed_in(&request)).await
    }

    fn progress(&self, before: u64) -> impl Fn(f64) + 'static {
        let (runner, id) = (self.runner, self.id);
        move |sent| {
            runner.change(|queue| {
                queue.progress(id, before + whole(sent));
                if queue.items().get(id).is_some_and(|item| item.bytes <= before + whole(sent)) {
                    queue.confirming(id);
                }
            });
        }
    }

    async fn failure(&self, error: Error) -> Failure {
        match error {
            _ if !source::is_readable(&self.file).await => Failure::Unreadable,
            Error::Problem(problem) => Failure::Problem(problem),
            Error::Offline => Failure::Offline,
            Error::Unreadable => Failure::Unintelligible,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes are whole, positive and below 2^53"
)]
fn whole(number: f64) -> u64 {
    number as u64
}
