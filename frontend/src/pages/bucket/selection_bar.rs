//! What is selected and what can be done with all of it.

use std::time::Duration;

use gateway_api::Right;
use leptos::prelude::*;
use locales::text;
use wasm_bindgen::JsCast;
use wasm_split_helpers::wasm_split;
use web_sys::HtmlElement;

use super::browser::Browser;
use super::moving::{Act, Moving};
use crate::components::{Button, ButtonKind, Icon, Menu, MenuItem};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::model::key;
use crate::model::kind::Kind;
use crate::model::selection::Selection;

/// Files saved one after another: browsers ask about more, and lose some.
const DOWNLOADS_MAX: usize = 20;

/// Between two downloads, so that the browser takes each.
const DOWNLOAD_PAUSE: Duration = Duration::from_millis(400);

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
pub fn SelectionBar(moving: Moving, on_delete: Callback<()>) -> impl IntoView {
    let selection = moving.browser.rows.selection;
    let any = Memo::new(move |_| selection.with(|selection| !selection.is_empty()));
    move || any.get().then(|| lazy(move || bar(moving, on_delete)))
}

#[wasm_split(acts, fallible)]
fn bar(moving: Moving, on_delete: Callback<()>) -> Part {
    Ok(view! { <Bar moving on_delete /> }.into_any())
}

#[component]
fn Bar(moving: Moving, on_delete: Callback<()>) -> impl IntoView {
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
    let download_off = move || {
        let (language, Summary { count, folders, closed, .. }) = (words.language(), summary.get());
        let reason = match () {
            () if closed => text::dot_segment_reason(language).to_owned(),
            () if 0 < folders => text::download_folders_off(language).to_owned(),
            () if DOWNLOADS_MAX < count => text::download_many_off(language, DOWNLOADS_MAX as u64),
            () => return None,
        };
        Some(reason)
    };
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
    let clear = Callback::new(move |()| browser.rows.selection.update(Selection::clear));
    view! {
        <div class="selection-bar">
            <p class="selection-bar__count" role="status">
                {said}
            </p>
            <Button icon=Icon::Download off=Signal::derive(download_off) on_press=Callback::new(move |()| download(browser))>
                {words.say(text::download)}
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

/// Saves each selected file through a link of its own, as if each had been pressed.
fn download(browser: Browser) {
    let source = browser.source();
    let addresses = browser.rows.table.with_untracked(|table| {
        browser.rows.selection.with_untracked(|selection| {
            selection
                .ids()
                .map(|id| source.download_address(&table.folder.key(id)))
                .collect::<Vec<_>>()
        })
    });
    let mut pause = Duration::ZERO;
    for address in addresses {
        set_timeout(move || save(&address), pause);
        pause += DOWNLOAD_PAUSE;
    }
}

fn save(address: &str) {
    let Some(body) = document().body() else { return };
    let Ok(link) = document().create_element("a") else { return };
    let set = link.set_attribute("href", address).and_then(|()| link.set_attribute("download", ""));
    if set.is_ok() && body.append_child(&link).is_ok() {
        if let Some(link) = link.dyn_ref::<HtmlElement>() {
            link.click();
        }
        link.remove();
    }
}
