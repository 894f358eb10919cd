//! Files that were handed in together: counted in the browser's store while they go up, told of by a later visit, and gone
//! on with once they are chosen again.

use std::collections::HashSet;
use std::ops::Range;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::File;

use super::restoring::{kept, unwrite, write};
use super::{Runner, whole};
use crate::gateway;
use crate::upload::desk::{Given, Handed};
use crate::upload::line::Tries;
use crate::upload::lot::{self, LOT_FILES_MIN, LOTS_MAX, Lot};
use crate::upload::plan;
use crate::upload::queue::{Queue, State};
use crate::upload::source::{self, Chosen};
use crate::upload::stored::{Candidate, Candidates};

/// While files go up their count is written as often as this, and once more at the end.
const KEPT_EVERY: Duration = Duration::from_secs(1);

/// A listing of a folder that holds far more than was handed in is not read to its end: what it does not tell of, the
/// storage tells when it is sent.
const PAGES_MAX: usize = 300;

/// Of this visit.
pub struct Tracked {
    lot: Lot,
    /// The uploads that it counts.
    ids: Vec<Range<usize>>,
}

/// Of an earlier visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub lot: Lot,
    /// Its files were chosen again; what is stored already is being looked for.
    pub looking: bool,
}

impl Runner {
    /// What earlier visits left of files that were handed in together; tracked.
    pub fn left(self) -> ReadSignal<Vec<Left>> {
        self.left.read_only()
    }

    /// Keeps files in mind that were just handed in together.
    pub(super) fn track(self, handed: &Handed, folder: Option<&str>, ids: &[usize]) {
        let Some(person) = untrack(|| self.session.person()) else { return };
        if ids.len() < LOT_FILES_MIN {
            return;
        }
        let lot = self.hands.try_update_value(|hands| {
            if LOTS_MAX <= hands.lots.len() {
                return None;
            }
            hands.lots_made += 1;
            let Handed { instance, bucket, prefix, .. } = handed.clone();
            let lot = Lot {
                name: format!("{}-lot-{}", hands.visit, hands.lots_made),
                visit: hands.visit.clone(),
                person: person.handle,
                instance,
                bucket,
                prefix,
                folder: folder.map(str::to_owned),
                files: ids.len(),
                settled: 0,
            };
            hands.lots.push(Tracked { lot: lot.clone(), ids: ranges(ids) });
            Some(lot)
        });
        if let Some(lot) = lot.flatten() {
            spawn_local(async move { write(&lot.name, &lot).await });
        }
    }

    /// Something became of uploads: their counts are written, soon while some are under way.
    pub(super) fn count_soon(self, is_open: bool) {
        if !is_open {
            return self.count();
        }
        let begins = self.hands.try_update_value(|hands| {
            let begins = !hands.lots.is_empty() && !hands.counts;
            hands.counts |= begins;
            begins
        });
        if begins == Some(true) {
            set_timeout(move || self.count(), KEPT_EVERY);
        }
    }

    fn count(self) {
        let (mut changed, mut over) = (Vec::new(), Vec::new());
        self.hands.try_update_value(|hands| {
            hands.counts = false;
            hands.lots.retain_mut(|Tracked { lot, ids }| {
                let settled = self.queue.with_untracked(|queue| settled(queue, ids));
                let before = std::mem::replace(&mut lot.settled, settled);
                if lot.left() == 0 {
                    over.push(lot.name.clone());
                } else if before != settled {
                    changed.push(lot.clone());
                }
                lot.left() != 0
            });
        });
        if !changed.is_empty() || !over.is_empty() {
            spawn_local(async move {
                for lot in changed {
                    write(&lot.name, &lot).await;
                }
                for name in over {
                    unwrite(&name).await;
                }
            });
        }
    }

    /// The person has seen what became of all, and wants no more of it.
    pub(super) fn stop_counting(self) {
        let lots = self.hands.try_update_value(|hands| std::mem::take(&mut hands.lots));
        for Tracked { lot, .. } in lots.unwrap_or_default() {
            spawn_local(async move { unwrite(&lot.name).await });
        }
    }

    /// What `person` left in that visit is this visit's from now on.
    pub(super) async fn take_over_lots(self, visit: &str, person: &str) {
        let (_, lots) = kept().await;
        for mut lot in lots.into_iter().filter(|lot| lot.visit == visit && lot.person == person) {
            let Some(own) = self.hands.try_with_value(|hands| hands.visit.clone()) else { return };
            lot.visit = own;
            write(&lot.name, &lot).await;
            self.left.try_update(|left| left.push(Left { lot, looking: false }));
        }
    }

    /// The person does not want to go on with it.
    pub fn forget_lot(self, name: String) {
        self.left.update(|left| left.retain(|left| left.lot.name != name));
        spawn_local(async move { unwrite(&name).await });
    }

    /// Files for a lot that was left; the name of the folder they are in where it is another than the lot's.
    pub fn choose_lot(self, lot: &Lot, files: Given) -> Result<(), String> {
        let paths =
            files.files.iter().map(|file| source::path(file.unchecked_ref())).collect::<Vec<_>>();
        let folder = lot::folder(paths.iter().map(String::as_str));
        if lot.folder.as_deref().is_some_and(|wanted| folder != Some(wanted)) {
            return Err(folder.unwrap_or_default().to_owned());
        }
        let Lot { instance, bucket, prefix, .. } = lot.clone();
        self.uploads.add(Handed { instance, bucket, prefix, files });
        Ok(())
    }

    /// Which of these files are stored already, where they are what an earlier visit left, with the names of that.
    pub(super) async fn chosen_again(self, handed: &Handed, files: &[Chosen]) -> Option<Again> {
        let folder = lot::folder(files.iter().map(|chosen| chosen.path.as_str()));
        let place = [&*handed.instance, &*handed.bucket, &*handed.prefix];
        let mut lots = Vec::new();
        self.left.try_update(|left| {
            for left in left.iter_mut().filter(|left| left.lot.may_be(place, folder)) {
                left.looking = true;
                lots.push(left.lot.clone());
            }
        });
        if lots.is_empty() {
            return None;
        }
        Some(Again { lots, stored: self.stored(handed, files).await })
    }

    /// What was left is what was handed in again, unless that is less: then there is more to be chosen.
    pub(super) fn went_on(self, lots: Vec<Lot>, files: usize) {
        for lot in lots {
            if lot.left() <= files {
                self.forget_lot(lot.name);
            } else {
                self.left.update(|left| {
                    let same = left.iter_mut().filter(|left| left.lot.name == lot.name);
                    same.for_each(|left| left.looking = false);
                });
            }
        }
    }

    /// What cannot be found out now, the storage tells when it is sent.
    async fn stored(self, handed: &Handed, files: &[Chosen]) -> HashSet<usize> {
        let candidate = |(index, Chosen { path, file }): (usize, &Chosen)| {
            let bytes = whole(file.size());
            let key = plan::key(&handed.prefix, path, bytes).ok()?;
            Some(Candidate { key, index, bytes, modified_s: changed_s(file) })
        };
        let candidates = files.iter().enumerate().filter_map(candidate).collect();
        let candidates = Candidates::new(candidates);
        let mut stored = HashSet::new();
        let Some(place) = candidates.place() else { return stored };
        let mut token = None::<String>;
        for _ in 0..PAGES_MAX {
            let page = self.page(handed, &place.prefix, token.as_deref(), place.recursive).await;
            let Ok(page) = page else { break };
            stored.extend(candidates.stored(&page.entries));
            if candidates.are_past(&page.entries) || page.next.is_none() {
                break;
            }
            token = page.next;
        }
        stored
    }

    /// Waits for the line, and for whoever has to sign in again.
    async fn page(
        self,
        handed: &Handed,
        prefix: &str,
        token: Option<&str>,
        recursive: bool,
    ) -> Result<gateway_api::Listing, gateway::Error> {
        let mut tries = Tries::new(js_sys::Date::now());
        loop {
            let (instance, bucket) = (&handed.instance, &handed.bucket);
            let ask = || gateway::listing(instance, bucket, prefix, token, recursive);
            let error = match self.session.signed_in(ask).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            let Some(pause_ms) = tries.again_in_ms(&error, js_sys::Date::now()) else {
                return Err(error);
            };
            self.line.wait(pause_ms).await;
        }
    }
}

/// Files that an earlier visit left, handed in again.
pub struct Again {
    pub lots: Vec<Lot>,
    /// Those that are stored, by their place among all.
    pub stored: HashSet<usize>,
}

fn settled(queue: &Queue, ids: &[Range<usize>]) -> usize {
    let items = ids.iter().flat_map(|ids| queue.items().get(ids.clone()).unwrap_or_default());
    items.filter(|item| State::is_settled(&item.state)).count()
}

/// Ids in ascending order, as ranges: a folder of a hundred thousand files is one.
fn ranges(ids: &[usize]) -> Vec<Range<usize>> {
    let mut ranges = Vec::<Range<usize>>::new();
    for id in ids {
        match ranges.last_mut() {
            Some(last) if last.end == *id => last.end += 1,
            _ => ranges.push(*id..*id + 1),
        }
    }
    ranges
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are below 2^53")]
fn changed_s(file: &File) -> i64 {
    (file.last_modified() / 1000.0).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_follow_each_other_are_one_range() {
        assert_eq!(ranges(&[0, 1, 2, 5, 7, 8]), [0..3, 5..6, 7..9]);
        assert!(ranges(&[]).is_empty());
    }

    fn of(queue: &Queue, ids: Range<usize>) -> usize {
        settled(queue, std::slice::from_ref(&ids))
    }

    #[test]
    fn settled_is_what_nobody_has_to_hear_of_again() {
        let mut queue = Queue::default();
        for path in ["a", "b", "c", "../d", "e"] {
            queue.add("i", "b", "", path, 1);
        }
        assert_eq!(of(&queue, 0..5), 1, "what can never be stored");
        queue.stored_already(4);
        queue.start_next();
        queue.done(0, true);
        queue.start_next();
        queue.failed(1, crate::upload::queue::Failure::Offline);
        assert_eq!(of(&queue, 0..5), 3);
        queue.cancel(2);
        assert_eq!(of(&queue, 0..3), 2);
        assert_eq!(of(&queue, 3..9), 0, "beyond what there is");
    }
}
