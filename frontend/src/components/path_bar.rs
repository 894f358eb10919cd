//! A field that takes a typed or pasted path and goes there. What it proposes never changes what is typed by itself.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use locales::{Language, text};

use super::Icon;
use super::choices::{Choice, Choices};
use super::combobox::{Combobox, ComboboxField};
use crate::i18n::use_words;
use crate::model::completion::{Suggestion, SuggestionKind};
use crate::model::path::{self, Place};

/// What is typed, and where it leads.
#[derive(Clone, Copy)]
pub struct PathEntry {
    pub combobox: Combobox,
    pub fault: RwSignal<Option<path::Error>>,
    on_go: Callback<Place>,
}

impl PathEntry {
    pub fn new(on_go: Callback<Place>) -> Self {
        Self { combobox: Combobox::new(), fault: RwSignal::new(None), on_go }
    }

    /// Goes to what is typed.
    fn go(self) {
        let origin = window().location().origin().unwrap_or_default();
        match path::parse(&self.combobox.typed.get_untracked(), &origin) {
            Ok(place) => self.go_to(place),
            Err(fault) => {
                self.fault.set(Some(fault));
                self.combobox.faulty.set(true);
            }
        }
    }

    fn go_to(self, place: Place) {
        self.combobox.type_text(String::new());
        self.combobox.open.set(false);
        self.on_go.run(place);
    }
}

#[component]
pub fn PathBar(
    entry: PathEntry,
    /// The field got the focus: what may be proposed can be asked for.
    on_focus: Callback<()>,
    /// The list of what it proposes, and why a path leads nowhere.
    children: Children,
) -> impl IntoView {
    let words = use_words();
    let combobox = entry.combobox;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        entry.go();
    };
    view! {
        <form class="path-bar" role="search" aria-label=words.say(text::path_bar) on:submit=submit>
            <ComboboxField
                combobox
                class="path-bar__input"
                label=text::path_bar_label
                placeholder=text::path_bar_placeholder
                on_focus
                on_blur=Callback::new(move |()| combobox.open.set(false))
            />
            <button type="submit" class="button button--icon" aria-label=words.say(text::path_bar_go)>
                {Icon::ChevronRight.view()}
            </button>
            {children()}
        </form>
    }
    .into_any()
}

/// The list below the field, with its keys.
#[component]
pub fn PathChoices(entry: PathEntry, suggestions: Signal<Vec<Suggestion>>) -> impl IntoView {
    let words = use_words();
    let combobox = entry.combobox;
    let at = move |at: usize| suggestions.with_untracked(|all| all.get(at).cloned());
    let choose = Callback::new(move |line: usize| {
        if let Some(suggestion) = at(line) {
            choose(entry, suggestion);
        }
    });
    combobox.hear_keys(Callback::new(move |event| {
        let active = combobox.active.get_untracked().filter(|_| combobox.open.get_untracked());
        press(entry, &event, active.and_then(at));
    }));
    let lines = Signal::derive(move || {
        let language = words.language();
        suggestions.get().into_iter().map(|suggestion| line(language, suggestion)).collect()
    });
    view! {
        <Choices
            combobox
            label=text::path_bar_choices
            lines
            on_choose=choose
            class="path-bar__choices"
        />
    }
    .into_any()
}

/// Goes to a line of the list.
fn choose(entry: PathEntry, suggestion: Suggestion) {
    if let Some(place) = suggestion.place {
        entry.go_to(place);
    } else {
        entry.combobox.type_text(suggestion.text);
        entry.go();
    }
}

fn press(entry: PathEntry, event: &KeyboardEvent, active: Option<Suggestion>) {
    let combobox = entry.combobox;
    let count = combobox.count.get_untracked();
    let step = |at: Option<usize>, down: bool| match (at, down) {
        (None, true) => Some(0),
        (None, false) => count.checked_sub(1),
        // Beyond the last line is the field itself.
        (Some(at), true) => Some(at + 1).filter(|at| *at < count),
        (Some(at), false) => at.checked_sub(1),
    };
    match event.key().as_str() {
        key @ ("ArrowDown" | "ArrowUp") if count != 0 => {
            event.prevent_default();
            let down = key == "ArrowDown";
            let was_open = combobox.open.get_untracked();
            combobox.open.set(true);
            if was_open || down {
                combobox.active.update(|at| *at = step(*at, down));
            }
        }
        "Enter" => {
            if let Some(suggestion) = active {
                event.prevent_default();
                choose(entry, suggestion);
            }
        }
        // Takes the line into the field and goes on from there; without a line, Tab leaves as ever.
        "Tab" if !event.shift_key() => {
            if let Some(suggestion) = active {
                event.prevent_default();
                combobox.type_text(suggestion.text);
            }
        }
        "Escape" if combobox.open.get_untracked() && count != 0 => {
            event.prevent_default();
            event.stop_propagation();
            combobox.open.set(false);
            combobox.active.set(None);
        }
        _ => {}
    }
}

fn line(language: Language, suggestion: Suggestion) -> Choice {
    let (icon, kind): (_, fn(Language) -> &'static str) = match suggestion.kind {
        SuggestionKind::Bucket => (Icon::Bucket, text::bucket),
        SuggestionKind::Folder => (Icon::Folder, text::kind_folder),
        SuggestionKind::Object => (Icon::File, text::kind_other),
        SuggestionKind::Recent => (Icon::Clock, text::recent_one),
    };
    Choice { icon, label: suggestion.text, detail: kind(language).to_owned() }
}

/// Why a typed path leads nowhere.
pub fn reason(language: Language, error: &path::Error) -> String {
    match error {
        path::Error::Empty => text::path_empty(language).to_owned(),
        path::Error::Foreign(host) => text::path_foreign(language, host),
        path::Error::NoBucket => text::path_no_bucket(language).to_owned(),
        path::Error::BucketName(name) => text::path_bucket_name(language, name),
        path::Error::TooLong => text::path_too_long(language).to_owned(),
        path::Error::Undecodable => text::path_undecodable(language).to_owned(),
    }
}
