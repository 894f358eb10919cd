use leptos::html;
use leptos::prelude::*;
use locales::Language;
use web_sys::FileList;

use crate::i18n::use_words;

/// The native input behind a button: there for the browser, out of the way of everybody.
#[component]
pub fn FileInput(
    input: NodeRef<html::Input>,
    label: fn(Language) -> &'static str,
    /// More than one may be chosen.
    #[prop(default = true)]
    several: bool,
    /// Gets what was chosen; the list is the browser's, and empty afterwards.
    on_chosen: Callback<FileList>,
) -> impl IntoView {
    let words = use_words();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(files) = input.files() {
            on_chosen.run(files);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        <input
            node_ref=input
            type="file"
            multiple=several
            class="visually-hidden"
            tabindex="-1"
            aria-hidden="true"
            aria-label=words.say(label)
            on:change=chosen
        />
    }
}

/// Lets the browser ask for files.
pub fn choosing(input: NodeRef<html::Input>) -> Callback<()> {
    Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    })
}
