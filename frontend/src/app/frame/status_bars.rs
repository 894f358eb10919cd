use leptos::prelude::*;
use locales::text;

use crate::components::{Button, Icon};
use crate::i18n::use_words;
use crate::session::use_session;

/// Bars under the header about the whole page: no connection, or a page older than the gateway.
#[component]
pub fn StatusBars() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let offline = RwSignal::new(!window().navigator().on_line());
    let listeners = [
        window_event_listener_untyped("offline", move |_| offline.set(true)),
        window_event_listener_untyped("online", move |_| offline.set(false)),
    ];
    on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
    let outdated = Memo::new(move |_| {
        session.version().is_some_and(|version| version != env!("CARGO_PKG_VERSION"))
    });
    view! {
        <div role="status">
            <Show when=move || offline.get()>
                <p class="bar bar--warning">{Icon::Offline.view()} <span>{words.say(text::offline_bar)}</span></p>
            </Show>
            <Show when=move || outdated.get()>
                <p class="bar">
                    {Icon::Info.view()} <span>{words.say(text::portal_updated)}</span>
                    <Button on_press=|()| {
                        let _ = window().location().reload();
                    }>{words.say(text::reload)}</Button>
                </p>
            </Show>
        </div>
    }
}
