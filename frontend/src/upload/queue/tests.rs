use proptest::prelude::*;

use super::*;
use crate::upload::plan::Refusal;

fn queue_of(files: &[(&str, u64)]) -> Queue {
    let mut queue = Queue::default();
    for (path, bytes) in files {
        queue.add("premium", "equipe-prix", "2026/", path, *bytes);
    }
    queue
}

fn key(queue: &Queue, id: usize) -> &str {
    &queue.items()[id].target.key
}

#[test]
fn at_most_three_run_at_once() {
    const LARGE: u64 = SMALL_BYTES_MAX + 1;
    let mut queue = queue_of(&[("a", LARGE), ("b", LARGE), ("c", LARGE), ("d", LARGE)]);
    assert_eq!(
        [queue.start_next(), queue.start_next(), queue.start_next()],
        [Some(0), Some(1), Some(2)]
    );
    assert_eq!(queue.start_next(), None);
    queue.done(1, true);
    assert_eq!(queue.start_next(), Some(3));
}

#[test]
fn more_of_what_is_small_run_at_once_and_keep_their_order() {
    let mut queue = queue_of(&[("a", 1); 9]);
    queue.add("premium", "equipe-prix", "", "large", SMALL_BYTES_MAX + 1);
    queue.add("premium", "equipe-prix", "", "later", 1);
    let started = std::iter::from_fn(|| queue.start_next()).count();
    assert_eq!(started, SMALL_RUNNING_MAX);
    for id in 0..9 {
        queue.done(id, true);
        queue.start_next();
    }
    assert_eq!(queue.running(), 2);
    assert!(queue.items()[9].state.runs(), "the large one went before what came after it");
}

#[test]
fn a_file_counts_as_done_only_when_confirmed() {
    let mut queue = queue_of(&[("a", 100), ("b", 300)]);
    queue.start_next();
    queue.progress(0, 50);
    assert_eq!(
        queue.totals(),
        Totals { objects: 2, open: 2, bytes: 400, carried: 50, ..Totals::default() }
    );
    queue.progress(0, 100);
    queue.confirming(0);
    assert_eq!(queue.totals().done, 0);
    queue.done(0, true);
    assert_eq!(
        queue.totals(),
        Totals { objects: 2, done: 1, open: 1, bytes: 400, carried: 100, ..Totals::default() }
    );
    assert_eq!(queue.totals().per_mille(), 250);
}

#[test]
fn what_can_never_be_stored_fails_at_once_and_is_not_tried_again() {
    let mut queue = queue_of(&[("a/../b", 1)]);
    assert_eq!(queue.items()[0].state, State::Failed(Failure::Refused(Refusal::DotSegment)));
    queue.retry_failed();
    assert_eq!(queue.start_next(), None);
    assert_eq!(queue.totals().failed, 1);
}

#[test]
fn a_collision_asks_and_the_others_go_on() {
    let mut queue = queue_of(&[("a.csv", 1), ("b.csv", 1)]);
    queue.start_next();
    queue.collided(0, None);
    assert_eq!(queue.asking(), Some(0));
    assert_eq!(queue.start_next(), Some(1));
    queue.answer(0, Answer::Replace);
    assert_eq!(queue.start_next(), Some(0));
    assert!(queue.items()[0].overwrite);
    assert_eq!(key(&queue, 0), "2026/a.csv");
}

#[test]
fn keeping_both_looks_for_a_free_name_without_asking_again() {
    let mut queue = queue_of(&[("a.csv", 1)]);
    queue.start_next();
    queue.collided(0, None);
    queue.answer(0, Answer::KeepBoth);
    assert_eq!(key(&queue, 0), "2026/a (2).csv");
    queue.start_next();
    queue.collided(0, None);
    assert_eq!(queue.asking(), None);
    assert_eq!(key(&queue, 0), "2026/a (3).csv");
    assert!(!queue.items()[0].overwrite);
}

#[test]
fn only_what_the_person_was_asked_about_is_replaced() {
    let mut queue = queue_of(&[("a", 1), ("b", 1)]);
    queue.start_next();
    queue.start_next();
    queue.collided(0, Some("old"));
    assert!(!queue.items()[0].changed());
    queue.answer_all(Answer::Replace);
    queue.start_next();
    assert_eq!(queue.items()[0].seen.as_deref(), Some("old"));
    queue.collided(0, Some("new"));
    assert!(queue.items()[0].changed(), "the answer for all was given before this one was there");
    assert_eq!(queue.asking(), Some(0));
    queue.answer(0, Answer::Replace);
    queue.start_next();
    assert_eq!(queue.items()[0].seen.as_deref(), Some("new"));
    queue.vanished(0);
    assert_eq!(queue.start_next(), Some(0));
    assert!(!queue.items()[0].overwrite, "what was to be replaced is gone");
    let mut queue = queue_of(&[("a", 1)]);
    for (seen, answer) in [("old", Answer::Replace), ("new", Answer::KeepBoth)] {
        queue.start_next();
        queue.collided(0, Some(seen));
        queue.answer(0, answer);
    }
    assert!(!queue.items()[0].overwrite && queue.items()[0].seen.is_none());
}

#[test]
fn a_hundred_thousand_files_share_where_they_go() {
    let mut queue = Queue::default();
    for number in 0..100_000 {
        queue.add("premium", "equipe-prix", "2026/", &format!("{number}.csv"), 1);
    }
    let target = |id: usize| &queue.items()[id].target;
    assert!(Arc::ptr_eq(&target(0).instance, &target(99_999).instance));
    assert!(Arc::ptr_eq(&target(0).bucket, &target(99_999).bucket));
    assert!(size_of::<Item>() <= 136, "{} bytes", size_of::<Item>());
    assert_eq!(queue.notable(12).len(), 12);
}

#[test]
fn an_answer_for_all_holds_until_the_queue_has_run_empty() {
    let mut queue = queue_of(&[("a", 1), ("b", 1), ("c", 1)]);
    for id in 0..3 {
        queue.start_next();
        if id < 2 {
            queue.collided(id, None);
        }
    }
    queue.answer_all(Answer::Skip);
    assert_eq!(queue.items()[1].state, State::Skipped);
    queue.collided(2, None);
    assert_eq!(queue.items()[2].state, State::Skipped, "the answer holds for what collides later");
    queue.add("premium", "equipe-prix", "", "d", 1);
    queue.start_next();
    queue.collided(3, None);
    assert_eq!(queue.asking(), Some(3), "a new batch asks anew");
}

#[test]
fn a_cancelled_upload_ignores_what_comes_late() {
    let mut queue = queue_of(&[("a", 10), ("b", 10)]);
    queue.start_next();
    assert!(queue.cancel(0), "it ran");
    assert!(!queue.cancel(1), "it waited");
    queue.progress(0, 5);
    queue.done(0, true);
    queue.failed(0, Failure::Offline);
    assert_eq!(queue.items()[0].state, State::Cancelled);
    assert_eq!(queue.start_next(), None);
    assert!(!queue.is_open());
}

#[test]
fn what_is_paused_keeps_nobody_waiting_and_goes_on_first() {
    let mut queue = queue_of(&[("a", 10), ("b", 1), ("c", 1), ("d", 1), ("e", 1)]);
    for _ in 0..3 {
        queue.start_next();
    }
    queue.progress(0, 4);
    assert!(queue.pause(0), "it ran");
    assert!(!queue.pause(4), "it waited");
    queue.progress(0, 9);
    queue.failed(0, Failure::Offline);
    assert_eq!(queue.items()[0].state, State::Paused { sent: 4 }, "what comes late is ignored");
    assert_eq!((queue.paused(), queue.totals().carried, queue.totals().open), (2, 4, 5));
    assert_eq!([queue.start_next(), queue.start_next()], [Some(3), None]);
    queue.confirming(1);
    assert!(!queue.pause(1), "the store is about to say that it is there");
    queue.done(1, true);
    queue.resume_all();
    assert_eq!(queue.start_next(), Some(0));
    assert_eq!(queue.paused(), 0);
}

#[test]
fn what_an_earlier_visit_left_waits_for_its_file_and_is_neither_lost_nor_counted() {
    let mut queue = queue_of(&[("a", 10)]);
    let mut target = queue.items()[0].target.clone();
    target.key = "2026/b".to_owned();
    let [left, other] =
        [5, 0].map(|sent| queue.add_interrupted(target.clone(), 20, (true, None), sent));
    assert_eq!((queue.interrupted(), queue.totals().open, queue.totals().bytes), (2, 1, 10));
    queue.resume_all();
    queue.cancel_all();
    queue.clear();
    assert_eq!(queue.interrupted(), 2, "nothing but the person gives it up");
    queue.resume(left);
    assert_eq!(queue.start_next(), Some(left));
    assert_eq!(queue.totals().bytes, 20);
    queue.done(left, true);
    queue.discard_all();
    assert_eq!(queue.items()[other].state, State::Cancelled);
    queue.clear();
    assert_eq!(queue, Queue::default());
}

#[test]
fn all_are_paused_but_what_asks() {
    let mut queue = queue_of(&[("a", 1), ("b", 1), ("c", 1)]);
    queue.start_next();
    queue.start_next();
    queue.collided(0, None);
    assert!(queue.can_pause());
    assert_eq!(queue.pause_all(), [1]);
    assert_eq!(queue.asking(), Some(0));
    assert!(!queue.can_pause());
    queue.cancel(1);
    queue.resume_all();
    assert_eq!([queue.start_next(), queue.start_next()], [Some(2), None]);
}

#[test]
fn a_failed_upload_is_tried_again_after_the_others() {
    let mut queue = queue_of(&[("a", 1), ("b", 1)]);
    queue.start_next();
    queue.failed(0, Failure::Offline);
    assert_eq!(queue.totals().failed, 1);
    queue.retry(0);
    assert_eq!([queue.start_next(), queue.start_next()], [Some(1), Some(0)]);
    assert_eq!(queue.totals().failed, 0);
}

#[test]
fn only_a_finished_queue_is_cleared() {
    let mut queue = queue_of(&[("a", 1)]);
    queue.clear();
    assert_eq!(queue.items().len(), 1);
    queue.cancel_all();
    queue.clear();
    assert_eq!(queue, Queue::default());
}

#[test]
fn empty_files_are_counted_by_number() {
    let mut queue = queue_of(&[("a", 0), ("b", 0)]);
    queue.start_next();
    queue.done(0, true);
    assert_eq!(queue.totals().per_mille(), 500);
    queue.start_next();
    queue.done(1, true);
    assert_eq!(queue.totals().per_mille(), 1000);
}

proptest! {
    /// Whatever happens in whatever order, the counters are those of the items.
    #[test]
    fn totals_are_those_of_the_items(steps in prop::collection::vec((0_usize..13, 0_usize..6, 0_u64..200), 0..80)) {
        let mut queue = queue_of(&[("a", 10), ("b", 0), ("c", 100), ("d", 7), ("e", 50), ("../f", 1)]);
        for (step, id, number) in steps {
            match step {
                0 | 1 => drop(queue.start_next()),
                2 => queue.progress(id, number),
                3 => queue.confirming(id),
                4 => queue.done(id, true),
                5 => queue.failed(id, Failure::Offline),
                6 => queue.collided(id, None),
                7 => queue.answer(id, [Answer::Replace, Answer::KeepBoth, Answer::Skip][id % 3]),
                8 => drop(queue.cancel(id)),
                9 => queue.retry(id),
                10 => drop(queue.pause(id)),
                11 => queue.resume(id),
                _ => queue.answer_all([Answer::Replace, Answer::KeepBoth, Answer::Skip][id % 3]),
            }
            let count = |test: fn(&State) -> bool| queue.items().iter().filter(|item| test(&item.state)).count();
            prop_assert!(count(State::runs) <= SMALL_RUNNING_MAX);
            prop_assert_eq!(queue.running, count(State::runs));
            prop_assert_eq!(queue.paused, count(State::is_paused));
            prop_assert_eq!(queue.interrupted, count(State::is_interrupted));
            let mut expected = Totals::default();
            for item in queue.items() {
                expected += item.share();
            }
            prop_assert_eq!(queue.totals, expected);
            prop_assert!(queue.totals.carried <= queue.totals.bytes);
        }
    }
}
