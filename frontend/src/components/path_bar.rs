//! A field that takes a typed or pasted path and goes there: a combobox (WAI-ARIA authoring practices) whose list
//! proposes and never changes what is typed by itself.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use locales::{Language, text};

use super::{Icon, unique_id};
use crate::i18n::use_words;
use crate::model::completion::{Suggestion, SuggestionKind};
use crate::model::path::{self, Place};

/// What the field and its list know of each other.
#[derive(Clone, Copy)]
struct Combobox {
    typed: RwSignal<String>,
    suggestions: Signal<Vec<Suggestion>>,
    open: RwSignal<bool>,
    /// The line that the arrows are on.
    active: RwSignal<Option<usize>>,
    error: RwSignal<Option<path::Error>>,
    on_go: Callback<Place>,
}

impl Combobox {
    fn shown(self) -> bool {
        self.open.get() && !self.suggestions.read().is_empty()
    }

    fn type_text(self, text: String) {
        self.typed.set(text);
        self.error.set(None);
        self.active.set(None);
        self.open.set(true);
    }

    /// Goes to what is typed.
    fn go(self) {
        let origin = window().location().origin().unwrap_or_default();
        match path::parse(&self.typed.get_untracked(), &origin) {
            Ok(place) => self.go_to(place),
            Err(fault) => self.error.set(Some(fault)),
        }
    }

    fn go_to(self, place: Place) {
        self.type_text(String::new());
        self.open.set(false);
        self.on_go.run(place);
    }

    /// Goes to a line of the list.
    fn choose(self, suggestion: Suggestion) {
        if let Some(place) = suggestion.place {
            self.go_to(place);
        } else {
            self.type_text(suggestion.text);
            self.go();
        }
    }

    fn active(self) -> Option<Suggestion> {
        let at = self.active.get_untracked()?;
        self.suggestions.with_untracked(|all| all.get(at).cloned())
    }

    fn press(self, event: &KeyboardEvent) {
        let count = self.suggestions.with_untracked(Vec::len);
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
                let was_open = self.open.get_untracked();
                self.open.set(true);
                if was_open || down {
                    self.active.update(|at| *at = step(*at, down));
                }
            }
            "Enter" => {
                let active = self.active().filter(|_| self.open.get_untracked());
                if let Some(suggestion) = active {
                    event.prevent_default();
                    self.choose(suggestion);
                }
            }
            // Takes the line into the field and goes on from there; without a line, Tab leaves as ever.
            "Tab" if !event.shift_key() => {
                let active = self.active().filter(|_| self.open.get_untracked());
                if let Some(suggestion) = active {
                    event.prevent_default();
                    self.type_text(suggestion.text);
                }
            }
            "Escape" if self.open.get_untracked() && count != 0 => {
                event.prevent_default();
                event.stop_propagation();
                self.open.set(false);
                self.active.set(None);
            }
            _ => {}
        }
    }
}

#[component]
pub fn PathBar(
    /// What is in the field.
    typed: RwSignal<String>,
    #[prop(into)] suggestions: Signal<Vec<Suggestion>>,
    /// The field got the focus: what may be proposed can be asked for.
    on_focus: Callback<()>,
    on_go: Callback<Place>,
) -> impl IntoView {
    let words = use_words();
    let (open, active) = (RwSignal::new(false), RwSignal::new(None));
    let error = RwSignal::new(None::<path::Error>);
    let combobox = Combobox { typed, suggestions, open, active, error, on_go };
    let (field, fault, list) = (unique_id("path"), unique_id("path-error"), unique_id("path-list"));
    let described = {
        let fault = fault.clone();
        move || error.read().is_some().then(|| fault.clone())
    };
    let descendant = {
        let list = list.clone();
        move || active.get().filter(|_| combobox.shown()).map(|at| format!("{list}-{at}"))
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        combobox.go();
    };
    view! {
        <form class="path-bar" role="search" aria-label=words.say(text::path_bar) on:submit=submit>
            <label class="visually-hidden" for=field.clone()>{words.say(text::path_bar_label)}</label>
            <input
                class="path-bar__input"
                id=field
                type="text"
                role="combobox"
                aria-expanded=move || if combobox.shown() { "true" } else { "false" }
                aria-controls=list.clone()
                aria-autocomplete="list"
                aria-activedescendant=descendant
                placeholder=words.say(text::path_bar_placeholder)
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                prop:value=move || typed.get()
                on:input=move |event| combobox.type_text(event_target_value(&event))
                on:keydown=move |event| combobox.press(&event)
                on:focus=move |_| on_focus.run(())
                on:blur=move |_| open.set(false)
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described
            />
            <button type="submit" class="button button--icon" aria-label=words.say(text::path_bar_go)>
                {Icon::ChevronRight.view()}
            </button>
            {choices(combobox, list)}
            <p class="path-bar__error" id=fault role="alert">
                {move || error.with(|error| error.as_ref().map(|error| reason(words.language(), error)))}
            </p>
        </form>
    }
}

/// The list below the field; always there, so that the field can name it.
fn choices(combobox: Combobox, list: String) -> AnyView {
    let words = use_words();
    let line = {
        let list = list.clone();
        move |(at, suggestion): (usize, Suggestion)| {
            let (icon, kind): (_, fn(Language) -> &'static str) = match suggestion.kind {
                SuggestionKind::Bucket => (Icon::Bucket, text::bucket),
                SuggestionKind::Folder => (Icon::Folder, text::kind_folder),
                SuggestionKind::Object => (Icon::File, text::kind_other),
                SuggestionKind::Recent => (Icon::Clock, text::recent_one),
            };
            let selected = move || if combobox.active.get() == Some(at) { "true" } else { "false" };
            let shown = suggestion.text.clone();
            let choose = move |event: leptos::ev::MouseEvent| {
                // Before the field loses the focus, and the list with it.
                event.prevent_default();
                combobox.choose(suggestion.clone());
            };
            view! {
                <li
                    class="choices__line"
                    role="option"
                    id=format!("{list}-{at}")
                    aria-selected=selected
                    on:mousedown=choose
                >
                    {icon.view()}
                    <span class="choices__name">{shown}</span>
                    <small class="choices__kind">{words.say(kind)}</small>
                </li>
            }
        }
    };
    view! {
        <ul
            class="choices path-bar__choices"
            id=list
            role="listbox"
            aria-label=words.say(text::path_bar_choices)
            hidden=move || !combobox.shown()
        >
            {move || combobox.suggestions.get().into_iter().enumerate().map(line.clone()).collect_view()}
        </ul>
    }
    .into_any()
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
