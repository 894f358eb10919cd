//! The fields of a link: where one is made, and where it is changed.

use leptos::prelude::*;
use locales::Language;

use crate::components::{Field, unique_id};
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
