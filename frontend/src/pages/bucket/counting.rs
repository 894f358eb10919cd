//! How much lies in a folder and below, counted when somebody asks, as far as they wait.

use gateway_api::Summary;
use leptos::prelude::*;
use locales::{Language, text};
use wasm_split_helpers::wasm_split;

use super::browser::{Browser, Source};
use super::everything::count;
use crate::acts::{Act, offer};
use crate::components::{Button, ButtonKind, Icon, use_announcer};
use crate::effects::effect;
use crate::i18n::use_words;
use crate::lazy::{Part, lazy_aside};
use crate::upload::Cancel;

/// The offer, where the count that is shown is not that of everything below.
pub fn count_below(browser: Browser) -> AnyView {
    if matches!(browser.source(), Source::Dataset { .. }) {
        return ().into_any();
    }
    let deep = Memo::new(move |_| {
        let counts = browser.rows.table.with(|table| table.folder.counts());
        counts.more || 0 < counts.folders
    });
    (move || deep.get().then(|| lazy_aside(move || below(browser)))).into_any()
}

/// How far a count is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Counting,
    Over,
}

#[wasm_split(acts, fallible)]
fn below(browser: Browser) -> Part {
    let words = use_words();
    let announcer = use_announcer();
    let counted = RwSignal::new(Summary::default());
    let (failed, begun) = (RwSignal::new(false), RwSignal::new(false));
    let state = Memo::new(move |_| match begun.get() {
        false => State::Idle,
        true if failed.get() || counted.with(|counted| counted.complete) => State::Over,
        true => State::Counting,
    });
    let cancel = StoredValue::new_local(Cancel::default());
    on_cleanup(move || {
        cancel.try_with_value(Cancel::cancel);
    });
    let line = move |language| counted.with(|counted| said(language, counted, failed.get()));
    effect(move |_| {
        if state.get() == State::Over {
            announcer.say(untrack(|| line(words.language())));
        }
    });
    // One button throughout, so that whoever pressed it has it still.
    let press = Callback::new(move |()| {
        cancel.with_value(Cancel::cancel);
        if state.get_untracked() == State::Counting {
            return begun.set(false);
        }
        let fresh = Cancel::default();
        cancel.set_value(fresh.clone());
        counted.set(Summary::default());
        failed.set(false);
        begun.set(true);
        count(browser, counted, failed, fresh);
    });
    let off = Signal::stored(None);
    offer(Act { label: text::count_below, icon: Icon::Folder, off, run: press, secondary: false });
    let label = move || {
        let label = match state.get() {
            State::Idle => text::count_below,
            State::Counting => text::count_stop,
            State::Over => text::count_again,
        };
        label(words.language())
    };
    let shown = move || begun.get().then(|| line(words.language()));
    Ok(view! {
        <p class="count-below" hidden=move || !begun.get()>{shown}</p>
        <Button kind=ButtonKind::Quiet on_press=press>{label}</Button>
    }
    .into_any())
}

/// Of the count so far.
fn said(language: Language, counted: &Summary, failed: bool) -> String {
    let how = match (failed, counted.complete) {
        (true, _) => text::count_failed(language),
        (false, true) => text::count_complete(language),
        (false, false) => text::count_so_far(language),
    };
    let objects = text::count_objects(language, counted.objects);
    let size = locales::size(language, counted.bytes);
    [how.to_owned(), objects, size].join(text::separator(language))
}
