//! To whom: a handle, an address or a team, with those proposed who may be meant.

use gateway_api::{Found, GrantTo, SEARCH_CHARACTERS_MIN};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};

use crate::components::{Choice, Choices, Combobox, ComboboxField, Icon};
use crate::effects::effect;
use crate::gateway;
use crate::i18n::{Words, use_words};
use crate::model::sharing::named;

/// What is typed, and whom it means.
#[derive(Clone, Copy)]
pub struct To {
    pub combobox: Combobox,
    /// Chosen in the list, and the text that stands for it.
    chosen: RwSignal<Option<(String, GrantTo)>>,
}

/// A line of the list.
#[derive(Clone)]
struct Proposal {
    choice: Choice,
    /// What the field says once it is chosen.
    text: String,
    to: GrantTo,
}

impl To {
    pub fn new() -> Self {
        Self { combobox: Combobox::new(), chosen: RwSignal::new(None) }
    }

    /// Whom the field names.
    pub fn named(self) -> Option<GrantTo> {
        let typed = self.combobox.typed.get();
        match self.chosen.get() {
            Some((text, to)) if text == typed => Some(to),
            _ => named(&typed),
        }
    }

    pub fn clear(self) {
        self.combobox.type_text(String::new());
        self.combobox.open.set(false);
    }
}

/// The list waits for a letter, an arrow or a click: the dialog gives the field the focus, and a list that nobody asked
/// for would cover what is below.
#[component]
pub fn ToField(to: To) -> impl IntoView {
    let words = use_words();
    let combobox = to.combobox;
    let found = RwSignal::new(None::<Found>);
    effect(move |_| search(combobox.typed.get(), combobox.typed, found));
    let proposals = Signal::derive(move || proposals(words, found.get()));
    let choose = Callback::new(move |line: usize| {
        if let Some(proposal) = proposals.get_untracked().into_iter().nth(line) {
            combobox.type_text(proposal.text.clone());
            combobox.open.set(false);
            to.chosen.set(Some((proposal.text, proposal.to)));
        }
    });
    combobox.hear_keys(Callback::new(move |event| press(&event, combobox, choose)));
    let lines = Signal::derive(move || {
        proposals.get().into_iter().map(|proposal| proposal.choice).collect()
    });
    let nobody = move || {
        let unknown = found.with(|found| {
            found.as_ref().is_some_and(|found| found.people.is_empty() && found.teams.is_empty())
        });
        unknown && !combobox.typed.read().contains('@')
    };
    view! {
        <div class="field">
            <span class="field__label" aria-hidden="true">{words.say(text::share_to)}</span>
            <div class="to-field__line">
            <ComboboxField
                combobox
                class="field__input"
                label=text::share_to
                placeholder=text::share_to_placeholder
                first=true
                on_blur=Callback::new(move |()| combobox.open.set(false))
            />
            <Choices
                combobox
                label=text::share_to_choices
                lines
                on_choose=choose
                class="to-field__choices"
            />
            </div>
            <p class="field__hint" role="status" hidden=move || !nobody()>
                {words.say(text::share_to_none)}
            </p>
        </div>
    }
    .into_any()
}

/// Asks who may be meant; an answer to what is no longer typed is left aside.
fn search(typed: String, now: RwSignal<String>, found: RwSignal<Option<Found>>) {
    if typed.trim().chars().count() < SEARCH_CHARACTERS_MIN {
        found.set(None);
        return;
    }
    spawn_local(async move {
        let answer = gateway::people(typed.trim()).await;
        if now.try_get_untracked().as_ref() == Some(&typed) {
            found.try_set(answer.ok());
        }
    });
}

fn proposals(words: Words, found: Option<Found>) -> Vec<Proposal> {
    let language = words.language();
    let line = |icon, label: String, text: String, kind: fn(Language) -> &'static str, to| {
        let choice = Choice { icon, label, detail: kind(language).to_owned() };
        Proposal { choice, text, to }
    };
    let Found { people, teams } = found.unwrap_or(Found { people: Vec::new(), teams: Vec::new() });
    let people = people.into_iter().map(|somebody| {
        let label = format!("{} ({})", somebody.name, somebody.handle);
        let to = GrantTo::Person { handle: somebody.handle.clone() };
        line(Icon::Person, label, somebody.handle, text::share_to_person, to)
    });
    let teams = teams.into_iter().map(|found| {
        let name = words.localized(&found.name);
        let to = GrantTo::Team { team: found.team.clone() };
        line(Icon::People, name, found.team, text::share_to_team, to)
    });
    let everyone = text::share_to_everyone(language).to_owned();
    let to_all = [(Icon::People, everyone)].into_iter().map(|(icon, label)| {
        line(icon, label.clone(), label, text::share_to_all, GrantTo::Everyone)
    });
    people.chain(teams).chain(to_all).collect()
}

fn press(event: &KeyboardEvent, combobox: Combobox, choose: Callback<usize>) {
    let count = combobox.count.get_untracked();
    let open = combobox.open.get_untracked() && count != 0;
    let active = combobox.active.get_untracked();
    match event.key().as_str() {
        "ArrowDown" if count != 0 => {
            event.prevent_default();
            combobox.open.set(true);
            combobox.active.set(Some(active.map_or(0, |at| (at + 1) % count)));
        }
        "ArrowUp" if open => {
            event.prevent_default();
            combobox.active.set(Some(active.map_or(count - 1, |at| (at + count - 1) % count)));
        }
        "Enter" => {
            if let Some(active) = active.filter(|_| open) {
                event.prevent_default();
                choose.run(active);
            }
        }
        // The list closes first, then the dialog.
        "Escape" if open => {
            event.prevent_default();
            event.stop_propagation();
            combobox.open.set(false);
            combobox.active.set(None);
        }
        _ => {}
    }
}
