use gateway_api::{Instance, InstanceStatus};
use leptos::prelude::*;
use locales::text;

use crate::components::{Badge, BadgeKind, Button, ButtonKind, Icon};
use crate::i18n::{date_time, use_words};
use crate::links;
use crate::pages::personal_bucket::PersonalBucket;
use crate::session::use_session;

/// A self-serve instance: what it is, how it is, and the way in, or why there is none.
#[component]
pub fn InstanceCard(instance: Instance, retry: Callback<()>) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let Instance { id, name, description, classification, status, .. } = instance;
    let (accessible, creation, count) =
        (instance.accessible, instance.creation, instance.bucket_count);
    let title = {
        let (id, name) = (id.clone(), name.clone());
        move || {
            let name = words.localized(&name);
            if accessible {
                let address = links::instance(words.language(), &id);
                view! { <a class="card__link" href=address>{name}</a> }.into_any()
            } else {
                name.into_any()
            }
        }
    };
    let buckets = move |count: u32| match count {
        0 => text::instance_no_bucket(words.language()).to_owned(),
        count => text::instance_buckets(words.language(), u64::from(count)),
    };
    let locked = move || !accessible && session.person().is_some();
    view! {
        <li class="card">
            <h3 class="card__title">{title}</h3>
            <p class="card__badges">
                {classification.map(|text| {
                    view! { <Badge text=Signal::derive(move || words.localized(&text)) /> }
                })}
                <Show when=locked>
                    <Badge kind=BadgeKind::Private text=Signal::derive(move || {
                        text::instance_locked(words.language()).to_owned()
                    }) />
                </Show>
            </p>
            <p class="card__text">{move || words.localized(&description)}</p>
            <Show when=locked>
                <p class="card__text">{words.say(text::instance_locked_why)}</p>
            </Show>
            <div class="card__foot">
                <Status status retry />
                {count.map(|count| view! { <p class="card__count">{move || buckets(count)}</p> })}
                {creation.map(|creation| view! { <PersonalBucket instance=id creation /> })}
            </div>
        </li>
    }
    .into_any()
}

/// An instance of public datasets; browsed by everyone.
#[component]
pub fn PublicCard(instance: Instance, retry: Callback<()>) -> impl IntoView {
    let words = use_words();
    let Instance { name, description, status, .. } = instance;
    let count = instance.bucket_count;
    let datasets = move |count: u32| text::instance_datasets(words.language(), u64::from(count));
    let title = move || {
        let address = links::datasets(words.language());
        view! { <a class="card__link" href=address>{words.localized(&name)}</a> }
    };
    view! {
        <li class="card card--public">
            <h3 class="card__title">{title}</h3>
            <p class="card__badges">
                <Badge kind=BadgeKind::Public text=Signal::derive(move || {
                    text::public_read_only(words.language()).to_owned()
                }) />
            </p>
            <p class="card__text">{move || words.localized(&description)}</p>
            <div class="card__foot">
                <Status status retry />
                {count.map(|count| view! { <p class="card__count">{move || datasets(count)}</p> })}
                <span class="card__more" aria-hidden="true">
                    {words.say(text::datasets_browse)} {Icon::ChevronRight.view()}
                </span>
            </div>
        </li>
    }
    .into_any()
}

/// Whether the storage behind answers. A fault touches this card only.
#[component]
fn Status(status: InstanceStatus, retry: Callback<()>) -> impl IntoView {
    let words = use_words();
    match status {
        InstanceStatus::Available => view! {
            <p class="status status--available">{words.say(text::instance_available)}</p>
        }
        .into_any(),
        InstanceStatus::Unavailable { since } => {
            let text = move || {
                let language = words.language();
                text::instance_unavailable(language, &date_time(language, &since))
            };
            view! {
                <p class="status status--unavailable">{text}</p>
                <Button kind=ButtonKind::Quiet icon=Icon::Retry on_press=retry>
                    {words.say(text::retry)}
                </Button>
            }
            .into_any()
        }
    }
}
