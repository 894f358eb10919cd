//! Copying, moving and renaming: the questions before, the tray during and after. One for the whole page, made with
//! the first wish and kept, so that a move outlives the folder it was begun in.

mod chooser;
mod renaming;

use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use crate::components::{CopyTray, NoticeKind, place_refusal_words, use_toasts};
use crate::copying::{Copies, How, Jobs, Wish};
use crate::effects::effect;
use crate::i18n::use_words;
use crate::lazy::Part;
use crate::model::copying::job::Job;
use crate::model::copying::{Refusal, Root, Spot, Verb, into_folder};
use chooser::Chooser;
use renaming::Renaming;

/// What copies and moves show, wherever one is.
#[wasm_split(acts, fallible)]
pub fn arranging(copies: Copies) -> Part {
    Ok(view! { <Arranging copies /> }.into_any())
}

#[component]
fn Arranging(copies: Copies) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let jobs = Jobs::new(copies);
    // The last of each kind stays while its dialog closes.
    let choosing = RwSignal::new(None::<(Verb, Wish)>);
    let renaming = RwSignal::new(None::<Wish>);
    let (choosing_open, renaming_open) = (RwSignal::new(false), RwSignal::new(false));
    effect(move |_| {
        if !copies.is_waiting() {
            return;
        }
        let Some(wish) = copies.take() else { return };
        match wish.how.clone() {
            How::Choose(verb) => {
                choosing.set(Some((verb, wish)));
                choosing_open.set(true);
            }
            How::Rename => {
                renaming.set(Some(wish));
                renaming_open.set(true);
            }
            How::Into(verb, target) => match roots(verb, &wish, &target) {
                Ok(roots) => jobs.start(Job::new(verb, wish.source.place, target.place, roots)),
                Err(refusal) => toasts.show(
                    NoticeKind::Warning,
                    place_refusal_words(words.language_untracked(), refusal),
                ),
            },
        }
    });
    view! {
        <CopyTray jobs />
        <Chooser jobs wish=choosing open=choosing_open />
        <Renaming jobs wish=renaming open=renaming_open />
    }
}

fn roots(verb: Verb, wish: &Wish, target: &Spot) -> Result<Vec<Root>, Refusal> {
    into_folder(verb, &wish.source.place, &wish.chosen, target, wish.everything)
}

/// What a dialog is about, in its title.
fn title(language: locales::Language, verb: Verb, wish: &Wish) -> String {
    let count = wish.chosen.len() as u64;
    let name = super::bucket::folder_name(&wish.source.place.bucket, &wish.source.prefix);
    match (verb, wish.everything) {
        (Verb::Copy, true) => text::copy_everything_title(language, &name),
        (Verb::Move, true) => text::move_everything_title(language, &name),
        (Verb::Copy, false) => text::copy_title(language, count),
        (Verb::Move, false) => text::move_title(language, count),
    }
}
