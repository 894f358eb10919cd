//! What comes to the folder that is shown, and what goes from it, while one looks: by uploads, copies and moves.

use std::collections::HashSet;
use std::time::Duration;

use leptos::prelude::*;

use super::browser::Browser;
use crate::components::{focus_heading, focus_row, is_focus_lost};

/// Rows that arrive one by one are shown together after this long: drawing thousands of them each by itself would take
/// the page longer than they take to arrive.
const ARRIVING_PAUSE: Duration = Duration::from_millis(60);

impl Browser {
    /// Shows an object that the store just confirmed, or the folder that it made appear.
    pub fn stored(self, key: &str, size: u64) {
        let Some((name, size)) = self.shown_as(key, size) else { return };
        self.rows.table.try_update(|table| table.put(&name, size, now_seconds()));
    }

    /// The same for many that come one by one: they are shown together, a moment later.
    pub fn stored_soon(self, key: &str, size: u64) {
        let Some((name, size)) = self.shown_as(key, size) else { return };
        let first = self.arriving.try_update_value(|arriving| {
            arriving.insert(name, size);
            arriving.len() == 1
        });
        if first != Some(true) {
            return;
        }
        let show = move || {
            let arrived = self.arriving.try_update_value(std::mem::take).unwrap_or_default();
            self.rows.table.try_update(|table| table.put_all(&arrived, now_seconds()));
        };
        set_timeout(show, ARRIVING_PAUSE);
    }

    /// Takes rows away of which nothing is left, by key or prefix. A focus that was on what goes moves to the next row.
    pub fn gone(self, keys: &[String]) {
        let prefix = self.prefix();
        if keys.contains(&prefix) {
            // All of it, also what was never loaded.
            return self.reload();
        }
        let names = keys.iter().filter_map(|key| key.strip_prefix(&prefix)).collect::<HashSet<_>>();
        let ids = self.rows.table.try_with_untracked(|table| {
            table.folder.find_all(|name| names.contains(name)).into_values().collect::<Vec<_>>()
        });
        let Some(ids) = ids.filter(|ids| !ids.is_empty()) else { return };
        let next = self.rows.table.with_untracked(|table| table.neighbour(&ids));
        let held = document()
            .active_element()
            .and_then(|active| active.closest(".object-table__row, .selection-bar").ok().flatten());
        self.rows.selection.update(|selection| ids.iter().for_each(|id| selection.remove(*id)));
        self.rows.table.update(|table| table.remove(&ids));
        if held.is_some() {
            request_animation_frame(move || {
                let lost = is_focus_lost();
                match next {
                    Some(id) if lost => focus_row(self.rows, id),
                    None if lost => focus_heading(),
                    _ => {}
                }
            });
        }
    }

    /// What a key below this folder is shown as: itself, or the folder it is in.
    fn shown_as(self, key: &str, size: u64) -> Option<(String, u64)> {
        let prefix = self.place.try_with_value(|place| place.prefix.clone())?;
        let rest = key.strip_prefix(&prefix).filter(|rest| !rest.is_empty())?;
        let folder = rest.find('/').map(|slash| (rest[..=slash].to_owned(), 0));
        Some(folder.unwrap_or_else(|| (rest.to_owned(), size)))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 are whole and few")]
pub fn now_seconds() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}
