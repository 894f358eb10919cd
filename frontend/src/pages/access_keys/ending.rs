//! When a key ends: later, by renewing it, or now, by revoking it.

use gateway_api::{AccessKey, ChangeAccessKey};
use leptos::prelude::*;
use locales::text;

use super::{Board, Limits, life_words};
use crate::components::{
    Button, ButtonKind, Dialog, DialogActions, Notice, NoticeKind, Select, focus_heading,
    opened_by, use_toasts,
};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::{Words, use_words};
use crate::model::access_key::{Life, days_default, days_offered};

/// For the title.
fn name(key: Memo<Option<AccessKey>>) -> String {
    key.with(|key| key.as_ref().map(|key| key.name.clone())).unwrap_or_default()
}

/// The lives to choose from, as a select shows them.
fn lives(words: Words, limits: Memo<Limits>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let days = limits.read().days.map(days_offered).unwrap_or_default();
        let shown = |days: u32| (days.to_string(), life_words(words, Life::Days(days)));
        days.into_iter().map(shown).collect()
    })
}

/// The life, in days, that is chosen until the person chooses: known once the longest one is.
fn life(limits: Memo<Limits>) -> RwSignal<String> {
    let days = RwSignal::new(String::new());
    Effect::new(move |_| {
        let unset = days.with_untracked(String::is_empty);
        if let Some(max) = limits.read().days.filter(|_| unset) {
            days.set(days_default(max).to_string());
        }
    });
    days
}

#[component]
pub fn RenewKey(board: Board) -> impl IntoView {
    let words = use_words();
    let (open, about) = opened_by(board.renewing);
    let title = move || text::key_renew_title(words.language(), &name(about));
    view! {
        <Dialog open title=Signal::derive(title)>
            <Renewal board open />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Renewal(board: Board, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let days = life(board.limits);
    let renew = Action::new_local(move |days: &u32| {
        let wanted = ChangeAccessKey { days: Some(*days), ..ChangeAccessKey::default() };
        let (key, team) = (board.renewing.get_untracked(), board.team());
        async move {
            let Some(key) = key else { return Ok(()) };
            let renewed = gateway::change_access_key(team.as_deref(), &key.id, &wanted).await?;
            let told = text::key_renewed_notice(words.language_untracked(), &renewed.name);
            open.set(false);
            toasts.show(NoticeKind::Success, told);
            board.changed.try_run(());
            Ok::<(), Error>(())
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let days = days.with_untracked(|days| days.parse().ok());
        if let Some(days) = days.filter(|_| !renew.pending().get_untracked()) {
            renew.dispatch(days);
        }
    };
    view! {
        <form class="form" on:submit=submit>
            <p>{words.say(text::key_renew_lead)}</p>
            <Select label=text::key_life options=lives(words, board.limits) value=days first=true />
            {move || renew.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <DialogActions submit=text::key_renew_submit busy=renew.pending() open />
        </form>
    }
    .into_any()
}

#[component]
pub fn RevokeKey(board: Board) -> impl IntoView {
    let words = use_words();
    let (open, about) = opened_by(board.revoking);
    let title = move || text::key_revoke_title(words.language(), &name(about));
    view! {
        <Dialog open title=Signal::derive(title)>
            <Revocation board open />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Revocation(board: Board, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let revoke = Action::new_local(move |(): &()| {
        let (key, team) = (board.revoking.get_untracked(), board.team());
        async move {
            let Some(key) = key else { return Ok(()) };
            gateway::revoke_access_key(team.as_deref(), &key.id).await?;
            let told = text::key_revoked_notice(words.language_untracked(), &key.name);
            open.set(false);
            toasts.show(NoticeKind::Success, told);
            board.changed.try_run(());
            // The row that opened the dialog is about to go, and the focus with it.
            request_animation_frame(focus_heading);
            Ok::<(), Error>(())
        }
    });
    let press = move |()| {
        if !revoke.pending().get_untracked() {
            revoke.dispatch(());
        }
    };
    view! {
        <div class="form">
            <Notice kind=NoticeKind::Warning>
                <p>{words.say(text::key_revoke_lead)}</p>
            </Notice>
            {move || revoke.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <div class="dialog__actions">
                <Button kind=ButtonKind::Danger busy=revoke.pending() on_press=press>
                    {words.say(text::key_revoke_submit)}
                </Button>
                <Button on_press=move |()| open.set(false)>{words.say(text::cancel)}</Button>
            </div>
        </div>
    }
    .into_any()
}
