//! A field that takes a typed or pasted path and goes there.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use locales::{Language, text};

use super::{Icon, unique_id};
use crate::i18n::use_words;
use crate::model::path::{self, Place};

#[component]
pub fn PathBar(on_go: Callback<Place>) -> impl IntoView {
    let words = use_words();
    let typed = RwSignal::new(String::new());
    let error = RwSignal::new(None::<path::Error>);
    let (field, fault) = (unique_id("path"), unique_id("path-error"));
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        let origin = window().location().origin().unwrap_or_default();
        match path::parse(&typed.get_untracked(), &origin) {
            Ok(place) => {
                error.set(None);
                typed.set(String::new());
                on_go.run(place);
            }
            Err(fault) => error.set(Some(fault)),
        }
    };
    let described = {
        let fault = fault.clone();
        move || error.read().is_some().then(|| fault.clone())
    };
    view! {
        <form class="path-bar" role="search" aria-label=words.say(text::path_bar) on:submit=go>
            <label class="visually-hidden" for=field.clone()>{words.say(text::path_bar_label)}</label>
            <input
                class="path-bar__input"
                id=field
                type="text"
                placeholder=words.say(text::path_bar_placeholder)
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                prop:value=move || typed.get()
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    error.set(None);
                }
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described
            />
            <button type="submit" class="button button--icon" aria-label=words.say(text::path_bar_go)>
                {Icon::ChevronRight.view()}
            </button>
            <p class="path-bar__error" id=fault role="alert">
                {move || error.with(|error| error.as_ref().map(|error| reason(words.language(), error)))}
            </p>
        </form>
    }
}

/// Why a typed path leads nowhere.
pub fn reason(language: Language, error: &path::Error) -> String {
    match error {
        path::Error::Empty => text::path_empty(language).to_owned(),
        path::Error::Foreign(host) => text::path_foreign(language, host),
        path::Error::NoBucket => text::path_no_bucket(language).to_owned(),
        path::Error::BucketName(name) => text::path_bucket_name(language, name),
        path::Error::TooLong => text::path_too_long(language).to_owned(),
        path::Error::Undecodable => text::path_undecodable(language).to_owned(),
    }
}
