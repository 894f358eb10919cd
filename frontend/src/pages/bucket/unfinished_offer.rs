//! The way to what was begun to go up here and never ended, for whoever may go on with it or discard it.

use gateway_api::Right;
use leptos::prelude::*;
use locales::{Language, text};
use wasm_split_helpers::wasm_split;

use super::browser::{Browser, Source};
use crate::acts::{Act, offer};
use crate::components::Icon;
use crate::i18n::use_words;
use crate::lazy::{Part, lazy_aside};
use crate::links;
use crate::navigation::{NavigateOptions, use_navigate};

pub fn unfinished_offer(browser: Browser) -> AnyView {
    if matches!(browser.source(), Source::Dataset { .. }) {
        return ().into_any();
    }
    let may = Memo::new(move |_| browser.may(Right::Add));
    (move || may.get().then(|| lazy_aside(move || way(browser)))).into_any()
}

#[wasm_split(acts, fallible)]
fn way(browser: Browser) -> Part {
    let Source::Bucket { instance, bucket } = browser.source() else { return Ok(().into_any()) };
    let words = use_words();
    let address = move |language: Language| {
        links::unfinished(language, &instance, &bucket, &browser.prefix())
    };
    let shown = address.clone();
    let navigate = use_navigate();
    let run = Callback::new(move |()| {
        navigate(&untrack(|| address(words.language())), NavigateOptions::default());
    });
    let off = Signal::stored(None);
    offer(Act { label: text::unfinished_open, icon: Icon::Clock, off, run, secondary: false });
    Ok(view! {
        <a class="button button--quiet" href=move || shown(words.language())>
            {Icon::Clock.view()}
            <span>{words.say(text::unfinished_open)}</span>
        </a>
    }
    .into_any())
}
