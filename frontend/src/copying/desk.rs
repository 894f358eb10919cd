//! Where pages say what should be copied or moved, and hear what was.

use std::rc::Rc;

use gateway_api::Place;
use leptos::prelude::*;

use crate::model::copying::{Chosen, Spot, Verb};

/// What somebody wants done with entries of one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The folder they are in.
    pub source: Spot,
    pub chosen: Vec<Chosen>,
    /// `chosen` is the folder itself and stands for all that is in it, also what is not loaded.
    pub everything: bool,
    pub how: How,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// The person chooses where to.
    Choose(Verb),
    Rename,
    /// Dropped or pasted there.
    Into(Verb, Spot),
}

/// Objects that came to be or went, as the gateway said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub place: Place,
    /// Key and bytes.
    pub stored: Vec<(String, u64)>,
    /// Keys, and prefixes of folders of which nothing is left.
    pub gone: Vec<String>,
}

type Listener = Rc<dyn Fn(&Change)>;

/// The wishes of this visit, one after another.
#[derive(Clone, Copy)]
pub struct Copies {
    wish: RwSignal<Option<Wish>>,
    /// Something is not over yet.
    pub busy: RwSignal<bool>,
    listeners: StoredValue<(usize, Vec<(usize, Listener)>), LocalStorage>,
}

/// Provides [`Copies`]; once, above the router.
pub fn provide_copies() {
    provide_context(Copies {
        wish: RwSignal::new(None),
        busy: RwSignal::new(false),
        listeners: StoredValue::new_local((0, Vec::new())),
    });
}

#[expect(clippy::expect_used, reason = "the application provides the copies before anything else")]
pub fn use_copies() -> Copies {
    use_context().expect("copies are provided")
}

impl Copies {
    pub fn ask(self, wish: Wish) {
        if !wish.chosen.is_empty() {
            self.wish.set(Some(wish));
        }
    }

    /// The wish nobody has taken yet; tracked.
    pub fn is_waiting(self) -> bool {
        self.wish.read().is_some()
    }

    /// Takes the wish; nobody else will.
    pub fn take(self) -> Option<Wish> {
        self.wish.try_update(Option::take).flatten()
    }

    /// Calls `listener` for each change, until the owner that asked is gone.
    pub fn when_changed(self, listener: impl Fn(&Change) + 'static) {
        let id = self.listeners.try_update_value(|(made, listeners)| {
            *made += 1;
            listeners.push((*made, Rc::new(listener)));
            *made
        });
        on_cleanup(move || {
            self.listeners.try_update_value(|(_, listeners)| {
                listeners.retain(|(other, _)| Some(*other) != id);
            });
        });
    }

    pub fn tell(self, change: &Change) {
        if change.stored.is_empty() && change.gone.is_empty() {
            return;
        }
        let listeners = self.listeners.with_value(|(_, listeners)| listeners.clone());
        for (_, listener) in listeners {
            listener(change);
        }
    }
}
