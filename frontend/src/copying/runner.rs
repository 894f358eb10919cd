//! Carries jobs out: lists what is below folders, sends batch after batch, and tells what came and went.

use std::collections::HashMap;

use gateway_api::{CopyNews, CopyOutcome};
use leptos::prelude::*;
use leptos::task::spawn_local;
use snippets::Act;

use super::desk::{Change, Copies};
use crate::commands;
use crate::effects::effect;
use crate::gateway::{self, Error};
use crate::model::collision::{self, Answer};
use crate::model::copying::item::Failure;
use crate::model::copying::job::{Batch, Job};
use crate::model::copying::{Root, Verb};
use crate::session::{SessionContext, use_session};
use crate::upload::Cancel;
use crate::upload::source::ask_before_leaving;

/// How often another name is looked for, for a folder that is copied beside itself.
const BESIDE_TRIES_MAX: u32 = 100;

/// How far a job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// What is below the folders is being listed.
    Listing,
    /// It could not be listed: nothing was done.
    Unlisted(Error),
    Running,
    /// Stopped by the person, or done.
    Over,
}

/// One job with how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub number: u32,
    pub job: Job,
    pub phase: Phase,
}

impl Work {
    /// Something would be lost by leaving the page.
    pub fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Listing | Phase::Running)
    }
}

/// The jobs of this visit, until they are cleared.
#[derive(Clone, Copy)]
pub struct Jobs {
    works: RwSignal<Vec<Work>>,
    running: StoredValue<HashMap<u32, Cancel>, LocalStorage>,
    last: StoredValue<u32>,
    copies: Copies,
    session: SessionContext,
}

impl Jobs {
    pub fn new(copies: Copies) -> Self {
        let jobs = Self {
            works: RwSignal::default(),
            running: StoredValue::new_local(HashMap::new()),
            last: StoredValue::new(0),
            copies,
            session: use_session(),
        };
        let works = jobs.works;
        effect(move |_| copies.busy.set(works.with(|works| works.iter().any(Work::is_open))));
        ask_before_leaving(move || copies.busy.try_get_untracked() == Some(true));
        jobs
    }

    /// What is shown of them; tracked.
    pub fn works(self) -> ReadSignal<Vec<Work>> {
        self.works.read_only()
    }

    /// Begins a job; the objects below its folders are listed first.
    pub fn start(self, mut job: Job) {
        for Root { key, target, .. } in &job.roots {
            let act = Act::Transfer {
                moves: job.verb == Verb::Move,
                from: key.clone(),
                bucket: job.target.bucket.clone(),
                to: target.clone(),
            };
            commands::note(&job.source.bucket, act);
        }
        job.add_objects();
        let number = self.begin(job, Phase::Listing);
        let cancel = self.cancel_of(number);
        spawn_local(async move {
            match cancel.unless(self.list(number)).await {
                None => {}
                Some(Err(error)) => self.end(number, Phase::Unlisted(error)),
                Some(Ok(())) if self.read(number, |work| work.job.too_many) == Some(true) => {
                    self.end(number, Phase::Over);
                }
                Some(Ok(())) => {
                    self.change(number, |work| work.phase = Phase::Running);
                    self.send(number).await;
                }
            }
        });
    }

    /// Moves what was moved back; the report of the way back takes the place of the other.
    pub fn undo(self, number: u32) {
        let Some(job) = self.read(number, |work| work.job.undo()).flatten() else { return };
        self.clear(number);
        let number = self.begin(job, Phase::Running);
        spawn_local(self.send(number));
    }

    pub fn answer(self, number: u32, id: usize, answer: Answer, for_all: bool) {
        self.change(number, |work| {
            if for_all {
                work.job.answer_all(answer);
            } else {
                work.job.answer(id, answer);
            }
        });
        self.go_on(number);
    }

    pub fn retry(self, number: u32) {
        self.change(number, |work| {
            work.job.retry();
            work.phase = Phase::Running;
        });
        self.go_on(number);
    }

    /// Begins nothing more and closes the request that is under way.
    pub fn stop(self, number: u32) {
        let cancel = self.running.try_update_value(|running| running.remove(&number)).flatten();
        cancel.inspect(Cancel::cancel);
        self.change(number, |work| work.job.stop());
        self.end(number, Phase::Over);
    }

    /// Forgets a job that is over.
    pub fn clear(self, number: u32) {
        self.works.update(|works| works.retain(|work| work.number != number || work.is_open()));
    }

    fn begin(self, job: Job, phase: Phase) -> u32 {
        let number = self.last.get_value() + 1;
        self.last.set_value(number);
        self.works.update(|works| works.push(Work { number, job, phase }));
        number
    }

    fn go_on(self, number: u32) {
        let runs = self.running.with_value(|running| running.contains_key(&number));
        if !runs {
            spawn_local(self.send(number));
        }
    }

    fn cancel_of(self, number: u32) -> Cancel {
        let cancel = Cancel::default();
        self.running.update_value(|running| drop(running.insert(number, cancel.clone())));
        cancel
    }

    async fn list(self, number: u32) -> Result<(), Error> {
        let roots = self.read(number, |work| work.job.roots.clone()).unwrap_or_default();
        for (index, root) in roots.into_iter().enumerate().filter(|(_, root)| root.folder) {
            if root.beside {
                self.free_folder(number, index).await?;
            }
            let Some(source) = self.read(number, |work| work.job.source.clone()) else { break };
            let mut token = None::<String>;
            loop {
                let (instance, bucket) = (&source.instance, &source.bucket);
                let page = || gateway::listing(instance, bucket, &root.key, token.as_deref(), true);
                let page = self.session.signed_in(page).await?;
                self.change(number, |work| work.job.add(index, page.entries));
                token = page.next;
                if token.is_none() || self.read(number, |work| work.job.too_many) == Some(true) {
                    break;
                }
            }
        }
        Ok(())
    }

    /// A folder that is copied beside itself gets the first name below which nothing is.
    async fn free_folder(self, number: u32, index: usize) -> Result<(), Error> {
        let known = self.read(number, |work| {
            (work.job.target.clone(), work.job.roots.get(index).map(|root| root.key.clone()))
        });
        let Some((place, Some(key))) = known else { return Ok(()) };
        for try_number in 2..BESIDE_TRIES_MAX {
            let target = collision::beside(&key, try_number);
            let page = || gateway::listing(&place.instance, &place.bucket, &target, None, true);
            let page = self.session.signed_in(page).await?;
            if page.entries.is_empty() {
                self.change(number, |work| {
                    if let Some(root) = work.job.roots.get_mut(index) {
                        root.target = target;
                    }
                });
                break;
            }
        }
        Ok(())
    }

    /// Batch after batch, until nothing is left to do or an answer is needed.
    async fn send(self, number: u32) {
        let cancel = self.cancel_of(number);
        while let Some(batch) =
            self.works.try_update(|works| work_of(works, number)?.job.next_batch()).flatten()
        {
            let heard = |news: Vec<CopyNews>| self.hear(number, &batch, news);
            // Refused before anything was done when nobody is signed in any more: it waits, and the rest behind it.
            let send = || gateway::copy_objects(&batch.request, heard);
            let Some(answer) = cancel.unless(self.session.signed_in(send)).await else {
                self.change(number, |work| work.job.abandon(&batch.ids));
                return;
            };
            let failure = answer.err().map(failure);
            self.change(number, |work| {
                work.job.batch_over(&batch.ids, failure.as_ref(), failure.is_some());
            });
        }
        self.running.try_update_value(|running| running.remove(&number));
        if self.read(number, |work| !work.job.is_open()) == Some(true) {
            self.end(number, Phase::Over);
        }
    }

    fn hear(self, number: u32, batch: &Batch, news: Vec<CopyNews>) {
        let (mut stored, mut gone) = (Vec::new(), Vec::new());
        for news in &news {
            let Some(object) = batch.request.objects.get(news.index as usize) else { continue };
            let Some(outcome) = news.outcome else { continue };
            if outcome != CopyOutcome::Failed {
                stored.push((object.target_key.clone(), object.size.unwrap_or_default()));
            }
            if outcome == CopyOutcome::Moved {
                gone.push(object.key.clone());
            }
        }
        self.change(number, |work| {
            for news in news {
                work.job.hear(&batch.ids, news);
            }
        });
        let (source, target) = (batch.request.source.clone(), batch.request.target.clone());
        self.copies.tell(&Change { place: source, stored: Vec::new(), gone });
        self.copies.tell(&Change { place: target, stored, gone: Vec::new() });
    }

    fn end(self, number: u32, phase: Phase) {
        self.running.try_update_value(|running| running.remove(&number));
        self.change(number, |work| work.phase = phase);
        let emptied = self.read(number, |work| (work.job.source.clone(), work.job.emptied()));
        if let Some((place, gone)) = emptied {
            self.copies.tell(&Change { place, stored: Vec::new(), gone });
        }
    }

    fn read<T>(self, number: u32, read: impl FnOnce(&Work) -> T) -> Option<T> {
        let found = self
            .works
            .try_with_untracked(|works| works.iter().find(|work| work.number == number).map(read));
        found.flatten()
    }

    fn change(self, number: u32, change: impl FnOnce(&mut Work)) {
        self.works.try_update(|works| work_of(works, number).map(change));
    }
}

fn work_of(works: &mut [Work], number: u32) -> Option<&mut Work> {
    works.iter_mut().find(|work| work.number == number)
}

fn failure(error: Error) -> Failure {
    match error {
        Error::Problem(problem) => Failure::Problem(problem),
        Error::Offline => Failure::Offline,
        Error::Unreadable => Failure::Unreadable,
    }
}
