use leptos::prelude::*;
use locales::text;

use super::{Icon, use_announcer};
use crate::i18n::use_words;
use crate::preferences::use_preferences;

/// Marks a place, or lets it go: only for people who are signed in, whose bookmarks can be kept.
#[component]
pub fn Star(
    /// The place's address without a language; empty while there is none.
    #[prop(into)]
    kept: Signal<String>,
    /// What the place is called.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let words = use_words();
    let announcer = use_announcer();
    let preferences = use_preferences();
    let starred = Memo::new(move |_| preferences.is_starred(&kept.read()));
    let label = move || text::star(words.language(), &name.read());
    let press = move |_| {
        let now = !starred.get_untracked();
        preferences.set_starred(kept.get_untracked(), now);
        let said = if now { text::starred } else { text::unstarred };
        announcer.say(said(words.language_untracked()));
    };
    view! {
        <Show when=move || preferences.can_star() && !kept.read().is_empty()>
            <button
                type="button"
                class="button button--quiet button--icon star"
                aria-label=label
                title=label
                aria-pressed=move || if starred.get() { "true" } else { "false" }
                on:click=press
            >
                {Icon::Star.view()}
            </button>
        </Show>
    }
    .into_any()
}
