//! What the trays tell those who do not see them.

use leptos::prelude::*;
use locales::{Language, text};

use super::use_announcer;
use crate::i18n::use_words;
use crate::model::news::{News, Told};
use crate::model::totals::Totals;
use crate::session::use_session;

/// The words of one tray.
#[derive(Clone, Copy)]
pub struct TrayWords {
    pub began: fn(Language, u64) -> String,
    pub quarter: fn(Language, &str) -> String,
    pub asks: fn(Language) -> &'static str,
    pub failing: fn(Language) -> &'static str,
    pub ended: fn(Language, u64) -> String,
    pub ended_failing: fn(Language, u64) -> String,
}

pub const UPLOAD_WORDS: TrayWords = TrayWords {
    began: text::uploads_began,
    quarter: text::uploads_quarter,
    asks: text::uploads_ask,
    failing: text::uploads_failing,
    ended: text::uploads_ended,
    ended_failing: text::uploads_ended_failing,
};

pub const COPY_WORDS: TrayWords = TrayWords {
    began: text::copies_began,
    quarter: text::copies_quarter,
    asks: text::copies_ask,
    failing: text::copies_failing,
    ended: text::copies_ended,
    ended_failing: text::copies_ended_failing,
};

/// Tells how it fares: a quarter at a time, failures at once and once. Nothing is told while there are no totals.
pub fn announce(tray: TrayWords, totals: Signal<Option<Totals>>) {
    let words = use_words();
    let announcer = use_announcer();
    Effect::new(move |told: Option<Told>| {
        let mut told = told.unwrap_or_default();
        let Some(totals) = totals.get() else { return told };
        let language = words.language_untracked();
        for news in told.hear(totals) {
            match news {
                News::Began { objects } => announcer.say((tray.began)(language, objects as u64)),
                News::Quarter { percent } => {
                    let percent = locales::percent(language, u64::from(percent));
                    announcer.say((tray.quarter)(language, &percent));
                }
                News::Asks => announcer.say((tray.asks)(language)),
                News::Failing => announcer.interrupt((tray.failing)(language)),
                News::Ended { done, failed: 0 } => {
                    announcer.say((tray.ended)(language, done as u64));
                }
                News::Ended { done, .. } => {
                    announcer.say((tray.ended_failing)(language, done as u64));
                }
            }
        }
        told
    });
}

/// Nobody is signed in any more, and something is under way: it waits, and says so.
#[component]
pub fn WaitsForSignIn(#[prop(into)] open: Signal<bool>) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    view! {
        <p class="upload-tray__waits" role="status">
            {move || (open.get() && session.has_ended()).then(|| words.say(text::waits_for_sign_in)())}
        </p>
    }
    .into_any()
}
