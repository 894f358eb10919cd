//! Bookmarks, and places looked at lately.

use leptos::prelude::*;
use locales::text;

use crate::components::{Button, ButtonKind, Icon, Star};
use crate::i18n::use_words;
use crate::links;
use crate::model::completion;
use crate::preferences::{place, use_preferences};

/// Those that come first to mind; the palette knows more.
const RECENT_MAX: usize = 8;

#[component]
pub fn Places() -> impl IntoView {
    let words = use_words();
    let preferences = use_preferences();
    let stars = Memo::new(move |_| preferences.stars());
    let recent = Memo::new(move |_| {
        let others = preferences.recent().into_iter().filter(|kept| !preferences.is_starred(kept));
        others.take(RECENT_MAX).collect::<Vec<_>>()
    });
    let forget = Callback::new(move |()| preferences.forget_recent());
    view! {
        <section class="group" hidden=move || stars.read().is_empty()>
            <h2 class="group__title">{words.say(text::bookmarks)}</h2>
            {list(stars)}
        </section>
        <section class="group" hidden=move || recent.read().is_empty()>
            <h2 class="group__title">{words.say(text::recent)}</h2>
            {list(recent)}
            <Button kind=ButtonKind::Quiet on_press=forget>
                {words.say(text::recent_forget)}
            </Button>
        </section>
    }
    .into_any()
}

fn list(places: Memo<Vec<String>>) -> AnyView {
    let words = use_words();
    let item = move |kept: String| {
        let place = place(&kept)?;
        let (path, name) = (completion::path(&place), completion::name(&place));
        let icon = if place.key.is_some() {
            Icon::File
        } else if place.prefix.is_empty() {
            Icon::Bucket
        } else {
            Icon::Folder
        };
        let instance =
            place.instance.unwrap_or_else(|| text::public_read_only(words.language()).to_owned());
        let address = {
            let kept = kept.clone();
            move || links::with_language(words.language(), &kept)
        };
        Some(view! {
            <li class="places__item">
                {icon.view()}
                <a class="places__link" href=address>{path}</a>
                <span class="places__instance">{instance}</span>
                <Star kept=Signal::stored(kept) name=Signal::stored(name) />
            </li>
        })
    };
    view! {
        <ul class="places">
            {move || places.get().into_iter().filter_map(item).collect_view()}
        </ul>
    }
    .into_any()
}
