//! The field and the list below it: a combobox whose list is always open.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use locales::text;

use super::entries::{Entry, Goal, entries, known};
use crate::components::{unique_id, use_announcer};
use crate::i18n::use_words;
use crate::model::fuzzy;
use crate::navigation::{NavigateOptions, use_navigate};
use crate::preferences::use_preferences;

/// More are found by typing more.
const ENTRIES_MAX: usize = 40;

/// Chooses an entry: closes, and goes there or does it.
type Choose = Callback<Entry>;

pub fn choices(open: RwSignal<bool>) -> AnyView {
    let words = use_words();
    let announcer = use_announcer();
    let typed = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let asked = LocalResource::new(known);
    let all = Signal::derive(move || entries(words, &asked.get().unwrap_or_default()));
    let shown = Signal::derive(move || matching(&typed.read(), &all.get()));
    let choose = choose(open);
    let list = unique_id("palette");
    let input = NodeRef::<html::Input>::new();
    // The dialog focuses it, unless it opened before this was fetched.
    input.on_load(|input| {
        let _ = input.focus();
    });
    let told = move |event: leptos::ev::Event| {
        typed.set(event_target_value(&event));
        active.set(0);
        let count = shown.with_untracked(Vec::len) as u64;
        announcer.say(text::palette_count(words.language_untracked(), count));
    };
    let descendant = {
        let list = list.clone();
        move || (!shown.read().is_empty()).then(|| format!("{list}-{}", active.get()))
    };
    view! {
        <div class="palette">
            <input
                class="palette__input"
                type="text"
                role="combobox"
                node_ref=input
                data-autofocus=""
                aria-label=words.say(text::palette_label)
                aria-expanded="true"
                aria-controls=list.clone()
                aria-autocomplete="list"
                aria-activedescendant=descendant
                placeholder=words.say(text::palette_label)
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                prop:value=move || typed.get()
                on:input=told
                on:keydown=move |event| press(&event, shown, active, choose)
            />
            {lines(list, shown, active, choose)}
            <p class="palette__none" hidden=move || !shown.read().is_empty()>
                {move || text::palette_none(words.language(), &typed.read())}
            </p>
        </div>
    }
    .into_any()
}

fn lines(
    list: String,
    shown: Signal<Vec<Entry>>,
    active: RwSignal<usize>,
    choose: Choose,
) -> AnyView {
    let words = use_words();
    let line = {
        let list = list.clone();
        move |(at, entry): (usize, Entry)| {
            let selected = move || if active.get() == at { "true" } else { "false" };
            let (label, detail, icon) = (entry.label.clone(), entry.detail.clone(), entry.icon);
            view! {
                <li
                    class="choices__line"
                    role="option"
                    id=format!("{list}-{at}")
                    aria-selected=selected
                    on:click=move |_| choose.run(entry.clone())
                >
                    {icon.view()}
                    <span class="choices__name">{label}</span>
                    <small class="choices__kind">{detail}</small>
                </li>
            }
        }
    };
    // The line that the arrows are on stays in sight.
    let into_sight = list.clone();
    Effect::new(move |_| {
        let id = format!("{into_sight}-{}", active.get());
        request_animation_frame(move || {
            if let Some(line) = document().get_element_by_id(&id) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                line.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    });
    view! {
        <ul class="choices" id=list role="listbox" aria-label=words.say(text::palette_list)>
            {move || shown.get().into_iter().enumerate().map(line.clone()).collect_view()}
        </ul>
    }
    .into_any()
}

fn matching(typed: &str, all: &[Entry]) -> Vec<Entry> {
    let texts: Vec<String> =
        all.iter().map(|entry| format!("{} {}", entry.label, entry.detail)).collect();
    let best = fuzzy::best(typed, texts.iter().map(String::as_str), ENTRIES_MAX);
    best.into_iter().map(|at| all[at].clone()).collect()
}

fn press(
    event: &KeyboardEvent,
    shown: Signal<Vec<Entry>>,
    active: RwSignal<usize>,
    choose: Choose,
) {
    let count = shown.with_untracked(Vec::len);
    if count == 0 || event.is_composing() {
        return;
    }
    let now = active.get_untracked();
    let next = match event.key().as_str() {
        "ArrowDown" => (now + 1) % count,
        "ArrowUp" => (now + count - 1) % count,
        "PageDown" => (now + 10).min(count - 1),
        "PageUp" => now.saturating_sub(10),
        "Enter" => {
            event.prevent_default();
            if let Some(entry) = shown.with_untracked(|shown| shown.get(now).cloned()) {
                choose.run(entry);
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    active.set(next);
}

/// Acts follow once the dialog has given the focus back: they may open one of their own.
fn choose(open: RwSignal<bool>) -> Choose {
    let navigate = use_navigate();
    let preferences = use_preferences();
    Callback::new(move |entry: Entry| {
        open.set(false);
        let navigate = navigate.clone();
        request_animation_frame(move || match entry.goal {
            Goal::Act(act) => act.run(()),
            Goal::Theme(theme) => preferences.set_theme(theme),
            Goal::Density(density) => preferences.set_density(density),
            Goal::Address(address) => {
                crate::pages::bucket::note_going(&address);
                navigate(&address, NavigateOptions::default());
            }
        });
    })
}
