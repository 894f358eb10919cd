//! The last folders looked at, so that the back button shows them as they were left: rows, place, order.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use super::browser::{Browser, FolderPlace, Phase};
use crate::model::arrangement::Arrangement;
use crate::model::folder::BUDGET_BYTES;
use crate::model::path::{self, Place};

/// Folders remembered.
const KEPT_MAX: usize = 4;

/// What they may take together: one of those that are as long as the page keeps, or several that are not.
const KEPT_BYTES_MAX: usize = BUDGET_BYTES;

/// A folder as it was left.
#[derive(Clone)]
pub struct Kept {
    place: FolderPlace,
    pub table: Arrangement,
    pub cursor: Option<u32>,
    /// Which row was the first that is laid out.
    pub base: usize,
    /// Milliseconds since 1970.
    pub loaded_at: f64,
    scroll_y: f64,
}

thread_local! {
    static KEPT: RefCell<VecDeque<Kept>> = const { RefCell::new(VecDeque::new()) };
    /// The folder that was last asked for by a link and has not been shown since.
    static FORWARD: RefCell<Option<FolderPlace>> = const { RefCell::new(None) };
    static FOLLOWED: Cell<bool> = const { Cell::new(false) };
    static VISITED: Cell<bool> = const { Cell::new(false) };
}

/// Notices which folder is gone to by a link; from the first call on, for as long as the page lives. A folder that is
/// shown without that was reached through the history.
pub fn follow_links() {
    if FOLLOWED.replace(true) {
        return;
    }
    let notice = Closure::<dyn Fn(MouseEvent)>::new(|event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link =
            target.and_then(|target| target.closest("a[href]:not([data-noscroll])").ok().flatten());
        let address =
            link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()).map(|link| link.href());
        let origin = window().location().origin().unwrap_or_default();
        if let Some(place) = address.and_then(|address| path::parse(&address, &origin).ok()) {
            go(&place);
        }
    });
    // In the capture phase: the router, which listens too, draws the folder before later listeners are called.
    let listens = window().add_event_listener_with_callback_and_bool(
        "click",
        notice.as_ref().unchecked_ref(),
        true,
    );
    if listens.is_ok() {
        notice.forget();
    }
}

/// The person asks for this place, by a link or by the path bar.
pub fn go(place: &Place) {
    FORWARD.set(Some(FolderPlace::of(place)));
}

/// The folder as it was left, when it is the history that led back to it.
pub fn recall(place: &FolderPlace) -> Option<Kept> {
    let returned = FORWARD.take().as_ref() != Some(place);
    KEPT.with_borrow_mut(|kept| {
        let at = kept.iter().position(|kept| kept.place == *place)?;
        // A folder that was entered by a link is shown as it is now; what is kept of it is for times without a line.
        if returned { kept.get(at).cloned() } else { None }
    })
}

/// The folder as it was left, however one comes to it: for when it cannot be asked for.
pub fn last(place: &FolderPlace) -> Option<Kept> {
    KEPT.with_borrow(|kept| kept.iter().find(|kept| kept.place == *place).cloned())
}

pub fn scroll_y(place: &FolderPlace) -> f64 {
    KEPT.with_borrow(|kept| {
        kept.iter().find(|kept| kept.place == *place).map_or(0.0, |kept| kept.scroll_y)
    })
}

/// The first folder of a visit leaves the focus where the browser put it.
pub fn is_first_folder() -> bool {
    !VISITED.replace(true)
}

/// Remembers the folder when the person goes on.
pub fn keep_on_cleanup(browser: Browser) {
    // At the time of leaving, the page may be scrolled for where one goes.
    let scrolled = StoredValue::new(current_y());
    let listener = window_event_listener(ev::scroll, move |_| {
        scrolled.try_set_value(current_y());
    });
    on_cleanup(move || {
        listener.remove();
        let loaded = browser
            .phase
            .try_with_untracked(|phase| !matches!(phase, Phase::First | Phase::Failed(_)));
        let table = browser
            .rows
            .table
            .try_update_untracked(std::mem::take)
            .filter(|_| loaded == Some(true));
        let (Some(table), Some(place)) = (table, browser.place.try_get_value()) else { return };
        let cursor = browser.rows.cursor.try_get_untracked().flatten();
        let base = browser.rows.base.row.try_get_untracked().unwrap_or_default();
        let scroll_y = scrolled.try_get_value().unwrap_or_default();
        let loaded_at = browser.loaded_at.try_get_value().unwrap_or_default();
        KEPT.with_borrow_mut(|kept| {
            kept.retain(|kept| kept.place != place);
            kept.push_front(Kept { place, table, cursor, base, loaded_at, scroll_y });
            kept.truncate(KEPT_MAX);
            let bytes = |kept: &Kept| kept.table.folder.columns().bytes();
            while 1 < kept.len() && KEPT_BYTES_MAX < kept.iter().map(bytes).sum() {
                kept.pop_back();
            }
        });
    });
}

fn current_y() -> f64 {
    window().scroll_y().unwrap_or_default()
}
