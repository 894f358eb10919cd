use leptos::prelude::*;
use locales::text;

use super::row::UploadRow;
use crate::components::{Button, ButtonKind, Icon, use_announcer};
use crate::effects::effect;
use crate::i18n::use_words;
use crate::model::totals::Totals;
use crate::upload::queue::Queue;

/// Rows at a glance; the others are counted.
const GLANCE_ROWS: usize = 12;

/// Rows of a page, when all are shown.
const PAGE_ROWS: usize = 50;

/// The files: those worth a glance, or all of them a page at a time, what failed first.
#[component]
pub fn List(queue: ReadSignal<Queue>, totals: Memo<Totals>) -> impl IntoView {
    let words = use_words();
    let count = Memo::new(move |_| totals.get().objects);
    // The first row of the page that is shown.
    let page = RwSignal::new(None::<usize>);
    effect(move |_| {
        if count.get() <= GLANCE_ROWS {
            page.set(None);
        }
    });
    let shown = Memo::new(move |_| {
        queue.with(|queue| match page.get() {
            Some(first) => queue.rows(first, PAGE_ROWS),
            None => queue.notable(GLANCE_ROWS),
        })
    });
    let rest = move || match page.get() {
        Some(_) => 0,
        None => count.get().saturating_sub(shown.read().len()),
    };
    view! {
        <Show when=move || GLANCE_ROWS < count.get()>
            <Pager page count />
        </Show>
        <ul class="upload-tray__list">
            <For each=move || shown.get() key=|id| *id let:id>
                <UploadRow id />
            </For>
        </ul>
        <p class="hint" hidden=move || rest() == 0>
            {move || text::and_more(words.language(), rest() as u64)}
        </p>
    }
}

/// Above the rows, so that it stays where it is while they change, and the keyboard on it.
#[component]
fn Pager(page: RwSignal<Option<usize>>, count: Memo<usize>) -> impl IntoView {
    let words = use_words();
    let announcer = use_announcer();
    let is_open = Memo::new(move |_| page.read().is_some());
    let first = move || page.get().unwrap_or_default();
    let has_next = move || first() + PAGE_ROWS < count.get();
    let range = move |language| {
        let last = (first() + PAGE_ROWS).min(count.get());
        text::uploads_rows(language, first() as u64 + 1, last as u64, count.get() as u64)
    };
    let turn = move |to: usize| {
        page.set(Some(to));
        announcer.say(untrack(|| range(words.language())));
    };
    let toggle = move |_| {
        if is_open.get_untracked() {
            page.set(None);
        } else {
            turn(0);
        }
    };
    let back = Callback::new(move |()| turn(untrack(first).saturating_sub(PAGE_ROWS)));
    let on = Callback::new(move |()| turn(untrack(first) + PAGE_ROWS));
    let first_off = move || (first() == 0).then(|| words.say(text::uploads_rows_first)());
    let last_off = move || (!has_next()).then(|| words.say(text::uploads_rows_last)());
    let label = move || {
        let label = if is_open.get() { text::uploads_show_few } else { text::uploads_show_all };
        label(words.language())
    };
    view! {
        <div class="upload-tray__actions">
            <button type="button" class=ButtonKind::Quiet.name() on:click=toggle>
                {Icon::List.view()}
                <span>{label}</span>
            </button>
            <Show when=move || is_open.get() && PAGE_ROWS < count.get()>
                <Button kind=ButtonKind::Quiet icon=Icon::ChevronUp off=Signal::derive(first_off) on_press=back>
                    {words.say(text::uploads_rows_before)}
                </Button>
                <Button kind=ButtonKind::Quiet icon=Icon::ChevronDown off=Signal::derive(last_off) on_press=on>
                    {words.say(text::uploads_rows_after)}
                </Button>
            </Show>
            <span class="hint" hidden=move || !is_open.get()>
                {move || range(words.language())}
            </span>
        </div>
    }
}
