//! What a folder keeps to while things around it change: the line, the preferred order, the places looked at lately.

use leptos::prelude::*;
use locales::Language;

use super::browser::{Browser, FolderPlace, Phase};
use super::memory;
use crate::effects::effect;
use crate::links;
use crate::model::arrangement::Arrangement;

impl Browser {
    /// Without a line: what was loaded before, here or at an earlier visit of the folder. `false` when nothing was.
    pub(super) fn show_last(self) -> bool {
        let empty = self.rows.table.try_with_untracked(|table| table.folder.rights.is_empty());
        if empty == Some(true) {
            let last = self.place.try_get_value().and_then(|place| memory::last(&place));
            let Some(last) = last else { return false };
            self.rows.table.try_set(last.table);
            self.loaded_at.try_set_value(last.loaded_at);
        }
        let loaded_at = self.loaded_at.try_get_value().unwrap_or_default();
        self.phase.try_set(Phase::Stale(loaded_at));
        empty.is_some()
    }

    /// Says so when the line goes, and loads anew when it is back.
    pub(super) fn follow_the_line(self) {
        let gone = window_event_listener_untyped("offline", move |_| {
            if matches!(self.phase.try_get_untracked(), Some(Phase::Ready | Phase::Interrupted(_)))
            {
                self.phase.set(Phase::Stale(self.loaded_at.get_value()));
            }
        });
        let back = window_event_listener_untyped("online", move |_| {
            if matches!(self.phase.try_get_untracked(), Some(Phase::Stale(_))) {
                self.reload();
            }
        });
        on_cleanup(move || {
            gone.remove();
            back.remove();
        });
    }

    /// What the person prefers may come after the folder, or from another tab.
    pub(super) fn follow_preferred_sort(self) {
        let preferred = Memo::new(move |_| self.preferences.sort());
        effect(move |_| {
            let preferred = preferred.get();
            let current = self.rows.table.with_untracked(Arrangement::sort);
            if self.chosen.get_untracked().is_none() && preferred != current {
                self.arrange(preferred);
            }
        });
    }

    /// The folder can be opened: it is one of the places looked at lately.
    pub(super) fn note_visit(self) {
        let Some(FolderPlace { source, prefix }) = self.place.try_get_value() else { return };
        let address = source.folder_address(Language::En, &prefix);
        self.preferences.visited(links::without_language(&address));
    }
}
