use gateway_api::{AccessKey, Grant};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::gateway::{self, Error};

/// What was read so far; each list fills by itself.
#[derive(Clone, Copy)]
pub struct Loaded {
    pub grants: RwSignal<Vec<Grant>>,
    pub keys: RwSignal<Vec<AccessKey>>,
    pub failure: RwSignal<Option<Error>>,
    /// How many of the lists are still being read.
    waiting: RwSignal<u8>,
}

impl Loaded {
    pub fn begin() -> Self {
        let loaded = Self {
            grants: RwSignal::default(),
            keys: RwSignal::default(),
            failure: RwSignal::new(None),
            waiting: RwSignal::new(0),
        };
        loaded.ask();
        loaded
    }

    pub fn is_waiting(self) -> bool {
        self.waiting.get() != 0
    }

    /// Reads everything anew; what was shown stays until it is replaced.
    pub fn ask(self) {
        if self.waiting.get_untracked() != 0 {
            return;
        }
        self.failure.set(None);
        self.waiting.set(2);
        spawn_local(async move {
            let grants = gateway::grants().await;
            self.arrive(self.grants, grants.map(|list| list.grants));
        });
        spawn_local(async move {
            let keys = gateway::access_keys().await;
            self.arrive(self.keys, keys.map(|list| list.keys));
        });
    }

    /// The page may be gone when it comes.
    fn arrive<T: Send + Sync + 'static>(
        self,
        list: RwSignal<Vec<T>>,
        answer: Result<Vec<T>, Error>,
    ) {
        match answer {
            Ok(all) => drop(list.try_set(all)),
            Err(error) => drop(self.failure.try_set(Some(error))),
        }
        self.waiting.try_update(|waiting| *waiting -= 1);
    }
}
