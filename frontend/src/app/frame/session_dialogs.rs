use std::time::Duration;

use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use crate::components::{Button, Dialog};
use crate::i18n::{time, use_words};
use crate::lazy::{Part, lazy};
use crate::session::{sign_in_here, use_session};

/// How long before the end of the session the person is told (WCAG 2.2.1 asks for 20 s at least).
const WARNING_SECONDS: f64 = 120.0;
/// Browsers hold a timer in 31 bits of milliseconds; a longer session is not waited for.
const TIMER_MILLISECONDS_MAX: f64 = 2_147_483_647.0;

/// The session is about to end, or has ended: what is on screen stays, and signing in leads back to it.
#[component]
pub fn SessionDialogs() -> impl IntoView {
    let session = use_session();
    let ending = RwSignal::new(false);
    let ended = RwSignal::new(false);
    Effect::new(move |_| {
        if session.has_ended() {
            ending.set(false);
            ended.set(true);
        }
    });
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        if let Some(Some(timer)) = before {
            timer.clear();
        }
        let wait = milliseconds_until_warning(&session.ends_at()?)?;
        set_timeout_with_handle(move || ending.set(true), wait).ok()
    });
    let needed = Memo::new(move |before| before == Some(&true) || ending.get() || ended.get());
    move || needed.get().then(|| lazy(move || dialogs(ending, ended)))
}

#[wasm_split(acts, fallible)]
fn dialogs(ending: RwSignal<bool>, ended: RwSignal<bool>) -> Part {
    Ok(view! { <Dialogs ending ended /> }.into_any())
}

#[component]
fn Dialogs(ending: RwSignal<bool>, ended: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let ends_at =
        move || session.ends_at().map(|moment| time(words.language(), &moment)).unwrap_or_default();
    let later = move |open: RwSignal<bool>| move |()| open.set(false);
    let sign_in = move || {
        view! {
            <a class="button button--primary" rel="external" data-autofocus="" href=move || sign_in_here(words.language())>
                {words.say(text::session_stay)}
            </a>
        }
    };
    view! {
        <Dialog open=ending title=Signal::derive(move || text::session_ending_title(words.language()).to_owned())>
            <p>{move || text::session_ending(words.language(), &ends_at())}</p>
            <div class="dialog__actions">
                {sign_in()} <Button on_press=later(ending)>{words.say(text::session_later)}</Button>
            </div>
        </Dialog>
        <Dialog open=ended title=Signal::derive(move || text::session_ended_title(words.language()).to_owned())>
            <p>{words.say(text::session_ended)}</p>
            <div class="dialog__actions">
                {sign_in()} <Button on_press=later(ended)>{words.say(text::session_later)}</Button>
            </div>
        </Dialog>
    }
}

fn milliseconds_until_warning(ends_at: &str) -> Option<Duration> {
    let end = js_sys::Date::new(&ends_at.into()).get_time();
    let wait = (end - js_sys::Date::now() - WARNING_SECONDS * 1000.0).max(0.0);
    (wait < TIMER_MILLISECONDS_MAX).then(|| Duration::from_secs_f64(wait / 1000.0))
}
