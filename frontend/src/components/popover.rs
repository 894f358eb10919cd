use leptos::html;
use leptos::prelude::*;

use super::menu::place_by;
use super::{Icon, unique_id};

/// A button that opens a small panel beside it: the native popover, which Escape and a press elsewhere close, and which
/// gives the focus back. What is in it follows its button in the order of Tab.
#[component]
pub fn Popover(
    /// What the button says, and what the panel is called.
    #[prop(into)]
    label: Signal<String>,
    icon: Icon,
    /// Shows the icon alone; the label is for screen readers.
    #[prop(optional)]
    icon_only: bool,
    children: Children,
) -> impl IntoView {
    let id = unique_id("popover");
    let button = NodeRef::<html::Button>::new();
    let panel = NodeRef::<html::Div>::new();
    let place = move |_: web_sys::Event| {
        if let (Some(button), Some(panel)) = (button.get_untracked(), panel.get_untracked()) {
            place_by(&button, &panel);
        }
    };
    let name = if icon_only { "button button--quiet button--icon" } else { "button" };
    view! {
        <button
            type="button"
            class=name
            node_ref=button
            popovertarget=id.clone()
            aria-label=move || icon_only.then(|| label.get())
        >
            {icon.view()}
            {(!icon_only).then(|| view! { <span>{move || label.get()}</span> })}
            {(!icon_only).then(|| Icon::ChevronDown.view())}
        </button>
        <div
            class="menu popover"
            id=id
            popover="auto"
            role="group"
            node_ref=panel
            aria-label=move || label.get()
            on:beforetoggle=place
        >
            {children()}
        </div>
    }
    .into_any()
}

/// A short explanation behind a question mark, where it is needed.
#[component]
pub fn HelpTip(
    question: fn(locales::Language) -> &'static str,
    answer: fn(locales::Language) -> &'static str,
) -> impl IntoView {
    let words = crate::i18n::use_words();
    view! {
        <Popover label=Signal::derive(move || question(words.language()).to_owned()) icon=Icon::Help icon_only=true>
            <p class="popover__title">{words.say(question)}</p>
            <p>{words.say(answer)}</p>
        </Popover>
    }
    .into_any()
}
