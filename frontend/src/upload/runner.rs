//! Sends what the queue lets run. Lives in the frame of the application, so that going from page to page stops nothing.

mod hands;
mod lots;
mod restoring;

use std::collections::HashSet;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::cancel::Cancel;
use super::desk::{Handed, Uploads, use_uploads};
use super::line::Line;
use super::lot;
use super::pace::seconds_left;
use super::queue::{Failure, Queue, State};
use super::remembered::REMEMBERED_MAX;
use super::sending::{End, Sending};
use super::source::{self, Batch, Chosen};
use super::visits;
use crate::effects::effect;
use crate::model::collision::Answer;
use crate::session::{SessionContext, use_session};
use hands::Hands;
pub use lots::Left;

/// What sending changes is shown at most this much later, with what else changed by then: drawing each of the forty
/// thousand steps of ten thousand small files would take longer than sending them.
const SHOWN_AFTER: Duration = Duration::from_millis(80);

/// Takes what is handed in, and sends it.
#[derive(Clone, Copy)]
pub struct Runner {
    uploads: Uploads,
    queue: RwSignal<Queue>,
    /// Of earlier visits.
    left: RwSignal<Vec<Left>>,
    hands: StoredValue<Hands, LocalStorage>,
    /// Dropped folders that are being walked through.
    reading: RwSignal<u32>,
    /// Something changed that is about to be shown.
    stale: StoredValue<bool>,
    /// Bytes a second, while that is known.
    speed: RwSignal<Option<u64>>,
    line: Line,
    session: SessionContext,
}

/// Provides the [`Runner`]; once. `tell` hears of what could not be taken in, in batches without files.
pub fn provide_runner(tell: Callback<Batch>) {
    let runner = Runner {
        uploads: use_uploads(),
        queue: RwSignal::default(),
        left: RwSignal::default(),
        hands: StoredValue::new_local(Hands::default()),
        reading: RwSignal::new(0),
        stale: StoredValue::new(false),
        speed: RwSignal::new(None),
        line: Line::new(),
        session: use_session(),
    };
    provide_context(runner);
    runner.hands.with_value(|hands| visits::begin(&hands.visit));
    let handle = Memo::new(move |_| runner.session.person().map(|person| person.handle));
    effect(move |_| {
        if let Some(handle) = handle.get() {
            runner.reading.update(|reading| *reading += 1);
            spawn_local(async move {
                runner.recall(handle).await;
                runner.reading.try_update(|reading| *reading -= 1);
            });
        }
    });
    effect(move |_| {
        for handed in runner.uploads.take() {
            runner.reading.update(|reading| *reading += 1);
            spawn_local(runner.accept(handed, tell));
        }
    });
    effect(move |_| {
        for resumed in runner.uploads.take_resumed() {
            runner.resume_begun(resumed);
        }
    });
    runner.uploads.know(move || {
        let begun = runner.hands.try_with_value(|hands| {
            hands.begun.values().map(|begun| begun.borrow().upload.clone()).collect()
        });
        begun.unwrap_or_default()
    });
    effect(move |_| {
        let reading = runner.reading.get() != 0;
        let (busy, shown) =
            runner.queue.with(|queue| (queue.is_open(), queue.totals().objects != 0));
        let shown = shown || !runner.left.read().is_empty();
        runner.uploads.busy.set(busy || reading);
        runner.uploads.shown.set(shown || reading);
        runner.count_soon(busy);
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

    /// Bytes a second, and seconds left, as far as either is known; tracked.
    pub fn pace(self) -> Option<(u64, Option<u64>)> {
        let speed = self.speed.get()?;
        let totals = self.queue.with(Queue::totals);
        Some((speed, seconds_left(totals.bytes.saturating_sub(totals.carried), speed)))
    }

    /// Nothing gets through; tracked.
    pub fn is_away(self) -> bool {
        self.line.is_away()
    }

    async fn accept(self, handed: Handed, tell: Callback<Batch>) {
        let mut batch = source::read(&handed.files).await;
        tell.try_run(Batch { files: Vec::new(), ..batch.clone() });
        batch.files = self.recognised(&handed, batch.files).await;
        let again = self.chosen_again(&handed, &batch.files).await;
        let stored = again.as_ref().map(|again| &again.stored);
        let small = self.add(&handed, batch, stored);
        if let Some(again) = again {
            self.went_on(again.lots, small);
        }
        self.reading.update(|reading| *reading -= 1);
    }

    /// Sends files to the folder that they are for, a few at a time; answers how many are not remembered one by one. `stored`
    /// are those that need not be sent, where they were handed in before.
    fn add(self, handed: &Handed, batch: Batch, stored: Option<&HashSet<usize>>) -> usize {
        let Handed { instance, bucket, prefix, .. } = handed;
        let folder = lot::folder(batch.files.iter().map(|chosen| chosen.path.as_str()));
        let folder = folder.map(str::to_owned);
        let (mut large, mut small) = (Vec::new(), Vec::new());
        self.queue.update(|queue| {
            self.hands.update_value(|hands| {
                for (index, Chosen { path, file }) in batch.files.into_iter().enumerate() {
                    let bytes = whole(file.size());
                    let id = queue.add(instance, bucket, prefix, &path, bytes);
                    let known = hands.remembered.len() + large.len();
                    let is_large = Self::is_remembered(bytes) && known < REMEMBERED_MAX;
                    if is_large { &mut large } else { &mut small }.push(id);
                    match stored {
                        Some(stored) if stored.contains(&index) => {
                            queue.stored_already(id);
                            continue;
                        }
                        Some(_) => queue.may_be_stored(id),
                        None => {}
                    }
                    hands.files.insert(id, file);
                }
            });
        });
        spawn_local(async move {
            for id in large {
                self.remember(id).await;
            }
        });
        self.track(handed, folder.as_deref(), &small);
        self.pump();
        small.len()
    }

    pub fn answer(self, id: usize, answer: Answer) {
        self.queue.update(|queue| queue.answer(id, answer));
        self.give_up_parts();
        self.pump();
    }

    pub fn answer_all(self, answer: Answer) {
        self.queue.update(|queue| queue.answer_all(answer));
        self.give_up_parts();
        self.pump();
    }

    pub fn cancel(self, id: usize) {
        if self.queue.try_update(|queue| queue.cancel(id)) == Some(true) {
            self.abort(id);
        }
        self.give_up_parts();
        self.pump();
    }

    pub fn cancel_all(self) {
        let running = self.queue.try_update(Queue::cancel_all).unwrap_or_default();
        for id in running {
            self.abort(id);
        }
        self.give_up_parts();
    }

    /// Gives up what an earlier visit left.
    pub fn discard_all(self) {
        self.queue.update(Queue::discard_all);
        self.give_up_parts();
    }

    /// What the store has of it stays there.
    pub fn pause(self, id: usize) {
        if self.queue.try_update(|queue| queue.pause(id)) == Some(true) {
            self.abort(id);
        }
        self.pump();
    }

    pub fn pause_all(self) {
        let running = self.queue.try_update(Queue::pause_all).unwrap_or_default();
        for id in running {
            self.abort(id);
        }
    }

    pub fn resume(self, id: usize) {
        self.queue.update(|queue| queue.resume(id));
        self.pump();
    }

    pub fn resume_all(self) {
        self.queue.update(Queue::resume_all);
        self.pump();
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
        if self.queue.try_update(Queue::clear).is_none() || !self.is_empty() {
            return;
        }
        self.stop_counting();
        self.hands.update_value(|hands| hands.files.clear());
        self.give_up_parts();
    }

    fn is_empty(self) -> bool {
        self.queue.with_untracked(|queue| queue.items().is_empty())
    }

    /// Frees the parts of what was given up.
    fn give_up_parts(self) {
        let given_up = |id: &usize| {
            self.queue.with_untracked(|queue| {
                let state = queue.items().get(*id).map(|item| &item.state);
                state.is_none_or(|state| matches!(state, State::Skipped | State::Cancelled))
            })
        };
        let kept = self.hands.with_value(|hands| {
            hands.begun.keys().chain(hands.remembered.keys()).copied().collect::<Vec<_>>()
        });
        for id in kept.into_iter().filter(given_up) {
            self.forget(id);
            self.stop_remembering(id);
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
            let item = self.queue.with_untracked(|queue| queue.items().get(id).cloned());
            let (Some(file), Some(item)) = (file.flatten(), item) else {
                self.end(id, End::Failed(Failure::Unreadable));
                continue;
            };
            // What goes on does not begin at nothing, not even for a moment.
            if let Some(begun) = self.begun(id, &item.target) {
                begun.borrow_mut().halt();
                self.progress(id, begun.borrow().sent(), false);
            }
            spawn_local(async move {
                let sending = Sending::new(self, id, item, file);
                // Whoever cancelled or paused it saw to the rest.
                if let Some(end) = cancel.unless(sending.run()).await {
                    self.end(id, end);
                    self.pump();
                }
            });
        }
        self.measure_soon();
    }

    fn end(self, id: usize, end: End) {
        self.hands.update_value(|hands| drop(hands.running.remove(&id)));
        let stored = matches!(end, End::Stored { .. });
        self.change(|queue| match end {
            End::Stored { verified } => queue.done(id, verified),
            End::Taken { seen } => queue.collided(id, seen.as_deref()),
            End::Vanished => queue.vanished(id),
            End::Failed(failure) => queue.failed(id, failure),
        });
        if !stored {
            return;
        }
        self.hands.update_value(|hands| {
            hands.files.remove(&id);
            hands.begun.remove(&id);
        });
        self.stop_remembering(id);
        let item = self.queue.with_untracked(|queue| {
            queue.items().get(id).map(|item| (item.target.clone(), item.bytes))
        });
        if let Some((target, bytes)) = item {
            self.uploads.tell_stored(&target, bytes);
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes are whole, positive and below 2^53"
)]
pub(super) fn whole(number: f64) -> u64 {
    number as u64
}
