//! From what is selected to what is wished for: copy, move and rename, by menu, keyboard, clipboard or dragging.

use gateway_api::{Kind, Place, Right};
use leptos::prelude::*;
use locales::{Language, text};

use super::browser::{Browser, Source};
use crate::components::{Icon, use_announcer};
use crate::copying::{Copies, How, Wish, use_copies};
use crate::i18n::use_words;
use crate::model::copying::{Chosen, Spot, Verb};
use crate::model::key;
use crate::model::selection::Selection;

/// Asks for copies and moves of what is in the folder that is shown.
#[derive(Clone, Copy)]
pub struct Moving {
    pub browser: Browser,
    copies: Copies,
}

impl Moving {
    pub fn new(browser: Browser) -> Self {
        Self { browser, copies: use_copies() }
    }

    /// The folder that is shown; `None` in a dataset.
    pub fn spot(self) -> Option<Spot> {
        let Source::Bucket { instance, bucket } = self.browser.source() else { return None };
        let place = Place { instance, bucket };
        Some(Spot { place, prefix: self.browser.prefix() })
    }

    /// What is selected, or the row that `otherwise` names.
    pub fn chosen(self, otherwise: Option<u32>) -> Vec<u32> {
        self.browser.rows.selection.with_untracked(|selection| {
            if selection.is_empty() {
                otherwise.into_iter().collect()
            } else {
                selection.ids().collect()
            }
        })
    }

    /// Asks for these rows; for everything, when they are what is selected and everything is meant.
    pub fn ask(self, ids: &[u32], how: How) {
        if let Some(wish) = self.wish(ids, how) {
            self.copies.ask(wish);
        }
    }

    pub fn wish(self, ids: &[u32], how: How) -> Option<Wish> {
        let source = self.spot()?;
        let everything = self.browser.rows.selection.with_untracked(|selection| {
            selection.is_everything() && ids.iter().all(|id| selection.contains(*id))
        });
        let chosen = if everything {
            vec![Chosen { key: source.prefix.clone(), folder: true, size: 0 }]
        } else {
            self.browser.rows.table.with_untracked(|table| {
                let one = |id: &u32| {
                    let entry = table.folder.entry(*id);
                    let folder = entry.kind == Kind::Folder;
                    Chosen { key: table.folder.key(*id), folder, size: entry.size }
                };
                ids.iter().map(one).collect()
            })
        };
        Some(Wish { source, chosen, everything, how })
    }

    /// Why these acts are off for what is selected or for one row; tracked.
    pub fn off(self, act: Act, closed: bool, language: Language) -> Option<String> {
        let everything = self.browser.rows.selection.with(Selection::is_everything);
        let reason = match act {
            _ if closed => text::dot_segment_reason,
            Act::Rename if everything => text::rename_everything_off,
            Act::Move | Act::Rename if !self.browser.may(Right::Delete) => {
                text::missing_right_delete
            }
            Act::Rename if !self.browser.may(Right::Write) => text::missing_right_write,
            Act::Copy | Act::Move | Act::Rename => return None,
        };
        Some(reason(language).to_owned())
    }

    /// Whether the rows may go by dragging or by the clipboard.
    pub fn may(self, verb: Verb, ids: &[u32]) -> bool {
        let closed = self.browser.rows.table.with_untracked(|table| {
            ids.iter().any(|id| key::has_dot_segment(&table.folder.key(*id)))
        });
        !closed && (verb == Verb::Copy || untrack(|| self.browser.may(Right::Delete)))
    }

    /// What comes here or goes from here by copying and moving appears and disappears by itself.
    pub fn show_changes(self) {
        let Some(spot) = self.spot() else { return };
        let browser = self.browser;
        self.copies.when_changed(move |change| {
            if change.place == spot.place {
                browser.gone(&change.gone);
                for (key, bytes) in &change.stored {
                    browser.stored_soon(key, *bytes);
                }
            }
        });
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Copy,
    Move,
    Rename,
}

impl Act {
    pub const ALL: [Self; 3] = [Self::Move, Self::Copy, Self::Rename];

    pub fn how(self) -> How {
        match self {
            Self::Copy => How::Choose(Verb::Copy),
            Self::Move => How::Choose(Verb::Move),
            Self::Rename => How::Rename,
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            Self::Copy => Icon::Copy,
            Self::Move => Icon::Folder,
            Self::Rename => Icon::Pencil,
        }
    }

    pub fn words(self) -> fn(Language) -> &'static str {
        match self {
            Self::Copy => text::copy_to,
            Self::Move => text::move_to,
            Self::Rename => text::rename,
        }
    }
}

/// Cut, copy and paste of rows, and F2 to rename, while the focus is in the table.
///
/// The clipboard of the system holds the S3 addresses as text, and a paste counts as ours only while it still does: so
/// files that were copied elsewhere since are uploaded, as ever.
pub fn follow_keys(moving: Moving) {
    let words = use_words();
    let announcer = use_announcer();
    let take = move |event: &web_sys::ClipboardEvent, verb: Verb| {
        let ids = moving.chosen(focused_row());
        let selecting_text = window()
            .get_selection()
            .ok()
            .flatten()
            .is_some_and(|selection| !selection.is_collapsed());
        if focused_row().is_none() || selecting_text || !moving.may(verb, &ids) {
            return;
        }
        let Some(wish) = moving.wish(&ids, How::Choose(verb)) else { return };
        let Some(data) = event.clipboard_data() else { return };
        let uri = |chosen: &Chosen| format!("s3://{}/{}", wish.source.place.bucket, chosen.key);
        let text = wish.chosen.iter().map(uri).collect::<Vec<_>>().join("\n");
        if data.set_data("text/plain", &text).is_err() {
            return;
        }
        event.prevent_default();
        let said = if verb == Verb::Copy { text::clipboard_copied } else { text::clipboard_cut };
        announcer.say(said(words.language_untracked(), wish.chosen.len() as u64));
        CLIPBOARD.set(Some((text, verb, wish)));
    };
    let copied = window_event_listener(leptos::ev::copy, move |event| take(&event, Verb::Copy));
    let cut = window_event_listener(leptos::ev::cut, move |event| take(&event, Verb::Move));
    let pasted = window_event_listener(leptos::ev::paste, move |event| {
        let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
        let held = CLIPBOARD.with_borrow(|held| {
            held.as_ref().filter(|(known, ..)| Some(known) == text.as_ref()).cloned()
        });
        let Some(((_, verb, wish), target)) = held.zip(moving.spot()) else { return };
        if is_typing() {
            return;
        }
        event.prevent_default();
        if !untrack(|| moving.browser.may(Right::Write)) {
            announcer.interrupt(text::missing_right_write(words.language_untracked()));
            return;
        }
        if verb == Verb::Move {
            CLIPBOARD.set(None);
        }
        moving.copies.ask(Wish { how: How::Into(verb, target), ..wish });
    });
    let renamed = window_event_listener(leptos::ev::keydown, move |event| {
        let Some(row) = focused_row().filter(|_| event.key() == "F2") else { return };
        event.prevent_default();
        let ids = moving.chosen(Some(row));
        let closed = !moving.may(Verb::Copy, &ids);
        match untrack(|| moving.off(Act::Rename, closed, words.language_untracked())) {
            None => moving.ask(&ids, How::Rename),
            Some(reason) => announcer.interrupt(reason),
        }
    });
    on_cleanup(move || {
        copied.remove();
        cut.remove();
        pasted.remove();
        renamed.remove();
    });
}

thread_local! {
    /// What was cut or copied, with the text that the clipboard of the system holds for it.
    static CLIPBOARD: std::cell::RefCell<Option<(String, Verb, Wish)>> =
        const { std::cell::RefCell::new(None) };
}

/// The row that holds the focus.
fn focused_row() -> Option<u32> {
    let row = document().active_element()?.closest(".object-table__row[data-id]").ok()??;
    row.get_attribute("data-id")?.parse().ok()
}

fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA")
            && element.get_attribute("type").as_deref() != Some("checkbox")
    })
}
