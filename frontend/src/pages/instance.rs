use leptos::prelude::*;
use locales::text;

use super::SignedIn;
use crate::components::Heading;
use crate::i18n::use_words;

#[component]
pub fn InstancePage() -> impl IntoView {
    let words = use_words();
    view! {
        <SignedIn>
            <Heading title=Signal::derive(move || text::home_title(words.language()).to_owned()) />
        </SignedIn>
    }
}
