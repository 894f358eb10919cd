//! The palette: to any place, page or act by typing a few letters of it. Ctrl+K (Cmd+K on a Mac), or its button in the
//! header. It offers only what is allowed now.

mod entries;
mod list;

use leptos::ev;
use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use crate::components::{Combobox, ComboboxField, Dialog, Icon};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};

/// The button, the key and the dialog; what the dialog offers is fetched when it is first opened.
#[component]
pub fn Palette() -> impl IntoView {
    let words = use_words();
    let open = RwSignal::new(false);
    let title = move || text::palette_title(words.language()).to_owned();
    let pressed = window_event_listener(ev::keydown, move |event| {
        let command =
            event.ctrl_key() != event.meta_key() && !event.shift_key() && !event.alt_key();
        if command && event.key().eq_ignore_ascii_case("k") && !event.is_composing() {
            // The browser has a use of its own for the key.
            event.prevent_default();
            if open.get_untracked() {
                open.set(false);
            } else if !is_dialog_open() {
                open.set(true);
            }
        }
    });
    on_cleanup(move || pressed.remove());
    view! {
        <button
            type="button"
            class="button palette-button"
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |_| open.set(true)
        >
            {Icon::Search.view()}
            <span>{words.say(text::palette_open)}</span>
            <kbd aria-hidden="true">{shortcut()}</kbd>
        </button>
        <Dialog open title=Signal::derive(title)>{move || field(open)}</Dialog>
    }
    .into_any()
}

/// The field is there at once, for the letters of those who are quicker than the line.
fn field(open: RwSignal<bool>) -> AnyView {
    let combobox = Combobox::new();
    combobox.open.set(true);
    view! {
        <div class="palette">
            <ComboboxField
                combobox
                class="palette__input"
                label=text::palette_label
                placeholder=text::palette_label
                first=true
            />
            {lazy(move || offered(open, combobox))}
        </div>
    }
    .into_any()
}

#[wasm_split(acts, fallible)]
fn offered(open: RwSignal<bool>, combobox: Combobox) -> Part {
    Ok(list::offered(open, combobox))
}

/// Over an open question there is nowhere else to go.
fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

fn shortcut() -> &'static str {
    let agent = window().navigator().user_agent().unwrap_or_default();
    if agent.contains("Mac") { "⌘ K" } else { "Ctrl K" }
}
