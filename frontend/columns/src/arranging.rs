//! Rows in an order and through a filter, step by step: the page does it so where they are few, a web worker at once.
//!
//! Folders stand first in every order.

use std::cmp::Ordering;

use crate::order::{self, Sorting};
use crate::sort::{Column, Sort};
use crate::store::Columns;

/// Names looked at in one go: about two milliseconds' work in the browser.
const SIEVE_ROWS: usize = 4096;

/// What an order needs to know of a row.
pub trait Rows {
    fn name(&self, id: u32) -> &str;
    fn is_folder(&self, id: u32) -> bool;
    /// Its place in the order of the column; what is alike stands by name.
    fn rank(&self, id: u32) -> u64;
}

/// Columns looked at by one of them.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub columns: &'a Columns,
    pub column: Column,
}

impl Rows for By<'_> {
    fn name(&self, id: u32) -> &str {
        self.columns.name(id)
    }

    fn is_folder(&self, id: u32) -> bool {
        self.columns.is_folder(id)
    }

    fn rank(&self, id: u32) -> u64 {
        self.columns.rank(id, self.column)
    }
}

/// Which of two rows stands first.
pub fn compare(rows: &impl Rows, sort: Sort, left: u32, right: u32) -> Ordering {
    let turned = |order: Ordering| if sort.descending { order.reverse() } else { order };
    let folders_first = rows.is_folder(right).cmp(&rows.is_folder(left));
    let by_name = || order::natural(rows.name(left), rows.name(right));
    let by_column = || match sort.column {
        Column::Name => turned(by_name()),
        _ => turned(rows.rank(left).cmp(&rows.rank(right))).then_with(by_name),
    };
    folders_first.then_with(by_column).then(left.cmp(&right))
}

/// What is asked: all ids in which order, and which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// `None` where they stand in the right order already.
    pub sort: Option<Sort>,
    /// Folded ([`order::folded`]); empty for all.
    pub filter: String,
}

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arranged {
    /// In the order that was asked, if one was.
    pub sorted: Option<Vec<u32>>,
    /// Those that hold the filter, if there is one.
    pub shown: Option<Vec<u32>>,
}

/// Work that can be left and taken up again.
#[derive(Debug)]
pub struct Arranging {
    wanted: Wanted,
    sorting: Option<Sorting>,
    ids: Vec<u32>,
    /// So many of them were looked at for the filter.
    sieved: usize,
    held: Vec<u32>,
}

impl Arranging {
    pub fn new(ids: Vec<u32>, wanted: Wanted) -> Self {
        let (sorting, ids) = match wanted.sort {
            Some(_) => (Some(Sorting::new(ids)), Vec::new()),
            None => (None, ids),
        };
        Self { wanted, sorting, ids, sieved: 0, held: Vec::new() }
    }

    /// Does one piece of the work; `Some` once there is none left.
    pub fn step(&mut self, rows: &impl Rows) -> Option<Arranged> {
        if let (Some(sorting), Some(sort)) = (&mut self.sorting, self.wanted.sort) {
            self.ids = sorting.step(|left, right| compare(rows, sort, left, right))?;
            self.sorting = None;
            if !self.wanted.filter.is_empty() {
                return None;
            }
        }
        if !self.wanted.filter.is_empty() {
            let end = self.ids.len().min(self.sieved + SIEVE_ROWS);
            let piece = &self.ids[self.sieved..end];
            let holds = |id: &u32| order::holds(rows.name(*id), &self.wanted.filter);
            self.held.extend(piece.iter().copied().filter(holds));
            self.sieved = end;
            if self.sieved < self.ids.len() {
                return None;
            }
        }
        let shown = (!self.wanted.filter.is_empty()).then(|| std::mem::take(&mut self.held));
        let sorted = self.wanted.sort.map(|_| std::mem::take(&mut self.ids));
        Some(Arranged { sorted, shown })
    }

    /// Does all of the work.
    pub fn finish(mut self, rows: &impl Rows) -> Arranged {
        loop {
            if let Some(arranged) = self.step(rows) {
                return arranged;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use gateway_api::Kind;
    use proptest::prelude::*;

    use super::*;
    use crate::store::Entry;

    fn columns(names: &[String]) -> Columns {
        let mut columns = Columns::default();
        for name in names {
            let kind = if name.ends_with('/') { Kind::Folder } else { Kind::of(name) };
            let size = name.len() as u64;
            columns.push(Entry { name, kind, size, modified: None, class: "" }, "");
        }
        columns
    }

    proptest! {
        #[test]
        fn an_order_holds_every_row_once_folders_first_and_a_filter_keeps_it(
            names in prop::collection::vec("[a-cA-C0-9é]{0,5}/?", 0..300),
            word in "-?(name|size|kind|etag)",
            filter in "[a-c]{0,2}",
        ) {
            let columns = columns(&names);
            let sort = Sort::parse(&word).unwrap();
            let by = By { columns: &columns, column: sort.column };
            let ids = (0..columns.len()).rev().collect::<Vec<_>>();
            let wanted = Wanted { sort: Some(sort), filter: order::folded(&filter) };
            let Arranged { sorted, shown } = Arranging::new(ids, wanted).finish(&by);
            let sorted = sorted.unwrap();
            prop_assert!(sorted.is_sorted_by(|a, b| compare(&by, sort, *a, *b).is_lt()));
            prop_assert_eq!(sorted.len(), names.len());
            prop_assert!(sorted.is_sorted_by_key(|id| !columns.is_folder(*id)));
            let held = sorted.iter().copied().filter(|id| order::holds(columns.name(*id), &filter));
            prop_assert_eq!(shown, (!filter.is_empty()).then(|| held.collect::<Vec<_>>()));
        }
    }

    #[test]
    fn what_stands_right_is_only_sieved() {
        let names = ["b", "ab", "c"].map(str::to_owned);
        let columns = columns(&names);
        let by = By { columns: &columns, column: Column::Name };
        let wanted = Wanted { sort: None, filter: "b".to_owned() };
        let arranged = Arranging::new(vec![2, 0, 1], wanted).finish(&by);
        assert_eq!(arranged, Arranged { sorted: None, shown: Some(vec![0, 1]) });
    }
}
