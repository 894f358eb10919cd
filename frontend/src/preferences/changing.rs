//! What changes preferences. An object list is read without it, so it is a part of the page.

use std::time::Duration;

use columns::sort::Sort;
use gateway_api::{ChangePreferences, ProblemKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    COLUMNS, COMMANDS, DENSITY, PROGRAM, PreferencesContext, RECENT, SORT, STAR, THEME, storage,
};
use crate::components::NoticeKind;
use crate::failure::sentence;
use crate::gateway::{self, Error};
use crate::model::look::{Columns, Density, Theme};
use crate::model::recent;
use crate::tabs::{self, News};

/// Changes within this long travel together, and after what the list needs to be usable.
const GATHER_MS: u64 = 1000;

/// What the rest of the page asks for.
pub(super) enum Step {
    Sort(Sort),
    /// An address without language, and whether it is a bookmark.
    Star(String, bool),
    /// An address without language was looked at.
    Visit(String),
    /// The preferences came.
    Came,
    /// There is a line again, or the page is left.
    Send,
}

#[wasm_split(acts, fallible)]
pub(super) fn take(context: PreferencesContext, step: Step) -> Result<(), SplitLoaderError> {
    match step {
        Step::Sort(sort) => context.set(SORT, Some(sort.word())),
        Step::Star(kept, starred) => {
            context.set(&format!("{STAR}{kept}"), starred.then(|| "1".to_owned()));
        }
        Step::Visit(kept) => context.visit(&kept),
        Step::Came => context.came(),
        Step::Send => context.send(),
    }
    Ok(())
}

impl PreferencesContext {
    pub fn set_density(self, density: Density) {
        self.set(DENSITY, Some(density.word().to_owned()));
    }

    pub fn set_columns(self, columns: Columns) {
        self.set(COLUMNS, Some(columns.words()));
    }

    pub fn set_theme(self, theme: Theme) {
        if let Some(storage) = storage() {
            let _ = storage.set_item(THEME, theme.word());
        }
        self.set(THEME, Some(theme.word().to_owned()));
    }

    pub fn set_program(self, id: &str) {
        self.set(PROGRAM, Some(id.to_owned()));
    }

    pub fn set_commands(self, shown: bool) {
        self.set(COMMANDS, shown.then(|| "1".to_owned()));
    }

    /// Addresses without language, in their own order.
    pub fn stars(self) -> Vec<String> {
        let kept = self.values.with(|values| values.keys().cloned().collect::<Vec<_>>());
        let changed = self.changed.with(|changed| changed.keys().cloned().collect::<Vec<_>>());
        let mut stars: Vec<String> = kept.into_iter().chain(changed).collect();
        stars.retain(|name| name.starts_with(STAR) && self.get(name).is_some());
        stars.sort();
        stars.dedup();
        stars.into_iter().map(|name| name[STAR.len()..].to_owned()).collect()
    }

    /// Addresses without language, the latest first.
    pub fn recent(self) -> Vec<String> {
        self.get(RECENT).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    pub fn forget_recent(self) {
        self.set(RECENT, None);
    }

    fn visit(self, kept: &str) {
        let list = untrack(|| self.get(RECENT)).unwrap_or_default();
        let now = recent::visited(&list, kept);
        let is_early = self.early.try_update_value(|early| {
            early.as_mut().map(|early| early.push(kept.to_owned())).is_some()
        });
        if is_early == Some(true) {
            self.changed.update(|changed| _ = changed.insert(RECENT.to_owned(), Some(now)));
        } else if now != list {
            self.set(RECENT, Some(now));
        }
    }

    /// Counts at once here, and soon everywhere.
    fn set(self, name: &str, value: Option<String>) {
        self.changed.update(|changed| _ = changed.insert(name.to_owned(), value));
        self.send_soon();
    }

    /// Places that were seen meanwhile join those that came; what was chosen meanwhile is sent.
    fn came(self) {
        if let Some(early) = self.early.try_update_value(Option::take).flatten() {
            self.changed.update(|changed| _ = changed.remove(RECENT));
            for kept in early {
                self.visit(&kept);
            }
        }
        self.send_soon();
    }

    fn send_soon(self) {
        set_timeout(move || self.send(), Duration::from_millis(GATHER_MS));
    }

    fn send(self) {
        spawn_local(self.keep());
    }

    /// Sends what was changed and is not yet kept. Arrives also where nobody waits for it.
    pub async fn keep(self) {
        let values = self.changed.get_untracked();
        let nobody = self.owner.with_value(Option::is_none);
        if nobody || values.is_empty() || !window().navigator().on_line() {
            return;
        }
        let change = ChangePreferences { values };
        match gateway::change_preferences(&change).await {
            Ok(preferences) => {
                self.hear(preferences);
                self.settle(change);
                tabs::tell(News::Preferences);
            }
            // Said by its own dialog, or by its own bar; sent again with the next change.
            Err(error) if error.is(ProblemKind::NotSignedIn) => {}
            Err(Error::Offline) => {}
            Err(error) => {
                let language = self.words.language_untracked();
                self.toasts.show(NoticeKind::Warning, sentence(language, &error));
                self.settle(change);
                self.version.set_value(0);
                self.load();
            }
        }
    }

    /// What was answered is no change any more, unless it was changed again meanwhile.
    fn settle(self, change: ChangePreferences) {
        self.changed.update(|changed| {
            for (name, value) in change.values {
                if changed.get(&name) == Some(&value) {
                    changed.remove(&name);
                }
            }
        });
    }
}
