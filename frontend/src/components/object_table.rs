//! The table of a folder: a native table of which only the rows in sight are in the document, however many are loaded.
//!
//! One tab stop for all rows: arrows, Home, End and the page keys move it, Enter follows the name, Space selects, and
//! letters jump to the row that begins with them. All of it only while the list has the focus (WCAG 2.1.4).

mod focus;
mod row;
mod scroll;

use std::sync::Arc;

use columns::sort::{Column, Sort};
use columns::store::Entry;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use locales::text;
use web_sys::HtmlElement;

use super::Mark;
use crate::effects::effect;
use crate::i18n::use_words;
use crate::model::arrangement::Arrangement;
use crate::model::cursor::{self, Move};
use crate::model::look::Columns;
use crate::model::selection::Selection;
use crate::model::typeahead::Typed;
use crate::model::window;
use crate::preferences::use_preferences;
use focus::focus_part;
use row::{ObjectRow, Shown};
use scroll::Scrolling;

pub use row::kind_words;
pub use scroll::{Base, use_scrolling};

/// Rows that a page key passes.
const ROWS_PER_PAGE: usize = 20;

/// What the table shows and what the person did to it.
#[derive(Clone, Copy)]
pub struct Rows {
    pub table: RwSignal<Arrangement>,
    pub selection: RwSignal<Selection>,
    /// The row that the keyboard is on; the first while it is `None`.
    pub cursor: RwSignal<Option<u32>>,
    /// With whom what is shared.
    pub marks: RwSignal<Vec<Mark>>,
    /// Of a very long table, the part that is laid out.
    pub base: Base,
    /// A row that came because somebody typed its name: it is shown, and has the focus if the table has it.
    pub revealed: RwSignal<Option<u32>>,
}

/// Where the name of an entry leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    pub address: String,
    /// Outside of the application: a file, not a page.
    pub external: bool,
    /// Another state of the same page: the scroll position stays.
    pub same_page: bool,
}

/// Tells where an entry leads; `None` when it must not be opened.
pub type Destinations = Arc<dyn Fn(Entry<'_>, &str) -> Option<Destination> + Send + Sync>;

#[component]
pub fn ObjectTable(
    rows: Rows,
    destinations: Destinations,
    #[prop(into)] caption: Signal<String>,
    /// Rows have a checkbox.
    selectable: bool,
    on_sort: Callback<Sort>,
    /// The actions of a row are asked for, with the button that was pressed.
    on_menu: Callback<(u32, HtmlElement)>,
    /// The delete key was pressed on the selection or on the row.
    #[prop(optional, into)]
    on_delete: Option<Callback<()>>,
    /// The person types the beginning of a name that is not loaded, or goes elsewhere.
    #[prop(optional, into)]
    on_seek: Option<Callback<Option<String>>>,
) -> impl IntoView {
    let body = NodeRef::<html::Tbody>::new();
    let total = Memo::new(move |_| rows.table.with(|table| table.shown().len()));
    let scrolling = use_scrolling(body, total, rows.base);
    reveal_what_came(rows, scrolling);
    let preferences = use_preferences();
    let columns = Memo::new(move |_| preferences.columns());
    let shown = focus::while_drawing(rows, move || shown_rows(rows, scrolling, columns.get()));
    let row_count = move || {
        let more = rows.table.with(|table| table.folder.next.is_some());
        // Minus one: nobody knows how many there are (WAI-ARIA 1.2, aria-rowcount).
        if more { "-1".to_owned() } else { (total.get() + 1).to_string() }
    };
    let typed = StoredValue::new(Typed::default());
    let keydown =
        move |event: KeyboardEvent| press(&event, rows, scrolling, typed, on_delete, on_seek);
    view! {
        <table class="object-table" role="table" aria-rowcount=row_count data-selectable=selectable.then_some("") style:--object-extra=move || widths(columns.get())>
            <caption class="visually-hidden">{move || caption.get()}</caption>
            <thead role="rowgroup" class="object-table__head">
                <Head rows columns selectable on_sort />
            </thead>
            <tbody
                role="rowgroup"
                class="object-table__body"
                style:--rows=move || scrolling.laid().len().to_string()
                node_ref=body
                on:keydown=keydown
            >
                <For each=move || shown.get() key=Clone::clone let:shown>
                    <ObjectRow rows shown scrolling destinations=destinations.clone() selectable on_menu />
                </For>
            </tbody>
        </table>
    }
}

/// The rows in sight, and the one that the keyboard is on wherever it is: losing it would lose the focus.
fn shown_rows(rows: Rows, scrolling: Scrolling, columns: Columns) -> Vec<Shown> {
    let laid = scrolling.laid();
    let range = window::rows(laid.len(), scrolling.scroll.get());
    let range = laid.base + range.start..laid.base + range.end;
    rows.table.with(|table| {
        let cursor =
            rows.cursor.get().and_then(|id| table.row_of(id)).or((0 < laid.total).then_some(0));
        let before = cursor.filter(|row| *row < range.start);
        let after = cursor.filter(|row| range.end <= *row);
        let positions = before.into_iter().chain(range).chain(after);
        positions
            .filter_map(|row| Some(Shown::new(table, row, *table.shown().get(row)?, columns)))
            .collect()
    })
}

/// The widths of the columns after the name, for the grid that all rows share.
fn widths(columns: Columns) -> String {
    let width = |column| match column {
        Column::Size => "7rem",
        Column::Modified => "10.5rem",
        Column::Kind | Column::Class => "minmax(0, 9rem)",
        Column::Etag => "minmax(0, 12rem)",
        Column::Name => "",
    };
    columns.shown().map(width).collect::<Vec<_>>().join(" ")
}

fn press(
    event: &KeyboardEvent,
    rows: Rows,
    scrolling: Scrolling,
    typed: StoredValue<Typed>,
    on_delete: Option<Callback<()>>,
    on_seek: Option<Callback<Option<String>>>,
) {
    let key = event.key();
    let command = event.ctrl_key() || event.meta_key();
    if let Some(step) = Move::from_key(&key).filter(|_| !command && !event.alt_key()) {
        event.prevent_default();
        step_to(step, event.shift_key(), rows, scrolling);
        seek(on_seek, None);
    } else if !command && !event.alt_key() && jump(&key, rows, scrolling, typed, on_seek) {
        event.prevent_default();
    } else if key == " " && focus::is_on_name() {
        event.prevent_default();
        select(rows, event.shift_key());
    } else if key == "a" && command {
        event.prevent_default();
        rows.table.with_untracked(|table| {
            rows.selection.update(|selection| selection.toggle_all(table.shown()))
        });
    } else if key == "Escape" {
        rows.selection.update(Selection::clear);
    } else if key == "Delete"
        && let Some(on_delete) = on_delete
    {
        if rows.selection.with_untracked(Selection::is_empty) {
            select(rows, false);
        }
        on_delete.run(());
    }
}

/// Goes to the row that begins with what is being typed; `false` when the key is no letter.
fn jump(
    key: &str,
    rows: Rows,
    scrolling: Scrolling,
    typed: StoredValue<Typed>,
    on_seek: Option<Callback<Option<String>>>,
) -> bool {
    let letters =
        typed.try_update_value(|typed| typed.take(key, js_sys::Date::now()).then(|| typed.clone()));
    let Some(letters) = letters.flatten() else { return false };
    let found = rows.table.with_untracked(|table| {
        let row = rows.cursor.get_untracked().and_then(|id| table.row_of(id)).unwrap_or(0);
        let shown = table.shown();
        let row = letters.find(row, shown.len(), |row| table.folder.name(shown[row]))?;
        Some((row, shown[row]))
    });
    if let Some((row, id)) = found {
        rows.cursor.set(Some(id));
        scrolling.reveal(row);
        focus_part(id);
        seek(on_seek, None);
    } else if let Some(beginning) = letters.beginning() {
        seek(on_seek, Some(beginning.to_owned()));
    }
    true
}

fn seek(on_seek: Option<Callback<Option<String>>>, beginning: Option<String>) {
    if let Some(on_seek) = on_seek {
        on_seek.run(beginning);
    }
}

fn reveal_what_came(rows: Rows, scrolling: Scrolling) {
    effect(move |_| {
        let Some(id) = rows.revealed.get() else { return };
        let Some(row) = rows.table.with_untracked(|table| table.row_of(id)) else { return };
        rows.cursor.set(Some(id));
        // Once the table is as long as it became.
        request_animation_frame(move || {
            // Whoever typed on is elsewhere by now.
            if rows.cursor.try_get_untracked() != Some(Some(id)) {
                return;
            }
            scrolling.reveal(row);
            if focus::has_focus() {
                focus_part(id);
            }
        });
    });
}

fn step_to(step: Move, extend: bool, rows: Rows, scrolling: Scrolling) {
    let moved = rows.table.with_untracked(|table| {
        let row = rows.cursor.get_untracked().and_then(|id| table.row_of(id)).unwrap_or(0);
        let to = cursor::moved(row, step, table.shown().len(), ROWS_PER_PAGE)?;
        Some((to, *table.shown().get(to)?))
    });
    let Some((row, id)) = moved else { return };
    if extend {
        rows.selection.update(|selection| {
            if let Some(from) = rows.cursor.get_untracked().filter(|_| selection.is_empty()) {
                selection.toggle(from);
            }
        });
    }
    rows.cursor.set(Some(id));
    if extend {
        select(rows, true);
    }
    scrolling.reveal(row);
    focus_part(id);
}

/// Selects or unselects the row that the keyboard is on, or everything from the last selected up to it.
pub(super) fn select(rows: Rows, extend: bool) {
    rows.table.with_untracked(|table| {
        let Some(id) = rows.cursor.get_untracked().or_else(|| table.shown().first().copied())
        else {
            return;
        };
        rows.selection.update(|selection| {
            if extend { selection.extend(table.shown(), id) } else { selection.toggle(id) }
        });
    });
}

/// Puts the focus on a row once it is in the document, as after coming back or after a deletion.
pub fn focus_row(rows: Rows, id: u32) {
    rows.cursor.set(Some(id));
    focus_part(id);
}

#[component]
fn Head(
    rows: Rows,
    columns: Memo<Columns>,
    selectable: bool,
    on_sort: Callback<Sort>,
) -> impl IntoView {
    let words = use_words();
    let all = move || {
        let selection = rows.selection.read();
        !selection.is_empty() && rows.table.with(|table| selection.len() == table.shown().len())
    };
    let some = move || !rows.selection.read().is_empty() && !all();
    let toggle = Callback::new(move |()| {
        rows.table.with_untracked(|table| {
            rows.selection.update(|selection| selection.toggle_all(table.shown()))
        });
    });
    view! {
        <tr role="row" class="object-table__row" aria-rowindex="1">
            {selectable.then(|| check_all(Signal::derive(all), Signal::derive(some), toggle))}
            <SortHead rows column=Column::Name on_sort />
            {move || {
                let columns = columns.get().shown();
                columns.map(|column| view! { <SortHead rows column on_sort /> }).collect_view()
            }}
            <th role="columnheader" scope="col" class="object-table__actions">
                <span class="visually-hidden">{words.say(text::column_actions)}</span>
            </th>
        </tr>
    }
}

#[component]
fn SortHead(rows: Rows, column: Column, on_sort: Callback<Sort>) -> impl IntoView {
    let sort = Memo::new(move |_| rows.table.with(Arrangement::sort));
    let direction = move || {
        let Sort { column: by, descending } = sort.get();
        (by == column).then_some(if descending { "descending" } else { "ascending" })
    };
    let press = Callback::new(move |()| on_sort.run(sort.get_untracked().pressed(column)));
    sort_head(cell_name(column), Signal::derive(direction), column_words(column), press)
}

/// The head of a column by which the rows can be ordered; `direction` says how they are, as `aria-sort` does.
pub fn sort_head(
    class: &'static str,
    direction: Signal<Option<&'static str>>,
    label: fn(locales::Language) -> &'static str,
    on_press: Callback<()>,
) -> AnyView {
    let words = use_words();
    view! {
        <th role="columnheader" scope="col" class=class aria-sort=move || direction.get()>
            <button type="button" class="object-table__sort" on:click=move |_| on_press.run(())>
                {words.say(label)}
            </button>
        </th>
    }
    .into_any()
}

/// The box above those of the rows: all of them are selected, or only some.
pub fn check_all(all: Signal<bool>, some: Signal<bool>, on_toggle: Callback<()>) -> AnyView {
    let words = use_words();
    view! {
        <td role="cell" class="object-table__check">
            <input
                type="checkbox"
                aria-label=words.say(text::select_all)
                prop:checked=move || all.get()
                prop:indeterminate=move || some.get()
                on:change=move |_| on_toggle.run(())
            />
        </td>
    }
    .into_any()
}

/// What a column is called.
pub fn column_words(column: Column) -> fn(locales::Language) -> &'static str {
    match column {
        Column::Name => text::column_name,
        Column::Size => text::column_size,
        Column::Modified => text::column_modified,
        Column::Kind => text::column_kind,
        Column::Class => text::detail_storage_class,
        Column::Etag => text::column_etag,
    }
}

/// The class of a column's cells.
fn cell_name(column: Column) -> &'static str {
    match column {
        Column::Name => "object-table__name",
        Column::Size => "object-table__fact object-table__size",
        Column::Modified => "object-table__fact object-table__modified",
        Column::Kind => "object-table__fact object-table__kind",
        Column::Class => "object-table__fact object-table__class",
        Column::Etag => "object-table__fact object-table__etag",
    }
}
