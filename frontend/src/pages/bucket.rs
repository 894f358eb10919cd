use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::text;

use super::SignedIn;
use crate::components::Heading;
use crate::i18n::use_words;

/// `/{lang}/b/{instance}/{bucket}?prefix=&key=`: a folder of a bucket.
#[component]
pub fn BucketPage() -> impl IntoView {
    let words = use_words();
    let params = use_params_map();
    let part = move |name: &str| params.read().get(name).unwrap_or_default();
    let title =
        move || text::bucket_page_title(words.language(), &part("bucket"), &part("instance"));
    view! {
        <SignedIn>
            <Heading title=Signal::derive(title) />
        </SignedIn>
    }
}
