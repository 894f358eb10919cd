//! How the person wants the page, wherever they open it: kept by the gateway, name by name. Whoever is not signed in
//! chooses for this visit.

mod changing;

use std::collections::BTreeMap;

use columns::sort::Sort;
use gateway_api::Preferences;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{ToastContext, use_toasts};
use crate::effects::effect;
use crate::gateway;
use crate::i18n::{Words, use_words};
use crate::model::look::{Columns, Density, Theme};
use crate::model::path::{self, Place};
use crate::session::use_session;
use crate::tabs::{self, News};
use changing::Step;

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
    /// As the gateway last said.
    values: RwSignal<BTreeMap<String, String>>,
    version: StoredValue<u64>,
    /// Changed here and not yet kept by the gateway; `None` for what is to go.
    changed: RwSignal<BTreeMap<String, Option<String>>>,
    /// Places seen before the preferences came, to be added to those that come; `None` from then on.
    early: StoredValue<Option<Vec<String>>>,
    /// Of whom they are; `None` while nobody is signed in.
    owner: StoredValue<Option<String>>,
    words: Words,
    toasts: ToastContext,
}

/// Provides [`PreferencesContext`]; below the session, the words and the toasts.
pub fn provide_preferences() -> PreferencesContext {
    let session = use_session();
    let context = PreferencesContext {
        values: RwSignal::default(),
        version: StoredValue::new(0),
        changed: RwSignal::default(),
        early: StoredValue::new(Some(Vec::new())),
        owner: StoredValue::new(None),
        words: use_words(),
        toasts: use_toasts(),
    };
    let handle = Memo::new(move |_| session.person().map(|person| person.handle));
    effect(move |_| {
        let handle = handle.get();
        // A session that ended keeps its look, until somebody else comes.
        if handle.is_some() && context.owner.get_value() != handle {
            context.owner.set_value(handle);
            context.version.set_value(0);
            context.load();
        }
    });
    tabs::listen(move |news| {
        let nobody = context.owner.try_with_value(Option::is_none) != Some(false);
        if news != News::Session || !nobody {
            context.load();
        }
    });
    // What was chosen without a line, or just before the page is left.
    window_event_listener(ev::online, move |_| context.later(Step::Send));
    window_event_listener(ev::pagehide, move |_| {
        if context.changed.with_untracked(|changed| !changed.is_empty()) {
            context.later(Step::Send);
        }
    });
    effect(move |_| dress(context.density(), context.theme()));
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

    pub fn columns(self) -> Columns {
        self.get(COLUMNS).map(|words| Columns::parse(&words)).unwrap_or_default()
    }

    pub fn sort(self) -> Sort {
        self.get(SORT).and_then(|word| Sort::parse(&word)).unwrap_or_default()
    }

    pub fn set_sort(self, sort: Sort) {
        self.later(Step::Sort(sort));
    }

    /// What this browser was last told, until the person's own word is here.
    pub fn theme(self) -> Theme {
        let kept = || storage().and_then(|storage| storage.get_item(THEME).ok().flatten());
        self.get(THEME).or_else(kept).map(|word| Theme::parse(&word)).unwrap_or_default()
    }

    /// The program that snippets were last wanted for, by its id.
    pub fn program(self) -> Option<String> {
        self.get(PROGRAM)
    }

    /// Whether what is done in a bucket is shown as commands.
    pub fn commands(self) -> bool {
        self.get(COMMANDS).is_some()
    }

    /// Whether bookmarks can be kept: for people who are signed in.
    pub fn can_star(self) -> bool {
        self.values.track();
        self.owner.with_value(Option::is_some)
    }

    pub fn is_starred(self, kept: &str) -> bool {
        self.get(&format!("{STAR}{kept}")).is_some()
    }

    pub fn set_starred(self, kept: String, starred: bool) {
        self.later(Step::Star(kept, starred));
    }

    pub fn visited(self, kept: &str) {
        self.later(Step::Visit(kept.to_owned()));
    }

    fn get(self, name: &str) -> Option<String> {
        let changed = self.changed.with(|changed| changed.get(name).cloned());
        changed.unwrap_or_else(|| self.values.with(|values| values.get(name).cloned()))
    }

    /// Changes what is kept, once the part that does is there. Without it nothing is kept, and all goes on.
    fn later(self, step: Step) {
        spawn_local(async move { drop(changing::take(self, step).await) });
    }

    fn load(self) {
        spawn_local(async move {
            if let Ok(preferences) = gateway::preferences().await {
                self.hear(preferences);
                self.later(Step::Came);
            }
        });
    }

    /// An answer that is older than another is of no use.
    fn hear(self, Preferences { version, values }: Preferences) {
        if self.version.get_value() <= version {
            self.version.set_value(version);
            if self.values.with_untracked(|known| *known != values) {
                self.values.set(values);
            }
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
