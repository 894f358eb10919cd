//! What is shown where nothing is.

use leptos::prelude::*;
use locales::text;

use crate::components::Heading;
use crate::i18n::use_words;
use crate::links;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    let words = use_words();
    let title = move || text::not_found_title(words.language()).to_owned();
    view! {
        <Heading title=Signal::derive(title) />
        <p class="lead">{words.say(text::not_found)}</p>
        <p>
            <a class="button button--primary" href=move || links::home(words.language())>
                {words.say(text::not_found_home)}
            </a>
        </p>
    }
}
