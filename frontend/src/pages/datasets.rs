use leptos::prelude::*;
use locales::text;

use crate::components::Heading;
use crate::i18n::use_words;

#[component]
pub fn DatasetsPage() -> impl IntoView {
    let words = use_words();
    view! { <Heading title=Signal::derive(move || text::datasets_title(words.language()).to_owned()) /> }
}
