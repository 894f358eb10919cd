//! One copy or move under way, without a browser: what waits, what runs, what asks, what became of it, and the way back.
//!
//! Invariants: a request holds at most [`COPY_OBJECTS_MAX`] objects, all to be treated alike; nothing is written over
//! an object that this very job has yet to move away; no two objects get one target; the totals are those of the items.

use std::collections::{HashMap, HashSet, VecDeque};

use gateway_api::{
    COPY_OBJECTS_MAX, Collision, CopyNews, CopyObject, CopyObjects, CopyOutcome, Entry, Place,
    ProblemKind,
};

use super::item::{Failure, Item, State};
use super::{Root, Verb};
use crate::model::collision::{self, Answer};
use crate::model::key;
use crate::model::totals::Totals;

/// The most objects of one job: all are held by the page, and more is a matter for a program.
pub const OBJECTS_MAX: usize = 100_000;

/// How often another name is looked for before the person is asked again.
const BESIDE_TRIES_MAX: u32 = 100;

/// Objects that go in one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub ids: Vec<usize>,
    pub request: CopyObjects,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub verb: Verb,
    pub source: Place,
    pub target: Place,
    /// Takes back an earlier move.
    pub undoes: bool,
    /// More than [`OBJECTS_MAX`]: nothing is sent.
    pub too_many: bool,
    pub roots: Vec<Root>,
    items: Vec<Item>,
    by_key: HashMap<String, usize>,
    targets: HashSet<String>,
    waiting: VecDeque<usize>,
    totals: Totals,
    answer_for_all: Option<Answer>,
}

impl Job {
    pub fn new(verb: Verb, source: Place, target: Place, roots: Vec<Root>) -> Self {
        Self {
            verb,
            source,
            target,
            undoes: false,
            too_many: false,
            roots,
            items: Vec::new(),
            by_key: HashMap::new(),
            targets: HashSet::new(),
            waiting: VecDeque::new(),
            totals: Totals::default(),
            answer_for_all: None,
        }
    }

    pub fn items(&self) -> &[Item] {
        &self.items
    }

    pub fn totals(&self) -> Totals {
        self.totals
    }

    pub fn is_open(&self) -> bool {
        self.totals.open != 0
    }

    /// The objects among the roots, which the list has shown.
    pub fn add_objects(&mut self) {
        for index in 0..self.roots.len() {
            let Root { key, folder, size, .. } = &self.roots[index];
            if !folder {
                self.add(index, vec![Entry::object(key.clone(), *size)]);
            }
        }
    }

    /// What a listing holds of the `index`th root: the object itself, or a page of what is below the folder.
    pub fn add(&mut self, index: usize, entries: Vec<Entry>) {
        let Some(root) = self.roots.get(index).cloned() else { return };
        for entry in entries.into_iter().filter(|entry| !entry.folder) {
            let Some(rest) = entry.key.strip_prefix(&root.key) else { continue };
            // A prefix that a key merely begins with is another key.
            if !root.folder && !rest.is_empty() {
                continue;
            }
            if OBJECTS_MAX <= self.items.len() {
                self.too_many = true;
                return;
            }
            let target = format!("{}{rest}", root.target);
            let beside = if root.beside && !root.folder { 2 } else { 0 };
            // Names beside are made from the first one, which has no number.
            let first = if beside == 0 { target.clone() } else { entry.key.clone() };
            self.push(entry.key, target, first, beside, entry.size.unwrap_or(0), entry.etag);
        }
    }

    /// The next request, whose objects now count as running; `None` when nothing can be begun.
    pub fn next_batch(&mut self) -> Option<Batch> {
        let mut ids = self.take_ready(Self::is_free);
        let going = |item: &Item| matches!(item.state, State::Running { .. } | State::Asking);
        if ids.is_empty() && !self.items.iter().any(going) {
            // They wait for one another, which no plan of ours brings about: the gateway refuses what would harm.
            ids = self.take_ready(|_, _| true);
        }
        let first = *ids.first()?;
        for id in &ids {
            self.set(*id, State::Running { bytes: 0 });
        }
        let object = |id: &usize| {
            let item = &self.items[*id];
            CopyObject {
                key: item.key.clone(),
                target_key: item.target.clone(),
                etag: item.etag.clone(),
                size: Some(item.bytes),
            }
        };
        let replace = self.items[first].replace;
        let request = CopyObjects {
            source: self.source.clone(),
            target: self.target.clone(),
            remove_source: self.verb == Verb::Move,
            collision: if replace { Collision::Replace } else { Collision::Refuse },
            objects: ids.iter().map(object).collect(),
        };
        Some(Batch { ids, request })
    }

    /// A line of the answer to a batch.
    pub fn hear(&mut self, batch: &[usize], news: CopyNews) {
        let Some(&id) = batch.get(news.index as usize) else { return };
        if !matches!(self.items[id].state, State::Running { .. }) {
            return;
        }
        let taken =
            news.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::ObjectExists);
        let state = match news.outcome {
            None => State::Running { bytes: news.bytes.unwrap_or(0).min(self.items[id].bytes) },
            Some(CopyOutcome::Copied | CopyOutcome::Moved) => State::Done { etag: news.etag },
            Some(CopyOutcome::KeptSource) => State::KeptSource(news.problem.map(Box::new)),
            Some(CopyOutcome::Failed) if taken => return self.collided(id),
            Some(CopyOutcome::Failed) => {
                let problem = news.problem.map(Box::new);
                State::Failed(problem.map_or(Failure::Unreadable, Failure::Problem))
            }
        };
        self.set(id, state);
    }

    /// The request is over: what it did not speak of has failed, by `failure` where there is one, else since the
    /// answer broke off. With `for_all` nothing else is worth trying either.
    pub fn batch_over(&mut self, batch: &[usize], failure: Option<&Failure>, for_all: bool) {
        let reason = failure.cloned().unwrap_or(Failure::Offline);
        for id in batch {
            if matches!(self.items[*id].state, State::Running { .. }) {
                self.set(*id, State::Failed(reason.clone()));
            }
        }
        if for_all {
            for id in std::mem::take(&mut self.waiting) {
                if self.items[id].state == State::Waiting {
                    self.set(id, State::Failed(reason.clone()));
                }
            }
        }
    }

    /// Begins nothing more; what runs is told by the gateway, or by [`Self::batch_over`].
    pub fn stop(&mut self) {
        for id in 0..self.items.len() {
            if matches!(self.items[id].state, State::Waiting | State::Asking) {
                self.set(id, State::Stopped);
            }
        }
    }

    /// The request was closed: nobody heard what became of these.
    pub fn abandon(&mut self, batch: &[usize]) {
        for id in batch {
            if matches!(self.items[*id].state, State::Running { .. }) {
                self.set(*id, State::Stopped);
            }
        }
    }

    /// What failed or was stopped is tried again; what can never succeed stays failed.
    pub fn retry(&mut self) {
        for id in 0..self.items.len() {
            if self.items[id].state.is_passing() {
                self.set(id, State::Waiting);
                self.waiting.push_back(id);
            }
        }
    }

    /// Whether [`Self::retry`] would do anything.
    pub fn can_retry(&self) -> bool {
        !self.is_open() && self.items.iter().any(|item| item.state.is_passing())
    }

    /// The first that asks.
    pub fn asking(&self) -> Option<usize> {
        if self.totals.asking == 0 {
            return None;
        }
        self.items.iter().position(|item| item.state == State::Asking)
    }

    pub fn answer(&mut self, id: usize, answer: Answer) {
        if self.items.get(id).is_some_and(|item| item.state == State::Asking) {
            self.apply(id, answer);
        }
    }

    /// For all that ask, and all that will until the job is over.
    pub fn answer_all(&mut self, answer: Answer) {
        self.answer_for_all = Some(answer);
        for id in 0..self.items.len() {
            self.answer(id, answer);
        }
    }

    /// Whether [`Self::undo`] would do anything.
    pub fn can_undo(&self) -> bool {
        self.verb == Verb::Move && !self.undoes && self.totals.done != 0
    }

    /// The way back of all that was moved; it refuses to overwrite. `None` when there is nothing to take back.
    pub fn undo(&self) -> Option<Self> {
        if !self.can_undo() {
            return None;
        }
        let mut back = Self::new(Verb::Move, self.target.clone(), self.source.clone(), Vec::new());
        back.undoes = true;
        for item in &self.items {
            if let State::Done { etag } = &item.state {
                let (key, target) = (item.target.clone(), item.key.clone());
                back.push(key, target.clone(), target, 0, item.bytes, etag.clone());
            }
        }
        Some(back)
    }

    /// The folders that were chosen and of which nothing is left where it was.
    pub fn emptied(&self) -> Vec<String> {
        let left = |root: &Root| {
            let mut below = self.items.iter().filter(|item| item.key.starts_with(&root.key));
            below.any(|item| !matches!(item.state, State::Done { .. }))
        };
        let folders = self.roots.iter().filter(|root| root.folder && self.verb == Verb::Move);
        folders.filter(|root| !left(root)).map(|root| root.key.clone()).collect()
    }

    /// Ids worth a row of their own, at most `count`: what asks, what failed, what runs, what is next.
    pub fn notable(&self, count: usize) -> Vec<usize> {
        let rank = |state: &State| match state {
            State::Asking => 0,
            State::Failed(_) | State::KeptSource(_) => 1,
            State::Running { .. } => 2,
            State::Waiting => 3,
            State::Stopped => 4,
            State::Done { .. } | State::Skipped => 5,
        };
        let mut groups = [const { Vec::new() }; 6];
        for (id, item) in self.items.iter().enumerate() {
            let group = &mut groups[rank(&item.state)];
            if group.len() < count {
                group.push(id);
            }
        }
        groups.concat().into_iter().take(count).collect()
    }

    fn push(
        &mut self,
        key: String,
        target: String,
        first_target: String,
        beside: u32,
        bytes: u64,
        etag: Option<String>,
    ) {
        let failure = match () {
            () if key::KEY_BYTES_MAX < target.len() => Some(Failure::TooLong),
            () if key::has_dot_segment(&key) || key::has_dot_segment(&target) => {
                Some(Failure::DotSegment)
            }
            () => (!self.targets.insert(target.clone())).then_some(Failure::Twice),
        };
        let id = self.items.len();
        let state = failure.map_or(State::Waiting, State::Failed);
        if state == State::Waiting {
            self.waiting.push_back(id);
        }
        self.by_key.insert(key.clone(), id);
        let item = Item { key, target, bytes, state, etag, replace: false, beside, first_target };
        self.totals += item.share();
        self.items.push(item);
    }

    /// Takes at most a request full of what waits, is `ready`, and is to be treated as the first of them.
    fn take_ready(&mut self, ready: impl Fn(&Self, usize) -> bool) -> Vec<usize> {
        let mut ids = Vec::new();
        let mut left = VecDeque::with_capacity(self.waiting.len());
        let mut replace = None;
        for id in std::mem::take(&mut self.waiting) {
            let item = &self.items[id];
            if item.state != State::Waiting {
                continue;
            }
            let alike = replace.is_none_or(|replace| replace == item.replace);
            if ids.len() < COPY_OBJECTS_MAX && alike && ready(self, id) {
                replace = Some(item.replace);
                ids.push(id);
            } else {
                left.push_back(id);
            }
        }
        self.waiting = left;
        ids
    }

    /// Nothing that this job has yet to move away is where the object goes.
    fn is_free(&self, id: usize) -> bool {
        if self.verb == Verb::Copy || self.source != self.target {
            return true;
        }
        let there = self.by_key.get(&self.items[id].target);
        there.is_none_or(|there| *there == id || self.items[*there].state.is_over())
    }

    fn collided(&mut self, id: usize) {
        let looking = (1..BESIDE_TRIES_MAX).contains(&self.items[id].beside);
        self.set(id, State::Asking);
        match self.answer_for_all {
            _ if looking => self.apply(id, Answer::KeepBoth),
            Some(answer) => self.apply(id, answer),
            None => {}
        }
    }

    fn apply(&mut self, id: usize, answer: Answer) {
        match answer {
            Answer::Skip => return self.set(id, State::Skipped),
            Answer::Replace => self.items[id].replace = true,
            Answer::KeepBoth => self.name_beside(id),
        }
        self.set(id, State::Waiting);
        // What was asked about goes first: the person is looking at it.
        self.waiting.push_front(id);
    }

    /// The next name beside the first that no other object of this job has.
    fn name_beside(&mut self, id: usize) {
        let item = &mut self.items[id];
        item.replace = false;
        loop {
            item.beside = if item.beside == 0 { 2 } else { item.beside + 1 };
            let target = collision::beside(&item.first_target, item.beside);
            if self.targets.insert(target.clone()) {
                item.target = target;
                return;
            }
        }
    }

    fn set(&mut self, id: usize, state: State) {
        let item = &mut self.items[id];
        self.totals -= item.share();
        item.state = state;
        self.totals += item.share();
    }
}

#[cfg(test)]
mod tests;
