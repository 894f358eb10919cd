use std::collections::BTreeMap;

use gateway_api::Problem;
use proptest::prelude::*;

use super::super::tests::{chosen, place};
use super::super::{Spot, into_folder};
use super::*;

/// Object contents by bucket and key.
type Store = BTreeMap<(String, String), String>;

fn entry(key: &str, size: u64) -> Entry {
    Entry {
        key: key.to_owned(),
        size: Some(size),
        modified: None,
        etag: Some(format!("etag of {key}")),
        class: None,
        folder: false,
    }
}

fn problem(kind: ProblemKind) -> Problem {
    Problem::new(kind, 400, "")
}

fn ended(index: u32, outcome: CopyOutcome) -> CopyNews {
    CopyNews { index, outcome: Some(outcome), ..CopyNews::default() }
}

fn taken(index: u32) -> CopyNews {
    CopyNews {
        problem: Some(problem(ProblemKind::ObjectExists)),
        ..ended(index, CopyOutcome::Failed)
    }
}

/// A job that moves `keys` of bucket `a` to the folder `prefix` of `bucket`.
fn moving(keys: &[&str], bucket: &str, prefix: &str) -> Job {
    let chosen = keys.iter().map(|key| chosen(key)).collect::<Vec<_>>();
    let target = Spot { place: place(bucket), prefix: prefix.to_owned() };
    let roots = into_folder(Verb::Move, &place("a"), &chosen, &target, false).unwrap();
    let mut job = Job::new(Verb::Move, place("a"), place(bucket), roots);
    for (index, key) in keys.iter().enumerate() {
        job.add(index, vec![entry(key, 10)]);
    }
    job
}

fn targets(job: &Job) -> Vec<&str> {
    job.items().iter().map(|item| item.target.as_str()).collect()
}

#[test]
fn a_folder_keeps_its_structure() {
    let roots = into_folder(
        Verb::Move,
        &place("a"),
        &[chosen("x/d/")],
        &Spot { place: place("b"), prefix: "y/".to_owned() },
        false,
    );
    let mut job = Job::new(Verb::Move, place("a"), place("b"), roots.unwrap());
    job.add(0, vec![entry("x/d/", 0), entry("x/d/e/f.csv", 5), entry("x/elsewhere", 1)]);
    assert_eq!(targets(&job), ["y/d/", "y/d/e/f.csv"]);
    assert_eq!(job.totals(), Totals { objects: 2, open: 2, bytes: 5, ..Totals::default() });
}

#[test]
fn a_request_holds_a_thousand_objects_at_most() {
    let roots =
        vec![Root { key: "d/".into(), folder: true, size: 0, target: "e/".into(), beside: false }];
    let mut job = Job::new(Verb::Copy, place("a"), place("a"), roots);
    job.add(0, (0..2500).map(|n| entry(&format!("d/{n}"), 1)).collect());
    let sizes = std::iter::from_fn(|| job.next_batch().map(|batch| batch.ids.len()));
    assert_eq!(sizes.collect::<Vec<_>>(), [1000, 1000, 500]);
}

#[test]
fn more_than_a_page_can_hold_is_said_and_not_cut() {
    let roots = vec![Root {
        key: String::new(),
        folder: true,
        size: 0,
        target: "e/".into(),
        beside: false,
    }];
    let mut job = Job::new(Verb::Copy, place("a"), place("b"), roots);
    for page in 0..=OBJECTS_MAX / 1000 {
        job.add(0, (0..1000).map(|n| entry(&format!("{page}/{n}"), 1)).collect());
    }
    assert!(job.too_many);
    assert_eq!(job.items().len(), OBJECTS_MAX);
}

#[test]
fn bytes_are_counted_while_they_go_and_kept_when_they_are_there() {
    let mut job = moving(&["a.csv", "b.csv"], "b", "");
    let batch = job.next_batch().unwrap();
    job.hear(&batch.ids, CopyNews { index: 0, bytes: Some(4), ..CopyNews::default() });
    assert_eq!((job.totals().carried, job.totals().per_mille()), (4, 200));
    job.hear(&batch.ids, ended(0, CopyOutcome::Moved));
    job.hear(&batch.ids, CopyNews { index: 0, bytes: Some(1), ..CopyNews::default() });
    assert_eq!((job.totals().carried, job.totals().done), (10, 1), "late news change nothing");
    job.batch_over(&batch.ids, None, false);
    assert_eq!(job.items()[1].state, State::Failed(Failure::Offline));
    assert_eq!((job.totals().open, job.totals().failed), (0, 1));
    assert_eq!(job.totals().per_mille(), 1000);
}

#[test]
fn a_collision_asks_and_each_answer_does_what_it_says() {
    let mut job = moving(&["a.csv", "b.csv", "c.csv"], "b", "");
    let batch = job.next_batch().unwrap();
    for index in 0..3 {
        job.hear(&batch.ids, taken(index));
    }
    assert_eq!((job.asking(), job.totals().asking), (Some(0), 3));
    job.answer(0, Answer::Replace);
    job.answer(1, Answer::KeepBoth);
    job.answer(2, Answer::Skip);
    assert_eq!(targets(&job), ["a.csv", "b (2).csv", "c.csv"]);
    let mut modes = [job.next_batch().unwrap(), job.next_batch().unwrap()];
    modes.sort_by_key(|batch| batch.ids[0]);
    assert_eq!(modes[0].request.collision, Collision::Replace);
    assert_eq!(modes[1].request.collision, Collision::Refuse);
    assert_eq!(modes[1].request.objects[0].target_key, "b (2).csv");
    assert_eq!(job.next_batch(), None);
    assert_eq!(job.items()[2].state, State::Skipped);
}

#[test]
fn keeping_both_goes_on_to_the_first_free_name_by_itself() {
    let mut job = moving(&["a.csv"], "b", "");
    for expected in ["a.csv", "a (2).csv", "a (3).csv"] {
        let batch = job.next_batch().unwrap();
        assert_eq!(batch.request.objects[0].target_key, expected);
        job.hear(&batch.ids, taken(0));
        job.answer(0, Answer::KeepBoth);
    }
    assert_eq!(job.totals().asking, 0);
}

#[test]
fn an_answer_for_all_holds_for_what_collides_later() {
    let mut job = moving(&["a.csv", "b.csv"], "b", "");
    let batch = job.next_batch().unwrap();
    job.hear(&batch.ids, taken(0));
    job.answer_all(Answer::Skip);
    job.hear(&batch.ids, taken(1));
    assert!(!job.is_open());
    assert!(job.items().iter().all(|item| item.state == State::Skipped));
}

#[test]
fn what_will_be_moved_away_is_waited_for_and_never_written_over() {
    let roots = vec![Root {
        key: "a/b/".into(),
        folder: true,
        size: 0,
        target: "a/".into(),
        beside: false,
    }];
    let mut job = Job::new(Verb::Move, place("a"), place("a"), roots);
    // The first goes where the second still is.
    job.add(0, vec![entry("a/b/b/x", 1), entry("a/b/x", 1)]);
    let batch = job.next_batch().unwrap();
    assert_eq!(batch.request.objects[0].key, "a/b/x");
    assert_eq!(batch.ids.len(), 1);
    assert_eq!(job.next_batch(), None);
    job.hear(&batch.ids, ended(0, CopyOutcome::Moved));
    assert_eq!(job.next_batch().unwrap().request.objects[0].key, "a/b/b/x");
}

#[test]
fn stopping_begins_nothing_more_and_retrying_goes_on() {
    let mut job = moving(&["a", "b"], "b", "");
    let batch = job.next_batch().unwrap();
    job.hear(&batch.ids, ended(0, CopyOutcome::Moved));
    job.stop();
    job.abandon(&batch.ids);
    assert!(!job.is_open() && job.can_retry());
    job.retry();
    assert_eq!(job.next_batch().unwrap().ids, [1]);
}

#[test]
fn a_failure_of_the_whole_request_ends_the_job_where_nothing_else_is_worth_trying() {
    let mut job = moving(&["a"], "b", "");
    let batch = job.next_batch().unwrap();
    let denied = Failure::Problem(Box::new(problem(ProblemKind::Denied)));
    job.batch_over(&batch.ids, Some(&denied), true);
    assert_eq!(job.items()[0].state, State::Failed(denied));
}

#[test]
fn only_what_was_moved_is_taken_back_and_under_the_tag_it_got() {
    let mut job = moving(&["x/a", "x/b", "x/c"], "b", "y/");
    let batch = job.next_batch().unwrap();
    let etag = Some("new".to_owned());
    job.hear(&batch.ids, CopyNews { etag, ..ended(0, CopyOutcome::Moved) });
    job.hear(&batch.ids, ended(1, CopyOutcome::KeptSource));
    job.hear(&batch.ids, ended(2, CopyOutcome::Failed));
    let mut undo = job.undo().unwrap();
    let request = undo.next_batch().unwrap().request;
    assert_eq!((request.source, request.target), (place("b"), place("a")));
    assert_eq!(request.collision, Collision::Refuse);
    assert!(request.remove_source);
    let object = &request.objects[0];
    assert_eq!((object.key.as_str(), object.target_key.as_str()), ("y/a", "x/a"));
    assert_eq!(object.etag.as_deref(), Some("new"));
    assert_eq!(request.objects.len(), 1);
    assert_eq!(undo.undo(), None);
}

#[test]
fn a_folder_is_gone_when_all_of_it_went() {
    let roots = |key: &str, target: &str| Root {
        key: key.to_owned(),
        folder: true,
        size: 0,
        target: target.to_owned(),
        beside: false,
    };
    let mut job =
        Job::new(Verb::Move, place("a"), place("b"), vec![roots("d/", "d/"), roots("e/", "e/")]);
    job.add(0, vec![entry("d/1", 1)]);
    job.add(1, vec![entry("e/1", 1)]);
    let batch = job.next_batch().unwrap();
    job.hear(&batch.ids, ended(0, CopyOutcome::Moved));
    job.hear(&batch.ids, ended(1, CopyOutcome::KeptSource));
    assert_eq!(job.emptied(), ["d/"]);
}

/// What the gateway does with a request: each object for itself, with `fate` saying what goes wrong; `seen` hears of
/// every state between two steps.
fn carry_out(
    job: &mut Job,
    store: &mut Store,
    fate: &mut impl FnMut() -> u8,
    seen: &mut impl FnMut(&Store),
) {
    while let Some(batch) = job.next_batch() {
        assert!(batch.ids.len() <= COPY_OBJECTS_MAX);
        for (index, object) in batch.request.objects.iter().enumerate() {
            let index = u32::try_from(index).unwrap();
            let from = (batch.request.source.bucket.clone(), object.key.clone());
            let to = (batch.request.target.bucket.clone(), object.target_key.clone());
            let fate = fate();
            if fate == 0 {
                job.hear(&batch.ids, ended(index, CopyOutcome::Failed));
            } else if store.contains_key(&to) && batch.request.collision == Collision::Refuse {
                job.hear(&batch.ids, taken(index));
            } else if let Some(content) = store.get(&from).cloned() {
                store.insert(to, content);
                seen(store);
                if fate == 1 || !batch.request.remove_source {
                    job.hear(&batch.ids, ended(index, CopyOutcome::KeptSource));
                } else {
                    store.remove(&from);
                    seen(store);
                    job.hear(&batch.ids, ended(index, CopyOutcome::Moved));
                }
            } else {
                job.hear(&batch.ids, ended(index, CopyOutcome::Failed));
            }
        }
        job.batch_over(&batch.ids, None, false);
    }
}

fn contents(store: &Store) -> Vec<String> {
    let mut contents = store.values().cloned().collect::<Vec<_>>();
    contents.sort();
    contents.dedup();
    contents
}

prop_compose! {
    /// A bucket with a folder to rename, and where to.
    fn situation()(
        keys in prop::collection::btree_set("(a|b|a/b)/[ab]{1,2}(/[ab])?", 1..12),
        source in prop::sample::select(vec!["a/", "a/b/", "b/", "a/a/"]),
        target in prop::sample::select(vec!["a/", "b/", "c/", "a/b/", ""]),
        fates in prop::collection::vec(0_u8..6, 40),
    ) -> (Store, &'static str, &'static str, Vec<u8>) {
        let store = keys.into_iter().map(|key| (("a".to_owned(), key.clone()), format!("content of {key}")));
        (store.collect(), source, target, fates)
    }
}

fn job_of(store: &Store, source: &str, target: &str) -> Job {
    let roots = vec![Root {
        key: source.to_owned(),
        folder: true,
        size: 0,
        target: target.to_owned(),
        beside: false,
    }];
    let mut job = Job::new(Verb::Move, place("a"), place("a"), roots);
    let listed = store.keys().filter(|(_, key)| key.starts_with(source));
    job.add(0, listed.map(|(_, key)| entry(key, 1)).collect());
    job
}

proptest! {
    #[test]
    fn at_no_moment_is_a_content_nowhere((mut store, source, target, fates) in situation()) {
        prop_assume!(source != target && !target.starts_with(source));
        let before = contents(&store);
        let mut job = job_of(&store, source, target);
        let mut fates = fates.into_iter().cycle();
        let mut lost = 0;
        for _ in 0..200 {
            carry_out(&mut job, &mut store, &mut || fates.next().unwrap(), &mut |store| {
                lost += usize::from(contents(store) != before);
            });
            let Some(id) = job.asking() else { break };
            job.answer(id, if id % 2 == 0 { Answer::KeepBoth } else { Answer::Skip });
        }
        prop_assert_eq!(lost, 0);
        prop_assert!(!job.is_open());
    }

    #[test]
    fn undoing_a_move_restores_what_was((mut store, source, target, _) in situation()) {
        prop_assume!(source != target && !target.starts_with(source));
        let before = store.clone();
        let mut job = job_of(&store, source, target);
        for _ in 0..200 {
            carry_out(&mut job, &mut store, &mut || 5, &mut |_| ());
            let Some(id) = job.asking() else { break };
            job.answer(id, Answer::KeepBoth);
        }
        let mut undo = job.undo();
        if let Some(undo) = &mut undo {
            carry_out(undo, &mut store, &mut || 5, &mut |_| ());
        }
        prop_assert_eq!(store, before);
    }

    #[test]
    fn names_beside_are_all_different(count in 2_usize..30, rounds in 1_usize..5) {
        let roots = (0..count).map(|n| Root { key: format!("{n}/a.csv"), folder: false, size: 1, target: "t/a.csv".to_owned(), beside: false });
        let mut job = Job::new(Verb::Copy, place("a"), place("b"), roots.collect());
        for n in 0..count {
            job.add(n, vec![entry(&format!("{n}/a.csv"), 1)]);
        }
        // Only the first may have the name; the others say so instead of writing over it.
        prop_assert_eq!(job.totals().failed, count - 1);
        let mut seen = HashSet::new();
        for _ in 0..rounds {
            let batch = job.next_batch().unwrap();
            for (index, object) in batch.request.objects.iter().enumerate() {
                prop_assert!(seen.insert(object.target_key.clone()));
                job.hear(&batch.ids, taken(u32::try_from(index).unwrap()));
            }
            for id in batch.ids {
                job.answer(id, Answer::KeepBoth);
            }
        }
    }

    #[test]
    fn the_totals_are_those_of_the_items(steps in prop::collection::vec((0_u8..7, 0_usize..6), 0..60)) {
        let mut job = moving(&["a", "b", "c", "d", "e", "f"], "b", "y/");
        let mut batch = Vec::new();
        for (step, id) in steps {
            match step {
                0 => batch = job.next_batch().map(|batch| batch.ids).unwrap_or_default(),
                1 => job.hear(&batch, ended(u32::try_from(id).unwrap(), CopyOutcome::Moved)),
                2 => job.hear(&batch, taken(u32::try_from(id).unwrap())),
                3 => job.answer(id, Answer::KeepBoth),
                4 => job.hear(&batch, CopyNews { index: u32::try_from(id).unwrap(), bytes: Some(3), ..CopyNews::default() }),
                5 => job.batch_over(&batch, None, false),
                _ => job.retry(),
            }
            let mut expected = Totals::default();
            for item in job.items() {
                expected += item.share();
            }
            prop_assert_eq!(job.totals(), expected);
        }
    }
}
