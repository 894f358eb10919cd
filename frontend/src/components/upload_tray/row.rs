use leptos::prelude::*;
use locales::text;

use super::words::state_words;
use crate::components::{Icon, Progress};
use crate::i18n::use_words;
use crate::links;
use crate::model::key;
use crate::upload::queue::{Failure, Item, State};
use crate::upload::{Runner, use_runner};

/// One file: where it goes, how far it is, what can be done about it.
#[component]
pub fn UploadRow(id: usize) -> impl IntoView {
    let words = use_words();
    let runner = use_runner();
    let item = Memo::new(move |_| runner.queue().with(|queue| queue.items().get(id).cloned()));
    let of = move |read: fn(&Item) -> String| {
        item.with(|item| item.as_ref().map(read).unwrap_or_default())
    };
    let name =
        move || of(|item| key::name(key::parent(&item.target.key), &item.target.key).to_owned());
    let folder = move || {
        let target = item.with(|item| item.as_ref().map(|item| item.target.clone()));
        target.map(|target| {
            links::bucket(
                words.language(),
                &target.instance,
                &target.bucket,
                key::parent(&target.key),
            )
        })
    };
    let is = move |test: fn(&State) -> bool| {
        item.with(|item| item.as_ref().is_some_and(|item| test(&item.state)))
    };
    let state =
        move || item.with(|item| item.as_ref().map(|item| state_words(words.language(), item)));
    let sending = Memo::new(move |_| is(|state| state.runs() || state.is_paused()));
    let value = move || item.with(|item| item.as_ref().and_then(share));
    let can_retry = move || {
        is(
            |state| matches!(state, State::Failed(failure) if !matches!(failure, Failure::Refused(_))),
        ) || is(|state| *state == State::Cancelled)
    };
    let act =
        move |label: fn(locales::Language, &str) -> String, icon: Icon, on: fn(Runner, usize)| {
            view! {
                <button
                    type="button"
                    class="button button--quiet button--icon"
                    aria-label=move || label(words.language(), &name())
                    on:click=move |_| on(runner, id)
                >
                    {icon.view()}
                </button>
            }
        };
    view! {
        <li class="upload-row" data-failed=move || is(|state| matches!(state, State::Failed(_))).then_some("")>
            <a class="upload-row__name" href=folder title=move || of(|item| item.target.key.clone())>
                {name}
            </a>
            <span class="upload-row__state">{state}</span>
            <span class="upload-row__actions">
                <Pause id name=Signal::derive(name) />
                <Show when=can_retry>{act(text::upload_retry_one, Icon::Retry, Runner::retry)}</Show>
                <Show when=move || is(State::is_interrupted)>
                    {act(text::upload_discard_one, Icon::Trash, Runner::cancel)}
                </Show>
                <Show when=move || !is(State::is_over)>
                    {act(text::upload_cancel_one, Icon::Cross, Runner::cancel)}
                </Show>
            </span>
            <Show when=move || sending.get()>
                <Progress label=Signal::derive(name) per_mille=Signal::derive(value) />
            </Show>
        </li>
    }
}

/// Pauses the file or lets it go on: one button, so that the keyboard stays on it.
#[component]
fn Pause(id: usize, name: Signal<String>) -> impl IntoView {
    let words = use_words();
    let runner = use_runner();
    let is = move |test: fn(&State) -> bool| {
        let queue = runner.queue();
        Memo::new(move |_| {
            queue.with(|queue| queue.items().get(id).is_some_and(|item| test(&item.state)))
        })
    };
    let is_paused = is(State::is_paused);
    let can_pause = is(|state| matches!(state, State::Waiting | State::Sending { .. }));
    let label = move || {
        let label = if is_paused.get() { text::upload_resume_one } else { text::upload_pause_one };
        label(words.language(), &name.get())
    };
    let icon = move || if is_paused.get() { Icon::Play.view() } else { Icon::Pause.view() };
    let press = move |_| {
        if is_paused.get_untracked() {
            runner.resume(id);
        } else {
            runner.pause(id);
        }
    };
    view! {
        <Show when=move || is_paused.get() || can_pause.get()>
            <button type="button" class="button button--quiet button--icon" aria-label=label on:click=press>
                {icon}
            </button>
        </Show>
    }
}

/// `None` while nobody knows how long it will take: all bytes are sent, the store has yet to confirm.
fn share(item: &Item) -> Option<u16> {
    match item.state {
        State::Sending { sent } | State::Paused { sent } if item.bytes != 0 => {
            u16::try_from(sent.saturating_mul(1000) / item.bytes).ok()
        }
        _ => None,
    }
}
