//! What narrows what is loaded, how it is shown, loading it anew, and the honest count of it all.

use leptos::prelude::*;
use locales::{Language, text};

use super::browser::{Browser, Source};
use super::listing::counts_words;
use super::view_choice::view_choice;
use crate::acts::{Act, offer};
use crate::components::{Icon, unique_id, use_announcer};
use crate::i18n::use_words;
use crate::links;
use crate::navigation::{NavigateOptions, use_navigate};

#[component]
pub fn ListingTools(browser: Browser) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="tools">
            <FilterField browser />
            {search_offer(browser)}
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

/// The way from what is loaded here to everything that lies below: what was typed to filter is looked for there.
fn search_offer(browser: Browser) -> AnyView {
    let Source::Bucket { instance, bucket } = browser.source() else { return ().into_any() };
    let words = use_words();
    let address = move |language: Language| {
        let filter = browser.rows.table.with(|table| table.filter().to_owned());
        let pairs = [("prefix", browser.prefix()), ("text", filter)];
        let pairs = pairs.each_ref().map(|(name, value)| (*name, value.as_str()));
        links::search(language, &instance, &bucket, &pairs)
    };
    let shown = address.clone();
    let navigate = use_navigate();
    let run = Callback::new(move |()| {
        navigate(&untrack(|| address(words.language())), NavigateOptions::default());
    });
    let off = Signal::stored(None);
    offer(Act { label: text::search_open, icon: Icon::Search, off, run, secondary: false });
    let pressed = window_event_listener(leptos::ev::keydown, move |event| {
        let command = event.ctrl_key() != event.meta_key() && event.shift_key();
        if command && !event.alt_key() && event.key().eq_ignore_ascii_case("f") {
            event.prevent_default();
            run.try_run(());
        }
    });
    on_cleanup(move || pressed.remove());
    view! {
        <a
            class="button tools__search"
            href=move || shown(words.language())
            aria-keyshortcuts="Control+Shift+F Meta+Shift+F"
        >
            {Icon::Search.view()}
            <span>{words.say(text::search_open)}</span>
        </a>
    }
    .into_any()
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
        browser.filter(&wanted);
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
