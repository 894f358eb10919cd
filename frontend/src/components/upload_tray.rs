//! The uploads of this visit, at the foot of every page: how far they are, what they ask, what failed.

mod interrupted;
mod left;
mod list;
mod question;
mod row;
mod words;

use leptos::prelude::*;
use locales::text;

use super::tray_head::{Fold, TrayHead};
use super::tray_news::{UPLOAD_WORDS, WaitsForSignIn, announce};
use super::{Button, ButtonKind, Icon, NoticeKind, Progress, use_toasts};
use crate::i18n::use_words;
use crate::model::totals::Totals;
use crate::upload::queue::Queue;
use crate::upload::{Runner, use_runner};
use interrupted::Interrupted;
use left::LeftLots;
use list::List;
use question::Question;
use words::{failures_words, pace_words};

pub use words::refusal_words;

/// What is in the tray: needs the runner.
#[component]
pub fn UploadTray() -> impl IntoView {
    let runner = use_runner();
    let queue = runner.queue();
    let totals = Memo::new(move |_| queue.with(Queue::totals));
    let fold = Fold::new(move || {
        let Totals { asking, failed, .. } = totals.get();
        asking != 0
            || failed != 0
            || queue.with(Queue::interrupted) != 0
            || !runner.left().read().is_empty()
    });
    announce(UPLOAD_WORDS, Signal::derive(move || Some(totals.get())));
    view! {
        <Summary runner totals fold />
        <div class="upload-tray__body" hidden=move || !fold.shows()>
            <LeftLots runner />
            <Interrupted runner />
            <Question runner />
            <List queue totals />
        </div>
    }
}

#[component]
fn Summary(runner: Runner, totals: Memo<Totals>, fold: Fold) -> impl IntoView {
    let words = use_words();
    let open = move || totals.get().open != 0;
    let failed = move || totals.get().failed != 0;
    let interrupted = Memo::new(move |_| runner.queue().with(Queue::interrupted));
    let can_clear = move || {
        let totals = totals.get();
        totals.objects != 0 && totals.open == 0 && interrupted.get() == 0
    };
    let line = move || {
        let (language, totals) = (words.language(), totals.get());
        let (done, files) = (totals.done as u64, totals.objects as u64);
        let left = interrupted.get();
        if totals.objects == 0 && !runner.left().read().is_empty() {
            text::uploads_left_over(language).to_owned()
        } else if left == totals.objects {
            text::uploads_left(language, left as u64)
        } else if totals.open == 0 {
            text::uploads_over(language, done, files)
        } else {
            text::uploads_under_way(language, done, files)
        }
    };
    let per_mille = move || Some(totals.get().per_mille());
    let toasts = use_toasts();
    let copy_failures = Callback::new(move |()| {
        let language = words.language_untracked();
        let lines = runner.queue().with_untracked(|queue| failures_words(language, queue.items()));
        let _ = window().navigator().clipboard().write_text(&lines);
        toasts.show(NoticeKind::Success, text::copied(language));
    });
    view! {
        <TrayHead
            line=Signal::derive(line)
            failed=Signal::derive(move || totals.get().failed)
            fold
            to_fold=text::uploads_fold
            to_unfold=text::uploads_unfold
        />
        <Show when=open>
            <Progress label=Signal::derive(line) per_mille=Signal::derive(per_mille) />
        </Show>
        <WaitsForSignIn open=Signal::derive(open) />
        <Pace runner totals />
        <div class="upload-tray__actions" hidden=move || !fold.shows()>
            <PauseAll runner />
            <Show when=failed>
                <Button icon=Icon::Retry on_press=Callback::new(move |()| runner.retry_failed())>
                    {words.say(text::uploads_retry)}
                </Button>
                <Button kind=ButtonKind::Quiet icon=Icon::Copy on_press=copy_failures>
                    {words.say(text::uploads_copy_failures)}
                </Button>
            </Show>
            <Show when=can_clear>
                <Button kind=ButtonKind::Quiet icon=Icon::Check on_press=Callback::new(move |()| runner.clear())>
                    {words.say(text::uploads_clear)}
                </Button>
            </Show>
            <Show when=open>
                <Button kind=ButtonKind::Quiet icon=Icon::Cross on_press=Callback::new(move |()| runner.cancel_all())>
                    {words.say(text::uploads_cancel)}
                </Button>
            </Show>
        </div>
    }
}

/// How fast it goes and how long it will take, or why it does not go on.
#[component]
fn Pace(runner: Runner, totals: Memo<Totals>) -> impl IntoView {
    let words = use_words();
    let line = Memo::new(move |_| {
        let language = words.language();
        if totals.get().open == 0 {
            return None;
        }
        if runner.is_away() {
            return Some(text::uploads_away(language).to_owned());
        }
        if runner.queue().with(|queue| queue.running() == 0 && queue.paused() != 0) {
            let lacks_room = runner.queue().with(Queue::lacks_room);
            let line = if lacks_room { text::uploads_lack_room } else { text::uploads_paused };
            return Some(line(language).to_owned());
        }
        runner.pace().map(|(speed, left)| pace_words(language, speed, left))
    });
    view! {
        <p class="hint" hidden=move || line.read().is_none()>
            {move || line.get()}
        </p>
    }
}

/// One button for all: it pauses what goes on, else lets go on what is paused. The same one, so that the keyboard stays on it.
#[component]
fn PauseAll(runner: Runner) -> impl IntoView {
    let words = use_words();
    let queue = runner.queue();
    let can_pause = Memo::new(move |_| queue.with(Queue::can_pause));
    let shown = move || can_pause.get() || queue.with(Queue::paused) != 0;
    let label = move || {
        let label = if can_pause.get() { text::uploads_pause } else { text::uploads_resume };
        label(words.language())
    };
    let icon = move || if can_pause.get() { Icon::Pause.view() } else { Icon::Play.view() };
    let press = move |_| {
        if can_pause.get_untracked() {
            runner.pause_all();
        } else {
            runner.resume_all();
        }
    };
    view! {
        <Show when=shown>
            <button type="button" class=ButtonKind::Quiet.name() on:click=press>
                {icon}
                <span>{label}</span>
            </button>
        </Show>
    }
}
