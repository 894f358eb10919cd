//! `/{lang}`: the instances, by kind.

mod ending_keys;
mod instance_card;
mod places;
pub mod shared_with_me;
mod team_buckets;

use gateway_api::{Instance, InstanceKind, Team};
use leptos::prelude::*;
use locales::text;

use crate::components::{Heading, Notice, NoticeKind, Skeleton, SkeletonShape};
use crate::failure::Failure;
use crate::gateway;
use crate::i18n::use_words;
use crate::links;
use crate::pages::arrival_news::arrival_news;
use crate::session::{sign_in_here, use_session};
use ending_keys::EndingKeys;
use instance_card::{InstanceCard, PublicCard};
use places::Places;
use shared_with_me::SharedWithMe;
use team_buckets::TeamBuckets;

#[component]
pub fn HomePage() -> impl IntoView {
    let words = use_words();
    let instances = LocalResource::new(gateway::instances);
    let teams = teams();
    let retry = move |()| instances.refetch();
    view! {
        <Heading title=Signal::derive(move || text::home_title(words.language()).to_owned()) />
        <Welcome />
        <EndingKeys teams />
        {arrival_news(None)}
        {move || match instances.get() {
            None => {
                let text = move || text::home_loading(words.language()).to_owned();
                view! { <Skeleton shape=SkeletonShape::Card count=3 text=Signal::derive(text) /> }.into_any()
            }
            Some(Err(error)) => view! { <Failure error retry /> }.into_any(),
            Some(Ok(list)) => view! { <Instances instances=list.instances retry /> }.into_any(),
        }}
        <TeamBuckets teams />
        <SharedWithMe />
        <Places />
        <p class="aside">
            <a href=move || links::missing_bucket(words.language())>{words.say(text::missing_title)}</a>
        </p>
    }
}

/// The teams of whoever is signed in, none where they cannot be asked for; `None` for anybody else.
type Teams = LocalResource<Option<Vec<Team>>>;

fn teams() -> Teams {
    let session = use_session();
    let signed_in = Memo::new(move |_| session.person().is_some());
    LocalResource::new(move || {
        let signed_in = signed_in.get();
        async move { if signed_in { Some(gateway::teams().await.unwrap_or_default()) } else { None } }
    })
}

/// The way in for whoever is not signed in, and whether it is open.
#[component]
fn Welcome() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let signed_out = Memo::new(move |_| session.is_known() && session.person().is_none());
    let closed = move || signed_out.get() && !session.sign_in_available();
    let closed_title = move || Some(text::sign_in_unavailable_title(words.language()).to_owned());
    view! {
        <Show when=move || signed_out.get() && session.sign_in_available()>
            <div class="welcome">
                <p class="lead">{words.say(text::home_signed_out)}</p>
                <a class="button button--primary" rel="external" href=move || sign_in_here(words.language())>
                    {words.say(text::home_sign_in)}
                </a>
            </div>
        </Show>
        <Show when=closed>
            <Notice kind=NoticeKind::Warning title=Signal::derive(closed_title)>
                <p>{words.say(text::sign_in_unavailable)}</p>
                <div class="notice__actions">
                    <button type="button" class="button" on:click=move |_| session.ask_again()>
                        {words.say(text::retry)}
                    </button>
                </div>
            </Notice>
        </Show>
    }
}

#[component]
fn Instances(instances: Vec<Instance>, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let of_kind = |kind| {
        let chosen = instances.iter().filter(move |instance| instance.kind == kind);
        chosen.cloned().collect::<Vec<_>>()
    };
    let (own, public) = (of_kind(InstanceKind::SelfServe), of_kind(InstanceKind::Public));
    let (no_own, no_public) = (own.is_empty(), public.is_empty());
    let none_open = !own.iter().any(|instance| instance.accessible);
    let empty_title = move || Some(text::home_empty_title(words.language()).to_owned());
    view! {
        <section class="group" hidden=no_own>
            <h2 class="group__title">{words.say(text::home_self_serve)}</h2>
            <ul class="cards">
                {own
                    .into_iter()
                    .map(|instance| view! { <InstanceCard instance retry /> })
                    .collect_view()}
            </ul>
        </section>
        <Show when=move || none_open && session.person().is_some()>
            <Notice title=Signal::derive(empty_title)>
                <p>{words.say(text::home_empty)}</p>
            </Notice>
        </Show>
        <section class="group" hidden=no_public>
            <h2 class="group__title">{words.say(text::home_public)}</h2>
            <ul class="cards cards--wide">
                {public
                    .into_iter()
                    .map(|instance| view! { <PublicCard instance retry /> })
                    .collect_view()}
            </ul>
        </section>
    }
}
