//! A search of the page: what was found so far, how far it is, and going on with it.

use std::cell::RefCell;

use gateway_api::{Entry, SearchNews};
use js_sys::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};

use crate::components::{AnnouncerContext, use_announcer};
use crate::gateway::{self, Error};
use crate::i18n::{Words, use_words};
use crate::model::search::{Changed, Query};
use crate::upload::Cancel;

/// As many rows are shown at once.
pub const SHOWN_STEP: usize = 100;

/// How often those who do not see it are told how far it is, in milliseconds.
const TELL_EVERY_MS: f64 = 10_000.0;

const DAY_MS: f64 = 86_400_000.0;

thread_local! {
    /// The last search, for whoever comes back to it from what was found.
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// How a search stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing was asked for yet.
    #[default]
    Idle,
    Looking,
    /// Everything was looked at.
    Complete,
    /// By the person, or because there is so much of it.
    Stopped,
    Failed(Error),
}

/// How far it is.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    pub looked_at: u64,
    /// The key that was looked at last.
    pub at: String,
    /// Where to go on from.
    next: Option<String>,
}

struct Kept {
    bucket: (String, String),
    query: Query,
    found: Vec<Entry>,
    progress: Progress,
    state: State,
    shown: usize,
    opened: Option<usize>,
}

#[derive(Clone, Copy)]
pub struct Finding {
    pub bucket: Memo<(String, String)>,
    pub query: Memo<Query>,
    pub found: RwSignal<Vec<Entry>>,
    pub progress: RwSignal<Progress>,
    pub state: RwSignal<State>,
    /// Rows on screen at most.
    pub shown: RwSignal<usize>,
    /// The row that was followed last.
    pub opened: StoredValue<Option<usize>>,
    /// What is under way.
    cancel: StoredValue<Cancel, LocalStorage>,
    told_at: StoredValue<f64>,
    words: Words,
    announcer: AnnouncerContext,
}

impl Finding {
    pub fn new(bucket: Memo<(String, String)>, query: Memo<Query>) -> Self {
        let finding = Self {
            bucket,
            query,
            found: RwSignal::default(),
            progress: RwSignal::default(),
            state: RwSignal::default(),
            shown: RwSignal::new(SHOWN_STEP),
            opened: StoredValue::new(None),
            cancel: StoredValue::new_local(Cancel::default()),
            told_at: StoredValue::new(0.0),
            words: use_words(),
            announcer: use_announcer(),
        };
        on_cleanup(move || finding.keep());
        finding
    }

    /// Looks for what the address says now; what was found for it before is shown again.
    pub fn follow(self) {
        self.cancel.with_value(Cancel::cancel);
        let (bucket, query) = (self.bucket.get_untracked(), self.query.get_untracked());
        let kept = KEPT.take().filter(|kept| kept.bucket == bucket && kept.query == query);
        if let Some(Kept { found, progress, state, shown, opened, .. }) = kept {
            self.found.set(found);
            self.progress.set(progress);
            self.shown.set(shown);
            self.state.set(state);
            if let Some(row) = opened {
                request_animation_frame(move || super::results::focus(row));
            }
        } else {
            self.begin();
        }
    }

    /// From the beginning.
    pub fn begin(self) {
        self.cancel.with_value(Cancel::cancel);
        self.found.set(Vec::new());
        self.progress.set(Progress::default());
        self.shown.set(SHOWN_STEP);
        self.opened.set_value(None);
        if self.query.with_untracked(Query::is_empty) {
            self.state.set(State::Idle);
        } else {
            self.go_on();
        }
    }

    /// After what was told so far.
    pub fn go_on(self) {
        self.state.set(State::Looking);
        self.told_at.set_value(Date::now());
        let (instance, bucket) = self.bucket.get_untracked();
        let query = self.query.get_untracked();
        let Progress { looked_at, next, .. } = self.progress.get_untracked();
        let cancel = Cancel::default();
        self.cancel.set_value(cancel.clone());
        spawn_local(async move {
            let (since, until) = bounds(&query);
            let mut asked = query.asked(&since, &until);
            asked.push(("next", next.as_deref().unwrap_or_default()));
            // What came since the last place to go on from.
            let mut page = Vec::new();
            let hear = |news: Vec<SearchNews>| self.hear(news, looked_at, &mut page);
            let ended = cancel.unless(gateway::search(&instance, &bucket, &asked, hear)).await;
            let looking = self.state.try_with_untracked(|state| *state == State::Looking);
            match ended {
                Some(Err(error)) => self.end(State::Failed(error)),
                // It was cut off.
                Some(Ok(())) if looking == Some(true) => self.end(State::Failed(Error::Offline)),
                // Whoever gave it up said so.
                Some(Ok(())) | None => {}
            }
        });
    }

    /// Gives up what is under way; what was found stays.
    pub fn stop(self) {
        self.cancel.with_value(Cancel::cancel);
        self.end(State::Stopped);
    }

    fn hear(self, news: Vec<SearchNews>, before: u64, page: &mut Vec<Entry>) {
        for SearchNews { found, looked_at, at, complete, stopped, next, problem } in news {
            page.extend(found);
            if next.is_none() && !complete {
                continue;
            }
            let found = std::mem::take(page);
            if !found.is_empty() {
                self.found.try_update(|all| all.extend(found));
            }
            self.progress.try_update(|progress| {
                progress.looked_at = before + looked_at;
                if !at.is_empty() {
                    progress.at = at;
                }
                progress.next = next;
            });
            match problem {
                Some(problem) => self.end(State::Failed(Error::Problem(problem))),
                None if complete => self.end(State::Complete),
                None if stopped => self.end(State::Stopped),
                None => self.tell_now_and_then(),
            }
        }
    }

    fn end(self, state: State) {
        let failed = matches!(state, State::Failed(_));
        if self.state.try_set(state).is_none() && !failed {
            self.announcer.say(self.said(self.words.language_untracked()));
        }
    }

    fn tell_now_and_then(self) {
        let now = Date::now();
        if self.told_at.try_get_value().is_some_and(|told| told + TELL_EVERY_MS < now) {
            self.told_at.set_value(now);
            self.announcer.say(self.said(self.words.language_untracked()));
        }
    }

    /// How far it is, and what came of it.
    pub fn said(self, language: Language) -> String {
        let state = self.state.try_with(|state| match state {
            State::Complete => Some(text::search_complete(language)),
            State::Stopped => Some(text::search_stopped(language)),
            State::Idle | State::Looking | State::Failed(_) => None,
        });
        let looked_at = self.progress.try_with(|progress| progress.looked_at).unwrap_or_default();
        let found = self.found.try_with(Vec::len).unwrap_or_default() as u64;
        let counted =
            [text::search_looked_at(language, looked_at), text::search_found(language, found)];
        let parts = state.flatten().map(str::to_owned).into_iter().chain(counted);
        parts.collect::<Vec<_>>().join(text::separator(language))
    }

    /// For whoever comes back. What is under way ends.
    fn keep(self) {
        self.cancel.try_with_value(Cancel::cancel);
        let state = match self.state.try_get_untracked() {
            None | Some(State::Idle) => return,
            Some(State::Looking) => State::Stopped,
            Some(state) => state,
        };
        let kept = Kept {
            bucket: self.bucket.try_get_untracked().unwrap_or_default(),
            query: self.query.try_get_untracked().unwrap_or_default(),
            found: self.found.try_update_untracked(std::mem::take).unwrap_or_default(),
            progress: self.progress.try_get_untracked().unwrap_or_default(),
            state,
            shown: self.shown.try_get_untracked().unwrap_or(SHOWN_STEP),
            opened: self.opened.try_get_value().flatten(),
        };
        KEPT.set(Some(kept));
    }
}

/// The moments between which something was changed, by the calendar of where the person is.
fn bounds(query: &Query) -> (String, String) {
    let year = Date::new_0().get_full_year();
    let first_of = |year: u32| moment(&format!("{year}-01-01"), "00:00:00");
    match Changed::parse(&query.changed) {
        Changed::Any => Default::default(),
        Changed::Days(days) => {
            let since = Date::new(&(Date::now() - f64::from(days) * DAY_MS).into());
            (since.to_iso_string().into(), String::new())
        }
        Changed::ThisYear => (first_of(year), String::new()),
        Changed::LastYear => (first_of(year - 1), first_of(year)),
        // The end of a day is the beginning of the next (ECMA-262, 21.4.1.32).
        Changed::Between => (moment(&query.from, "00:00:00"), moment(&query.to, "24:00:00")),
    }
}

/// RFC 3339, of a day where the person is; empty where there is none.
fn moment(day: &str, time: &str) -> String {
    let moment = Date::new(&format!("{day}T{time}").into());
    if moment.get_time().is_nan() { String::new() } else { moment.to_iso_string().into() }
}
