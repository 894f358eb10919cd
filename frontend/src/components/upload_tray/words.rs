//! An upload in words: how it fares, and why it failed.

use gateway_api::ProblemKind;
use locales::{Language, text};

use crate::failure::{line, quoting, sentence};
use crate::gateway::Error;
use crate::upload::plan::Refusal;
use crate::upload::queue::{Failure, Item, State, Target};

/// How an upload fares, in a few words; a failure in a sentence.
pub fn state_words(language: Language, item: &Item) -> String {
    match &item.state {
        State::Waiting => text::upload_waiting(language).to_owned(),
        State::Asking => text::upload_asking(language).to_owned(),
        State::Sending { sent } => {
            let sent = locales::size(language, *sent);
            text::upload_sending(language, &sent, &locales::size(language, item.bytes))
        }
        State::Paused { sent } => {
            let sent = locales::size(language, *sent);
            text::upload_paused(language, &sent, &locales::size(language, item.bytes))
        }
        State::Interrupted { sent } => {
            let sent = locales::size(language, *sent);
            text::upload_interrupted(language, &sent, &locales::size(language, item.bytes))
        }
        State::Confirming => text::upload_confirming(language).to_owned(),
        State::Done if item.verified => {
            text::upload_verified(language, &locales::size(language, item.bytes))
        }
        State::Done => text::upload_done(language, &locales::size(language, item.bytes)),
        State::Already => text::upload_already(language, &locales::size(language, item.bytes)),
        State::Failed(failure) => failure_words(language, failure),
        State::Skipped => text::upload_skipped(language).to_owned(),
        State::Cancelled => text::upload_cancelled(language).to_owned(),
    }
}

/// All that failed, a line each: where it was to go, a tab, and why it did not. For a table, or a message to whoever can help.
pub fn failures_words(language: Language, items: &[Item]) -> String {
    let failed = items.iter().filter_map(|item| match &item.state {
        State::Failed(failure) => Some((item, failure)),
        _ => None,
    });
    let line = |(item, failure): (&Item, &Failure)| {
        let Target { instance, bucket, key } = &item.target;
        // A line of its own each, whatever is in a name.
        let key = key.replace(char::is_control, " ");
        format!("{instance}/{bucket}/{key}\t{}\n", failure_words(language, failure))
    };
    failed.map(line).collect()
}

/// How fast it goes, and how long it will take where that can be said.
pub fn pace_words(language: Language, per_second: u64, seconds_left: Option<u64>) -> String {
    let speed = locales::size(language, per_second);
    match seconds_left {
        Some(seconds) => text::uploads_pace_left(language, &speed, &span_words(language, seconds)),
        None => text::uploads_pace(language, &speed),
    }
}

/// As exact as it needs to be: nobody waits two hours and seven seconds.
fn span_words(language: Language, seconds: u64) -> String {
    let minutes = seconds.div_ceil(60);
    if seconds < 60 {
        text::span_seconds(language, seconds)
    } else if minutes < 60 {
        text::span_minutes(language, minutes)
    } else {
        text::span_hours(language, minutes / 60, minutes % 60)
    }
}

fn failure_words(language: Language, failure: &Failure) -> String {
    match failure {
        Failure::Refused(refusal) => refusal_words(language, *refusal).to_owned(),
        Failure::Unreadable => text::upload_file_unreadable(language).to_owned(),
        Failure::Offline => sentence(language, &Error::Offline),
        Failure::Unintelligible => sentence(language, &Error::Unreadable),
        Failure::Problem(problem) => {
            let said = match problem.kind {
                ProblemKind::OutOfSpace => text::upload_out_of_space(language),
                ProblemKind::TooLarge => text::upload_too_large(language),
                _ => return line(language, &Error::Problem(problem.clone())),
            };
            quoting(language, said, problem)
        }
    }
}

/// Why a name cannot be stored.
pub fn refusal_words(language: Language, refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::KeyTooLong => text::refusal_key_too_long(language),
        Refusal::DotSegment => text::dot_segment_reason(language),
        Refusal::ControlCharacter => text::refusal_control_character(language),
        Refusal::TooLarge => text::refusal_too_large(language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upload::queue::Queue;

    #[test]
    fn the_list_of_failures_has_each_in_a_line_of_its_own() {
        let mut queue = Queue::default();
        for path in ["a.csv", "b\n\tc.csv", "../d.csv", "e.csv"] {
            queue.add("premium", "prix", "2026/", path, 1);
        }
        queue.start_next();
        queue.done(0, true);
        queue.start_next();
        queue.failed(3, Failure::Offline);
        let list = failures_words(Language::En, queue.items());
        let lines = list.lines().map(|line| line.split_once('\t').unwrap()).collect::<Vec<_>>();
        assert_eq!(
            lines,
            [
                (
                    "premium/prix/2026/b  c.csv",
                    refusal_words(Language::En, Refusal::ControlCharacter)
                ),
                ("premium/prix/2026/../d.csv", refusal_words(Language::En, Refusal::DotSegment)),
                ("premium/prix/2026/e.csv", &*failure_words(Language::En, &Failure::Offline)),
            ]
        );
    }

    #[test]
    fn the_time_left_is_as_exact_as_it_needs_to_be() {
        let check = |seconds, expected| {
            let said = pace_words(Language::En, 1_500_000, seconds);
            assert_eq!(said.replace('\u{a0}', " "), expected);
        };
        check(None, "1.5 MB/s");
        check(Some(0), "1.5 MB/s · 0 s left");
        check(Some(59), "1.5 MB/s · 59 s left");
        check(Some(60), "1.5 MB/s · 1 min left");
        check(Some(61), "1.5 MB/s · 2 min left");
        check(Some(3_541), "1.5 MB/s · 1 h 0 min left");
        check(Some(7_207), "1.5 MB/s · 2 h 1 min left");
    }
}
