//! How the list looks: in which order, which columns, how high the rows are. Kept for the person.

use columns::sort::{Column, Sort};
use leptos::prelude::*;
use locales::{Language, text};
use wasm_split_helpers::wasm_split;

use super::browser::{Browser, Source};
use crate::components::{Icon, Popover, column_words, unique_id};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::model::arrangement::Arrangement;
use crate::model::look::{Columns, Density};
use crate::preferences::use_preferences;

/// A column, whether descending, and what that is called.
type Order = (Column, bool, fn(Language) -> &'static str);

const ORDERS: [Order; 12] = [
    (Column::Name, false, text::sort_name),
    (Column::Name, true, text::sort_name_descending),
    (Column::Size, true, text::sort_size_descending),
    (Column::Size, false, text::sort_size),
    (Column::Modified, true, text::sort_modified_descending),
    (Column::Modified, false, text::sort_modified),
    (Column::Kind, false, text::sort_kind),
    (Column::Kind, true, text::sort_kind_descending),
    (Column::Class, false, text::sort_class),
    (Column::Class, true, text::sort_class_descending),
    (Column::Etag, false, text::sort_etag),
    (Column::Etag, true, text::sort_etag_descending),
];

/// A button that opens the choices.
pub fn view_choice(browser: Browser) -> AnyView {
    let words = use_words();
    let opened = RwSignal::new(false);
    let label = Signal::derive(move || text::view_choice(words.language()).to_owned());
    view! {
        <Popover label icon=Icon::Eye on_open=Callback::new(move |()| opened.set(true))>
            {move || opened.get().then(|| lazy(move || choices(browser)))}
        </Popover>
    }
    .into_any()
}

#[wasm_split(acts, fallible)]
fn choices(browser: Browser) -> Part {
    let words = use_words();
    let own = matches!(browser.source(), Source::Bucket { .. });
    Ok(view! {
        {orders(browser)}
        <fieldset class="view-choice">
            <legend class="view-choice__title">{words.say(text::density)}</legend>
            {densities()}
        </fieldset>
        <fieldset class="view-choice">
            <legend class="view-choice__title">{words.say(text::columns)}</legend>
            {Columns::ALL.map(column_choice).collect_view()}
        </fieldset>
        {own.then(commands_choice)}
    }
    .into_any())
}

fn orders(browser: Browser) -> AnyView {
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
        <label class="view-choice__title" for=id.clone()>{words.say(text::sort_label)}</label>
        <select class="view-choice__order" id=id on:change=chosen>{options.collect_view()}</select>
    }
    .into_any()
}

/// Whether what is done is shown as commands.
fn commands_choice() -> AnyView {
    let words = use_words();
    let preferences = use_preferences();
    view! {
        <fieldset class="view-choice">
            <legend class="view-choice__title">{words.say(text::commands_choice)}</legend>
            <label class="view-choice__line">
                <input
                    type="checkbox"
                    prop:checked=move || preferences.commands()
                    on:change=move |event| preferences.set_commands(event_target_checked(&event))
                />
                <span>{words.say(text::commands_show)}</span>
            </label>
        </fieldset>
    }
    .into_any()
}

pub fn density_words(density: Density) -> fn(Language) -> &'static str {
    match density {
        Density::Compact => text::density_compact,
        Density::Standard => text::density_standard,
        Density::Comfortable => text::density_comfortable,
    }
}

fn densities() -> AnyView {
    let words = use_words();
    let preferences = use_preferences();
    let group = unique_id("density");
    let choice = move |density: Density| {
        view! {
            <label class="view-choice__line">
                <input
                    type="radio"
                    name=group.clone()
                    prop:checked=move || preferences.density() == density
                    on:change=move |_| preferences.set_density(density)
                />
                <span>{words.say(density_words(density))}</span>
            </label>
        }
    };
    Density::ALL.map(choice).collect_view().into_any()
}

fn column_choice(column: Column) -> AnyView {
    let words = use_words();
    let preferences = use_preferences();
    let change = move |event: leptos::ev::Event| {
        let columns = preferences.columns().with(column, event_target_checked(&event));
        preferences.set_columns(columns);
    };
    view! {
        <label class="view-choice__line">
            <input
                type="checkbox"
                prop:checked=move || preferences.columns().has(column)
                on:change=change
            />
            <span>{words.say(column_words(column))}</span>
        </label>
    }
    .into_any()
}
