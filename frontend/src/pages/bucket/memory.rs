//! The last folders looked at, so that the back button shows them as they were left: rows, place, order.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::browser::{Browser, FolderPlace, Phase};
use crate::model::arrangement::Arrangement;

/// Folders remembered; the longest takes some 12 MB.
const KEPT_MAX: usize = 4;

/// A folder as it was left.
#[derive(Clone)]
pub struct Kept {
    place: FolderPlace,
    pub table: Arrangement,
    pub cursor: Option<u32>,
    scroll_y: f64,
}

thread_local! {
    static KEPT: RefCell<VecDeque<Kept>> = const { RefCell::new(VecDeque::new()) };
    /// The address that the history last led to.
    static RETURNED_TO: RefCell<String> = const { RefCell::new(String::new()) };
    static FOLLOWED: Cell<bool> = const { Cell::new(false) };
    static VISITED: Cell<bool> = const { Cell::new(false) };
}

/// Notices when an address is reached through the history; from the first call on, for as long as the page lives.
pub fn follow_history() {
    if FOLLOWED.replace(true) {
        return;
    }
    let notice = Closure::<dyn Fn()>::new(|| RETURNED_TO.set(href()));
    // In the capture phase: the router, which listens too, would otherwise draw the folder before this is known.
    let listens = window().add_event_listener_with_callback_and_bool(
        "popstate",
        notice.as_ref().unchecked_ref(),
        true,
    );
    if listens.is_ok() {
        notice.forget();
    }
}

/// The folder as it was left, when it is the history that led back to it.
pub fn recall(place: &FolderPlace) -> Option<Kept> {
    let returned = RETURNED_TO.take() == href();
    KEPT.with_borrow_mut(|kept| {
        let at = kept.iter().position(|kept| kept.place == *place)?;
        // A folder that was entered by a link is shown as it is now.
        if returned { kept.get(at).cloned() } else { kept.remove(at).and(None) }
    })
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
        let scroll_y = scrolled.try_get_value().unwrap_or_default();
        KEPT.with_borrow_mut(|kept| {
            kept.retain(|kept| kept.place != place);
            kept.push_front(Kept { place, table, cursor, scroll_y });
            kept.truncate(KEPT_MAX);
        });
    });
}

fn current_y() -> f64 {
    window().scroll_y().unwrap_or_default()
}

fn href() -> String {
    window().location().href().unwrap_or_default()
}
