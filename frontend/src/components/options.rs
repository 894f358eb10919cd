//! What is chosen by pressing, each with what it means: one of a few, or yes and no.

use leptos::prelude::*;
use locales::Language;

use crate::i18n::use_words;

/// A few answers to one question.
#[component]
pub fn Options(legend: fn(Language) -> &'static str, children: Children) -> impl IntoView {
    let words = use_words();
    view! {
        <fieldset class="options">
            <legend class="field__label">{words.say(legend)}</legend>
            {children()}
        </fieldset>
    }
    .into_any()
}

/// One answer; the children are its words.
#[component]
pub fn Radio(
    /// The same for all answers to a question, and for no others.
    name: &'static str,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_choose: Callback<()>,
    #[prop(optional, into)] hint: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <label class="option">
            <input
                type="radio"
                name=name
                prop:checked=move || checked.get()
                on:change=move |_| on_choose.run(())
            />
            {said(children(), hint)}
        </label>
    }
    .into_any()
}

/// Yes or no; the children are its words.
#[component]
pub fn Check(
    checked: RwSignal<bool>,
    #[prop(optional, into)] hint: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <label class="option">
            <input
                type="checkbox"
                prop:checked=move || checked.get()
                on:change=move |event| checked.set(event_target_checked(&event))
            />
            {said(children(), hint)}
        </label>
    }
    .into_any()
}

fn said(label: AnyView, hint: Option<AnyView>) -> AnyView {
    let hint = hint.map(|hint| view! { <span class="hint">{hint}</span> });
    view! { <span>{label} {hint}</span> }.into_any()
}
