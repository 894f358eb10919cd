//! A copy or move in words: how it fares, why something failed, and the report for the clipboard.

use gateway_api::{Place, Problem};
use locales::{Language, text};

use crate::copying::{Phase, Work};
use crate::failure::{line, sentence};
use crate::gateway::Error;
use crate::model::copying::item::{Failure, Item, State};
use crate::model::copying::job::OBJECTS_MAX;
use crate::model::copying::{Refusal, Verb};
use crate::model::key;

/// What a row of the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    /// Where from and where to, whole.
    pub title: String,
    pub state: String,
    pub failed: bool,
}

/// How a job fares, in a line.
pub fn summary_words(language: Language, work: &Work) -> String {
    let totals = work.job.totals();
    let (done, objects) = (totals.done as u64, totals.objects as u64);
    if work.job.too_many {
        return text::copies_too_many(language, OBJECTS_MAX as u64);
    }
    let words = match (&work.phase, work.job.verb) {
        (Phase::Listing, _) => return text::delete_counting(language, objects),
        (Phase::Unlisted(error), _) => {
            return text::copies_unlisted(language, &sentence(language, error));
        }
        (_, Verb::Move) if work.job.undoes => text::copies_undone,
        (Phase::Running, Verb::Copy) => text::copies_copying,
        (Phase::Running, Verb::Move) => text::copies_moving,
        (Phase::Over, Verb::Copy) => text::copies_copied,
        (Phase::Over, Verb::Move) => text::copies_moved,
    };
    words(language, done, objects)
}

pub fn item_words(language: Language, work: &Work, item: &Item) -> Row {
    let own = |key| key::name(key::parent(key), key);
    let (old, new) = (own(&item.key), own(&item.target));
    let name = if old == new { old.to_owned() } else { format!("{old} → {new}") };
    let (source, target) = (&work.job.source, &work.job.target);
    let title = format!("{} → {}", uri(source, &item.key), uri(target, &item.target));
    let failed = matches!(item.state, State::Failed(_) | State::KeptSource(_));
    Row { name, title, state: state_words(language, work.job.verb, item), failed }
}

/// Each object in a line of its own, with tabs between: where from, where to, what became of it.
pub fn report(language: Language, work: &Work) -> String {
    let mut lines = String::new();
    for item in work.job.items() {
        let state = state_words(language, work.job.verb, item);
        let from = uri(&work.job.source, &item.key);
        let to = uri(&work.job.target, &item.target);
        lines.push_str(&[from, to, state].join("\t"));
        lines.push('\n');
    }
    lines
}

fn uri(place: &Place, key: &str) -> String {
    format!("s3://{}/{key}", place.bucket)
}

fn state_words(language: Language, verb: Verb, item: &Item) -> String {
    match &item.state {
        State::Waiting => text::upload_waiting(language).to_owned(),
        State::Asking => text::upload_asking(language).to_owned(),
        State::Running { bytes } => {
            let copied = locales::size(language, *bytes);
            text::upload_sending(language, &copied, &locales::size(language, item.bytes))
        }
        State::Done { .. } if verb == Verb::Copy => text::copy_done(language).to_owned(),
        State::Done { .. } => text::move_done(language).to_owned(),
        State::KeptSource(problem) => {
            let kept = text::move_kept_source(language).to_owned();
            let why = problem.as_ref().map(|problem| problem_words(language, problem));
            [Some(kept), why].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        State::Failed(failure) => failure_words(language, failure),
        State::Skipped => text::upload_skipped(language).to_owned(),
        State::Stopped => text::copy_stopped(language).to_owned(),
    }
}

fn failure_words(language: Language, failure: &Failure) -> String {
    match failure {
        Failure::TooLong => text::refusal_key_too_long(language).to_owned(),
        Failure::DotSegment => text::dot_segment_reason(language).to_owned(),
        Failure::Twice => text::copy_twice(language).to_owned(),
        Failure::Offline => text::copy_unknown(language).to_owned(),
        Failure::Unreadable => sentence(language, &Error::Unreadable),
        Failure::Problem(problem) => problem_words(language, problem),
    }
}

fn problem_words(language: Language, problem: &Problem) -> String {
    line(language, &Error::Problem(Box::new(problem.clone())))
}

/// Why something cannot go where it was told to, or be called so.
pub fn refusal_words(language: Language, refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::SamePlace => text::copy_same_place(language),
        Refusal::IntoItself => text::copy_into_itself(language),
        Refusal::DotSegment => text::dot_segment_reason(language),
        Refusal::TooLong => text::refusal_key_too_long(language),
        Refusal::Empty => text::rename_empty(language),
        Refusal::Slash => text::rename_slash(language),
        Refusal::Twice => text::copy_twice(language),
        Refusal::ControlCharacter => text::refusal_control_character(language),
    }
}
