//! How the person wants the page, wherever they open it: kept by the gateway, name by name. Whoever is not signed in
//! chooses for this visit.

use std::collections::BTreeMap;
use std::time::Duration;

use gateway_api::{ChangePreferences, Preferences};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{NoticeKind, use_toasts};
use crate::failure::sentence;
use crate::gateway;
use crate::i18n::use_words;
use crate::model::arrangement::Sort;
use crate::model::look::{Columns, Density, Theme};
use crate::model::path::{self, Place};
use crate::model::recent;
use crate::session::use_session;
use crate::tabs::{self, News};

/// Changes within this long travel together, and after what the list needs to be usable.
const GATHER_MS: u64 = 1000;

const DENSITY: &str = "density";
const COLUMNS: &str = "columns";
const SORT: &str = "sort";
const THEME: &str = "theme";
const RECENT: &str = "recent";
const PROGRAM: &str = "program";
const COMMANDS: &str = "commands";
/// Before the address of a bookmark, which is a name of its own: two browsers that each add one keep both.
const STAR: &str = "star:";

#[derive(Clone, Copy)]
pub struct PreferencesContext {
    values: RwSignal<BTreeMap<String, String>>,
    version: StoredValue<u64>,
    /// Changed here and not yet sent.
    unsent: StoredValue<BTreeMap<String, Option<String>>>,
    /// Places seen before the preferences came, to be added to those that come; `None` from then on.
    early: StoredValue<Option<Vec<String>>>,
    /// Of whom they are; `None` while nobody is signed in.
    owner: StoredValue<Option<String>>,
    failed: Callback<gateway::Error>,
}

/// Provides [`PreferencesContext`]; below the session, the words and the toasts.
pub fn provide_preferences() -> PreferencesContext {
    let (words, toasts, session) = (use_words(), use_toasts(), use_session());
    let failed = Callback::new(move |error: gateway::Error| {
        toasts.show(NoticeKind::Warning, sentence(words.language_untracked(), &error));
    });
    let context = PreferencesContext {
        values: RwSignal::default(),
        version: StoredValue::new(0),
        unsent: StoredValue::default(),
        early: StoredValue::new(Some(Vec::new())),
        owner: StoredValue::new(None),
        failed,
    };
    let handle = Memo::new(move |_| session.person().map(|person| person.handle));
    Effect::new(move |_| {
        let handle = handle.get();
        // A session that ended keeps its look, until somebody else comes.
        if handle.is_some() && context.owner.get_value() != handle {
            context.owner.set_value(handle);
            context.version.set_value(0);
            context.load();
        }
    });
    tabs::listen(move |news| {
        let ended = news == News::Session && context.owner.with_value(Option::is_none);
        if !ended {
            context.load();
        }
    });
    // What was chosen without a line.
    window_event_listener(ev::online, move |_| context.send());
    Effect::new(move |_| dress(context.density(), context.theme()));
    provide_context(context);
    context
}

#[expect(clippy::expect_used, reason = "the application provides them before anything else")]
pub fn use_preferences() -> PreferencesContext {
    use_context().expect("preferences are provided")
}

impl PreferencesContext {
    pub fn density(self) -> Density {
        self.get(DENSITY).map(|word| Density::parse(&word)).unwrap_or_default()
    }

    pub fn set_density(self, density: Density) {
        self.set(DENSITY, Some(density.word().to_owned()));
    }

    pub fn columns(self) -> Columns {
        self.get(COLUMNS).map(|words| Columns::parse(&words)).unwrap_or_default()
    }

    pub fn set_columns(self, columns: Columns) {
        self.set(COLUMNS, Some(columns.words()));
    }

    pub fn sort(self) -> Sort {
        self.get(SORT).and_then(|word| Sort::parse(&word)).unwrap_or_default()
    }

    pub fn set_sort(self, sort: Sort) {
        self.set(SORT, Some(sort.word()));
    }

    /// What this browser was last told, until the person's own word is here.
    pub fn theme(self) -> Theme {
        let kept = || storage().and_then(|storage| storage.get_item(THEME).ok().flatten());
        self.get(THEME).or_else(kept).map(|word| Theme::parse(&word)).unwrap_or_default()
    }

    pub fn set_theme(self, theme: Theme) {
        if let Some(storage) = storage() {
            let _ = storage.set_item(THEME, theme.word());
        }
        self.set(THEME, Some(theme.word().to_owned()));
    }

    /// The program that snippets were last wanted for, by its id.
    pub fn program(self) -> Option<String> {
        self.get(PROGRAM)
    }

    pub fn set_program(self, id: &str) {
        self.set(PROGRAM, Some(id.to_owned()));
    }

    /// Whether what is done in a bucket is shown as commands.
    pub fn commands(self) -> bool {
        self.get(COMMANDS).is_some()
    }

    pub fn set_commands(self, shown: bool) {
        self.set(COMMANDS, shown.then(|| "1".to_owned()));
    }

    /// Whether bookmarks can be kept: for people who are signed in.
    pub fn can_star(self) -> bool {
        self.values.track();
        self.owner.with_value(Option::is_some)
    }

    pub fn is_starred(self, kept: &str) -> bool {
        self.values.with(|values| values.contains_key(&format!("{STAR}{kept}")))
    }

    pub fn set_starred(self, kept: &str, starred: bool) {
        self.set(&format!("{STAR}{kept}"), starred.then(|| "1".to_owned()));
    }

    /// Addresses without language, in their own order.
    pub fn stars(self) -> Vec<String> {
        self.values.with(|values| {
            let stars = values.keys().filter_map(|name| name.strip_prefix(STAR));
            stars.map(str::to_owned).collect()
        })
    }

    /// Addresses without language, the latest first.
    pub fn recent(self) -> Vec<String> {
        self.get(RECENT).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    pub fn visited(self, kept: &str) {
        let list = self.values.with_untracked(|values| values.get(RECENT).cloned());
        let list = list.unwrap_or_default();
        let now = recent::visited(&list, kept);
        let is_early = self.early.try_update_value(|early| {
            early.as_mut().map(|early| early.push(kept.to_owned())).is_some()
        });
        if is_early == Some(true) {
            self.values.update(|values| _ = values.insert(RECENT.to_owned(), now));
        } else if now != list {
            self.set(RECENT, Some(now));
        }
    }

    pub fn forget_recent(self) {
        self.set(RECENT, None);
    }

    fn get(self, name: &str) -> Option<String> {
        self.values.with(|values| values.get(name).cloned())
    }

    /// Counts at once here, and soon everywhere.
    fn set(self, name: &str, value: Option<String>) {
        self.values.update(|values| {
            match value.clone() {
                Some(value) => values.insert(name.to_owned(), value),
                None => values.remove(name),
            };
        });
        self.unsent.update_value(|unsent| {
            unsent.insert(name.to_owned(), value);
        });
        self.send_soon();
    }

    fn send_soon(self) {
        set_timeout(move || self.send(), Duration::from_millis(GATHER_MS));
    }

    fn send(self) {
        if self.owner.with_value(Option::is_none) || !window().navigator().on_line() {
            return;
        }
        let values = self.unsent.try_update_value(std::mem::take).unwrap_or_default();
        if values.is_empty() {
            return;
        }
        spawn_local(async move {
            match gateway::change_preferences(&ChangePreferences { values }).await {
                Ok(preferences) => {
                    self.take(preferences);
                    tabs::tell(News::Preferences);
                }
                // Said by its own dialog, or by its own bar.
                Err(error) if error.is(gateway_api::ProblemKind::NotSignedIn) => {}
                Err(gateway::Error::Offline) => {}
                Err(error) => {
                    self.failed.run(error);
                    self.version.set_value(0);
                    self.load();
                }
            }
        });
    }

    fn load(self) {
        spawn_local(async move {
            if let Ok(preferences) = gateway::preferences().await {
                self.take(preferences);
                // What was chosen before they came.
                self.send_soon();
            }
        });
    }

    /// An answer that is older than another is of no use; what was changed here since it was asked for stays.
    fn take(self, preferences: Preferences) {
        let Preferences { version, mut values } = preferences;
        if version < self.version.get_value() {
            return;
        }
        self.version.set_value(version);
        self.unsent.with_value(|unsent| {
            for (name, value) in unsent {
                match value.clone() {
                    Some(value) => values.insert(name.clone(), value),
                    None => values.remove(name),
                };
            }
        });
        if self.values.with_untracked(|known| *known != values) {
            self.values.set(values);
        }
        let early = self.early.try_update_value(Option::take).flatten();
        for kept in early.unwrap_or_default() {
            self.visited(&kept);
        }
    }
}

/// The place of an address without language.
pub fn place(kept: &str) -> Option<Place> {
    path::parse(kept, "").ok()
}

/// Tells the style sheets. Lists measure their rows anew when the window changes its size, and so now.
fn dress(density: Density, theme: Theme) {
    let Some(root) = document().document_element() else { return };
    let _ = root.set_attribute("data-density", density.word());
    let _ = root.set_attribute("data-theme", theme.word());
    request_animation_frame(|| {
        if let Ok(event) = web_sys::Event::new("resize") {
            let _ = window().dispatch_event(&event);
        }
    });
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
