//! Where the focus is in the table, and keeping it there while rows come, go and change places in the document: a browser
//! takes it from what is put elsewhere, and letters typed until it is back would be lost.

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Rows;
use super::row::Shown;
use crate::components::is_focus_lost;
use crate::effects::effect;

/// The name of a row, which has the focus unless another part of it was chosen.
const NAME: &str = "name";

/// The rows to draw. Whenever drawing them takes the focus from the row that the keyboard is on, it gets it back.
pub fn while_drawing(
    rows: Rows,
    draw: impl Fn() -> Vec<Shown> + Send + Sync + 'static,
) -> Memo<Vec<Shown>> {
    // The part of a row that had the focus before they were drawn.
    let held = StoredValue::new(None);
    let shown = Memo::new(move |_| {
        held.set_value(focused_part());
        draw()
    });
    effect(move |_| {
        shown.track();
        spawn_local(async move {
            // The rows are in the document.
            tick().await;
            let part = held.try_update_value(Option::take).flatten();
            if let (Some(part), Some(Some(id))) = (part, rows.cursor.try_get_untracked())
                && is_focus_lost()
            {
                focus(id, &part);
            }
        });
    });
    shown
}

/// Focuses the row's name, or the same part of the row that had the focus before, once the row is there.
pub fn focus_part(id: u32) {
    let part = focused_part().unwrap_or_else(|| NAME.to_owned());
    request_animation_frame(move || focus(id, &part));
}

fn focus(id: u32, part: &str) {
    let selector = format!(".object-table__row[data-id='{id}'] [data-part='{part}']");
    let element = document().query_selector(&selector).ok().flatten();
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Whether the focus is on a row.
pub fn has_focus() -> bool {
    focused_part().is_some()
}

/// Whether the focus is on the name of a row.
pub fn is_on_name() -> bool {
    focused_part().as_deref() == Some(NAME)
}

fn focused_part() -> Option<String> {
    let inside =
        |element: &Element| element.closest(".object-table__body").ok().flatten().is_some();
    document().active_element().filter(inside)?.get_attribute("data-part")
}
