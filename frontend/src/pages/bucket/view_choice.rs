//! How the list looks: which columns, how high the rows are. Kept for the person.

use leptos::prelude::*;
use locales::{Language, text};

use super::browser::{Browser, Source};
use crate::components::{Icon, Popover, column_words, unique_id};
use crate::i18n::use_words;
use crate::model::arrangement::Column;
use crate::model::look::{Columns, Density};
use crate::preferences::use_preferences;

/// A button that opens the choices.
pub fn view_choice(browser: Browser) -> AnyView {
    let words = use_words();
    let own = matches!(browser.source(), Source::Bucket { .. });
    view! {
        <Popover label=Signal::derive(move || text::view_choice(words.language()).to_owned()) icon=Icon::Eye>
            <fieldset class="choice">
                <legend class="choice__title">{words.say(text::density)}</legend>
                {densities()}
            </fieldset>
            <fieldset class="choice">
                <legend class="choice__title">{words.say(text::columns)}</legend>
                {Columns::ALL.map(column_choice).collect_view()}
            </fieldset>
            {own.then(commands_choice)}
        </Popover>
    }
    .into_any()
}

/// Whether what is done is shown as commands.
fn commands_choice() -> AnyView {
    let words = use_words();
    let preferences = use_preferences();
    view! {
        <fieldset class="choice">
            <legend class="choice__title">{words.say(text::commands_choice)}</legend>
            <label class="choice__line">
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
            <label class="choice__line">
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
        <label class="choice__line">
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
