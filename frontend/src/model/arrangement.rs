//! A loaded folder in the order and through the filter that the person chose: what the table shows.
//!
//! Invariant: `shown` is always a part of `sorted`, in its order; folders stand first in every order.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use gateway_api::{Kind, Listing};

use super::folder::{Entry, Folder};
use super::order::{self, Sorting};

/// By what the rows are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Column {
    #[default]
    Name,
    Size,
    Modified,
    Kind,
    /// Storage class.
    Class,
    Etag,
}

/// A column and a direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    pub column: Column,
    pub descending: bool,
}

impl Sort {
    /// What a press on a column's head asks: the other direction when it is sorted by it already, else what people
    /// look for first (the largest, the newest).
    pub fn pressed(self, column: Column) -> Self {
        if self.column == column {
            return Self { descending: !self.descending, ..self };
        }
        Self { column, descending: matches!(column, Column::Size | Column::Modified) }
    }
}

/// What the table shows of a folder.
#[derive(Clone, Debug, Default)]
pub struct Arrangement {
    pub folder: Folder,
    sort: Sort,
    filter: String,
    sorted: Vec<u32>,
    shown: Vec<u32>,
    /// The order that is being made; the old one is shown until it is.
    sorting: Option<Sorting>,
}

impl Arrangement {
    pub fn new(prefix: String, sort: Sort) -> Self {
        Self { folder: Folder::new(prefix), sort, ..Self::default() }
    }

    pub fn sort(&self) -> Sort {
        self.sort
    }

    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// The ids to show, from the first row to the last.
    pub fn shown(&self) -> &[u32] {
        &self.shown
    }

    /// Takes in the next page, in its place in the order.
    pub fn append(&mut self, page: Listing) {
        let ids = self.folder.append(page);
        self.insert(ids.collect());
    }

    /// Shows an object that the store just confirmed.
    pub fn put(&mut self, name: &str, size: u64, modified: i64) {
        let (id, new) = self.folder.put(name, size, modified);
        if !new {
            self.sorted.retain(|other| *other != id);
        }
        self.insert(vec![id]);
    }

    /// Shows many objects that the store just confirmed, at once.
    pub fn put_all(&mut self, objects: &HashMap<String, u64>, modified: i64) {
        let ids = self.folder.put_all(objects, modified);
        let moved = ids.iter().copied().collect::<HashSet<_>>();
        self.sorted.retain(|id| !moved.contains(id));
        self.insert(ids);
    }

    pub fn remove(&mut self, ids: &[u32]) {
        for id in ids {
            self.folder.remove(*id);
        }
        let gone = ids.iter().collect::<HashSet<_>>();
        self.sorted.retain(|id| !gone.contains(id));
        self.refilter();
        self.restart_sorting();
    }

    /// Begins another order; [`Self::sort_step`] carries it out.
    pub fn begin_sort(&mut self, sort: Sort) {
        self.sort = sort;
        self.sorting = Some(Sorting::new(self.sorted.clone()));
    }

    /// Does a few milliseconds of the sorting; `true` while there is more to do.
    pub fn sort_step(&mut self) -> bool {
        let Some(sorting) = &mut self.sorting else { return false };
        let (folder, sort) = (&self.folder, self.sort);
        let Some(sorted) = sorting.step(|left, right| compare(folder, sort, left, right)) else {
            return true;
        };
        self.sorted = sorted;
        self.sorting = None;
        self.refilter();
        false
    }

    /// Shows only names that hold `filter`, case and accents aside.
    pub fn set_filter(&mut self, filter: &str) {
        filter.clone_into(&mut self.filter);
        self.refilter();
    }

    /// Whether two loadings of a folder show the same entries, whatever their ids.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let entries = |of: &Self| of.sorted.len();
        entries(self) == entries(other)
            && self
                .sorted
                .iter()
                .zip(&other.sorted)
                .all(|(a, b)| self.folder.entry(*a) == other.folder.entry(*b))
    }

    /// Where an id stands on screen.
    pub fn row_of(&self, id: u32) -> Option<usize> {
        self.shown.iter().position(|other| *other == id)
    }

    /// The row to go on from when these go: the next one that stays, else the one before.
    pub fn neighbour(&self, gone: &[u32]) -> Option<u32> {
        let gone = gone.iter().collect::<HashSet<_>>();
        let first = self.shown.iter().position(|id| gone.contains(id))?;
        let stays = |id: &&u32| !gone.contains(id);
        let after = self.shown[first..].iter().find(stays);
        after.or_else(|| self.shown[..first].iter().rev().find(stays)).copied()
    }

    fn insert(&mut self, ids: Vec<u32>) {
        let (folder, sort) = (&self.folder, self.sort);
        let compare = |left, right| compare(folder, sort, left, right);
        let arrived = Sorting::new(ids).finish(compare);
        self.sorted = order::merged(&self.sorted, &arrived, compare);
        self.refilter();
        self.restart_sorting();
    }

    /// What arrives or goes while an order is being made: the order is made anew, from all.
    fn restart_sorting(&mut self) {
        if self.sorting.is_some() {
            self.sorting = Some(Sorting::new(self.sorted.clone()));
        }
    }

    fn refilter(&mut self) {
        let wanted = order::folded(&self.filter);
        let held = |id: &u32| order::holds(self.folder.entry(*id).name, &wanted);
        self.shown = self.sorted.iter().copied().filter(held).collect();
    }
}

fn compare(folder: &Folder, sort: Sort, left: u32, right: u32) -> Ordering {
    let (a, b) = (folder.entry(left), folder.entry(right));
    let folders_first = (b.kind == Kind::Folder).cmp(&(a.kind == Kind::Folder));
    let by_column = compare_column(sort.column, a, b);
    let by_column = if sort.descending { by_column.reverse() } else { by_column };
    folders_first
        .then(by_column)
        .then_with(|| order::natural(a.name, b.name))
        .then(left.cmp(&right))
}

fn compare_column(column: Column, a: Entry<'_>, b: Entry<'_>) -> Ordering {
    match column {
        Column::Name => order::natural(a.name, b.name),
        Column::Size => a.size.cmp(&b.size),
        Column::Modified => a.modified.cmp(&b.modified),
        Column::Kind => a.kind.cmp(&b.kind),
        Column::Class => a.class.cmp(b.class),
        Column::Etag => a.etag.cmp(b.etag),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::time::Instant;

    use super::super::folder::tests::page;
    use super::*;

    fn names(arrangement: &Arrangement) -> String {
        let mut text = String::new();
        for id in arrangement.shown() {
            write!(text, "{} ", arrangement.folder.entry(*id).name).unwrap();
        }
        text.trim_end().to_owned()
    }

    fn sorted(arrangement: &mut Arrangement, column: Column, descending: bool) -> String {
        arrangement.begin_sort(Sort { column, descending });
        while arrangement.sort_step() {}
        names(arrangement)
    }

    fn example() -> Arrangement {
        let mut arrangement = Arrangement::new(String::new(), Sort::default());
        arrangement.append(page(&[("b2.csv", Some(9)), ("z/", None)], Some("t")));
        arrangement.append(page(&[("a.png", Some(500)), ("b10.csv", Some(1)), ("É/", None)], None));
        arrangement
    }

    #[test]
    fn folders_stand_first_in_every_order() {
        let mut arrangement = example();
        assert_eq!(names(&arrangement), "É/ z/ a.png b2.csv b10.csv");
        assert_eq!(sorted(&mut arrangement, Column::Name, true), "z/ É/ b10.csv b2.csv a.png");
        assert_eq!(sorted(&mut arrangement, Column::Size, true), "É/ z/ a.png b2.csv b10.csv");
        assert_eq!(sorted(&mut arrangement, Column::Size, false), "É/ z/ b10.csv b2.csv a.png");
        assert_eq!(sorted(&mut arrangement, Column::Kind, false), "É/ z/ b2.csv b10.csv a.png");
    }

    #[test]
    fn rows_that_are_alike_in_a_column_stand_by_name_whichever_way_it_is_sorted() {
        let mut arrangement = Arrangement::new(String::new(), Sort::default());
        let keys = [("c.csv", Some(5)), ("a.csv", Some(5)), ("b.csv", Some(7)), ("d.csv", Some(5))];
        arrangement.append(page(&keys, None));
        assert_eq!(sorted(&mut arrangement, Column::Size, false), "a.csv c.csv d.csv b.csv");
        assert_eq!(sorted(&mut arrangement, Column::Size, true), "b.csv a.csv c.csv d.csv");
        for column in [Column::Kind, Column::Modified] {
            for descending in [false, true] {
                let names = sorted(&mut arrangement, column, descending);
                assert_eq!(names, "a.csv b.csv c.csv d.csv", "{column:?}");
            }
        }
        // `page` gives entity tags in the order of arrival.
        assert_eq!(sorted(&mut arrangement, Column::Etag, false), "c.csv a.csv b.csv d.csv");
        assert_eq!(sorted(&mut arrangement, Column::Etag, true), "d.csv b.csv a.csv c.csv");
    }

    #[test]
    fn a_press_on_a_head_turns_the_order_or_changes_it() {
        let sort = Sort::default();
        assert!(sort.pressed(Column::Name).descending);
        assert!(!sort.pressed(Column::Kind).descending);
        assert_eq!(sort.pressed(Column::Size), Sort { column: Column::Size, descending: true });
    }

    #[test]
    fn a_filter_keeps_the_order_and_holds_for_what_comes_later() {
        let mut arrangement = example();
        arrangement.set_filter("B");
        assert_eq!(names(&arrangement), "b2.csv b10.csv");
        arrangement.put("b3.csv", 3, 0);
        arrangement.put("c.csv", 3, 0);
        assert_eq!(names(&arrangement), "b2.csv b3.csv b10.csv");
        arrangement.set_filter("");
        assert_eq!(names(&arrangement), "É/ z/ a.png b2.csv b3.csv b10.csv c.csv");
    }

    #[test]
    fn an_overwritten_object_moves_to_its_new_place() {
        let mut arrangement = example();
        sorted(&mut arrangement, Column::Size, true);
        arrangement.put("b10.csv", 10_000, 0);
        assert_eq!(names(&arrangement), "É/ z/ b10.csv a.png b2.csv");
    }

    #[test]
    fn many_that_arrive_at_once_find_their_places() {
        let mut arrangement = example();
        let many = [("b2.csv", 7), ("b3.csv", 8), ("y/", 0)];
        let many = many.map(|(name, size)| (name.to_owned(), size));
        arrangement.put_all(&many.into_iter().collect(), 0);
        assert_eq!(names(&arrangement), "É/ y/ z/ a.png b2.csv b3.csv b10.csv");
        assert_eq!(arrangement.folder.counts().bytes, 500 + 7 + 8 + 1);
    }

    #[test]
    fn after_what_goes_one_goes_on_with_the_next_row_or_the_one_before() {
        let arrangement = example();
        let ids = |names: &[&str]| {
            names.iter().map(|name| arrangement.folder.find(name).unwrap()).collect::<Vec<_>>()
        };
        let check = |gone: &[&str], expected: Option<&str>| {
            let next = arrangement.neighbour(&ids(gone));
            assert_eq!(next.map(|id| arrangement.folder.entry(id).name), expected, "{gone:?}");
        };
        check(&["z/", "b2.csv"], Some("a.png"));
        check(&["b2.csv", "b10.csv"], Some("a.png"));
        check(&["É/", "z/", "a.png", "b2.csv", "b10.csv"], None);
        check(&[], None);
    }

    #[test]
    fn what_is_deleted_while_an_order_is_made_stays_away() {
        let mut arrangement = example();
        arrangement.begin_sort(Sort { column: Column::Name, descending: true });
        let gone = arrangement.folder.find("a.png").unwrap();
        arrangement.remove(&[gone]);
        while arrangement.sort_step() {}
        assert_eq!(names(&arrangement), "z/ É/ b10.csv b2.csv");
        assert_eq!(arrangement.row_of(gone), None);
    }

    #[test]
    fn a_hundred_thousand_rows_never_take_long_at_once() {
        let mut arrangement = Arrangement::new(String::new(), Sort::default());
        for start in 0..100 {
            let keys = (0..1000)
                .map(|n| format!("mesure-{}.csv", (start * 1000 + n) * 7919 % 100_000))
                .collect::<Vec<_>>();
            let keys =
                keys.iter().map(|key| (key.as_str(), Some(key.len() as u64))).collect::<Vec<_>>();
            arrangement.append(page(&keys, Some("t")));
        }
        arrangement.begin_sort(Sort { column: Column::Name, descending: true });
        let mut longest_ms = 0;
        loop {
            let started = Instant::now();
            let more = arrangement.sort_step();
            longest_ms = longest_ms.max(started.elapsed().as_millis());
            if !more {
                break;
            }
        }
        assert_eq!(arrangement.shown().len(), 100_000);
        // Unoptimised and on a busy machine; the browser's measure is in the end-to-end tests.
        assert!(longest_ms < 1_000, "{longest_ms} ms");
    }
}
