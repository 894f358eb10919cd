//! The access keys of the team, for those who manage it: made and ended as one's own are.

use leptos::prelude::*;
use locales::text;

use crate::i18n::use_words;
use crate::pages::access_keys::{Board as KeyBoard, Keys, making};

/// `team`: as in addresses.
#[component]
pub fn TeamKeys(team: String) -> impl IntoView {
    let words = use_words();
    let board = KeyBoard::new(Some(team));
    view! {
        <section class="group">
            <div class="title-row">
                <h2 class="group__title">{words.say(text::keys_title)}</h2>
                {making(board)}
            </div>
            <p class="hint">{words.say(text::team_keys_hint)}</p>
            <Keys board />
        </section>
    }
    .into_any()
}
