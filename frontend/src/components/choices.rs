use leptos::prelude::*;
use locales::Language;

use super::{Combobox, Icon};
use crate::effects::effect;
use crate::i18n::use_words;

/// One line of what a field proposes.
#[derive(Clone)]
pub struct Choice {
    pub icon: Icon,
    pub label: String,
    /// What sort of thing it is.
    pub detail: String,
}

/// The lines below a field. The one that the arrows are on stays in sight.
#[component]
pub fn Choices(
    combobox: Combobox,
    label: fn(Language) -> &'static str,
    lines: Signal<Vec<Choice>>,
    /// The number of the line.
    on_choose: Callback<usize>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let words = use_words();
    effect(move |_| combobox.count.set(lines.with(Vec::len)));
    on_cleanup(move || {
        combobox.count.try_set(0);
    });
    effect(move |_| {
        if let Some(active) = combobox.active.get() {
            reveal(combobox.line_id(active));
        }
    });
    let line = move |(at, choice): (usize, Choice)| {
        let Choice { icon, label, detail } = choice;
        let selected = move || if combobox.active.get() == Some(at) { "true" } else { "false" };
        view! {
            <li
                class="choices__line"
                role="option"
                id=combobox.line_id(at)
                aria-selected=selected
                // The field keeps the focus.
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| on_choose.run(at)
            >
                {icon.view()}
                <span class="choices__name">{label}</span>
                <small class="choices__kind">{detail}</small>
            </li>
        }
    };
    view! {
        <ul
            class=["choices", class].join(" ")
            id=combobox.list_id()
            role="listbox"
            aria-label=words.say(label)
            hidden=move || !combobox.is_shown()
        >
            {move || lines.get().into_iter().enumerate().map(line).collect_view()}
        </ul>
    }
    .into_any()
}

fn reveal(line: String) {
    request_animation_frame(move || {
        if let Some(line) = document().get_element_by_id(&line) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}
