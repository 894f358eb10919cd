//! The list below the field of the palette, which is always open.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use locales::text;

use super::entries::{Entry, Goal, entries, known};
use crate::components::{Choice, Choices, Combobox, use_announcer};
use crate::effects::effect;
use crate::i18n::use_words;
use crate::model::fuzzy;
use crate::navigation::{NavigateOptions, use_navigate};
use crate::preferences::use_preferences;

/// More are found by typing more.
const ENTRIES_MAX: usize = 40;

pub fn offered(open: RwSignal<bool>, combobox: Combobox) -> AnyView {
    let words = use_words();
    let announcer = use_announcer();
    let typed = combobox.typed;
    let asked = LocalResource::new(known);
    let all = Signal::derive(move || entries(words, &asked.get().unwrap_or_default()));
    let shown = Memo::new_with_compare(
        move |_| matching(&typed.read(), &all.get()),
        // Entries hold what to do, which cannot be compared.
        |_, _| true,
    );
    effect(move |first| {
        typed.track();
        combobox.active.set(Some(0));
        if !first {
            let count = shown.with_untracked(Vec::len) as u64;
            announcer.say(text::palette_count(words.language_untracked(), count));
        }
    });
    let choose = choose(open);
    let choose = Callback::new(move |at: usize| {
        if let Some(entry) = shown.with_untracked(|shown| shown.get(at).cloned()) {
            choose.run(entry);
        }
    });
    combobox.hear_keys(Callback::new(move |event| press(&event, combobox, choose)));
    let lines = Signal::derive(move || {
        let line = |Entry { icon, label, detail, .. }| Choice { icon, label, detail };
        shown.get().into_iter().map(line).collect()
    });
    view! {
        <Choices combobox label=text::palette_list lines on_choose=choose />
        <p class="palette__none" hidden=move || !shown.read().is_empty()>
            {move || text::palette_none(words.language(), &typed.read())}
        </p>
    }
    .into_any()
}

fn matching(typed: &str, all: &[Entry]) -> Vec<Entry> {
    let texts: Vec<String> =
        all.iter().map(|entry| format!("{} {}", entry.label, entry.detail)).collect();
    let best = fuzzy::best(typed, texts.iter().map(String::as_str), ENTRIES_MAX);
    best.into_iter().map(|at| all[at].clone()).collect()
}

fn press(event: &KeyboardEvent, combobox: Combobox, choose: Callback<usize>) {
    let count = combobox.count.get_untracked();
    if count == 0 || event.is_composing() {
        return;
    }
    let now = combobox.active.get_untracked().unwrap_or_default();
    let next = match event.key().as_str() {
        "ArrowDown" => (now + 1) % count,
        "ArrowUp" => (now + count - 1) % count,
        "PageDown" => (now + 10).min(count - 1),
        "PageUp" => now.saturating_sub(10),
        "Enter" => {
            event.prevent_default();
            choose.run(now);
            return;
        }
        _ => return,
    };
    event.prevent_default();
    combobox.active.set(Some(next));
}

/// Acts follow once the dialog has given the focus back: they may open one of their own.
fn choose(open: RwSignal<bool>) -> Callback<Entry> {
    let navigate = use_navigate();
    let preferences = use_preferences();
    Callback::new(move |entry: Entry| {
        open.set(false);
        let navigate = navigate.clone();
        request_animation_frame(move || match entry.goal {
            Goal::Act(act) => {
                act.try_run(());
            }
            Goal::Theme(theme) => preferences.set_theme(theme),
            Goal::Density(density) => preferences.set_density(density),
            Goal::Address(address) => {
                crate::pages::bucket::note_going(&address);
                navigate(&address, NavigateOptions::default());
            }
        });
    })
}
