//! `/{lang}/signed-in`: where a sign-in in a window of its own ends. Tells the page that waits, and closes.

use leptos::prelude::*;
use locales::text;

use crate::components::Heading;
use crate::effects::effect;
use crate::i18n::use_words;
use crate::links;
use crate::session::use_session;
use crate::tabs::{self, News};

#[component]
pub fn SignedInBesidePage() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    effect(move |_| {
        if session.person().is_some() {
            tabs::tell(News::Session);
            // The browser may refuse; then the words say what to do.
            let _ = window().close();
        }
    });
    let signed_in = Memo::new(move |_| session.person().is_some());
    let title = move || {
        let title = if signed_in.get() { text::signed_in_title } else { text::signing_in };
        title(words.language()).to_owned()
    };
    view! {
        <Heading title=Signal::derive(title) />
        <Show when=move || signed_in.get()>
            <p class="lead">{words.say(text::signed_in_close)}</p>
        </Show>
        <p>
            <a href=move || links::home(words.language())>{words.say(text::not_found_home)}</a>
        </p>
    }
    .into_any()
}
