use columns::sort::Column;
use columns::store::Entry;
use gateway_api::Kind;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use locales::{Language, text};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::scroll::Scrolling;
use super::{Destination, Destinations, Rows};
use crate::components::mark;
use crate::i18n::{date_time_short, use_words};
use crate::model::arrangement::Arrangement;
use crate::model::look::Columns;
use crate::model::{instant, key};

/// S3's own name of the class of objects of which no other is said.
const CLASS_STANDARD: &str = "STANDARD";

/// What one row shows. Equal values share one row of the document, so a row is drawn anew exactly when this changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    pub id: u32,
    /// Its place in the table, from zero.
    pub row: usize,
    size: u64,
    modified: Option<i64>,
    columns: Columns,
}

impl Shown {
    pub fn new(table: &Arrangement, row: usize, id: u32, columns: Columns) -> Self {
        let Entry { size, modified, .. } = table.folder.entry(id);
        Self { id, row, size, modified, columns }
    }
}

#[component]
pub fn ObjectRow(
    rows: Rows,
    shown: Shown,
    scrolling: Scrolling,
    destinations: Destinations,
    selectable: bool,
    on_menu: Callback<(u32, HtmlElement)>,
) -> impl IntoView {
    // The table is drawn anew in another language: a row has enough to follow without it.
    let language = use_words().language_untracked();
    let Shown { id, row, columns, .. } = shown;
    let (name, kind, key, destination) = rows.table.with_untracked(|table| {
        let entry = table.folder.entry(id);
        let key = table.folder.key(id);
        let destination = destinations(entry, &key);
        (entry.name.to_owned(), entry.kind, key, destination)
    });
    let is_current = move || match rows.cursor.get() {
        Some(cursor) => cursor == id,
        None => row == 0,
    };
    let tabindex = move || if is_current() { "0" } else { "-1" };
    let selected = move || rows.selection.with(|selection| selection.contains(id));
    let menu_name = text::opens_menu(language, &name);
    let open_menu = move |event: MouseEvent| {
        let button =
            event.current_target().and_then(|button| button.dyn_into::<HtmlElement>().ok());
        if let Some(button) = button {
            on_menu.run((id, button));
        }
    };
    // As in file managers: Ctrl adds, Shift extends; on the name itself Ctrl opens a new tab, as on any link.
    let click = move |event: MouseEvent| {
        let on = |selector: &str| {
            let target =
                event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
        };
        let adds = (event.ctrl_key() || event.meta_key()) && !on("a");
        if selectable && (adds || event.shift_key()) && !on("button, input") {
            event.prevent_default();
            rows.cursor.set(Some(id));
            super::select(rows, event.shift_key());
        }
    };
    // Else Shift selects text from the last click on.
    let press = move |event: MouseEvent| {
        if selectable && event.shift_key() {
            event.prevent_default();
        }
    };
    let cells = rows.table.with_untracked(|table| {
        let entry = table.folder.entry(id);
        let etag = || table.folder.etag(id);
        columns.shown().map(|column| cell(language, column, entry, etag)).collect_view()
    });
    view! {
        <tr
            role="row"
            class="object-table__row"
            data-id=id.to_string()
            aria-rowindex=(row + 2).to_string()
            style:--row=move || scrolling.laid().slot(row).to_string()
            draggable=selectable.then_some("true")
            on:focusin=move |_| rows.cursor.set(Some(id))
            on:click=click
            on:mousedown=press
        >
            {selectable.then(|| view! { <Check rows id name=name.clone() selected=Signal::derive(selected) tabindex=Signal::derive(tabindex) /> })}
            <th role="rowheader" scope="row" class="object-table__name" data-kind=kind.word()>
                <Name name destination tabindex=Signal::derive(tabindex) />
                {mark(rows.marks, key)}
            </th>
            {cells}
            <td role="cell" class="object-table__actions">
                <button
                    type="button"
                    class="object-table__menu"
                    aria-haspopup="menu"
                    aria-label=menu_name
                    data-part="menu"
                    tabindex=tabindex
                    on:click=open_menu
                >
                    "⋯"
                </button>
            </td>
        </tr>
    }
}

/// What a column says of an entry; a dash where there is nothing to say.
fn cell(
    language: Language,
    column: Column,
    entry: Entry<'_>,
    etag: impl Fn() -> String,
) -> AnyView {
    let is_folder = entry.kind == Kind::Folder;
    let title = match column {
        Column::Size if !is_folder => Some(locales::size_exact(language, entry.size)),
        Column::Etag => Some(etag()).filter(|etag| !etag.is_empty()),
        _ => None,
    };
    let moment = entry.modified.filter(|_| column == Column::Modified).map(instant::rfc3339);
    let words = match column {
        Column::Size if !is_folder => locales::size(language, entry.size),
        Column::Kind => kind_words(entry.kind)(language).to_owned(),
        Column::Class if !is_folder && entry.class.is_empty() => CLASS_STANDARD.to_owned(),
        Column::Class if !is_folder => entry.class.to_owned(),
        Column::Etag => title.clone().unwrap_or_else(none),
        _ => moment.as_ref().map_or_else(none, |moment| date_time_short(language, moment)),
    };
    let words = match moment {
        Some(moment) => view! { <time datetime=moment>{words}</time> }.into_any(),
        None => words.into_any(),
    };
    view! { <td role="cell" class=super::cell_name(column) title=title>{words}</td> }.into_any()
}

fn none() -> String {
    "–".to_owned()
}

/// What a kind is called.
pub fn kind_words(kind: Kind) -> fn(Language) -> &'static str {
    match kind {
        Kind::Folder => text::kind_folder,
        Kind::Table => text::kind_table,
        Kind::Document => text::kind_document,
        Kind::Text => text::kind_text,
        Kind::Code => text::kind_code,
        Kind::Image => text::kind_image,
        Kind::Audio => text::kind_audio,
        Kind::Video => text::kind_video,
        Kind::Archive => text::kind_archive,
        Kind::Other => text::kind_other,
    }
}

#[component]
fn Check(
    rows: Rows,
    id: u32,
    name: String,
    selected: Signal<bool>,
    tabindex: Signal<&'static str>,
) -> impl IntoView {
    let label = text::select_one(use_words().language_untracked(), &name);
    let press = move |event: MouseEvent| {
        rows.cursor.set(Some(id));
        super::select(rows, event.shift_key());
    };
    view! {
        <td role="cell" class="object-table__check">
            <input
                type="checkbox"
                data-part="check"
                aria-label=label
                prop:checked=move || selected.get()
                tabindex=move || tabindex.get()
                on:click=press
            />
        </td>
    }
}

/// A real link, so that it opens in a new tab and shows its address; text where opening is refused. Its two halves are
/// boxes of their own, between which a screen reader would pause: it is given the whole name.
#[component]
fn Name(
    name: String,
    destination: Option<Destination>,
    tabindex: Signal<&'static str>,
) -> impl IntoView {
    let (head, tail) = key::halves(&name);
    let (head, tail) = (head.to_owned(), tail.to_owned());
    let Some(destination) = destination else {
        let reason = text::dot_segment_reason(use_words().language_untracked());
        return view! {
            <span
                class="object-table__link object-table__link--closed"
                title=reason
                data-part="name"
                tabindex=move || tabindex.get()
            >
                <span>{head}</span>
                {tail}
            </span>
        }
        .into_any();
    };
    view! {
        <a
            href=destination.address
            class="object-table__link"
            title=name.clone()
            aria-label=name
            rel=destination.external.then_some("external")
            data-noscroll=destination.same_page.then_some("")
            data-part="name"
            tabindex=move || tabindex.get()
        >
            <span>{head}</span>
            {tail}
        </a>
    }
    .into_any()
}
