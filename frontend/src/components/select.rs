use leptos::prelude::*;
use locales::Language;

use super::unique_id;
use crate::i18n::use_words;

/// One of several values, each with the words for it.
#[component]
pub fn Select(
    label: fn(Language) -> &'static str,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    value: RwSignal<String>,
    #[prop(optional)] first: bool,
) -> impl IntoView {
    let words = use_words();
    let id = unique_id("select");
    let option = move |(it, shown): (String, String)| {
        let here = it.clone();
        let selected = move || value.with(|value| *value == here);
        view! { <option value=it prop:selected=selected>{shown}</option> }
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{words.say(label)}</label>
            <select
                class="field__input"
                id=id
                data-autofocus=first.then_some("")
                on:change=move |event| value.set(event_target_value(&event))
            >
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
    .into_any()
}
