//! Short messages about what has no place on the page (any more). What went wrong in a place is said there instead.

use std::time::Duration;

use leptos::prelude::*;
use locales::text;

use super::announcer::AnnouncerContext;
use super::{Icon, NoticeKind, use_announcer};
use crate::i18n::use_words;

/// Long enough to read a sentence twice; failures stay until they are closed.
const SHOWN_SECONDS: u64 = 10;
/// More than these at once cover the page: the oldest goes.
const TOASTS_MAX: usize = 4;

#[derive(Clone, Debug)]
struct Toast {
    number: u32,
    kind: NoticeKind,
    text: String,
}

#[derive(Clone, Copy)]
pub struct ToastContext {
    toasts: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
    announcer: AnnouncerContext,
}

impl ToastContext {
    /// Shows and announces. Failures ([`NoticeKind::Danger`]) interrupt and stay.
    pub fn show(self, kind: NoticeKind, text: impl Into<String>) {
        let text = text.into();
        let number = self.last.get_value() + 1;
        self.last.set_value(number);
        if kind == NoticeKind::Danger {
            self.announcer.interrupt(text.clone());
        } else {
            self.announcer.say(text.clone());
        }
        self.toasts.update(|toasts| {
            toasts.push(Toast { number, kind, text });
            if toasts.len() > TOASTS_MAX {
                toasts.remove(0);
            }
        });
        if kind != NoticeKind::Danger {
            set_timeout(move || self.close(number), Duration::from_secs(SHOWN_SECONDS));
        }
    }

    /// Tracked.
    pub fn is_empty(self) -> bool {
        self.toasts.read().is_empty()
    }

    fn close(self, number: u32) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.number != number));
    }
}

/// Provides the toasts; after the announcer, which says them.
pub fn provide_toasts() {
    provide_context(ToastContext {
        toasts: RwSignal::default(),
        last: StoredValue::new(0),
        announcer: use_announcer(),
    });
}

#[expect(clippy::expect_used, reason = "the application provides the toasts before anything else")]
pub fn use_toasts() -> ToastContext {
    use_context().expect("toasts are provided")
}

/// Those that show. The announcer speaks them, so the list itself is silent.
#[component]
pub fn ToastList() -> impl IntoView {
    let words = use_words();
    let context = use_toasts();
    let toast = move |toast: Toast| {
        let name = match toast.kind {
            NoticeKind::Danger => "toast toast--danger",
            NoticeKind::Warning => "toast toast--warning",
            NoticeKind::Success => "toast toast--success",
            NoticeKind::Info | NoticeKind::Public => "toast",
        };
        view! {
            <li class=name>
                {toast.kind.icon().view()}
                <span class="toast__text">{toast.text}</span>
                <button
                    type="button"
                    class="button button--quiet button--icon"
                    aria-label=words.say(text::close)
                    on:click=move |_| context.close(toast.number)
                >
                    {Icon::Cross.view()}
                </button>
            </li>
        }
    };
    view! {
        <ul class="toasts__list">
            {move || context.toasts.get().into_iter().map(toast).collect_view()}
        </ul>
    }
    .into_any()
}
