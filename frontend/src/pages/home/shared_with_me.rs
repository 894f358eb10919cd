use std::time::Duration;

use gateway_api::Grant;
use leptos::prelude::*;
use locales::text;

use crate::components::Icon;
use crate::gateway;
use crate::i18n::use_words;
use crate::links;
use crate::pages::sharing::words::{end_words, role_words};
use crate::watching::watched;

/// While the page is looked at, what others give appears by itself, and what they take back goes.
const ASKED_EVERY: Duration = Duration::from_secs(4);

/// What others let the person use, by whom and until when. Nothing is said while there is nothing, or nothing known.
#[component]
pub fn SharedWithMe() -> impl IntoView {
    let words = use_words();
    let places = watched(ASKED_EVERY, || async { Ok(gateway::shared_with_me().await?.places) });
    view! {
        <section class="group" hidden=move || places.read().is_empty()>
            <h2 class="group__title">{words.say(text::with_me_title)}</h2>
            {given(places)}
        </section>
    }
    .into_any()
}

/// Places to open, each with who gave it.
pub fn given(places: RwSignal<Vec<Grant>>) -> AnyView {
    let words = use_words();
    let item = move |grant: Grant| {
        let (role, _) = role_words(grant.role);
        let grant = StoredValue::new(grant);
        let icon =
            if grant.with_value(|it| it.prefix.is_empty()) { Icon::Bucket } else { Icon::Folder };
        let path = grant.with_value(|it| format!("{}/{}", it.bucket, it.prefix));
        let instance = grant.with_value(|it| it.instance.clone());
        let address = move || {
            grant.with_value(|it| {
                links::bucket(words.language(), &it.instance, &it.bucket, &it.prefix)
            })
        };
        let facts = move || {
            let language = words.language();
            let parts = grant.with_value(|it| {
                [
                    Some(role(language).to_owned()),
                    Some(text::who_by(language, &it.by.name)),
                    end_words(language, it),
                ]
            });
            parts.into_iter().flatten().collect::<Vec<_>>().join(text::separator(language))
        };
        view! {
            <li class="places__item">
                {icon.view()}
                <a class="places__link" href=address>{path}</a>
                <span class="places__instance">{instance}</span>
                <span class="places__facts">{facts}</span>
            </li>
        }
    };
    view! {
        <ul class="places">{move || places.get().into_iter().map(item).collect_view()}</ul>
    }
    .into_any()
}
