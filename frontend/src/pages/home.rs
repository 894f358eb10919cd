use leptos::prelude::*;
use locales::text;

use crate::components::Heading;
use crate::i18n::use_words;

#[component]
pub fn HomePage() -> impl IntoView {
    let words = use_words();
    view! { <Heading title=Signal::derive(move || text::home_title(words.language()).to_owned()) /> }
}
