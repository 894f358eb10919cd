use std::pin::pin;

use futures_util::future::select;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::acts::{Act, offer};
use crate::components::{Icon, Menu, MenuItem, MenuLink, NoticeKind, ToastContext, use_toasts};
use crate::failure::sentence;
use crate::i18n::{Words, use_words};
use crate::lazy::{Part, lazy};
use crate::preferences::{PreferencesContext, use_preferences};
use crate::session::{SessionContext, sign_in_here, use_session};
use crate::tabs::{self, News};
use crate::{gateway, links};

/// An answer that takes longer keeps nobody from signing out.
const KEPT_MS_MAX: u32 = 2_000;

/// Who is signed in and how to leave; or the way in.
#[component]
pub fn Account() -> impl IntoView {
    let session = use_session();
    let person = Memo::new(move |_| session.person());
    view! {
        <Show when=move || session.is_known() fallback=|| view! { <span class="account__waiting"></span> }>
            <Show when=move || person.read().is_some() fallback=|| view! { <SignIn /> }>
                <SignedIn />
            </Show>
        </Show>
    }
}

#[component]
fn SignIn() -> impl IntoView {
    let words = use_words();
    let path = crate::navigation::use_location();
    let address = move || {
        // Follows the place, which changes without a new page.
        path.pathname.track();
        path.search.track();
        sign_in_here(words.language())
    };
    let run = Callback::new(move |()| {
        let _ = window().location().assign(&sign_in_here(words.language_untracked()));
    });
    let off = Signal::stored(None);
    offer(Act { label: text::sign_in, icon: Icon::Person, off, run, secondary: false });
    view! {
        <a class="button" rel="external" href=address>
            {words.say(text::sign_in)}
        </a>
    }
}

#[component]
fn SignedIn() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let (preferences, toasts) = (use_preferences(), use_toasts());
    let opened = RwSignal::new(false);
    let run = Callback::new(move |()| {
        spawn_local(async move { drop(leave(words, session, preferences, toasts).await) });
    });
    let off = Signal::stored(None);
    offer(Act { label: text::sign_out, icon: Icon::Person, off, run, secondary: false });
    let name = move || session.person().map(|person| person.name).unwrap_or_default();
    view! {
        <Menu label=Signal::derive(name) icon=Icon::Person on_open=Callback::new(move |()| opened.set(true))>
            {move || opened.get().then(|| lazy(move || items(run)))}
        </Menu>
    }
}

#[wasm_split(acts, fallible)]
fn items(sign_out: Callback<()>) -> Part {
    let words = use_words();
    let keys = Signal::derive(move || links::access_keys(words.language()));
    let shared = Signal::derive(move || links::shared(words.language()));
    let activity = Signal::derive(move || links::activity(words.language()));
    let session = use_session();
    let name = move || session.person().map(|person| person.name).unwrap_or_default();
    let handle = move || session.person().map(|person| person.handle).unwrap_or_default();
    Ok(view! {
        <p class="menu__head" role="presentation">
            <strong>{name}</strong>
            <span>{handle}</span>
        </p>
        <MenuLink icon=Icon::Key address=keys>{words.say(text::keys_title)}</MenuLink>
        <MenuLink icon=Icon::Share address=shared>{words.say(text::shared_title)}</MenuLink>
        <MenuLink icon=Icon::List address=activity>{words.say(text::activity_title)}</MenuLink>
        <MenuItem on_select=sign_out>{words.say(text::sign_out)}</MenuItem>
    }
    .into_any())
}

#[wasm_split(acts, fallible)]
fn leave(
    words: Words,
    session: SessionContext,
    preferences: PreferencesContext,
    toasts: ToastContext,
) -> Result<(), SplitLoaderError> {
    session.set_leaving(true);
    spawn_local(async move {
        // What was chosen within the last second is still on this side.
        select(pin!(preferences.keep()), TimeoutFuture::new(KEPT_MS_MAX)).await;
        match gateway::sign_out().await {
            Ok(signed_out) => go(words, signed_out.redirect),
            Err(error) => {
                session.set_leaving(false);
                toasts.show(NoticeKind::Danger, sentence(words.language_untracked(), &error));
            }
        }
    });
    Ok(())
}

/// To the identity provider's own sign-out, or to the start: a whole page, so that nothing of the person is kept.
fn go(words: Words, redirect: Option<String>) {
    tabs::tell(News::Session);
    let address = redirect.unwrap_or_else(|| links::home(words.language_untracked()));
    let _ = window().location().assign(&address);
}
