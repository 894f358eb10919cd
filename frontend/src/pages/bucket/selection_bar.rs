//! What is selected and what can be done with all of it.

use gateway_api::{Kind, Right};
use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::browser::Browser;
use super::moving::{Act, Moving};
use super::taking_out::{TakingOut, save};
use crate::components::{Button, ButtonKind, Icon, Menu, MenuItem};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::model::key;
use crate::model::selection::Selection;
use crate::pages::sharing::{ShareTarget, Sharing, share_off};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Summary {
    count: usize,
    folders: usize,
    bytes: u64,
    closed: bool,
}

impl Summary {
    fn of(browser: Browser) -> Self {
        browser.rows.table.with(|table| {
            browser.rows.selection.with(|selection| {
                let mut summary = Self { count: selection.len(), ..Self::default() };
                for id in selection.ids() {
                    let entry = table.folder.entry(id);
                    summary.bytes += entry.size;
                    summary.folders += usize::from(entry.kind == Kind::Folder);
                    summary.closed |= matches!(entry.name, "." | ".." | "./" | "../");
                }
                summary.closed |= 0 < summary.count && key::has_dot_segment(&table.folder.prefix);
                summary
            })
        })
    }
}

#[component]
pub fn SelectionBar(
    moving: Moving,
    taking: TakingOut,
    sharing: Sharing,
    on_delete: Callback<()>,
) -> impl IntoView {
    let selection = moving.browser.rows.selection;
    let any = Memo::new(move |_| selection.with(|selection| !selection.is_empty()));
    move || any.get().then(|| lazy(move || bar(moving, taking, sharing, on_delete)))
}

#[wasm_split(acts, fallible)]
fn bar(moving: Moving, taking: TakingOut, sharing: Sharing, on_delete: Callback<()>) -> Part {
    Ok(view! { <Bar moving taking sharing on_delete /> }.into_any())
}

#[component]
fn Bar(
    moving: Moving,
    taking: TakingOut,
    sharing: Sharing,
    on_delete: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let browser = moving.browser;
    let summary = Memo::new(move |_| Summary::of(browser));
    let said = move || {
        let Summary { count, bytes, folders, .. } = summary.get();
        let size = locales::size(words.language(), bytes);
        match folders {
            0 => text::selected_with_size(words.language(), count as u64, &size),
            _ => text::selected(words.language(), count as u64),
        }
    };
    let closed_off =
        move || summary.get().closed.then(|| text::dot_segment_reason(words.language()).to_owned());
    let delete_off = move || {
        if summary.get().closed {
            return Some(text::dot_segment_reason(words.language()).to_owned());
        }
        (!browser.may(Right::Delete))
            .then(|| text::missing_right_delete(words.language()).to_owned())
    };
    let off = move |act: Act| {
        Signal::derive(move || moving.off(act, summary.get().closed, words.language()))
    };
    let ask = move |act: Act| Callback::new(move |()| moving.ask(&moving.chosen(None), act.how()));
    let more = Signal::derive(move || text::more_actions(words.language()).to_owned());
    let download_all = Callback::new(move |()| download(browser, taking, &moving.chosen(None)));
    let list = Callback::new(move |()| taking.manifest(&moving.chosen(None)));
    let share_off = Signal::derive(move || {
        let closed = closed_off();
        closed.or_else(|| share_off(browser, words.language()))
    });
    let share = Callback::new(move |()| {
        let ids = moving.chosen(None);
        let keys = browser.rows.table.with_untracked(|table| {
            ids.into_iter().map(|id| table.folder.key(id)).collect::<Vec<_>>()
        });
        let target = ShareTarget::of_all(&browser.source(), keys);
        if let Some(target) = target {
            sharing.ask(target);
        }
    });
    let clear = Callback::new(move |()| browser.rows.selection.update(Selection::clear));
    view! {
        <div class="selection-bar">
            <p class="selection-bar__count" role="status">
                {said}
            </p>
            <Button icon=Icon::Download off=Signal::derive(closed_off) on_press=download_all>
                {words.say(text::download)}
            </Button>
            <Button icon=Icon::Share off=share_off on_press=share>
                {words.say(text::share)}
            </Button>
            <Button icon=Act::Move.icon() off=off(Act::Move) on_press=ask(Act::Move)>
                {words.say(Act::Move.words())}
            </Button>
            <Menu label=more icon=Icon::More>
                <MenuItem icon=Act::Copy.icon() off=off(Act::Copy) on_select=ask(Act::Copy)>
                    {words.say(Act::Copy.words())}
                </MenuItem>
                <MenuItem icon=Act::Rename.icon() off=off(Act::Rename) on_select=ask(Act::Rename)>
                    {words.say(Act::Rename.words())}
                </MenuItem>
                <MenuItem icon=Icon::List off=Signal::derive(closed_off) on_select=list>
                    {words.say(text::manifest)}
                </MenuItem>
            </Menu>
            <Button icon=Icon::Trash off=Signal::derive(delete_off) on_press=on_delete>
                {words.say(text::delete)}
            </Button>
            <Button kind=ButtonKind::Quiet icon=Icon::Cross on_press=clear>
                {words.say(text::select_none)}
            </Button>
        </div>
    }
}

/// One file by itself, under its own name; several, and folders, as one zip.
fn download(browser: Browser, taking: TakingOut, ids: &[u32]) {
    let file = browser.rows.table.with_untracked(|table| match ids {
        [id] if table.folder.entry(*id).kind != Kind::Folder => Some(table.folder.key(*id)),
        _ => None,
    });
    match file {
        Some(key) => save(&browser.source().download_address(&key), ""),
        None => taking.archive(ids),
    }
}
