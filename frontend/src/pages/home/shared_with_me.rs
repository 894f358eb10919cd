use std::time::Duration;

use gateway_api::{GRANTS_SHOWN_MAX, Grant};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use crate::components::{Button, Icon};
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::links;
use crate::pages::sharing::words::{end_words, role_words};
use crate::watching::watched;

/// While the page is looked at, what others give appears by itself, and what they take back goes.
const ASKED_EVERY: Duration = Duration::from_secs(4);

/// As many are shown at first, and as many more each time more are wanted.
const SHOWN_STEP: usize = 50;

/// What others let the person use, by whom and until when. Nothing is said while there is nothing, or nothing known.
#[component]
pub fn SharedWithMe() -> impl IntoView {
    let words = use_words();
    let (shown, more) = (RwSignal::new(SHOWN_STEP), RwSignal::new(false));
    let ask = move || async move {
        let limit = shown.try_get_untracked().unwrap_or(SHOWN_STEP);
        let answer = gateway::shared_with_me(None, limit).await?;
        more.try_set(answer.more && limit < GRANTS_SHOWN_MAX);
        Ok::<_, Error>(answer.places)
    };
    let places = watched(ASKED_EVERY, ask);
    let show_more = Callback::new(move |()| {
        shown.update(|shown| *shown = (*shown + SHOWN_STEP).min(GRANTS_SHOWN_MAX));
        spawn_local(async move {
            if let Ok(answer) = ask().await {
                places.try_set(answer);
            }
        });
    });
    view! {
        <section class="group" hidden=move || places.read().is_empty()>
            <h2 class="group__title">{words.say(text::with_me_title)}</h2>
            {given(places)}
            <p hidden=move || !more.get()>
                <Button on_press=show_more>{words.say(text::show_more)}</Button>
            </p>
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
    // A row is drawn anew exactly when what it says changes.
    let said = |it: &Grant| (it.id, it.role, it.until.clone(), it.by.name.clone());
    view! {
        <ul class="places">
            <For each=move || places.get() key=said children=item />
        </ul>
    }
    .into_any()
}
