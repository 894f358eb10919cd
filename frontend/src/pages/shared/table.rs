//! Only the rows in sight are in the document, and the one that has the focus.

use leptos::html;
use leptos::prelude::*;
use locales::{Language, text};

use super::Board;
use crate::components::{
    Badge, BadgeKind, Base, Icon, Menu, MenuItem, MenuLink, check_all, moment, sort_head,
    use_scrolling,
};
use crate::i18n::use_words;
use crate::links;
use crate::model::instant;
use crate::model::selection::Selection;
use crate::model::shared::{Item, Kind, Sort, Used};
use crate::model::window;
use crate::pages::bucket::actions::copy_action;

#[component]
pub fn SharedTable(board: Board) -> impl IntoView {
    let words = use_words();
    let body = NodeRef::<html::Tbody>::new();
    let total = Memo::new(move |_| board.shown.with(Vec::len));
    let scrolling = use_scrolling(body, total, Base::new(None));
    let focused = RwSignal::new(None::<usize>);
    let rows = Memo::new(move |_| {
        let total = total.get();
        let range = window::rows(total, scrolling.scroll.get());
        let kept = focused.get().filter(|row| *row < total);
        let before = kept.filter(|row| *row < range.start);
        let after = kept.filter(|row| range.end <= *row);
        let positions = before.into_iter().chain(range).chain(after);
        let shown = board.shown.read();
        let items = board.items.read();
        let row = |row: usize| {
            let at = *shown.get(row)?;
            Some((row, at, items.get(at as usize)?.clone()))
        };
        positions.filter_map(row).collect::<Vec<_>>()
    });
    view! {
        <table
            class="object-table shared-table"
            role="table"
            aria-rowcount=move || (total.get() + 1).to_string()
            data-selectable=""
        >
            <caption class="visually-hidden">{words.say(text::shared_title)}</caption>
            <thead role="rowgroup" class="object-table__head">
                <Head board />
            </thead>
            <tbody
                role="rowgroup"
                class="object-table__body"
                style:--rows=move || total.get().to_string()
                node_ref=body
            >
                <For each=move || rows.get() key=Clone::clone let:it>
                    {row(board, focused, it)}
                </For>
            </tbody>
        </table>
        <p class="empty__title" hidden=move || total.get() != 0>{words.say(text::shared_none_match)}</p>
    }
    .into_any()
}

#[component]
fn Head(board: Board) -> impl IntoView {
    let words = use_words();
    let all = move || {
        let selected = board.selection.with(Selection::len);
        selected != 0 && selected == board.shown.with(Vec::len)
    };
    let some = move || !board.selection.read().is_empty() && !all();
    let toggle = Callback::new(move |()| {
        board.shown.with_untracked(|shown| {
            board.selection.update(|selection| selection.toggle_all(shown))
        });
    });
    let column = move |sort: Sort, class: &'static str, label: fn(Language) -> &'static str| {
        let direction = move || match board.view.read().sort {
            Some((by, descending)) if by == sort => {
                Some(if descending { "descending" } else { "ascending" })
            }
            _ => None,
        };
        let press = Callback::new(move |()| board.view.update(|view| view.press(sort)));
        sort_head(class, Signal::derive(direction), label, press)
    };
    view! {
        <tr role="row" class="object-table__row" aria-rowindex="1">
            {check_all(Signal::derive(all), Signal::derive(some), toggle)}
            {column(Sort::What, "object-table__name", text::shared_what)}
            <th role="columnheader" scope="col" class="object-table__fact shared-table__with">
                {words.say(text::shared_with)}
            </th>
            {column(Sort::End, "object-table__fact shared-table__end", text::shared_end)}
            {column(Sort::Used, "object-table__fact shared-table__used", text::shared_used)}
            <th role="columnheader" scope="col" class="object-table__actions">
                <span class="visually-hidden">{words.say(text::shared_actions)}</span>
            </th>
        </tr>
    }
    .into_any()
}

/// Items are made anew, in the new words, when the language changes; then rows are, too.
fn row(board: Board, focused: RwSignal<Option<usize>>, shown: (usize, u32, Item)) -> AnyView {
    let words = use_words();
    let (row, at, item) = shown;
    let label = text::select_one(words.language_untracked(), &item.what);
    let (icon, kind) = kind_words(item.kind);
    let what = what(&item);
    view! {
        <tr
            role="row"
            class="object-table__row"
            aria-rowindex=(row + 2).to_string()
            style:--row=row.to_string()
            on:focusin=move |_| focused.set(Some(row))
        >
            <td role="cell" class="object-table__check">
                <input
                    type="checkbox"
                    aria-label=label
                    prop:checked=move || board.selection.with(|selection| selection.contains(at))
                    on:click=move |event| {
                        select(board, at, event.shift_key());
                    }
                />
            </td>
            <th role="rowheader" scope="row" class="object-table__name">
                <span class="shared-table__kind" title=words.say(kind)>
                    {icon.view()}
                    <span class="visually-hidden">{words.say(kind)}</span>
                </span>
                {what}
                <span class="shared-table__instance">{item.instance.clone()}</span>
            </th>
            <td role="cell" class="object-table__fact shared-table__with" title=item.with.clone()>{item.with.clone()}</td>
            <td role="cell" class="object-table__fact shared-table__end">{end(&item)}</td>
            <td role="cell" class="object-table__fact shared-table__used">{used(item.used)}</td>
            <td role="cell" class="object-table__actions">{actions(board, item)}</td>
        </tr>
    }
    .into_any()
}

/// A place leads there.
fn what(item: &Item) -> AnyView {
    let words = use_words();
    let title = item.what.clone();
    let Some(bucket) = item.bucket.clone() else {
        let shown = title.clone();
        return view! { <span class="shared-table__what" title=title><span>{shown}</span></span> }
            .into_any();
    };
    let (instance, prefix) = (item.instance.clone(), item.prefix.clone());
    let (head, tail) = (bucket.clone(), format!("/{prefix}"));
    let address = move || links::bucket(words.language(), &instance, &bucket, &prefix);
    let name = title.clone();
    view! {
        <a class="shared-table__what" href=address title=title aria-label=name>
            <span>{head}</span>
            <span>{tail}</span>
        </a>
    }
    .into_any()
}

fn select(board: Board, at: u32, extend: bool) {
    board.shown.with_untracked(|shown| {
        board.selection.update(|selection| {
            if extend { selection.extend(shown, at) } else { selection.toggle(at) }
        });
    });
}

fn kind_words(kind: Kind) -> (Icon, fn(Language) -> &'static str) {
    match kind {
        Kind::Grant => (Icon::Folder, text::shared_grant),
        Kind::Public => (Icon::Globe, text::shared_public),
        Kind::Link => (Icon::Link, text::shared_link),
        Kind::Request => (Icon::Upload, text::shared_request),
        Kind::Key => (Icon::Key, text::shared_key),
    }
}

fn end(item: &Item) -> AnyView {
    let words = use_words();
    let Some(end) = item.end else {
        return view! { <span>{words.say(text::shared_no_end)}</span> }.into_any();
    };
    let over = Signal::derive(move || text::shared_expired(words.language()).to_owned());
    let over = item.ended.then(|| view! { <Badge kind=BadgeKind::Warning text=over /> });
    view! { {moment(instant::rfc3339(end))} {over} }.into_any()
}

fn used(used: Used) -> AnyView {
    let words = use_words();
    match used {
        Used::NotCounted => view! { <span>{words.say(text::shared_not_counted)}</span> }.into_any(),
        Used::Never => view! { <span>{words.say(text::shared_never_used)}</span> }.into_any(),
        Used::At(seconds) => moment(instant::rfc3339(seconds)),
    }
}

fn actions(board: Board, item: Item) -> AnyView {
    let words = use_words();
    let name = item.what.clone();
    let label = Signal::derive(move || text::opens_menu(words.language(), &name));
    let change = match item.kind {
        Kind::Grant => {
            let id = item.id.parse::<i64>().ok();
            let change = move |()| {
                let grants = board.loaded.grants.read_untracked();
                board.changing.set(grants.iter().find(|grant| Some(grant.id) == id).cloned());
            };
            view! { <MenuItem icon=Icon::Pencil on_select=change>{words.say(text::shared_change)}</MenuItem> }
                .into_any()
        }
        // It is public or it is not: nothing else changes.
        Kind::Public => {
            let (bucket, prefix) = (item.bucket.clone().unwrap_or_default(), item.prefix.clone());
            let place = Signal::derive(move || links::dataset(words.language(), &bucket, &prefix));
            view! { <MenuLink icon=Icon::Globe address=place>{words.say(text::public_address)}</MenuLink> }
                .into_any()
        }
        Kind::Link | Kind::Request => {
            let copied = copy_action();
            let (address, id) = (item.address.clone(), item.id.clone());
            let copy = move |()| copied.run(address.clone());
            let change = move |()| {
                let links = board.loaded.links.read_untracked();
                board.changing_link.set(links.iter().find(|link| link.id == id).cloned());
            };
            view! {
                <MenuItem icon=Icon::Copy on_select=copy>{words.say(text::shared_copy_link)}</MenuItem>
                <MenuItem icon=Icon::Pencil on_select=change>{words.say(text::shared_change)}</MenuItem>
            }
                .into_any()
        }
        Kind::Key => {
            let keys = Signal::derive(move || links::access_keys(words.language()));
            view! { <MenuLink icon=Icon::Key address=keys>{words.say(text::shared_change)}</MenuLink> }
                .into_any()
        }
    };
    let end = move |()| board.ending.set(Some(vec![item.clone()]));
    view! {
        <Menu label icon=Icon::More icon_only=true>
            {change}
            <MenuItem icon=Icon::Trash danger=true on_select=end>{words.say(text::take_back)}</MenuItem>
        </Menu>
    }
    .into_any()
}
