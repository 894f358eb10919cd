use std::time::Duration;

use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use crate::components::{Button, Dialog, NoticeKind, use_toasts};
use crate::copying::use_copies;
use crate::effects::effect;
use crate::i18n::{time, use_words};
use crate::lazy::{Part, lazy};
use crate::links;
use crate::model::ending::{Ending, Step};
use crate::session::{sign_in_beside, use_session};
use crate::upload::use_uploads;

/// The session is about to end, or has ended: what is on screen stays, and going on here needs no more than a press.
#[component]
pub fn SessionDialogs() -> impl IntoView {
    let (ending, ended) = (RwSignal::new(false), RwSignal::new(false));
    let end_ms = watch(ending);
    come_back(ended);
    let needed = Memo::new(move |before| before == Some(&true) || ending.get() || ended.get());
    move || needed.get().then(|| lazy(move || dialogs(ending, ended, end_ms)))
}

#[wasm_split(acts, fallible)]
fn dialogs(ending: RwSignal<bool>, ended: RwSignal<bool>, end_ms: RwSignal<f64>) -> Part {
    Ok(view! { <Dialogs ending ended end_ms /> }.into_any())
}

#[component]
fn Dialogs(
    ending: RwSignal<bool>,
    ended: RwSignal<bool>,
    /// When the session ends, in milliseconds since 1970.
    end_ms: RwSignal<f64>,
) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let renewable = move || session.left().is_some_and(|(_, renewable)| renewable);
    let ending_words = move || {
        let words_of = if renewable() { text::session_idle } else { text::session_ending };
        let moment = String::from(js_sys::Date::new(&end_ms.get().into()).to_iso_string());
        words_of(words.language(), &time(words.language(), &moment))
    };
    let stay = move |_| {
        ending.set(false);
        session.renew();
    };
    let later = move |open: RwSignal<bool>| Callback::new(move |()| open.set(false));
    view! {
        <Dialog open=ending title=Signal::derive(move || text::session_ending_title(words.language()).to_owned())>
            <p>{ending_words}</p>
            <div class="dialog__actions">
                <Show when=renewable fallback=|| sign_in_link()>
                    <button type="button" class="button button--primary" data-autofocus="" on:click=stay>
                        {words.say(text::session_renew)}
                    </button>
                </Show>
                <Button on_press=later(ending)>{words.say(text::session_later)}</Button>
            </div>
        </Dialog>
        <Dialog open=ended title=Signal::derive(move || text::session_ended_title(words.language()).to_owned())>
            <p>{words.say(text::session_ended)}</p>
            <div class="dialog__actions">
                {sign_in_link()} <Button on_press=later(ended)>{words.say(text::session_later)}</Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Signs in beside this page, so that nothing typed or under way here is lost.
fn sign_in_link() -> AnyView {
    let words = use_words();
    let address = move || links::sign_in(words.language(), &links::signed_in(words.language()));
    let press = move |event: leptos::ev::MouseEvent| {
        if sign_in_beside(words.language_untracked()) {
            event.prevent_default();
        }
    };
    view! {
        <a
            class="button button--primary"
            rel="external"
            target="_blank"
            data-autofocus=""
            href=address
            on:click=press
        >
            {words.say(text::session_stay)}
            <span class="visually-hidden">{words.say(text::new_window)}</span>
        </a>
    }
    .into_any()
}

/// Opens `ending` in time; answers when the session ends, in milliseconds since 1970.
fn watch(ending: RwSignal<bool>) -> RwSignal<f64> {
    let session = use_session();
    let (uploads, copies) = (use_uploads(), use_copies());
    let busy = move || uploads.busy.get_untracked() || copies.busy.get_untracked();
    let end_ms = RwSignal::new(0.0);
    let known = StoredValue::new(None::<Ending>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let wait = move |milliseconds: u32| {
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        let duration = Duration::from_millis(milliseconds.into());
        let asked = set_timeout_with_handle(move || session.ask_again(), duration);
        timer.set_value(asked.ok());
    };
    effect(move |_| {
        let Some((left, renewable)) = session.left() else {
            known.set_value(None);
            ending.set(false);
            return;
        };
        let now = js_sys::Date::now();
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        let heard = Ending::heard(known.get_value(), left.into(), now);
        known.set_value(Some(heard));
        end_ms.set(heard.end_ms);
        match heard.step(now) {
            Step::Wait(milliseconds) => {
                ending.set(false);
                wait(milliseconds);
            }
            // Whoever has something on its way is not idle.
            Step::Warn(_) if renewable && busy() => session.renew(),
            Step::Warn(milliseconds) => {
                ending.set(true);
                wait(milliseconds);
            }
        }
    });
    end_ms
}

/// Opens `ended` when the session has ended; closes it when somebody signed in again.
fn come_back(ended: RwSignal<bool>) {
    let words = use_words();
    let session = use_session();
    let toasts = use_toasts();
    let mut before = 0;
    effect(move |_| {
        let now = session.ended_times();
        ended.set(now != 0);
        if before != 0 && now == 0 {
            toasts.show(NoticeKind::Success, text::session_continues(words.language_untracked()));
        }
        before = now;
    });
}
