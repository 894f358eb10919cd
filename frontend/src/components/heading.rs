use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;
use locales::text;
use wasm_bindgen::JsCast;

use super::use_announcer;
use crate::effects::effect;
use crate::i18n::use_words;

/// The title of a page: its only `h1`, the name of the document, what gets the focus when the page opens, and what is
/// announced when the place changes under it.
#[component]
pub fn Heading(#[prop(into)] title: Signal<String>) -> impl IntoView {
    let words = use_words();
    let announcer = use_announcer();
    let heading = NodeRef::<html::H1>::new();
    let title = Memo::new(move |_| title.get());
    effect(move |first| {
        let name = text::page_title(words.language(), &title.read());
        document().set_title(&name);
        if !first {
            announcer.say(title.get());
        }
    });
    heading.on_load(|heading| {
        if !is_first() {
            let _ = heading.focus();
        }
    });
    view! {
        <h1 class="heading" tabindex="-1" node_ref=heading>
            {move || title.get()}
        </h1>
    }
}

/// Puts the focus on the page's title, for when what had it is gone.
pub fn focus_heading() {
    let heading = document().query_selector("h1").ok().flatten();
    if let Some(heading) = heading.and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = heading.focus();
    }
}

/// Whether what had the focus is gone: the browser gave it to the document.
pub fn is_focus_lost() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// The first page of a visit leaves the focus where the browser put it.
fn is_first() -> bool {
    thread_local! {
        static FIRST: Cell<bool> = const { Cell::new(true) };
    }
    FIRST.replace(false)
}
