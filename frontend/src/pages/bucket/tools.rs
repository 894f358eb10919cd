//! What narrows and orders what is loaded: filter, order, loading anew, and the honest count of it all.

use leptos::prelude::*;
use locales::{Language, text};

use super::browser::Browser;
use super::listing::counts_words;
use super::view_choice::view_choice;
use crate::components::{Icon, unique_id, use_announcer};
use crate::i18n::use_words;
use crate::model::arrangement::{Arrangement, Column, Sort};

/// A column, whether descending, and what that is called.
type Order = (Column, bool, fn(Language) -> &'static str);

const ORDERS: [Order; 10] = [
    (Column::Name, false, text::sort_name),
    (Column::Name, true, text::sort_name_descending),
    (Column::Size, true, text::sort_size_descending),
    (Column::Size, false, text::sort_size),
    (Column::Modified, true, text::sort_modified_descending),
    (Column::Modified, false, text::sort_modified),
    (Column::Kind, false, text::sort_kind),
    (Column::Kind, true, text::sort_kind_descending),
    (Column::Etag, false, text::sort_etag),
    (Column::Etag, true, text::sort_etag_descending),
];

#[component]
pub fn ListingTools(browser: Browser) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="tools">
            <FilterField browser />
            <OrderField browser />
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

#[component]
fn OrderField(browser: Browser) -> impl IntoView {
    let words = use_words();
    let id = unique_id("order");
    let sort = Memo::new(move |_| browser.rows.table.with(Arrangement::sort));
    let chosen = move |event: leptos::ev::Event| {
        let order =
            event_target_value(&event).parse::<usize>().ok().and_then(|index| ORDERS.get(index));
        let (column, descending, _) = *order.unwrap_or(&ORDERS[0]);
        browser.sort(Sort { column, descending });
    };
    let options = ORDERS.into_iter().enumerate().map(|(index, (column, descending, label))| {
        let selected = move || sort.get() == Sort { column, descending };
        view! {
            <option value=index.to_string() prop:selected=selected>{words.say(label)}</option>
        }
    });
    view! {
        <label class="visually-hidden" for=id.clone()>{words.say(text::sort_label)}</label>
        <select class="tools__order" id=id on:change=chosen>{options.collect_view()}</select>
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
