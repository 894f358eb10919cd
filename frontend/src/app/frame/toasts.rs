use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use crate::components::{ToastList, use_toasts};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy_aside};

/// Where toasts show; once in the page.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let any = Memo::new(move |_| !toasts.is_empty());
    view! {
        <section class="toasts" aria-label=words.say(text::notifications)>
            {move || any.get().then(|| lazy_aside(list))}
        </section>
    }
}

#[wasm_split(acts, fallible)]
fn list() -> Part {
    Ok(view! { <ToastList /> }.into_any())
}
