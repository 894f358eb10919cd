//! `/{lang}/keys`: one's access keys for programs; make one, renew, disable, revoke.
//! `?instance=&bucket=` begins with making one for that bucket.

mod create;
mod ending;
mod made;
mod table;

use gateway_api::{AccessKey, AccessKeyList};
use leptos::prelude::*;
use locales::text;

use super::{HelpTip, Question, SignedIn};
use crate::components::{
    Breadcrumb, Button, ButtonKind, Crumb, Heading, Icon, Skeleton, SkeletonShape,
};
use crate::failure::Failure;
use crate::i18n::{Words, use_words};
use crate::model::access_key::Life;
use crate::navigation::use_location;
use crate::{gateway, links};
use create::CreateKey;
use ending::{RenewKey, RevokeKey};
use table::KeyTable;

/// What is under way on the page; the key a dialog is about, if it is open.
#[derive(Clone, Copy)]
pub struct Board {
    pub renewing: RwSignal<Option<AccessKey>>,
    pub revoking: RwSignal<Option<AccessKey>>,
    /// Something changed: the list is asked for again.
    pub changed: Callback<()>,
}

/// The longest lives that the operator allows; none known yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LivesMax {
    pub days: Option<u32>,
    /// Of temporary keys.
    pub seconds: Option<u32>,
}

pub fn life_words(words: Words, life: Life) -> String {
    match life {
        Life::Hours(hours) => text::key_hours(words.language(), u64::from(hours)),
        Life::Days(days) => text::key_days(words.language(), u64::from(days)),
    }
}

#[component]
pub fn AccessKeysPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Keys />
        </SignedIn>
    }
}

#[component]
fn Keys() -> impl IntoView {
    let words = use_words();
    let keys = LocalResource::new(gateway::access_keys);
    let board = Board {
        renewing: RwSignal::new(None),
        revoking: RwSignal::new(None),
        changed: Callback::new(move |()| keys.refetch()),
    };
    // Known once, it stays while the list is asked for again.
    let lives_max = Memo::new(move |before: Option<&LivesMax>| {
        let told = keys.get().and_then(Result::ok);
        let told = told
            .map(|list| LivesMax { days: Some(list.days_max), seconds: Some(list.seconds_max) });
        told.or(before.copied()).unwrap_or_default()
    });
    let title = Signal::derive(move || text::keys_title(words.language()).to_owned());
    let crumbs = Signal::derive(move || {
        let language = words.language();
        vec![
            Crumb::link(text::home_title(language), links::home(language)),
            Crumb::here(text::keys_title(language).to_owned()),
        ]
    });
    view! {
        <Breadcrumb crumbs />
        <Top title board lives_max />
        {move || match keys.get() {
            None => {
                let text = move || text::keys_loading(words.language()).to_owned();
                view! { <Skeleton shape=SkeletonShape::Row count=3 text=Signal::derive(text) /> }.into_any()
            }
            Some(Err(error)) => {
                let retry = move |()| keys.refetch();
                view! { <Failure error retry /> }.into_any()
            }
            Some(Ok(AccessKeyList { keys, .. })) if keys.is_empty() => {
                view! {
                    <div class="empty">
                        <div class="empty__words">
                            <h2 class="empty__title">{words.say(text::keys_empty_title)}</h2>
                            <p>{words.say(text::keys_empty)}</p>
                        </div>
                    </div>
                }
                    .into_any()
            }
            Some(Ok(AccessKeyList { keys, .. })) => view! { <KeyTable keys board /> }.into_any(),
        }}
        <RenewKey board lives_max />
        <RevokeKey board />
    }
}

/// Title, what keys are, and the one primary action.
#[component]
fn Top(title: Signal<String>, board: Board, lives_max: Memo<LivesMax>) -> impl IntoView {
    let words = use_words();
    let search = use_location().search.get_untracked();
    let asked = |name| links::query_value(&search, name).unwrap_or_default();
    let (instance, bucket) = (asked("instance"), asked("bucket"));
    let (creating, temporary) = (RwSignal::new(!instance.is_empty()), RwSignal::new(false));
    let begin = move |for_hours: bool| {
        temporary.set(for_hours);
        creating.set(true);
    };
    view! {
        <div class="title-row">
            <Heading title />
            <div class="title-row__end">
                <Button
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                    on_press=move |()| begin(false)
                >
                    {words.say(text::key_create)}
                </Button>
                <Button icon=Icon::Clock on_press=move |()| begin(true)>
                    {words.say(text::key_create_temporary)}
                </Button>
            </div>
        </div>
        <p class="lead">
            {words.say(text::keys_lead)}
            <HelpTip question=Question::AccessKey />
        </p>
        <CreateKey open=creating instance bucket temporary lives_max changed=board.changed />
    }
}
