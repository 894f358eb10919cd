//! Uploads that outlive a visit: remembered while they are not over, taken over by a later visit, and gone on with once
//! the person has chosen the file again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use gateway_api::ProblemKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use web_sys::File;

use super::Runner;
use crate::gateway::{self, read_json};
use crate::upload::begun::Begun;
use crate::upload::desk::{Handed, Resumed};
use crate::upload::lot::{LOTS_MAX, Lot};
use crate::upload::plan::{self, SINGLE_BYTES_MAX};
use crate::upload::queue::{Queue, Target};
use crate::upload::remembered::{REMEMBERED_MAX, Remembered, visits};
use crate::upload::source::{self, Chosen};
use crate::upload::{desk, drawer, sending, visits as locks};

impl Runner {
    /// Takes over what `person` left in visits that are over, and in others once they are.
    pub(super) async fn recall(self, person: String) {
        let Some(own) = self.hands.try_with_value(|hands| hands.visit.clone()) else { return };
        let (all, lots) = kept().await;
        desk::remember_that_there_are(!all.is_empty() || !lots.is_empty());
        let mut over = Vec::new();
        let files = all.iter().map(|file| (&*file.visit, &*file.person));
        let left = files.chain(lots.iter().map(|lot| (&*lot.visit, &*lot.person)));
        for visit in visits(left, &person).into_iter().filter(|visit| *visit != own) {
            let taking = self.take_over(visit.to_owned(), person.clone());
            over.push((visit.to_owned(), taking));
        }
        for (visit, taking) in over {
            spawn_local(async move { locks::once_over(&visit, taking).await });
        }
    }

    /// Alone of all tabs: what is taken over is this visit's from then on.
    async fn take_over(self, visit: String, person: String) {
        self.take_over_lots(&visit, &person).await;
        let left = kept().await.0.into_iter();
        for mut remembered in
            left.filter(|remembered| remembered.visit == visit && remembered.person == person)
        {
            let Some(begun) = self.ask_for(&remembered).await else {
                let _ = drawer::remove(&remembered.name).await;
                continue;
            };
            if begun.is_none() {
                remembered.begun = None;
            }
            let own = self.hands.try_with_value(|hands| hands.visit.clone());
            let Some(own) = own else { return };
            remembered.visit = own;
            write(&remembered.name, &remembered).await;
            let sent = begun.as_ref().map_or(0, Begun::sent);
            let Remembered { likeness, overwrite, seen, .. } = &remembered;
            let replaces = (*overwrite, seen.clone());
            let id = self.queue.try_update(|queue| {
                queue.add_interrupted(remembered.target(), likeness.bytes, replaces, sent)
            });
            let Some(id) = id else { return };
            self.hands.try_update_value(|hands| {
                if let Some(begun) = begun {
                    hands.begun.insert(id, Rc::new(RefCell::new(begun)));
                }
                hands.remembered.insert(id, remembered);
            });
        }
    }

    /// What the store has of it: `None` where it is stored already, `Some(None)` where there is nothing to go on from.
    async fn ask_for(self, remembered: &Remembered) -> Option<Option<Begun>> {
        let Some(mut begun) = remembered.begun() else { return Some(None) };
        match sending::arrived(&begun.target, &begun.upload).await {
            Ok(parts) => begun.know(&parts),
            Err(error) if error.is(ProblemKind::NoSuchUpload) => {
                // Completed at the last moment, or cleared away.
                let Target { instance, bucket, key } = &begun.target;
                let page = gateway::listing(instance, bucket, key, None, false).await;
                let is_stored = page
                    .is_ok_and(|page| page.entries.iter().any(|entry| remembered.may_be(entry)));
                return (!is_stored).then_some(None);
            }
            // Asked again before it goes on.
            Err(_) => {}
        }
        Some(Some(begun))
    }

    /// Goes on with what these files are; the number of those that are none of the interrupted.
    pub async fn choose_again(self, files: Vec<File>) -> usize {
        let mut left: Vec<_> = self.interrupted().into_values().flatten().collect();
        let mut strangers = 0;
        for file in files {
            let found = self.recognise(&file, &left).await;
            strangers += usize::from(found.is_empty());
            left.retain(|id| !found.contains(id));
            self.go_on(&found, &file);
        }
        strangers
    }

    /// What was handed in again by the usual ways goes on too; answers the rest.
    pub(super) async fn recognised(self, handed: &Handed, files: Vec<Chosen>) -> Vec<Chosen> {
        if self.queue.try_with_untracked(Queue::interrupted).unwrap_or_default() == 0 {
            return files;
        }
        // Once for all of them: there may be a hundred thousand of either.
        let mut left = self.interrupted();
        let mut rest = Vec::new();
        let Handed { instance, bucket, prefix, .. } = handed;
        let place: [Arc<str>; 2] = [instance.as_str().into(), bucket.as_str().into()];
        for chosen in files {
            let [instance, bucket] = place.clone();
            let key = plan::key(prefix, &chosen.path, super::whole(chosen.file.size())).ok();
            let target = key.map(|key| Target { instance, bucket, key });
            let found = match target.as_ref().and_then(|target| left.get(target)) {
                Some(alike) => self.recognise(&chosen.file, alike).await,
                None => Vec::new(),
            };
            if found.is_empty() {
                rest.push(chosen);
            } else {
                if let Some(target) = target {
                    left.remove(&target);
                }
                self.go_on(&found, &chosen.file);
            }
        }
        rest
    }

    /// What waits for its file, by what it is to become.
    fn interrupted(self) -> HashMap<Target, Vec<usize>> {
        let mut left = HashMap::<_, Vec<_>>::new();
        self.queue.try_with_untracked(|queue| {
            let items = queue.items().iter().enumerate();
            for (id, item) in items.filter(|(_, item)| item.state.is_interrupted()) {
                left.entry(item.target.clone()).or_default().push(id);
            }
        });
        left
    }

    fn go_on(self, found: &[usize], file: &File) {
        for id in found {
            self.hands.try_update_value(|hands| hands.files.insert(*id, file.clone()));
            self.queue.try_update(|queue| queue.resume(*id));
        }
        self.pump();
    }

    /// Goes on with what was begun elsewhere, of which it is known what the store has.
    pub(super) fn resume_begun(self, Resumed { begun, file }: Resumed) {
        let Begun { target, bytes, .. } = begun.clone();
        let added = self
            .queue
            .try_update(|queue| queue.add_interrupted(target, bytes, (false, None), begun.sent()));
        let Some(id) = added else { return };
        self.hands.try_update_value(|hands| {
            hands.begun.insert(id, Rc::new(RefCell::new(begun)));
            hands.files.insert(id, file);
        });
        self.queue.try_update(|queue| queue.resume(id));
        if Self::is_remembered(bytes) {
            spawn_local(async move { self.remember(id).await });
        }
        self.pump();
    }

    /// Which of these uploads this is the file of: by size, date and a sample.
    async fn recognise(self, file: &File, left: &[usize]) -> Vec<usize> {
        let size = super::whole(file.size());
        let alike = self.hands.try_with_value(|hands| {
            let known = left
                .iter()
                .filter_map(|id| Some((*id, hands.remembered.get(id)?.likeness.clone())));
            known.filter(|(_, likeness)| likeness.bytes == size).collect::<Vec<_>>()
        });
        let alike = alike.unwrap_or_default();
        if alike.is_empty() {
            return Vec::new();
        }
        let Some(likeness) = source::likeness(file).await else { return Vec::new() };
        alike.into_iter().filter(|(_, known)| *known == likeness).map(|(id, _)| id).collect()
    }

    /// Keeps a large file's upload in mind, until it is over.
    pub(super) async fn remember(self, id: usize) {
        let Some(file) = self.hands.try_with_value(|hands| hands.files.get(&id).cloned()).flatten()
        else {
            return;
        };
        let person = untrack(|| self.session.person());
        let (Some(likeness), Some(person)) = (source::likeness(&file).await, person) else {
            return;
        };
        let item = self.queue.try_with_untracked(|queue| queue.items().get(id).cloned()).flatten();
        let Some(item) = item.filter(|item| !item.state.is_over()) else { return };
        let remembered = self.hands.try_update_value(|hands| {
            if REMEMBERED_MAX <= hands.remembered.len() {
                return None;
            }
            let Target { instance, bucket, key } = item.target;
            let mut remembered = Remembered {
                name: format!("{}-{id}", hands.visit),
                visit: hands.visit.clone(),
                person: person.handle,
                instance: instance.to_string(),
                bucket: bucket.to_string(),
                key,
                overwrite: item.overwrite,
                seen: item.seen.clone(),
                likeness,
                begun: None,
            };
            if let Some(begun) = hands.begun.get(&id) {
                remembered.begin(&begun.borrow(), (item.overwrite, item.seen));
            }
            hands.remembered.insert(id, remembered.clone());
            Some(remembered)
        });
        if let Some(remembered) = remembered.flatten() {
            write(&remembered.name, &remembered).await;
        }
    }

    /// The store was told of it.
    pub(in crate::upload) fn remember_begun(self, id: usize, begun: &Begun) {
        let replaces = self.queue.with_untracked(|queue| {
            let item = queue.items().get(id);
            item.map(|item| (item.overwrite, item.seen.clone())).unwrap_or_default()
        });
        let remembered = self.hands.try_update_value(|hands| {
            let remembered = hands.remembered.get_mut(&id)?;
            remembered.begin(begun, replaces);
            Some(remembered.clone())
        });
        if let Some(remembered) = remembered.flatten() {
            spawn_local(async move { write(&remembered.name, &remembered).await });
        }
    }

    /// It is over.
    pub(super) fn stop_remembering(self, id: usize) {
        let known = self.hands.try_update_value(|hands| hands.remembered.remove(&id)).flatten();
        if let Some(remembered) = known {
            spawn_local(async move { unwrite(&remembered.name).await });
        }
    }

    /// Whether the file is large enough for that.
    pub(super) fn is_remembered(bytes: u64) -> bool {
        SINGLE_BYTES_MAX < bytes
    }
}

/// What this browser keeps. What an older page wrote otherwise is not understood, and left to be.
pub(super) async fn kept() -> (Vec<Remembered>, Vec<Lot>) {
    let limit = u32::try_from(REMEMBERED_MAX + LOTS_MAX).unwrap_or(u32::MAX);
    let texts = drawer::all(limit).await.unwrap_or_default();
    let files = texts.iter().filter_map(|text| read_json(text).ok()).collect();
    (files, texts.iter().filter_map(|text| read_json(text).ok()).collect())
}

pub(super) async fn write(name: &str, kept: &impl Serialize) {
    if let Ok(text) = serde_json::to_string(kept) {
        let _ = drawer::put(name, &text).await;
        desk::remember_that_there_are(true);
    }
}

pub(super) async fn unwrite(name: &str) {
    let _ = drawer::remove(name).await;
    let rest = drawer::all(1).await.unwrap_or_default();
    desk::remember_that_there_are(!rest.is_empty());
}
