use std::fmt::Write;

use columns::sort::Column;
use proptest::prelude::*;

use super::super::folder::tests::page;
use super::*;

fn names(arrangement: &Arrangement) -> String {
    let mut text = String::new();
    for id in arrangement.shown() {
        write!(text, "{} ", arrangement.folder.entry(*id).name).unwrap();
    }
    text.trim_end().to_owned()
}

fn work(arrangement: &mut Arrangement) {
    while let Some(job) = arrangement.job() {
        let arranged = job.begin().finish(&job.by());
        arrangement.take(&job, arranged);
    }
}

fn sorted(arrangement: &mut Arrangement, column: Column, descending: bool) -> String {
    arrangement.begin_sort(Sort { column, descending });
    work(arrangement);
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
fn rows_stay_as_they_are_until_an_order_is_made_and_what_happens_meanwhile_counts() {
    let mut arrangement = example();
    arrangement.begin_sort(Sort { column: Column::Name, descending: true });
    let job = arrangement.job().unwrap();
    assert!(arrangement.job().is_none(), "somebody is at it");
    let gone = arrangement.folder.find("a.png").unwrap();
    arrangement.remove(&[gone]);
    arrangement.put("c.csv", 1, 0);
    arrangement.put("b10.csv", 2, 0);
    arrangement.set_filter("b");
    assert_eq!(names(&arrangement), "É/ z/ b2.csv b10.csv c.csv");
    let arranged = job.begin().finish(&job.by());
    arrangement.take(&job, arranged);
    assert_eq!(names(&arrangement), "z/ É/ c.csv b10.csv b2.csv");
    assert_eq!(arrangement.row_of(gone), None);
    work(&mut arrangement);
    assert_eq!(names(&arrangement), "b10.csv b2.csv");
}

#[test]
fn a_folder_that_was_loaded_anew_takes_no_job_of_the_old_one() {
    let mut arrangement = example();
    arrangement.begin_sort(Sort { column: Column::Name, descending: true });
    let job = arrangement.job().unwrap();
    arrangement = example();
    let arranged = job.begin().finish(&job.by());
    arrangement.take(&job, arranged);
    assert_eq!(names(&arrangement), "É/ z/ a.png b2.csv b10.csv");
}

#[test]
fn what_came_out_of_turn_stands_in_its_place() {
    let mut arrangement = Arrangement::new(String::new(), Sort::default());
    arrangement.append(page(&[("a", Some(1)), ("b", Some(1))], Some("t")));
    arrangement.append_ahead(&page(&[("z", Some(1))], None));
    assert_eq!(names(&arrangement), "a b z");
    arrangement.append(page(&[("c", Some(1)), ("z", Some(1))], None));
    assert_eq!(names(&arrangement), "a b c z");
}

proptest! {
    #[test]
    fn whatever_happens_while_jobs_are_done_the_rows_are_those_of_a_fresh_folder(
        steps in prop::collection::vec((0_u8..6, "[a-d]{1,2}", any::<bool>()), 1..40),
    ) {
        let mut arrangement = Arrangement::new(String::new(), Sort::default());
        let mut jobs = Vec::new();
        for (step, name, flag) in steps {
            match step {
                0 => arrangement.put(&name, name.len() as u64, 0),
                1 => {
                    let found = arrangement.folder.find(&name);
                    arrangement.remove(&found.into_iter().collect::<Vec<_>>());
                }
                2 => arrangement.set_filter(if flag { &name[..1] } else { "" }),
                3 => {
                    let column = if flag { Column::Size } else { Column::Name };
                    arrangement.begin_sort(Sort { column, descending: name.len() == 1 });
                }
                4 => jobs.extend(arrangement.job()),
                _ => for job in jobs.drain(..) {
                    let arranged = job.begin().finish(&job.by());
                    arrangement.take(&job, arranged);
                },
            }
        }
        for job in jobs {
            let arranged = job.begin().finish(&job.by());
            arrangement.take(&job, arranged);
        }
        work(&mut arrangement);
        let mut fresh = Arrangement::new(String::new(), arrangement.sort());
        for id in arrangement.folder.ids() {
            fresh.put(arrangement.folder.name(id), arrangement.folder.entry(id).size, 0);
        }
        fresh.set_filter(arrangement.filter());
        prop_assert_eq!(names(&arrangement), names(&fresh));
    }
}
