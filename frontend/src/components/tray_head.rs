//! The first line of a tray, and whether the rest of it shows.

use leptos::prelude::*;
use locales::{Language, text};

use super::Icon;
use crate::effects::effect;
use crate::i18n::use_words;

/// Beside the rows there is room for what a tray holds; below them it begins folded (style/trays.css).
const BESIDE: &str = "(min-width: 52rem)";

#[derive(Clone, Copy)]
pub struct Fold(RwSignal<bool>);

impl Fold {
    /// Unfolds when there comes to be something that the person has to see or to answer.
    pub fn new(needed: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        let media = window().match_media(BESIDE).ok().flatten();
        let beside = media.is_none_or(|media| media.matches());
        let unfolded = RwSignal::new(beside);
        let needed = Memo::new(move |_| needed());
        effect(move |_| unfolded.set(beside || needed.get()));
        Self(unfolded)
    }

    /// Tracked.
    pub fn shows(self) -> bool {
        self.0.get()
    }
}

#[component]
pub fn TrayHead(
    line: Signal<String>,
    /// How many failed.
    failed: Signal<usize>,
    fold: Fold,
    /// What the button is called that folds, and the one that unfolds.
    to_fold: fn(Language) -> &'static str,
    to_unfold: fn(Language) -> &'static str,
) -> impl IntoView {
    let words = use_words();
    let label = move || {
        let label = if fold.shows() { to_fold } else { to_unfold };
        label(words.language())
    };
    view! {
        <div class="upload-tray__head">
            <h2 class="upload-tray__title">{move || line.get()}</h2>
            <span class="upload-tray__failed" hidden=move || failed.get() == 0>
                {Icon::Warning.view()}
                {move || text::uploads_failed(words.language(), failed.get() as u64)}
            </span>
            <button
                type="button"
                class="button button--quiet button--icon"
                aria-label=label
                aria-expanded=move || fold.shows().to_string()
                on:click=move |_| fold.0.update(|unfolded| *unfolded = !*unfolded)
            >
                {move || if fold.shows() { Icon::ChevronDown.view() } else { Icon::ChevronUp.view() }}
            </button>
        </div>
    }
    .into_any()
}
