//! The folder being looked at: what is loaded of it, in which state loading is, what is selected.
//!
//! A folder grows page by page, so it is no resource that a request replaces; each folder visited has its own
//! browser, and an answer that comes after the person went on falls into the void.

use std::collections::HashMap;
use std::rc::Rc;

use columns::sort::Sort;
use futures_util::FutureExt;
use gateway_api::{Listing, Right};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::Language;
use snippets::Act;

use super::loading::Loading;
use super::memory::{self, Kept};
use super::ordering::Helper;
use super::view_address;
use crate::commands;
use crate::components::{Base, Rows, focus_heading, focus_row, is_focus_lost};
use crate::gateway::{self, Error};
use crate::links;
use crate::model::arrangement::Arrangement;
use crate::model::path::Place;
use crate::model::selection::Selection;
use crate::preferences::{PreferencesContext, use_preferences};

pub use super::memory::follow_links;

/// Where entries come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Bucket { instance: String, bucket: String },
    Dataset { bucket: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderPlace {
    pub source: Source,
    pub prefix: String,
}

/// How far loading is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Nothing is there yet.
    First,
    Ready,
    /// A further page is on its way.
    More,
    /// Nothing could be loaded.
    Failed(Error),
    /// A further page could not be loaded; the others are there.
    Interrupted(Error),
    /// There is no line: what is shown was loaded at this moment (milliseconds since 1970), and may have changed.
    Stale(f64),
}

#[derive(Clone, Copy)]
pub struct Browser {
    pub place: StoredValue<FolderPlace>,
    pub rows: Rows,
    pub phase: RwSignal<Phase>,
    /// The order that the person or the address chose on this page, from folder to folder; else the preferred one.
    pub chosen: RwSignal<Option<Sort>>,
    pub(super) preferences: PreferencesContext,
    /// When the first page came, in milliseconds since 1970.
    pub loaded_at: StoredValue<f64>,
    /// All further pages are being loaded, one after another.
    pub loading_all: RwSignal<bool>,
    /// The list is refused, but the person was let add files.
    pub adds: RwSignal<bool>,
    /// Confirmed by the store and about to be shown: name and bytes.
    pub(super) arriving: StoredValue<HashMap<String, u64>>,
    pub(super) loading: Loading,
    /// Orders the rows where they are many.
    pub(super) helper: StoredValue<Rc<Helper>, LocalStorage>,
}

impl FolderPlace {
    /// The folder of a place, which may be an object in it.
    pub fn of(place: &Place) -> Self {
        let bucket = place.bucket.clone();
        let source = match &place.instance {
            Some(instance) if !place.public => {
                Source::Bucket { instance: instance.clone(), bucket }
            }
            _ => Source::Dataset { bucket },
        };
        Self { source, prefix: place.prefix.clone() }
    }
}

impl Source {
    pub fn bucket(&self) -> &str {
        match self {
            Self::Bucket { bucket, .. } | Self::Dataset { bucket } => bucket,
        }
    }

    pub fn folder_address(&self, language: Language, prefix: &str) -> String {
        match self {
            Self::Bucket { instance, bucket } => links::bucket(language, instance, bucket, prefix),
            Self::Dataset { bucket } => links::dataset(language, bucket, prefix),
        }
    }

    /// An object in its folder, as one sees it here.
    pub fn object_address(&self, language: Language, prefix: &str, key: &str) -> String {
        match self {
            Self::Bucket { instance, bucket } => {
                links::object(language, instance, bucket, prefix, key)
            }
            Self::Dataset { bucket } => links::dataset_object(language, bucket, prefix, key),
        }
    }

    /// Where an object's bytes are saved from.
    pub fn download_address(&self, key: &str) -> String {
        match self {
            Self::Bucket { instance, bucket } => links::api::download(instance, bucket, key),
            Self::Dataset { bucket } => links::public_file(bucket, key),
        }
    }

    pub async fn page(&self, prefix: &str, token: Option<&str>) -> Result<Listing, Error> {
        match self {
            Self::Bucket { instance, bucket } => {
                gateway::listing(instance, bucket, prefix, token, false).await
            }
            Self::Dataset { bucket } => gateway::dataset_listing(bucket, prefix, token).await,
        }
    }
}

impl Browser {
    /// Shows a folder: as it was left when the person comes back by the history, else from its first page.
    pub fn open(place: FolderPlace, chosen: RwSignal<Option<Sort>>) -> Self {
        let preferences = use_preferences();
        let sort = untrack(|| chosen.get().unwrap_or_else(|| preferences.sort()));
        let kept = memory::recall(&place);
        let mut table = match &kept {
            Some(kept) => kept.table.clone(),
            None => Arrangement::new(place.prefix.clone(), sort),
        };
        table.forget_job();
        let cursor = kept.as_ref().and_then(|kept| kept.cursor);
        let rows = Rows {
            table: RwSignal::new(table),
            selection: RwSignal::default(),
            cursor: RwSignal::new(cursor),
            marks: RwSignal::default(),
            base: Base::new(kept.as_ref().map(|kept| kept.base)),
            revealed: RwSignal::new(None),
        };
        let phase = RwSignal::new(if kept.is_some() { Phase::Ready } else { Phase::First });
        let place = StoredValue::new(place);
        let loaded_at = StoredValue::new(kept.as_ref().map_or(0.0, |kept| kept.loaded_at));
        let loading_all = RwSignal::new(false);
        let arriving = StoredValue::default();
        let adds = RwSignal::new(false);
        let browser = Self {
            place,
            rows,
            phase,
            chosen,
            preferences,
            loaded_at,
            loading_all,
            adds,
            arriving,
            loading: Loading::default(),
            helper: StoredValue::new_local(Rc::default()),
        };
        let is_back = kept.is_some();
        match kept {
            Some(kept) => {
                browser.come_back(&kept);
                browser.work();
            }
            None => browser.load_at_once(),
        }
        memory::keep_on_cleanup(browser);
        browser.follow_the_line();
        browser.follow_preferred_sort();
        view_address::follow(browser);
        browser.place_focus(is_back);
        browser
    }

    pub fn source(self) -> Source {
        self.place.with_value(|place| place.source.clone())
    }

    pub fn prefix(self) -> String {
        self.place.with_value(|place| place.prefix.clone())
    }

    /// Nothing could be loaded: there is nothing to order, to filter or to add to.
    pub fn has_failed(self) -> bool {
        self.phase.with(|phase| matches!(phase, Phase::Failed(_)))
    }

    /// Known to be missing. Until the folder is loaded nothing is known, and the gateway decides in any case.
    pub fn lacks(self, right: Right) -> bool {
        self.rows.table.with(|table| !table.folder.rights.is_empty() && !table.folder.may(right))
    }

    pub fn may(self, right: Right) -> bool {
        self.rows.table.with(|table| table.folder.may(right))
    }

    /// For events.
    pub fn may_untracked(self, right: Right) -> bool {
        self.rows.table.with_untracked(|table| table.folder.may(right))
    }

    /// Loads the folder anew, from its first page.
    pub fn reload(self) {
        self.rows.selection.update(Selection::clear);
        self.phase.set(Phase::First);
        spawn_local(self.load_first());
    }

    /// The request leaves before the outline of the list is made, for which a task would wait; and is aborted where the
    /// person goes on before its answer.
    fn load_at_once(self) {
        let mut loading = Box::pin(self.load_first());
        if (&mut loading).now_or_never().is_none() {
            spawn_local(loading);
        }
    }

    async fn load_first(self) {
        let place = self.place.get_value();
        commands::note(place.source.bucket(), Act::List { prefix: place.prefix.clone() });
        let page = place.source.page(&place.prefix, None).await;
        if page == Err(Error::Offline) && self.show_last() {
            return;
        }
        let fresh = |table: &mut Arrangement| {
            let filter = table.filter().to_owned();
            *table = Arrangement::new(place.prefix.clone(), table.sort());
            table.set_filter(&filter);
        };
        self.rows.table.try_update_untracked(fresh);
        self.loaded_at.try_set_value(js_sys::Date::now());
        self.take(page, Phase::Failed);
    }

    pub(super) fn take(
        self,
        page: Result<Listing, Error>,
        failed: impl Fn(Error) -> Phase,
    ) -> bool {
        match page {
            Ok(page) => {
                let more = page.next.is_some();
                self.note_visit();
                self.rows.table.try_update(|table| table.append(page));
                self.phase.try_set(Phase::Ready).is_none() && more
            }
            Err(error) => {
                self.phase.try_set(failed(error));
                false
            }
        }
    }

    /// What was short is read again, in silence; what was long stays as it was loaded.
    fn come_back(self, kept: &Kept) {
        let sort = kept.table.sort();
        if kept.table.folder.next.is_some() {
            return;
        }
        let place = self.place.get_value();
        spawn_local(async move {
            let Ok(page) = place.source.page(&place.prefix, None).await else { return };
            if page.next.is_some() {
                return;
            }
            self.loaded_at.try_set_value(js_sys::Date::now());
            let filter = self.rows.table.try_with_untracked(|table| table.filter().to_owned());
            let mut fresh = Arrangement::new(place.prefix, sort);
            fresh.append(page);
            fresh.set_filter(&filter.unwrap_or_default());
            let unchanged =
                self.rows.table.try_with_untracked(|table| table.shows_the_same(&fresh));
            let unselected = self.rows.selection.try_with_untracked(Selection::is_empty);
            if unchanged == Some(false) && unselected == Some(true) {
                self.rows.cursor.try_set(None);
                self.rows.table.try_set(fresh);
            }
        });
    }

    /// A folder that was entered begins at its title; one that was come back to, at the row that was left.
    fn place_focus(self, is_back: bool) {
        if is_back {
            let kept_y = memory::scroll_y(&self.place.get_value());
            let cursor = self.rows.cursor.get_untracked();
            request_animation_frame(move || {
                window().scroll_to_with_x_and_y(0.0, kept_y);
                if let Some(id) = cursor {
                    focus_row(self.rows, id);
                }
            });
        } else {
            request_animation_frame(|| {
                let is_first = memory::is_first_folder();
                if is_focus_lost() && !is_first {
                    focus_heading();
                }
            });
        }
    }
}
