//! The fields of a link: where one is made, and where it is changed.

use leptos::prelude::*;
use locales::{Language, text};

use crate::components::{Check, Field, unique_id};
use crate::i18n::use_words;

#[component]
pub fn Line(
    value: RwSignal<String>,
    label: fn(Language) -> &'static str,
    hint: fn(Language) -> &'static str,
) -> impl IntoView {
    let words = use_words();
    let label = Signal::derive(move || label(words.language()).to_owned());
    let hint = Signal::derive(move || Some(hint(words.language()).to_owned()));
    view! { <Field label value hint verbatim=true /> }.into_any()
}

#[component]
pub fn Message(
    label: fn(Language) -> &'static str,
    value: RwSignal<String>,
    lang: &'static str,
) -> impl IntoView {
    let words = use_words();
    let id = unique_id("message");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{words.say(label)}</label>
            <textarea
                class="field__input"
                id=id
                lang=lang
                rows="2"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </div>
    }
    .into_any()
}

/// What only links have that open something: what is only shown is not counted.
#[component]
pub fn Opening(view_only: RwSignal<bool>, downloads: RwSignal<String>) -> impl IntoView {
    let words = use_words();
    let hint = words.say(text::share_link_view_only_hint).into_any();
    view! {
        <Check checked=view_only hint>
            {words.say(text::share_link_view_only)}
        </Check>
        <div hidden=move || view_only.get()>
            <Line
                value=downloads
                label=text::share_link_downloads
                hint=text::share_link_downloads_hint
            />
        </div>
    }
    .into_any()
}
