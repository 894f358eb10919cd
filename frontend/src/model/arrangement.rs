//! A loaded folder in the order and through the filter that the person chose: what the table shows.
//!
//! Invariant: what is shown is always a part of what is loaded, in its order; folders stand first in every order. Order and
//! filter that take long are made elsewhere ([`Job`]) while the rows stay as they were; what comes and goes meanwhile is
//! put in its place.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use columns::arranging::{self, Arranged, Arranging, By, Wanted};
use columns::order::{self, Sorting};
use columns::sort::Sort;
use columns::store::Columns;
use gateway_api::Listing;

use super::folder::Folder;

/// A filter looks at so many names before the person sees that it does.
const ROWS_AT_ONCE_MAX: usize = 5_000;

/// What the table shows of a folder.
#[derive(Clone, Debug, Default)]
pub struct Arrangement {
    pub folder: Folder,
    /// As the person wants it.
    sort: Sort,
    filter: String,
    /// As the rows stand, until that is made.
    made_sort: Sort,
    made_filter: String,
    sorted: Vec<u32>,
    /// Those that hold the filter; `None` where all do.
    held: Option<Vec<u32>>,
    /// What came or went since a job was given out: of this the job knows nothing.
    touched: Option<HashSet<u32>>,
    /// Whose jobs it takes: not those of a folder that was loaded anew meanwhile.
    identity: Arc<()>,
}

/// An order or a filter to be made, of the folder as it was.
#[derive(Clone, Debug)]
pub struct Job {
    /// A copy that costs nothing.
    pub columns: Columns,
    pub ids: Vec<u32>,
    pub sort: Sort,
    pub wanted: Wanted,
    of: Arc<()>,
}

impl Job {
    /// The work itself, step by step.
    pub fn begin(&self) -> Arranging {
        Arranging::new(self.ids.clone(), self.wanted.clone())
    }

    pub fn by(&self) -> By<'_> {
        By { columns: &self.columns, column: self.sort.column }
    }
}

impl Arrangement {
    pub fn new(prefix: String, sort: Sort) -> Self {
        Self { folder: Folder::new(prefix), sort, made_sort: sort, ..Self::default() }
    }

    pub fn sort(&self) -> Sort {
        self.sort
    }

    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// The ids to show, from the first row to the last.
    pub fn shown(&self) -> &[u32] {
        self.held.as_deref().unwrap_or(&self.sorted)
    }

    /// Takes in the next page, in its place in the order.
    pub fn append(&mut self, page: Listing) {
        let ids = self.folder.append(page);
        self.insert(ids.collect());
    }

    /// Takes in what was asked for out of turn.
    pub fn append_ahead(&mut self, page: &Listing) {
        let ids = self.folder.append_ahead(page);
        self.insert(ids.collect());
    }

    /// Shows an object that the store just confirmed.
    pub fn put(&mut self, name: &str, size: u64, modified: i64) {
        let (id, new) = self.folder.put(name, size, modified);
        if !new {
            self.take_out(&HashSet::from([id]));
        }
        self.insert(vec![id]);
    }

    /// Shows many objects that the store just confirmed, at once.
    pub fn put_all(&mut self, objects: &HashMap<String, u64>, modified: i64) {
        let ids = self.folder.put_all(objects, modified);
        self.take_out(&ids.iter().copied().collect());
        self.insert(ids);
    }

    pub fn remove(&mut self, ids: &[u32]) {
        for id in ids {
            self.folder.remove(*id);
        }
        self.take_out(&ids.iter().copied().collect());
    }

    /// Wants another order; [`Self::job`] says what there is to do for it.
    pub fn begin_sort(&mut self, sort: Sort) {
        self.sort = sort;
    }

    /// Shows only names that hold `filter`, case and accents aside: at once where that is no work.
    pub fn set_filter(&mut self, filter: &str) {
        filter.clone_into(&mut self.filter);
        if self.touched.is_none() && self.sort == self.made_sort {
            let few = self.sorted.len() <= ROWS_AT_ONCE_MAX;
            if few || filter.is_empty() {
                self.made_filter = order::folded(filter);
                self.held = self.holding(&self.sorted);
            }
        }
    }

    /// What is still to be done for the rows to stand as they are wanted; nothing while somebody does.
    pub fn job(&mut self) -> Option<Job> {
        let filter = order::folded(&self.filter);
        let sort = (self.sort != self.made_sort).then_some(self.sort);
        let is_made = sort.is_none() && filter == self.made_filter;
        if is_made || self.touched.is_some() {
            return None;
        }
        self.touched = Some(HashSet::new());
        Some(Job {
            columns: self.folder.columns().clone(),
            ids: self.sorted.clone(),
            sort: self.sort,
            wanted: Wanted { sort, filter },
            of: Arc::clone(&self.identity),
        })
    }

    /// Whether an order or a filter is being made.
    pub fn is_at_work(&self) -> bool {
        self.touched.is_some()
    }

    /// Nobody will come back with the job that was given out.
    pub fn forget_job(&mut self) {
        self.touched = None;
    }

    /// A job is done.
    pub fn take(&mut self, job: &Job, arranged: Arranged) {
        if !Arc::ptr_eq(&job.of, &self.identity) {
            return;
        }
        let touched = self.touched.take().unwrap_or_default();
        self.made_sort = job.sort;
        self.made_filter.clone_from(&job.wanted.filter);
        if let Some(sorted) = arranged.sorted {
            self.sorted = sorted;
        }
        self.held = arranged.shown;
        if !touched.is_empty() {
            for ids in std::iter::once(&mut self.sorted).chain(&mut self.held) {
                ids.retain(|id| !touched.contains(id));
            }
            let came = touched.into_iter().filter(|id| !self.folder.is_gone(*id)).collect();
            self.insert(came);
        }
    }

    /// Whether two loadings of a folder show the same entries, whatever their ids.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let same = |a: u32, b: u32| {
            self.folder.entry(a) == other.folder.entry(b)
                && self.folder.etag(a) == other.folder.etag(b)
        };
        self.sorted.len() == other.sorted.len()
            && self.sorted.iter().zip(&other.sorted).all(|(a, b)| same(*a, *b))
    }

    /// The first row whose name begins so, case and accents aside.
    pub fn first_that_begins(&self, wanted: &str) -> Option<u32> {
        let wanted = order::folded(wanted);
        let begins = |id: &&u32| order::begins(self.folder.name(**id), &wanted);
        self.shown().iter().find(begins).copied()
    }

    /// Where an id stands on screen.
    pub fn row_of(&self, id: u32) -> Option<usize> {
        self.shown().iter().position(|other| *other == id)
    }

    /// The row to go on from when these go: the next one that stays, else the one before.
    pub fn neighbour(&self, gone: &[u32]) -> Option<u32> {
        let gone = gone.iter().collect::<HashSet<_>>();
        let shown = self.shown();
        let first = shown.iter().position(|id| gone.contains(id))?;
        let stays = |id: &&u32| !gone.contains(id);
        let after = shown[first..].iter().find(stays);
        after.or_else(|| shown[..first].iter().rev().find(stays)).copied()
    }

    /// Puts ids in their places, in the order as it is made.
    fn insert(&mut self, ids: Vec<u32>) {
        if let Some(touched) = &mut self.touched {
            touched.extend(&ids);
        }
        let (columns, sort) = (self.folder.columns(), self.made_sort);
        let by = By { columns, column: sort.column };
        let compare = |left, right| arranging::compare(&by, sort, left, right);
        let arrived = Sorting::new(ids).finish(compare);
        if self.held.is_some() {
            let arrived = self.holding(&arrived).unwrap_or_default();
            let mut held = self.held.take().unwrap_or_default();
            put_in_place(&mut held, &arrived, compare);
            self.held = Some(held);
        }
        let mut sorted = std::mem::take(&mut self.sorted);
        put_in_place(&mut sorted, &arrived, compare);
        self.sorted = sorted;
    }

    fn take_out(&mut self, ids: &HashSet<u32>) {
        if let Some(touched) = &mut self.touched {
            touched.extend(ids);
        }
        for all in std::iter::once(&mut self.sorted).chain(&mut self.held) {
            all.retain(|id| !ids.contains(id));
        }
    }

    /// Those that hold the filter as it is made; `None` where there is none.
    fn holding(&self, ids: &[u32]) -> Option<Vec<u32>> {
        let held = |id: &u32| order::holds(self.folder.name(*id), &self.made_filter);
        (!self.made_filter.is_empty()).then(|| ids.iter().copied().filter(held).collect())
    }
}

/// Pages mostly come in the order of the rows: then what is there stays where it is.
fn put_in_place(all: &mut Vec<u32>, arrived: &[u32], compare: impl Fn(u32, u32) -> Ordering) {
    let (Some(last), Some(first)) = (all.last(), arrived.first()) else {
        all.extend_from_slice(arrived);
        return;
    };
    if compare(*last, *first).is_le() {
        all.extend_from_slice(arrived);
    } else {
        *all = order::merged(all, arrived, compare);
    }
}

#[cfg(test)]
mod tests;
