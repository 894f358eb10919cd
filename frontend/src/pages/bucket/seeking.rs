//! What is asked for out of turn, because somebody typed its beginning.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::browser::Browser;
use super::loading::Jump;
use crate::gateway::Error;
use crate::model::typeahead;

impl Browser {
    /// No loaded name begins with this: the storage is asked at once, whatever is still to be loaded. `None`: the person
    /// is elsewhere, and what was asked before leads nowhere.
    pub fn seek(self, beginning: Option<String>) {
        self.loading.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let more = self.rows.table.with_untracked(|table| table.folder.next.is_some());
        let Some(beginning) = beginning.filter(|_| more) else {
            if self.loading.jump.with_untracked(Option::is_some) {
                self.loading.jump.set(None);
            }
            return;
        };
        let turn = self.loading.turn.get_value();
        self.loading.jump.set(Some(Jump::Asking(beginning.clone())));
        spawn_local(async move {
            if ask(self, beginning, turn).await.is_err() {
                self.became(turn, Some(Jump::Failed(Error::Offline)));
            }
        });
    }

    fn became(self, turn: u32, jump: Option<Jump>) {
        if self.is_turn(turn) {
            self.loading.jump.try_set(jump);
        }
    }

    /// Whoever typed on looks for something else by now.
    fn is_turn(self, turn: u32) -> bool {
        self.loading.turn.try_get_value() == Some(turn)
    }
}

/// A part: capital letters of all scripts weigh 10 kB, and few lists are longer than their first page.
#[wasm_split(acts, fallible)]
fn ask(browser: Browser, beginning: String, turn: u32) -> Result<(), SplitLoaderError> {
    spawn_local(async move {
        let jump = led_to(browser, &beginning, turn).await;
        browser.became(turn, jump.unwrap_or_else(|error| Some(Jump::Failed(error))));
    });
    Ok(())
}

/// Nothing is said where it led to a row.
async fn led_to(browser: Browser, typed: &str, turn: u32) -> Result<Option<Jump>, Error> {
    let Some(place) = browser.place.try_get_value() else { return Ok(None) };
    for wanted in typeahead::spellings(typed) {
        let prefix = format!("{}{wanted}", place.prefix);
        let page = place.source.page(&prefix, None).await?;
        let found = browser.rows.table.try_update(|table| {
            table.append_ahead(&page);
            table.first_that_begins(&wanted)
        });
        if let Some(id) = found.flatten() {
            if browser.is_turn(turn) {
                browser.rows.revealed.try_set(Some(id));
            }
            return Ok(None);
        }
    }
    Ok(Some(Jump::Nothing(typed.to_owned())))
}
