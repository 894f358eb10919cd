//! Loading what follows the first page: one page more, or all in the background as far as the page keeps it.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser::{Browser, Phase};
use crate::components::{focus_heading, is_focus_lost};
use crate::gateway::Error;
use crate::model::arrangement::Arrangement;

/// How far what goes on behind the rows is.
#[derive(Clone, Copy)]
pub struct Loading {
    /// Loading in the background was asked for at least once.
    pub begun: RwSignal<bool>,
    /// It rests until the rows are in order.
    resting: StoredValue<bool>,
    pub jump: RwSignal<Option<Jump>>,
    /// The last jump: what comes of earlier ones leads nowhere.
    pub(super) turn: StoredValue<u32>,
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
                if is_focus_lost() {
                    focus_heading();
                }
            });
        }
        more
    }
}
