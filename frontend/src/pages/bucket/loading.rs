//! Loading what follows the first page: one page more, or all in the background as far as the page keeps it; and what is
//! asked for out of turn, because somebody typed its beginning.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser::{Browser, Phase};
use crate::components::focus_heading;
use crate::gateway::Error;
use crate::model::arrangement::Arrangement;
use crate::model::typeahead;

/// How far what goes on behind the rows is.
#[derive(Clone, Copy)]
pub struct Loading {
    /// Loading in the background was asked for at least once.
    pub begun: RwSignal<bool>,
    /// It rests until the rows are in order.
    resting: StoredValue<bool>,
    pub jump: RwSignal<Option<Jump>>,
    /// The last jump: what comes of earlier ones leads nowhere.
    turn: StoredValue<u32>,
}

/// What became of letters that no loaded name begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Jump {
    Asking(String),
    /// The storage has none either.
    Nothing(String),
    Failed(Error),
}

impl Default for Loading {
    fn default() -> Self {
        Self {
            begun: RwSignal::new(false),
            resting: StoredValue::new(false),
            jump: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }
}

impl Browser {
    /// Loads one further page.
    pub fn load_more(self) {
        spawn_local(async move {
            self.next_page().await;
        });
    }

    /// Loads page after page, until all is there, the page keeps no more, or [`Self::stop_loading`].
    pub fn load_all(self) {
        self.loading.begun.set(true);
        self.loading_all.set(true);
        spawn_local(async move {
            while self.loading_all.try_get_untracked() == Some(true) {
                // What comes while an order is made has to be put in its place here: let it be little.
                let waits = self.rows.table.try_with_untracked(Arrangement::is_at_work);
                if waits == Some(true) {
                    self.loading.resting.try_set_value(true);
                    return;
                }
                if !self.next_page().await {
                    break;
                }
                // The page draws and answers in between.
                TimeoutFuture::new(0).await;
            }
            self.loading_all.try_set(false);
        });
    }

    pub fn stop_loading(self) {
        self.loading_all.set(false);
    }

    /// The rows are in order: what rested goes on.
    pub(super) fn go_on_loading(self) {
        let rested = self.loading.resting.try_update_value(std::mem::take);
        if rested == Some(true) && self.loading_all.try_get_untracked() == Some(true) {
            self.load_all();
        }
    }

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
            let became = self.jumped(&beginning, turn).await;
            if self.is_turn(turn) {
                self.loading.jump.try_set(became.unwrap_or_else(|error| Some(Jump::Failed(error))));
            }
        });
    }

    /// Nothing is said where it led to a row.
    async fn jumped(self, typed: &str, turn: u32) -> Result<Option<Jump>, Error> {
        let Some(place) = self.place.try_get_value() else { return Ok(None) };
        for wanted in typeahead::spellings(typed) {
            let prefix = format!("{}{wanted}", place.prefix);
            let page = place.source.page(&prefix, None).await?;
            let found = self.rows.table.try_update(|table| {
                table.append_ahead(&page);
                table.first_that_begins(&wanted)
            });
            if let Some(id) = found.flatten() {
                // Whoever typed on looks for something else by now.
                if self.is_turn(turn) {
                    self.rows.revealed.try_set(Some(id));
                }
                return Ok(None);
            }
        }
        Ok(Some(Jump::Nothing(typed.to_owned())))
    }

    fn is_turn(self, turn: u32) -> bool {
        self.loading.turn.try_get_value() == Some(turn)
    }

    /// `true` when a page came and there are more.
    async fn next_page(self) -> bool {
        let next = self.rows.table.try_with_untracked(|table| {
            let next = table.folder.next.clone();
            next.filter(|_| !table.folder.is_full())
        });
        let Some(token) = next.flatten() else { return false };
        if self.phase.try_update(|phase| std::mem::replace(phase, Phase::More)) == Some(Phase::More)
        {
            return false;
        }
        let Some(place) = self.place.try_get_value() else { return false };
        let page = place.source.page(&place.prefix, Some(&token)).await;
        let held = document()
            .active_element()
            .and_then(|active| active.closest(".loading-line, .load-more").ok().flatten());
        let more = self.take(page, Phase::Interrupted);
        if held.is_some() {
            // With the last page, the buttons go.
            request_animation_frame(|| {
                if document().active_element().is_none_or(|active| active.tag_name() == "BODY") {
                    focus_heading();
                }
            });
        }
        more
    }
}
