//! Rows dragged onto folders: rows, and the folders above in the breadcrumb. What dragging does, « Move to… » does too.

use gateway_api::Kind;
use leptos::ev;
use leptos::prelude::*;
use locales::text;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, HtmlAnchorElement};

use super::moving::Moving;
use crate::components::{NoticeKind, use_toasts};
use crate::copying::How;
use crate::i18n::use_words;
use crate::model::copying::{Spot, Verb};
use crate::model::path;

/// Our own kind of thing that is dragged: nothing else on the machine takes it.
const KIND: &str = "application/x-cellier-rows";

/// Lets rows be dragged for as long as the folder is shown. With Ctrl or Alt held they are copied, as in file managers.
pub fn follow_dragging(moving: Moving) {
    let words = use_words();
    let toasts = use_toasts();
    let dragged = StoredValue::new(Vec::<u32>::new());
    let over = StoredValue::new_local(None::<Element>);
    let unmark = move || {
        if let Some(Some(element)) = over.try_update_value(Option::take) {
            let _ = element.remove_attribute("data-dropping");
        }
    };
    let started = window_event_listener(ev::dragstart, move |event| {
        let row = element_of(&event)
            .and_then(|element| element.closest(".object-table__row[data-id]").ok().flatten());
        let id = row.and_then(|row| row.get_attribute("data-id")?.parse().ok());
        let (Some(id), Some(data)) = (id, event.data_transfer()) else { return };
        let selected = moving.browser.rows.selection.with_untracked(|all| all.contains(id));
        let ids = if selected { moving.chosen(None) } else { vec![id] };
        if !moving.may(Verb::Copy, &ids) {
            event.prevent_default();
            return;
        }
        let _ = data.set_data(KIND, "");
        data.set_effect_allowed("copyMove");
        dragged.set_value(ids);
    });
    let passed = window_event_listener(ev::dragover, move |event| {
        unmark();
        let Some(data) = event.data_transfer().filter(is_ours) else { return };
        let Some((element, _)) = target_of(moving, &event) else { return };
        event.prevent_default();
        data.set_drop_effect(if verb_of(&event) == Verb::Copy { "copy" } else { "move" });
        let _ = element.set_attribute("data-dropping", "");
        over.set_value(Some(element));
    });
    let ended = window_event_listener(ev::dragend, move |_| unmark());
    let dropped = window_event_listener(ev::drop, move |event| {
        unmark();
        if !event.data_transfer().as_ref().is_some_and(is_ours) {
            return;
        }
        event.prevent_default();
        let Some((_, target)) = target_of(moving, &event) else { return };
        let (ids, verb) = (dragged.get_value(), verb_of(&event));
        if moving.may(verb, &ids) {
            moving.ask(&ids, How::Into(verb, target));
        } else {
            toasts
                .show(NoticeKind::Warning, text::missing_right_delete(words.language_untracked()));
        }
    });
    on_cleanup(move || {
        [started, passed, ended, dropped].into_iter().for_each(WindowListenerHandle::remove);
    });
}

fn is_ours(data: &web_sys::DataTransfer) -> bool {
    data.types().iter().any(|kind| kind == KIND)
}

fn verb_of(event: &DragEvent) -> Verb {
    if event.ctrl_key() || event.alt_key() { Verb::Copy } else { Verb::Move }
}

/// The folder under the pointer: a row of the table, or a step of the breadcrumb.
fn target_of(moving: Moving, event: &DragEvent) -> Option<(Element, Spot)> {
    let element = element_of(event)?;
    let here = moving.spot()?;
    if let Some(row) = element.closest(".object-table__row[data-id]").ok()? {
        let id = row.get_attribute("data-id")?.parse::<u32>().ok()?;
        let prefix = moving.browser.rows.table.with_untracked(|table| {
            let folder = table.folder.entry(id).kind == Kind::Folder;
            folder.then(|| table.folder.key(id))
        })?;
        return Some((row, Spot { place: here.place, prefix }));
    }
    let link = element.closest(".breadcrumb a[href]").ok()??;
    let address = link.dyn_ref::<HtmlAnchorElement>()?.href();
    let place = path::parse(&address, &window().location().origin().ok()?).ok()?;
    let same = place.instance.as_ref() == Some(&here.place.instance)
        && place.bucket == here.place.bucket
        && place.key.is_none();
    same.then_some((link, Spot { place: here.place, prefix: place.prefix }))
}

fn element_of(event: &DragEvent) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()
}
