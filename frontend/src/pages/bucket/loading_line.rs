//! Of a folder that is longer than a page: how much of it is loaded, in how much room, and what to do about the rest.

use leptos::prelude::*;
use locales::{Language, text};
use wasm_split_helpers::wasm_split;

use super::browser::{Browser, Phase, Source};
use super::loading::Jump;
use crate::components::{Button, ButtonKind};
use crate::failure::sentence;
use crate::i18n::use_words;
use crate::lazy::{Part, lazy_aside};
use crate::model::folder::BUDGET_BYTES;

/// There while there is more to load.
pub fn loading_line(browser: Browser) -> AnyView {
    let more = Memo::new(move |_| browser.rows.table.with(|table| table.folder.next.is_some()));
    (move || more.get().then(|| lazy_aside(move || line(browser)))).into_any()
}

/// That the page keeps no more, and how to get on.
pub fn full_words(language: Language, browser: Browser) -> Option<String> {
    let full = browser.rows.table.with_untracked(|table| {
        let counts = table.folder.counts();
        let loaded = (counts.folders + counts.objects) as u64;
        table.folder.is_full().then(|| text::listing_full(language, loaded))
    })?;
    Some(match browser.source() {
        Source::Bucket { .. } => [&full, text::listing_full_search(language)].join(" "),
        Source::Dataset { .. } => full,
    })
}

#[wasm_split(acts, fallible)]
fn line(browser: Browser) -> Part {
    let words = use_words();
    let full = Memo::new(move |_| browser.rows.table.with(|table| table.folder.is_full()));
    let bytes = move || browser.rows.table.with(|table| table.folder.columns().bytes());
    let kept = move || {
        let language = words.language();
        if full.get() {
            return full_words(language, browser);
        }
        let (kept, budget) =
            (locales::size(language, bytes() as u64), locales::size(language, BUDGET_BYTES as u64));
        browser.loading.begun.get().then(|| text::load_budget(language, &kept, &budget))
    };
    // One button throughout, so that whoever pressed it has it still.
    let press = Callback::new(move |()| {
        if browser.loading_all.get_untracked() {
            browser.stop_loading();
        } else {
            browser.load_all();
        }
    });
    let label = move || {
        let label = match (browser.loading_all.get(), browser.loading.begun.get()) {
            (true, _) => text::load_stop,
            (false, true) => text::load_go_on,
            (false, false) => text::load_rest,
        };
        label(words.language())
    };
    let out_of_reach =
        move || full.get() || browser.phase.with(|phase| matches!(phase, Phase::Stale(_)));
    let jump = move || {
        let language = words.language();
        Some(match browser.loading.jump.get()? {
            Jump::Asking(typed) => text::jump_asking(language, &typed),
            Jump::Nothing(typed) => text::jump_nothing(language, &typed),
            Jump::Failed(error) => sentence(language, &error),
        })
    };
    Ok(view! {
        <div class="loading-line">
            <p class="hint" hidden=move || kept().is_none()>{kept}</p>
            <div hidden=out_of_reach>
                <Button kind=ButtonKind::Quiet on_press=press>{label}</Button>
            </div>
            <p class="hint" role="status">{jump}</p>
        </div>
    }
    .into_any())
}
