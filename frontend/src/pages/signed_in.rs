use leptos::prelude::*;
use locales::text;

use crate::components::{Heading, Notice, NoticeKind, Skeleton, SkeletonShape};
use crate::effects::effect;
use crate::i18n::use_words;
use crate::session::{sign_in_here, use_session};

/// Shows a page to whoever is signed in. Whoever is not is taken to sign in and comes back to this very place.
///
/// Once shown it stays, even when the session ends: what was typed is not lost, and a dialog offers to sign in again.
#[component]
pub fn SignedIn(children: ChildrenFn) -> impl IntoView {
    let session = use_session();
    let shown = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or_default() || session.person().is_some()
    });
    view! {
        <Show when=move || shown.get() fallback=|| view! { <Waiting /> }>
            {children()}
        </Show>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    effect(move |_| {
        let nobody = session.get().is_some_and(|session| session.is_ok_and(|s| s.person.is_none()));
        if nobody && session.sign_in_available() {
            let _ = window().location().replace(&sign_in_here(words.language_untracked()));
        }
    });
    let failure = move || session.get().and_then(Result::err);
    view! {
        <Heading title=Signal::derive(move || text::home_title(words.language()).to_owned()) />
        {move || match failure() {
            Some(error) => {
                view! { <crate::failure::Failure error=error retry=move |()| session.ask_again() /> }.into_any()
            }
            None if !session.sign_in_available() => {
                let title = move || Some(text::sign_in_unavailable_title(words.language()).to_owned());
                view! {
                    <Notice kind=NoticeKind::Warning title=Signal::derive(title)>
                        <p>{words.say(text::sign_in_unavailable)}</p>
                    </Notice>
                }
                    .into_any()
            }
            None => {
                let text = move || text::signing_in(words.language()).to_owned();
                view! { <Skeleton shape=SkeletonShape::Row count=6 text=Signal::derive(text) /> }.into_any()
            }
        }}
    }
}
