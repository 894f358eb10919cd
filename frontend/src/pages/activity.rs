//! `/{lang}/activity`: what was done in one's name, newest first; nobody else's.

mod table;

use gateway_api::{ActivityEntry, ActivityPage as Page};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::SignedIn;
use crate::components::{Breadcrumb, Button, Crumb, Heading, Icon, Skeleton, SkeletonShape};
use crate::failure::Failure;
use crate::gateway::Error;
use crate::i18n::use_words;
use crate::{gateway, links};
use table::ActivityTable;

#[component]
pub fn ActivityPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Activity />
        </SignedIn>
    }
}

/// What was read so far.
#[derive(Clone, Copy)]
struct Record {
    /// `None` before the first answer.
    entries: RwSignal<Option<Vec<ActivityEntry>>>,
    /// Where older ones begin; `None` when all are there.
    older: RwSignal<Option<i64>>,
    failure: RwSignal<Option<Error>>,
    asking: RwSignal<bool>,
}

impl Record {
    fn begin() -> Self {
        let record = Self {
            entries: RwSignal::new(None),
            older: RwSignal::new(None),
            failure: RwSignal::new(None),
            asking: RwSignal::new(false),
        };
        record.ask();
        record
    }

    /// Asks for the next ones; the page may be gone when they come.
    fn ask(self) {
        if self.asking.get_untracked() {
            return;
        }
        self.asking.set(true);
        self.failure.set(None);
        let before = self.older.get_untracked();
        spawn_local(async move {
            match gateway::activity(before).await {
                Ok(Page { entries, next }) => {
                    self.entries.try_update(|all| all.get_or_insert_default().extend(entries));
                    self.older.try_set(next);
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
    let waiting = move || record.entries.read().is_none() && record.failure.read().is_none();
    let loading = Signal::derive(move || text::activity_loading(words.language()).to_owned());
    let empty = move || record.entries.read().as_ref().is_some_and(Vec::is_empty);
    let failure = move || {
        let retry = move |()| record.ask();
        record.failure.get().map(|error| view! { <Failure error retry /> })
    };
    view! {
        <Breadcrumb crumbs />
        <div class="title-row">
            <Heading title=Signal::derive(move || text::activity_title(words.language()).to_owned()) />
            <div class="title-row__end">
                <a class="button" rel="external" download="" href=links::api::ACTIVITY_EXPORT>
                    {Icon::Download.view()}
                    {words.say(text::activity_export)}
                </a>
            </div>
        </div>
        <p class="lead">{words.say(text::activity_lead)}</p>
        <Show when=waiting>
            <Skeleton shape=SkeletonShape::Row count=6 text=loading />
        </Show>
        <Show when=empty>
            <div class="empty">
                <p>{words.say(text::activity_empty)}</p>
            </div>
        </Show>
        <Show when=move || record.entries.read().as_ref().is_some_and(|all| !all.is_empty())>
            <ActivityTable entries=record.entries />
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
