use std::time::Duration;

use leptos::prelude::*;
use locales::text;

use crate::components::{Button, Dialog, NoticeKind, use_toasts};
use crate::i18n::{time, use_words};
use crate::links;
use crate::model::ending::{Ending, Step};
use crate::session::{sign_in_beside, use_session};
use crate::upload::use_uploads;

/// The session is about to end, or has ended: what is on screen stays, and going on here needs no more than a press.
#[component]
pub fn SessionDialogs() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let (ending, ended) = (RwSignal::new(false), RwSignal::new(false));
    let ends_at = watch(ending);
    come_back(ended);
    let renewable = move || session.left().is_some_and(|(_, renewable)| renewable);
    let ending_words = move || {
        let words_of = if renewable() { text::session_idle } else { text::session_ending };
        words_of(words.language(), &time(words.language(), &ends_at.get()))
    };
    let stay = Callback::new(move |()| {
        ending.set(false);
        session.renew();
    });
    let later = move |open: RwSignal<bool>| Callback::new(move |()| open.set(false));
    view! {
        <Dialog open=ending title=Signal::derive(move || text::session_ending_title(words.language()).to_owned())>
            <p>{ending_words}</p>
            <div class="dialog__actions">
                <Show when=renewable fallback=|| sign_in_link()>
                    <button type="button" class="button button--primary" data-autofocus="" on:click=move |_| stay.run(())>
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

/// Opens `ending` in time; answers when the session ends, RFC 3339.
fn watch(ending: RwSignal<bool>) -> RwSignal<String> {
    let session = use_session();
    let uploads = use_uploads();
    let ends_at = RwSignal::new(String::new());
    let known = StoredValue::new(None::<Ending>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let wait = move |milliseconds: f64| {
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        let duration = Duration::from_secs_f64(milliseconds.max(0.0) / 1_000.0);
        let asked = set_timeout_with_handle(move || session.ask_again(), duration);
        timer.set_value(asked.ok());
    };
    Effect::new(move |_| {
        let Some((left, renewable)) = session.left() else {
            known.set_value(None);
            ending.set(false);
            return;
        };
        let now = js_sys::Date::now();
        #[expect(clippy::cast_precision_loss, reason = "seconds of a session are few")]
        let heard = Ending::heard(known.get_value(), left as f64, now);
        known.set_value(Some(heard));
        ends_at.set(String::from(js_sys::Date::new(&heard.end_ms.into()).to_iso_string()));
        match heard.step(now) {
            Step::Wait(milliseconds) => {
                ending.set(false);
                wait(milliseconds);
            }
            // Whoever has files on their way is not idle.
            Step::Warn(_) if renewable && uploads.busy.get_untracked() => {
                session.renew();
            }
            Step::Warn(milliseconds) => {
                ending.set(true);
                wait(milliseconds);
            }
        }
    });
    ends_at
}

/// Opens `ended` when the session has ended; closes it when somebody signed in again.
fn come_back(ended: RwSignal<bool>) {
    let words = use_words();
    let session = use_session();
    let toasts = use_toasts();
    Effect::new(move |before: Option<u32>| {
        let now = session.ended_times();
        ended.set(now != 0);
        if before.is_some_and(|before| before != 0) && now == 0 {
            toasts.show(NoticeKind::Success, text::session_continues(words.language_untracked()));
        }
        now
    });
}
