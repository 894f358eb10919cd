//! What narrows what is loaded, how it is shown, loading it anew, and the honest count of it all.

use leptos::prelude::*;
use locales::{Language, text};

use super::browser::Browser;
use super::listing::counts_words;
use super::view_choice::view_choice;
use crate::components::{Icon, unique_id, use_announcer};
use crate::i18n::use_words;

#[component]
pub fn ListingTools(browser: Browser) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="tools">
            <FilterField browser />
            {view_choice(browser)}
            <button
                type="button"
                class="button button--icon"
                aria-label=words.say(text::listing_reload)
                title=words.say(text::listing_reload)
                on:click=move |_| browser.reload()
            >
                {Icon::Retry.view()}
            </button>
        </div>
    }
}

#[component]
fn FilterField(browser: Browser) -> impl IntoView {
    let words = use_words();
    let announcer = use_announcer();
    let id = unique_id("filter");
    let filter = Memo::new(move |_| browser.rows.table.with(|table| table.filter().to_owned()));
    // Once typing pauses, what is left is said; every letter would be noise.
    let told = StoredValue::new(0_u32);
    let input = move |event: leptos::ev::Event| {
        let wanted = event_target_value(&event);
        browser.rows.table.update(|table| table.set_filter(&wanted));
        browser.rows.cursor.set(None);
        told.update_value(|told| *told = told.wrapping_add(1));
        let now = told.get_value();
        let tell = move || {
            if told.try_get_value() == Some(now) {
                announcer.say(match_words(words.language_untracked(), browser));
            }
        };
        set_timeout(tell, std::time::Duration::from_millis(800));
    };
    view! {
        <label class="visually-hidden" for=id.clone()>{words.say(text::filter_label)}</label>
        <input
            class="tools__filter"
            id=id
            type="search"
            placeholder=words.say(text::filter_label)
            autocomplete="off"
            spellcheck="false"
            prop:value=move || filter.get()
            on:input=input
        />
    }
}

/// How much is loaded; with a filter, how much of it matches.
#[component]
pub fn CountLine(browser: Browser) -> impl IntoView {
    let words = use_words();
    let line = move || {
        let filtered = browser.rows.table.with(|table| !table.filter().is_empty());
        if filtered {
            match_words(words.language(), browser)
        } else {
            counts_words(words.language(), browser.rows.table.with(|table| table.folder.counts()))
        }
    };
    let known = move || {
        use super::browser::Phase;
        !browser.phase.with(|phase| matches!(phase, Phase::First | Phase::Failed(_)))
    };
    view! { <p class="count-line">{move || known().then(line)}</p> }
}

fn match_words(language: Language, browser: Browser) -> String {
    browser.rows.table.with_untracked(|table| {
        let counts = table.folder.counts();
        let (matching, loaded) =
            (table.shown().len() as u64, (counts.folders + counts.objects) as u64);
        let words = if counts.more { text::filter_matches_partial } else { text::filter_matches };
        words(language, matching, loaded)
    })
}
