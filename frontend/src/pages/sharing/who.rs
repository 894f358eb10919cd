use std::pin::Pin;

use gateway_api::{Grant, Grantee, SharedLink, SharingOwner, WhoSees};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::Known;
use super::giving::GrantPlace;
use super::words::{end_words, grantee_icon, grantee_name, role_words};
use crate::components::{Button, Icon, Skeleton, SkeletonShape};
use crate::failure::{Failure, sentence};
use crate::gateway::{self, Error};
use crate::i18n::{Words, date_time, use_words};
use crate::model::sharing::{Lies, lies};
use crate::pages::bucket::folder_name;

/// As many are shown at first, and as many more each time more are wanted.
const SHOWN_STEP: usize = 50;

/// « Who can see this? », completely for whoever may share; each grant is taken back with one click.
#[component]
pub fn WhoList(
    place: GrantPlace,
    known: Known,
    told: RwSignal<String>,
    changed: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let loading = Signal::derive(move || text::who_loading(words.language()).to_owned());
    view! {
        <h4 class="sharing__subtitle">{words.say(text::who_title)}</h4>
        {move || match known.answer.get() {
            None => view! { <Skeleton shape=SkeletonShape::Row count=2 text=loading /> }.into_any(),
            Some(Err(error)) => view! { <Failure error retry=known.ask /> }.into_any(),
            Some(Ok(who)) => list(place, who, told, changed),
        }}
    }
    .into_any()
}

fn list(place: GrantPlace, who: WhoSees, told: RwSignal<String>, changed: Callback<()>) -> AnyView {
    let words = use_words();
    let WhoSees { owner, complete, given, grants, links, published, more, .. } = who;
    let alone = complete && grants.is_empty() && links.is_empty() && published.is_empty();
    let grants: Vec<Grant> = if complete { grants } else { given.into_iter().collect() };
    let grants = published.into_iter().chain(grants).map(Entry::Grant);
    let entries: Vec<Entry> = grants.chain(links.into_iter().map(Entry::Link)).collect();
    let (total, entries) = (entries.len(), StoredValue::new(entries));
    let shown = RwSignal::new(SHOWN_STEP);
    let show_more = Callback::new(move |()| shown.update(|shown| *shown += SHOWN_STEP));
    let row = move |at: usize| match entries.with_value(|entries| entries.get(at).cloned()) {
        Some(Entry::Grant(grant)) => {
            view! { <GrantRow place grant complete told changed /> }.into_any()
        }
        Some(Entry::Link(link)) => view! { <LinkRow link told changed /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <ul class="who" aria-label=words.say(text::who_title)>
            {owner_row(owner)}
            <For each=move || 0..shown.get().min(total) key=|at| *at children=row />
        </ul>
        <p hidden=move || total <= shown.get()>
            <Button on_press=show_more>{words.say(text::show_more)}</Button>
        </p>
        <p class="hint" hidden=!more>{words.say(text::who_more)}</p>
        <p class="hint" hidden=!alone>{words.say(text::who_alone)}</p>
        <p class="hint" hidden=complete>{words.say(text::who_partial)}</p>
    }
    .into_any()
}

/// Somebody, or whoever has a link.
#[derive(Clone)]
enum Entry {
    Grant(Grant),
    Link(SharedLink),
}

fn owner_row(owner: SharingOwner) -> AnyView {
    let words = use_words();
    let (icon, what) = match owner {
        SharingOwner::Person(_) => (Icon::Person, text::who_owner as fn(_) -> _),
        SharingOwner::Team { .. } => (Icon::People, text::who_team as fn(_) -> _),
    };
    let name = move || match &owner {
        SharingOwner::Person(somebody) => somebody.name.clone(),
        SharingOwner::Team { name, .. } => words.localized(name),
    };
    view! {
        <li class="who__item">
            {icon.view()}
            <span class="who__words">
                <strong>{name}</strong>
                <small>{words.say(what)}</small>
            </span>
        </li>
    }
    .into_any()
}

#[component]
fn GrantRow(
    place: GrantPlace,
    grant: Grant,
    complete: bool,
    told: RwSignal<String>,
    changed: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let busy = RwSignal::new(false);
    let grant = StoredValue::new(grant);
    let name = move || grant.with_value(|grant| grantee_name(words, &grant.to));
    let handle = grant.with_value(|grant| match &grant.to {
        Grantee::Person(somebody) => somebody.handle.clone(),
        _ => String::new(),
    });
    let icon = grant.with_value(|grant| grantee_icon(&grant.to));
    let (role, _) = role_words(grant.with_value(|grant| grant.role));
    let facts = move || {
        let language = words.language();
        grant.with_value(|grant| {
            let at = folder_name(&grant.bucket, &grant.prefix);
            let lies = place.with_value(|(_, _, prefix)| lies(&grant.prefix, prefix));
            let lies = match lies {
                Some(Lies::Above) => Some(text::who_above(language, &at)),
                Some(Lies::Inside) => Some(text::who_inside(language, &at)),
                Some(Lies::Here) | None => None,
            };
            let parts = [
                Some(role(language).to_owned()),
                lies,
                end_words(language, grant),
                grant.lapsed.then(|| text::who_lapsed(language).to_owned()),
                Some(text::who_by(language, &grant.by.name)),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(text::separator(language))
        })
    };
    let take_back = Callback::new(move |()| {
        let (id, at) =
            grant.with_value(|grant| (grant.id, folder_name(&grant.bucket, &grant.prefix)));
        let said = text::share_taken_notice(words.language_untracked(), &untrack(name), &at);
        end(words, busy, told, changed, said, Box::pin(gateway::take_back(id)));
    });
    let label = move || text::take_back_from(words.language(), &name());
    view! {
        <li class="who__item">
            {icon.view()}
            <span class="who__words">
                <span>
                    <strong>{name}</strong>
                    " "
                    <code>{handle}</code>
                </span>
                <small>{facts}</small>
            </span>
            {complete.then(|| take_back_button(busy, take_back, Signal::derive(label)))}
        </li>
    }
    .into_any()
}

/// A link opens it to whoever has the address.
#[component]
fn LinkRow(link: SharedLink, told: RwSignal<String>, changed: Callback<()>) -> impl IntoView {
    let words = use_words();
    let busy = RwSignal::new(false);
    let link = StoredValue::new(link);
    let name = words.say(text::shared_anyone);
    let facts = move || {
        let language = words.language();
        let parts = link.with_value(|link| {
            let opened = link.prefixes.iter().chain(&link.keys).map(|key| format!("/{key}"));
            let until = link.until.as_ref().map(|at| date_time(language, at));
            [
                Some(opened.collect::<Vec<_>>().join(", ")),
                link.upload.then(|| text::who_sends(language).to_owned()),
                link.has_password.then(|| text::shared_password(language).to_owned()),
                until.map(|until| text::who_until(language, &until)),
                Some(text::who_by(language, &link.by)),
            ]
        });
        parts.into_iter().flatten().collect::<Vec<_>>().join(text::separator(language))
    };
    let take_back = Callback::new(move |()| {
        let id = link.with_value(|link| link.id.clone());
        let said = text::link_taken_notice(words.language_untracked()).to_owned();
        end(
            words,
            busy,
            told,
            changed,
            said,
            Box::pin(async move { gateway::revoke_link(&id).await }),
        );
    });
    let label = move || text::take_back_from(words.language(), name());
    view! {
        <li class="who__item">
            {Icon::Link.view()}
            <span class="who__words">
                <strong>{name}</strong>
                <small>{facts}</small>
            </span>
            {take_back_button(busy, take_back, Signal::derive(label))}
        </li>
    }
    .into_any()
}

/// Short on screen, and for those who do not see beside what it stands, with whom it is about.
fn take_back_button(
    busy: RwSignal<bool>,
    on_press: Callback<()>,
    label: Signal<String>,
) -> AnyView {
    let words = use_words();
    view! {
        <Button busy on_press>
            <span aria-hidden="true">{words.say(text::take_back)}</span>
            <span class="visually-hidden">{move || label.get()}</span>
        </Button>
    }
    .into_any()
}

/// Takes something back, once, and says how it went.
fn end(
    words: Words,
    busy: RwSignal<bool>,
    told: RwSignal<String>,
    changed: Callback<()>,
    said: String,
    ending: Pin<Box<dyn Future<Output = Result<(), Error>>>>,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    spawn_local(async move {
        match ending.await {
            Ok(()) => {
                told.try_set(said);
                changed.try_run(());
            }
            Err(error) => drop(told.try_set(sentence(words.language_untracked(), &error))),
        }
        busy.try_set(false);
    });
}
