//! `/{lang}/activity`: what was done, newest first: in one's own name, in the buckets of a team that one manages, or, for
//! operators, by everybody; narrowed, and taken out.

mod narrowing;
mod table;

use gateway_api::{ActivityEntry, ActivityPage as Page, ActivityViews};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::SignedIn;
use crate::components::{Breadcrumb, Button, Crumb, Heading, Icon, Skeleton, SkeletonShape};
use crate::failure::Failure;
use crate::gateway::Error;
use crate::i18n::use_words;
use crate::model::activity::{Of, Wanted};
use crate::navigation::use_location;
use crate::{gateway, links};
use narrowing::Narrowing;
use table::ActivityTable;

#[component]
pub fn ActivityPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Activity />
        </SignedIn>
    }
}

/// What was read so far, and of what.
#[derive(Clone, Copy)]
pub struct Record {
    wanted: RwSignal<Wanted>,
    /// What else one may look at; nothing before the first answer.
    views: RwSignal<ActivityViews>,
    /// `None` before the first answer.
    entries: RwSignal<Option<Vec<ActivityEntry>>>,
    /// Where older ones begin; `None` when all are there.
    older: RwSignal<Option<i64>>,
    failure: RwSignal<Option<Error>>,
    asking: RwSignal<bool>,
    /// Counts what was wanted: an answer to what is not wanted any more is dropped.
    turn: StoredValue<u32>,
}

impl Record {
    fn begin() -> Self {
        let search = use_location().search.get_untracked();
        let of = match links::query_value(&search, "team") {
            Some(team) if !team.is_empty() => Of::Team(team),
            _ => Of::Own,
        };
        let record = Self {
            wanted: RwSignal::new(Wanted { of, ..Wanted::default() }),
            views: RwSignal::default(),
            entries: RwSignal::new(None),
            older: RwSignal::new(None),
            failure: RwSignal::new(None),
            asking: RwSignal::new(false),
            turn: StoredValue::new(0),
        };
        record.ask();
        record
    }

    /// Begins anew with what is wanted now.
    fn want(self, wanted: Wanted) {
        self.wanted.set(wanted);
        self.entries.set(None);
        self.older.set(None);
        self.asking.set(false);
        self.turn.update_value(|turn| *turn += 1);
        self.ask();
    }

    /// Asks for the next ones; the page may be gone when they come.
    fn ask(self) {
        if self.asking.get_untracked() {
            return;
        }
        self.asking.set(true);
        self.failure.set(None);
        let (before, turn) = (self.older.get_untracked(), self.turn.get_value());
        let wanted = self.wanted.get_untracked();
        spawn_local(async move {
            let answer = gateway::activity(&wanted.pairs(), before).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(Page { entries, next, views }) => {
                    self.entries.try_update(|all| all.get_or_insert_default().extend(entries));
                    self.older.try_set(next);
                    if let Some(views) = views {
                        self.views.try_set(views);
                    }
                }
                Err(error) => {
                    self.failure.try_set(Some(error));
                }
            }
            self.asking.try_set(false);
        });
    }
}

#[component]
fn Activity() -> impl IntoView {
    let words = use_words();
    let record = Record::begin();
    let crumbs = Signal::derive(move || {
        let language = words.language();
        vec![
            Crumb::link(text::home_title(language), links::home(language)),
            Crumb::here(text::activity_title(language).to_owned()),
        ]
    });
    let lead = move || {
        let lead = match record.wanted.read().of {
            Of::Own => text::activity_lead,
            Of::Team(_) => text::activity_lead_team,
            Of::All => text::activity_lead_all,
        };
        lead(words.language())
    };
    let waiting = move || record.entries.read().is_none() && record.failure.read().is_none();
    let loading = Signal::derive(move || text::activity_loading(words.language()).to_owned());
    let empty = move || record.entries.read().as_ref().is_some_and(Vec::is_empty);
    let empty_words = move || {
        let any = record.wanted.with(|wanted| *wanted == Wanted::default());
        let words_of = if any { text::activity_empty } else { text::activity_none };
        words_of(words.language())
    };
    let failure = move || {
        let retry = move |()| record.ask();
        record.failure.get().map(|error| view! { <Failure error retry /> })
    };
    view! {
        <Breadcrumb crumbs />
        <div class="title-row">
            <Heading title=Signal::derive(move || text::activity_title(words.language()).to_owned()) />
            <div class="title-row__end">{exports(record)}</div>
        </div>
        <p class="lead">{lead}</p>
        <Narrowing record />
        <Show when=waiting>
            <Skeleton shape=SkeletonShape::Row count=6 text=loading />
        </Show>
        <Show when=empty>
            <div class="empty">
                <p role="status">{empty_words}</p>
            </div>
        </Show>
        <Show when=move || record.entries.read().as_ref().is_some_and(|all| !all.is_empty())>
            <ActivityTable record />
        </Show>
        {failure}
        <Show when=move || record.older.read().is_some() && record.failure.read().is_none()>
            <p>
                <Button busy=record.asking on_press=move |()| record.ask()>
                    {words.say(text::activity_older)}
                </Button>
            </p>
        </Show>
    }
}

/// Everything that is wanted, to be saved.
fn exports(record: Record) -> AnyView {
    let words = use_words();
    let export = move |format: &'static str, label: fn(locales::Language) -> &'static str| {
        let address = move || {
            record.wanted.with(|wanted| links::api::activity_export(&wanted.pairs(), format))
        };
        view! {
            <a class="button" rel="external" download="" href=address>
                {Icon::Download.view()}
                {words.say(label)}
            </a>
        }
    };
    view! {
        {export("csv", text::activity_export_csv)}
        {export("jsonl", text::activity_export)}
    }
    .into_any()
}
