use leptos::prelude::*;

use super::{Icon, unique_id};

/// A line of text with its label, what helps to fill it, and what is wrong with it.
#[component]
pub fn Field(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Focused first when the dialog it is in opens.
    #[prop(optional)]
    first: bool,
    /// For names and keys: no suggestions, no capital letters.
    #[prop(optional)]
    verbatim: bool,
    /// Shown before the text as a part of it that is given, such as `anne.roy.`.
    #[prop(optional, into)]
    given: Signal<Option<String>>,
) -> impl IntoView {
    let id = unique_id("field");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || {
            let mut ids = Vec::new();
            ids.extend(hint.read().is_some().then_some(hint_id.as_str()));
            ids.extend(error.read().is_some().then_some(error_id.as_str()));
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{move || label.get()}</label>
            <div class="field__hint" id=hint_id hidden=move || hint.read().is_none()>
                {move || hint.get()}
            </div>
            <div class="field__line">
                <span class="field__given" hidden=move || given.read().is_none()>
                    {move || given.get()}
                </span>
                <input
                    class="field__input"
                    id=id
                    type="text"
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                    aria-invalid=move || error.read().is_some().then_some("true")
                    aria-describedby=described
                    data-autofocus=first.then_some("")
                    autocomplete="off"
                    autocapitalize=verbatim.then_some("none")
                    spellcheck=verbatim.then_some("false")
                />
            </div>
            <div class="field__error" id=error_id hidden=move || error.read().is_none()>
                {Icon::Warning.view()}
                <span>{move || error.get()}</span>
            </div>
        </div>
    }
}
