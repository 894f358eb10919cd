//! `/{lang}/keys`: one's access keys for programs; make one, renew, disable, revoke.
//! `?instance=&bucket=` begins with making one for that bucket. The page of a team shows the team's in the same way.

mod create;
mod ending;
mod made;
mod places;
mod table;
mod using_made;

use gateway_api::{AccessKey, AccessKeyList};
use leptos::prelude::*;
use locales::text;

use super::{HelpTip, Question, SignedIn};
use crate::components::{
    Breadcrumb, Button, ButtonKind, Crumb, Heading, Icon, Skeleton, SkeletonShape,
};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::{Words, use_words};
use crate::links;
use crate::model::access_key::Life;
use crate::navigation::use_location;
use create::CreateKey;
use ending::{RenewKey, RevokeKey};
use table::KeyTable;

/// Whose keys are shown, and what is under way with them.
#[derive(Clone, Copy)]
pub struct Board {
    /// Whose they are, where they are not one's own: a team, as in addresses.
    team: StoredValue<Option<String>>,
    keys: LocalResource<Result<AccessKeyList, Error>>,
    limits: Memo<Limits>,
    /// A key is being made, and a temporary one until the person chooses otherwise.
    creating: RwSignal<bool>,
    temporary: RwSignal<bool>,
    /// The key a dialog is about, if it is open.
    renewing: RwSignal<Option<AccessKey>>,
    revoking: RwSignal<Option<AccessKey>>,
    /// Something changed: the list is asked for again.
    changed: Callback<()>,
}

/// What the operator allows; nothing is known yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The longest life of a key.
    days: Option<u32>,
    /// Of a temporary key.
    seconds: Option<u32>,
    /// Where a key would open anything, by id.
    instances: Vec<String>,
}

impl Board {
    /// `team`: as in addresses; `None` for one's own keys.
    pub fn new(team: Option<String>) -> Self {
        let keys = LocalResource::new({
            let team = team.clone();
            move || {
                let team = team.clone();
                async move { gateway::access_keys(team.as_deref()).await }
            }
        });
        // Known once, it stays while the list is asked for again.
        let limits = Memo::new(move |before: Option<&Limits>| {
            let told = keys.get().and_then(Result::ok).map(|list| Limits {
                days: Some(list.days_max),
                seconds: Some(list.seconds_max),
                instances: list.instances,
            });
            told.or_else(|| before.cloned()).unwrap_or_default()
        });
        Self {
            team: StoredValue::new(team),
            keys,
            limits,
            creating: RwSignal::new(false),
            temporary: RwSignal::new(false),
            renewing: RwSignal::new(None),
            revoking: RwSignal::new(None),
            changed: Callback::new(move |()| keys.refetch()),
        }
    }

    /// Whose keys; nobody's once the page is gone.
    fn team(self) -> Option<String> {
        self.team.try_get_value().flatten()
    }
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
            <Own />
        </SignedIn>
    }
}

/// One's own, with what keys are.
#[component]
fn Own() -> impl IntoView {
    let words = use_words();
    let board = Board::new(None);
    let search = use_location().search.get_untracked();
    let asked = |name| links::query_value(&search, name).unwrap_or_default();
    let (instance, bucket) = (asked("instance"), asked("bucket"));
    board.creating.set(!instance.is_empty());
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
        <div class="title-row">
            <Heading title />
            {making(board)}
        </div>
        <p class="lead">
            {words.say(text::keys_lead)}
            <HelpTip question=Question::AccessKey />
        </p>
        <Keys board instance bucket />
    }
}

/// The ways to make a key.
pub fn making(board: Board) -> AnyView {
    let words = use_words();
    let begin = move |for_hours: bool| {
        board.temporary.set(for_hours);
        board.creating.set(true);
    };
    view! {
        <div class="title-row__end">
            <Button kind=ButtonKind::Primary icon=Icon::Plus on_press=move |()| begin(false)>
                {words.say(text::key_create)}
            </Button>
            <Button icon=Icon::Clock on_press=move |()| begin(true)>
                {words.say(text::key_create_temporary)}
            </Button>
        </div>
    }
    .into_any()
}

/// The keys, newest first, and the dialogs about them.
#[component]
pub fn Keys(
    board: Board,
    /// For what a key is to be made at once; empty for nothing in particular.
    #[prop(optional)]
    instance: String,
    #[prop(optional)] bucket: String,
) -> impl IntoView {
    let words = use_words();
    let none = if board.team().is_some() { text::team_keys_empty } else { text::keys_empty_title };
    view! {
        {move || match board.keys.get() {
            None => {
                let text = move || text::keys_loading(words.language()).to_owned();
                view! { <Skeleton shape=SkeletonShape::Row count=3 text=Signal::derive(text) /> }.into_any()
            }
            Some(Err(error)) => {
                let retry = move |()| board.keys.refetch();
                view! { <Failure error retry /> }.into_any()
            }
            Some(Ok(AccessKeyList { keys, .. })) if keys.is_empty() => {
                view! {
                    <div class="empty">
                        <div class="empty__words">
                            <p class="empty__title">{words.say(none)}</p>
                            <p>{words.say(text::keys_empty)}</p>
                        </div>
                    </div>
                }
                    .into_any()
            }
            Some(Ok(AccessKeyList { keys, .. })) => view! { <KeyTable keys board /> }.into_any(),
        }}
        <CreateKey board instance bucket />
        <RenewKey board />
        <RevokeKey board />
    }
    .into_any()
}
