use leptos::prelude::*;
use locales::Language;

use super::unique_id;
use crate::i18n::use_words;

/// A day with its label, as the browser's field of dates says it: `2026-12-31`, empty for none.
pub fn day_field(label: fn(Language) -> &'static str, value: RwSignal<String>) -> AnyView {
    let words = use_words();
    let id = unique_id("day");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{words.say(label)}</label>
            <input
                class="field__input"
                id=id
                type="date"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}
