//! The state of every upload of this visit, without a browser: what runs, what waits, what asks, what became of it.
//!
//! Invariants: at most [`RUNNING_MAX`] run at once, or [`SMALL_RUNNING_MAX`] while the next is small; `Done` is reached only through `Confirming`, by the store's own
//! word; the totals are those of the items.

mod item;
mod room;
mod rows;

use std::collections::VecDeque;
use std::sync::Arc;

use super::pace::LANES_MAX;
use super::plan;
use crate::model::collision::{self, Answer};
use crate::model::totals::Totals;

pub use item::{Failure, Item, State, Target};

/// More at once would not be faster on one line, and would keep the page's other requests waiting.
pub const RUNNING_MAX: usize = 3;

/// Of what is no larger a request takes longer than its bytes: more at once are faster. One more than there are lanes waits
/// for one with its checksum ready, which is how it is found out whether another lane is worth it.
pub const SMALL_RUNNING_MAX: usize = LANES_MAX + 1;
pub const SMALL_BYTES_MAX: u64 = 1 << 20;

/// How often another name is looked for before the person is asked again.
const BESIDE_TRIES_MAX: u32 = 100;

/// Every upload since the tray was last cleared; an item's id is its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    items: Vec<Item>,
    waiting: VecDeque<usize>,
    totals: Totals,
    running: usize,
    paused: usize,
    interrupted: usize,
    /// Holds for every further collision until the queue has run empty.
    answer_for_all: Option<Answer>,
}

impl Queue {
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// Something would be lost by leaving the page.
    pub fn is_open(&self) -> bool {
        self.totals.open != 0
    }

    pub fn running(&self) -> usize {
        self.running
    }

    /// How many wait because the person wants them to.
    pub fn paused(&self) -> usize {
        self.paused
    }

    /// How many an earlier visit left, whose files are not at hand.
    pub fn interrupted(&self) -> usize {
        self.interrupted
    }

    /// There is something that could be made to wait.
    pub fn can_pause(&self) -> bool {
        self.paused + self.totals.asking < self.totals.open
    }

    /// Takes in a file for the folder `prefix`; answers its id. One that can never be stored has failed at once.
    pub fn add(
        &mut self,
        instance: &str,
        bucket: &str,
        prefix: &str,
        path: &str,
        bytes: u64,
    ) -> usize {
        let id = self.items.len();
        let (key, state) = match plan::key(prefix, path, bytes) {
            Ok(key) => (key, State::Waiting),
            Err(refusal) => (format!("{prefix}{path}"), State::Failed(Failure::Refused(refusal))),
        };
        if state == State::Waiting {
            self.waiting.push_back(id);
        }
        let last = self.items.last().map(|item| &item.target);
        let shared = |wanted: &str, last: Option<&Arc<str>>| match last {
            Some(last) if **last == *wanted => Arc::clone(last),
            _ => Arc::from(wanted),
        };
        let target = Target {
            instance: shared(instance, last.map(|target| &target.instance)),
            bucket: shared(bucket, last.map(|target| &target.bucket)),
            key,
        };
        self.push(target, bytes, state)
    }

    /// What was just taken in was handed in before, and is stored.
    pub fn stored_already(&mut self, id: usize) {
        if self.items[id].state == State::Waiting {
            self.set(id, State::Already);
        }
    }

    /// What was just taken in was handed in before, and may be stored.
    pub fn may_be_stored(&mut self, id: usize) {
        self.items[id].again = true;
    }

    /// Takes in what an earlier visit left, or what was begun elsewhere: it goes on once it is resumed.
    pub fn add_interrupted(
        &mut self,
        target: Target,
        bytes: u64,
        (overwrite, seen): (bool, Option<Box<str>>),
        sent: u64,
    ) -> usize {
        let id = self.push(target, bytes, State::Interrupted { sent });
        self.interrupted += 1;
        self.items[id].overwrite = overwrite;
        self.items[id].seen = seen;
        id
    }

    fn push(&mut self, target: Target, bytes: u64, state: State) -> usize {
        let (overwrite, verified, again) = (false, false, false);
        let (seen, beside, first_key) = (None, 0, None);
        let item =
            Item { target, bytes, state, overwrite, seen, verified, again, beside, first_key };
        self.totals += item.share();
        self.items.push(item);
        self.items.len() - 1
    }

    /// The next file to send, now counted as running; `None` when none waits or enough run.
    pub fn start_next(&mut self) -> Option<usize> {
        while let Some(id) = self.waiting.front().copied() {
            let item = &self.items[id];
            if item.state == State::Waiting {
                let is_small = item.bytes <= SMALL_BYTES_MAX;
                let running_max = if is_small { SMALL_RUNNING_MAX } else { RUNNING_MAX };
                if running_max <= self.running {
                    return None;
                }
                self.waiting.pop_front();
                self.set(id, State::Sending { sent: 0 });
                return Some(id);
            }
            self.waiting.pop_front();
        }
        None
    }

    /// Makes one wait until [`Queue::resume`]; `true` when it ran, and its requests have to be aborted. What only waits
    /// for the store's word is let be.
    pub fn pause(&mut self, id: usize) -> bool {
        match self.items[id].state {
            State::Waiting => self.set(id, State::Paused { sent: 0 }),
            State::Sending { sent } => {
                self.set(id, State::Paused { sent });
                return true;
            }
            _ => {}
        }
        false
    }

    /// Answers those that ran.
    pub fn pause_all(&mut self) -> Vec<usize> {
        (0..self.items.len()).filter(|id| self.pause(*id)).collect()
    }

    /// What is paused, or interrupted and has its file again, goes on before what has not begun.
    pub fn resume(&mut self, id: usize) {
        let state = &self.items[id].state;
        if state.is_paused() || state.is_interrupted() {
            self.go_first(id);
        }
    }

    /// In the order in which they were handed in, with what failed for want of room.
    pub fn resume_all(&mut self) {
        for id in (0..self.items.len()).rev() {
            let state = &self.items[id].state;
            if state.is_paused() || state.lacked_room() {
                self.go_first(id);
            }
        }
    }

    /// `sent` bytes of the file have left, fewer than before when a request is tried again; what comes late, after
    /// the upload is over, is ignored.
    pub fn progress(&mut self, id: usize, sent: u64) {
        if self.items[id].state.runs() {
            self.set(id, State::Sending { sent: sent.min(self.items[id].bytes) });
        }
    }

    pub fn confirming(&mut self, id: usize) {
        if self.items[id].state.runs() {
            self.set(id, State::Confirming);
        }
    }

    /// The store confirmed the object; `verified` says whether checksums were compared, too.
    pub fn done(&mut self, id: usize, verified: bool) {
        if self.items[id].state.runs() {
            self.items[id].verified = verified;
            self.confirming(id);
            self.set(id, State::Done);
        }
    }

    pub fn failed(&mut self, id: usize, failure: Failure) {
        if self.items[id].state.runs() {
            self.set(id, State::Failed(failure));
            if self.items[id].state.lacked_room() {
                self.hold_back(id);
            }
        }
    }

    /// An object of this key exists, or is another than the one that may be replaced; `seen` is its entity tag.
    pub fn collided(&mut self, id: usize, seen: Option<&str>) {
        if !self.items[id].state.runs() {
            return;
        }
        let looking = (1..BESIDE_TRIES_MAX).contains(&self.items[id].beside);
        self.items[id].seen = seen.map(Box::from);
        self.set(id, State::Asking);
        match self.answer_for_all {
            // Whoever answered, for one or for all, had not seen this one.
            _ if self.items[id].overwrite => {}
            _ if looking => self.apply(id, Answer::KeepBoth),
            Some(answer) => self.apply(id, answer),
            None => {}
        }
    }

    /// What was to be replaced is gone: the file goes where nothing is.
    pub fn vanished(&mut self, id: usize) {
        if self.items[id].state.runs() {
            self.items[id].overwrite = false;
            self.items[id].seen = None;
            self.go_first(id);
        }
    }

    /// The first that asks.
    pub fn asking(&self) -> Option<usize> {
        if self.totals.asking == 0 {
            return None;
        }
        self.items.iter().position(|item| item.state == State::Asking)
    }

    /// The person's answer for one.
    pub fn answer(&mut self, id: usize, answer: Answer) {
        if self.items[id].state == State::Asking {
            self.apply(id, answer);
        }
    }

    /// The person's answer for one, for all that ask, and for all that will until the queue has run empty.
    pub fn answer_all(&mut self, answer: Answer) {
        self.answer_for_all = Some(answer);
        for id in 0..self.items.len() {
            self.answer(id, answer);
        }
        self.forget_answer_when_empty();
    }

    /// Gives one up; `true` when it ran, and the request has to be aborted.
    pub fn cancel(&mut self, id: usize) -> bool {
        let ran = self.items[id].state.runs();
        if !self.items[id].state.is_over() || self.items[id].state.is_interrupted() {
            self.set(id, State::Cancelled);
        }
        ran
    }

    /// Gives up all that are not over; answers those that ran. What an earlier visit left is let be.
    pub fn cancel_all(&mut self) -> Vec<usize> {
        let all = 0..self.items.len();
        all.filter(|id| !self.items[*id].state.is_interrupted() && self.cancel(*id)).collect()
    }

    /// Gives up what an earlier visit left.
    pub fn discard_all(&mut self) {
        for id in 0..self.items.len() {
            if self.items[id].state.is_interrupted() {
                self.cancel(id);
            }
        }
    }

    /// Puts a failed or cancelled upload at the end of those that wait. What can never be stored stays failed.
    pub fn retry(&mut self, id: usize) {
        let lasting = matches!(self.items[id].state, State::Failed(Failure::Refused(_)));
        if matches!(self.items[id].state, State::Failed(_) | State::Cancelled) && !lasting {
            self.set(id, State::Waiting);
            self.waiting.push_back(id);
        }
    }

    pub fn retry_failed(&mut self) {
        for id in 0..self.items.len() {
            if matches!(self.items[id].state, State::Failed(_)) {
                self.retry(id);
            }
        }
    }

    /// Forgets everything, once all is over and nothing is left that could go on.
    pub fn clear(&mut self) {
        if !self.is_open() && self.interrupted == 0 {
            *self = Self::default();
        }
    }

    fn apply(&mut self, id: usize, answer: Answer) {
        match answer {
            Answer::Skip => return self.set(id, State::Skipped),
            Answer::Replace => self.items[id].overwrite = true,
            Answer::KeepBoth => {
                let item = &mut self.items[id];
                item.overwrite = false;
                item.seen = None;
                item.beside = if item.beside == 0 { 2 } else { item.beside + 1 };
                let first = item.first_key.get_or_insert_with(|| Box::from(&*item.target.key));
                item.target.key = collision::beside(first, item.beside);
            }
        }
        // The person is looking at it.
        self.go_first(id);
    }

    /// Waits, before whatever else does.
    fn go_first(&mut self, id: usize) {
        self.set(id, State::Waiting);
        self.waiting.push_front(id);
    }

    fn set(&mut self, id: usize, state: State) {
        let item = &mut self.items[id];
        self.totals -= item.share();
        self.running -= usize::from(item.state.runs());
        self.paused -= usize::from(item.state.is_paused());
        self.interrupted -= usize::from(item.state.is_interrupted());
        item.state = state;
        self.running += usize::from(item.state.runs());
        self.paused += usize::from(item.state.is_paused());
        self.interrupted += usize::from(item.state.is_interrupted());
        self.totals += item.share();
        self.forget_answer_when_empty();
    }

    fn forget_answer_when_empty(&mut self) {
        if self.totals.open == 0 {
            self.answer_for_all = None;
        }
    }
}

#[cfg(test)]
mod tests;
