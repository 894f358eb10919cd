use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::text;

use crate::components::Heading;
use crate::i18n::use_words;

/// `/{lang}/d/{bucket}?prefix=`: a folder of a public dataset.
#[component]
pub fn DatasetPage() -> impl IntoView {
    let words = use_words();
    let params = use_params_map();
    let bucket = move || params.read().get("bucket").unwrap_or_default();
    let title = move || text::dataset_page_title(words.language(), &bucket());
    view! { <Heading title=Signal::derive(title) /> }
}
