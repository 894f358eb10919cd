//! Where files are handed in. The page always has it; what sends them is fetched with the first files, which wait here.

use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::*;
use web_sys::{DataTransfer, File, FileList};

use super::begun::Begun;
use super::queue::Target;
use super::source;

/// In the browser's plain store: whether some visit left uploads that are not over. So nothing need be fetched to know
/// that there are none.
const LEFT: &str = "uploads-left";

/// Hears of each object that the store confirmed, with its size in bytes.
type Listener = Rc<dyn Fn(&Target, u64)>;

/// Files and the folder they are for.
#[derive(Clone, Debug)]
pub struct Handed {
    pub instance: String,
    pub bucket: String,
    pub prefix: String,
    pub files: Given,
}

/// What the browser handed over, as it is.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `File`s.
    pub files: Array,
    /// `FileSystemEntry`s: of a drop, where the browser gives them.
    pub entries: Array,
}

/// An upload that was begun elsewhere, and the file to go on with: what the store has of it was compared.
#[derive(Clone, Debug)]
pub struct Resumed {
    pub begun: Begun,
    pub file: File,
}

/// Names the uploads in parts that this visit has, under way or left to it.
type Known = Rc<dyn Fn() -> Vec<String>>;

/// The uploads of this visit, as all the page sees them.
#[derive(Clone, Copy)]
pub struct Uploads {
    waiting: RwSignal<Vec<Handed>, LocalStorage>,
    resumed: RwSignal<Vec<Resumed>, LocalStorage>,
    known: StoredValue<Option<Known>, LocalStorage>,
    listeners: StoredValue<Vec<(usize, Listener)>, LocalStorage>,
    listeners_made: StoredValue<usize>,
    /// Something is not over yet.
    pub busy: RwSignal<bool>,
    /// There is something to show of them.
    pub shown: RwSignal<bool>,
}

impl Given {
    /// From an input, or from the clipboard.
    pub fn listed(list: &FileList) -> Self {
        Self { files: Array::from(list), entries: Array::new() }
    }

    /// What a drop holds: it has to be taken while the event lasts.
    pub fn dropped(data: &DataTransfer) -> Self {
        let items = data.items();
        let entries = (0..items.length())
            .filter_map(|index| items.get(index))
            .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
            .collect::<Array>();
        let files = data.files().filter(|_| entries.length() == 0);
        Self { files: files.map(|files| Array::from(&files)).unwrap_or_default(), entries }
    }

    pub fn is_empty(&self) -> bool {
        self.files.length() == 0 && self.entries.length() == 0
    }
}

/// Provides [`Uploads`]; once, above the router.
pub fn provide_uploads() -> Uploads {
    let uploads = Uploads {
        waiting: RwSignal::new_local(Vec::new()),
        resumed: RwSignal::new_local(Vec::new()),
        known: StoredValue::new_local(None),
        listeners: StoredValue::new_local(Vec::new()),
        listeners_made: StoredValue::new(0),
        busy: RwSignal::new(false),
        shown: RwSignal::new(is_left()),
    };
    source::ask_before_leaving(move || uploads.busy.try_get_untracked() == Some(true));
    provide_context(uploads);
    uploads
}

#[expect(clippy::expect_used, reason = "the application provides the uploads before anything else")]
pub fn use_uploads() -> Uploads {
    use_context().expect("uploads are provided")
}

/// Whether there are uploads that another visit has to hear of.
pub fn remember_that_there_are(some: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if some { storage.set_item(LEFT, "1") } else { storage.remove_item(LEFT) };
    }
}

fn is_left() -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.is_some_and(|storage| storage.get_item(LEFT).ok().flatten().is_some())
}

impl Uploads {
    /// Takes files in for a folder.
    pub fn add(self, handed: Handed) {
        self.busy.set(true);
        self.shown.set(true);
        self.waiting.update(|waiting| waiting.push(handed));
    }

    /// What was handed in since the last time; tracked.
    pub fn take(self) -> Vec<Handed> {
        self.waiting.track();
        self.waiting.try_update_untracked(std::mem::take).unwrap_or_default()
    }

    /// Goes on with what was begun elsewhere.
    pub fn resume(self, resumed: Resumed) {
        self.busy.set(true);
        self.shown.set(true);
        self.resumed.update(|waiting| waiting.push(resumed));
    }

    /// What to go on with since the last time; tracked.
    pub fn take_resumed(self) -> Vec<Resumed> {
        self.resumed.track();
        self.resumed.try_update_untracked(std::mem::take).unwrap_or_default()
    }

    /// Where the names of the uploads in parts are to be had.
    pub fn know(self, known: impl Fn() -> Vec<String> + 'static) {
        self.known.set_value(Some(Rc::new(known)));
    }

    /// The store's names for the uploads in parts that this visit has, under way or left to it.
    pub fn begun_here(self) -> Vec<String> {
        self.known.with_value(|known| known.as_ref().map(|known| known())).unwrap_or_default()
    }

    /// Calls `listener` for each object the store confirms, until the owner that asked is gone.
    pub fn when_stored(self, listener: impl Fn(&Target, u64) + 'static) {
        let id = self.listeners_made.get_value() + 1;
        self.listeners_made.set_value(id);
        self.listeners.update_value(|listeners| listeners.push((id, Rc::new(listener))));
        on_cleanup(move || {
            self.listeners
                .try_update_value(|listeners| listeners.retain(|(other, _)| *other != id));
        });
    }

    pub fn tell_stored(self, target: &Target, bytes: u64) {
        for (_, listener) in self.listeners.get_value() {
            listener(target, bytes);
        }
    }
}
