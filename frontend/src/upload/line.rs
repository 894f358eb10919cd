//! Whether there is a connection, what passes by itself when there is none, and how long to wait for it.

use std::cell::RefCell;

use gateway_api::ProblemKind;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::Cancel;
use crate::gateway::Error;

/// Without any connection an upload waits for so long: a night in a sleeping laptop.
const AWAY_HOURS_MAX: f64 = 24.0;

/// How often one request is sent again that was answered with what passes.
const TRIES_MAX: u32 = 8;

/// Before the second try; each further one waits twice as long, up to the longest.
const PAUSE_FIRST_MS: u32 = 1_000;
const PAUSE_MS_MAX: u32 = 30_000;

thread_local! {
    /// What waits, and goes on early when the line is back.
    static WAITING: RefCell<Vec<Cancel>> = const { RefCell::new(Vec::new()) };
}

/// The line to the gateway, as the uploads know it.
#[derive(Clone, Copy)]
pub struct Line {
    away: RwSignal<bool>,
}

/// One request's tries.
#[derive(Clone, Debug, PartialEq)]
pub struct Tries {
    /// Since when nothing was answered.
    since_ms: f64,
    answered: u32,
    pause_ms: u32,
}

impl Line {
    /// Hears of the browser when the line goes and comes, for as long as the owner lives.
    pub fn new() -> Self {
        let line = Self { away: RwSignal::new(!is_online()) };
        let went = window_event_listener(leptos::ev::offline, move |_| {
            line.away.try_set(true);
        });
        let came = window_event_listener(leptos::ev::online, move |_| line.works());
        on_cleanup(move || {
            went.remove();
            came.remove();
        });
        line
    }

    /// Nothing gets through; tracked.
    pub fn is_away(self) -> bool {
        self.away.get()
    }

    /// Something was answered: what waits need not wait longer.
    pub fn works(self) {
        if self.away.try_get_untracked() == Some(true) {
            self.away.try_set(false);
            let waiting = WAITING.take();
            waiting.iter().for_each(Cancel::cancel);
        }
    }

    /// Something broke; answers whether that is news: one line that breaks takes all that is on it with it.
    pub fn failed(self, error: &Error) -> bool {
        if *error != Error::Offline {
            return true;
        }
        let is_news = self.away.try_get_untracked() == Some(false);
        if is_news {
            self.away.try_set(true);
        }
        is_news
    }

    /// Waits `pause_ms`, less when the line comes back before, longer while the browser knows that there is none.
    pub async fn wait(self, pause_ms: u32) {
        let mut pause_ms = pause_ms;
        loop {
            let early = Cancel::default();
            WAITING.with_borrow_mut(|waiting| {
                waiting.retain(Cancel::is_shared);
                waiting.push(early.clone());
            });
            early.unless(TimeoutFuture::new(pause_ms)).await;
            if is_online() {
                return;
            }
            pause_ms = PAUSE_MS_MAX;
        }
    }
}

impl Tries {
    pub fn new(now_ms: f64) -> Self {
        Self { since_ms: now_ms, answered: 0, pause_ms: PAUSE_FIRST_MS }
    }

    /// How long to wait before the request is sent again; `None` for what does not pass by itself, or not in time.
    pub fn again_in_ms(&mut self, error: &Error, now_ms: f64) -> Option<u32> {
        if *error == Error::Offline {
            if self.since_ms + AWAY_HOURS_MAX * 3_600_000.0 < now_ms {
                return None;
            }
        } else {
            self.answered += 1;
            if !is_passing(error) || TRIES_MAX <= self.answered {
                return None;
            }
        }
        let pause_ms = self.pause_ms;
        self.pause_ms = (pause_ms * 2).min(PAUSE_MS_MAX);
        Some(pause_ms)
    }
}

/// As far as the browser knows: it may have a network that leads nowhere.
fn is_online() -> bool {
    window().navigator().on_line()
}

/// An answer that may be another one in a moment, or when the bytes arrive as they were sent.
fn is_passing(error: &Error) -> bool {
    let passing = [ProblemKind::SlowDown, ProblemKind::UpstreamUnreachable, ProblemKind::Checksum];
    passing.into_iter().any(|kind| error.is(kind))
}

#[cfg(test)]
mod tests {
    use gateway_api::Problem;

    use super::*;

    fn problem(kind: ProblemKind) -> Error {
        Error::Problem(Box::new(Problem::new(kind, 503, "")))
    }

    #[test]
    fn a_missing_line_is_waited_for_a_day_and_an_answer_for_eight_tries() {
        let mut tries = Tries::new(0.0);
        let pauses: Vec<_> = (0..7).map(|_| tries.again_in_ms(&Error::Offline, 0.0)).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30].map(|seconds| Some(seconds * 1_000)));
        assert_eq!(tries.again_in_ms(&Error::Offline, 86_400_001.0), None);
        let mut tries = Tries::new(0.0);
        let slow = problem(ProblemKind::SlowDown);
        let again = (0..10).take_while(|_| tries.again_in_ms(&slow, 0.0).is_some()).count();
        assert_eq!(again, 7);
    }

    #[test]
    fn what_does_not_pass_is_not_tried_again() {
        for error in [problem(ProblemKind::Denied), Error::Unreadable] {
            assert_eq!(Tries::new(0.0).again_in_ms(&error, 0.0), None);
        }
    }
}
