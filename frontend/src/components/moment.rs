use leptos::prelude::*;

use crate::i18n::{date_time_short, use_words};

/// A moment (RFC 3339) in the reader's zone and language, for tables and lists.
pub fn moment(at: String) -> AnyView {
    let words = use_words();
    let shown = {
        let at = at.clone();
        move || date_time_short(words.language(), &at)
    };
    view! { <time datetime=at>{shown}</time> }.into_any()
}
