use gateway_api::Link;
use leptos::prelude::*;
use locales::{Language, text};

use super::received::received;
use super::{Links, qr};
use crate::components::{Button, ButtonKind, Icon};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::{Words, date_time, use_words};
use crate::pages::bucket::actions::copy_action;

/// A link: its address to copy or to photograph, what became of it, and taking it back.
#[component]
pub fn LinkRow(link: Link, links: Links, said: RwSignal<String>) -> impl IntoView {
    let words = use_words();
    let copy = copy_action();
    let photographed = RwSignal::new(false);
    let id = StoredValue::new(link.id.clone());
    let url = StoredValue::new(link.url.clone());
    let take_back = Action::new_local(move |(): &()| {
        let id = id.get_value();
        async move {
            gateway::revoke_link(&id).await?;
            said.try_set(text::share_link_taken(words.language_untracked()).to_owned());
            links.ask.try_run(());
            Ok::<(), Error>(())
        }
    });
    let arrived = link.upload.is_some() && link.files > 0;
    let pressed = move || if photographed.get() { "true" } else { "false" };
    view! {
        <li class="links__row">
            <code class="links__address">{link.url.clone()}</code>
            <p class="hint">{move || facts(words, &link)}</p>
            <div class="links__actions">
                <Button icon=Icon::Copy on_press=move |()| copy.run(url.get_value())>
                    {words.say(text::share_link_copy)}
                </Button>
                <button
                    type="button"
                    class="button"
                    aria-expanded=pressed
                    on:click=move |_| photographed.update(|shown| *shown = !*shown)
                >
                    {words.say(text::share_link_qr)}
                </button>
                <Button
                    kind=ButtonKind::Quiet
                    busy=take_back.pending()
                    on_press=move |()| {
                        take_back.dispatch(());
                    }
                >
                    {words.say(text::share_link_take_back)}
                </Button>
            </div>
            {arrived.then(|| received(id.get_value()))}
            {move || photographed.get().then(|| qr::picture(words, &url.get_value()))}
            {move || take_back.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
        </li>
    }
    .into_any()
}

/// How it is called, when it ends, how it opens, and how often it did.
fn facts(words: Words, link: &Link) -> String {
    let language = words.language();
    let told = |wanted: bool, words: fn(Language) -> &'static str| {
        wanted.then(|| words(language).to_owned())
    };
    let end = link.expires_at.as_deref().map_or_else(
        || text::share_link_lasting(language).to_owned(),
        |end| text::share_link_until(language, &date_time(language, end)),
    );
    let downloads = match link.downloads_max {
        Some(max) => text::share_link_downloaded_of(language, link.downloads, &max.to_string()),
        None => text::share_link_downloaded(language, link.downloads),
    };
    let parts = [
        (!link.label.is_empty()).then(|| link.label.clone()),
        Some(end),
        told(link.has_password, text::share_link_has_password),
        told(link.view_only, text::share_link_only_shown),
        told(link.upload.is_some(), text::share_link_takes),
        Some(text::share_link_opened(language, link.opens)),
        link.upload.is_some().then(|| text::share_link_arrived(language, link.files)),
        (!link.view_only && link.upload.is_none()).then_some(downloads),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(text::separator(language))
}
