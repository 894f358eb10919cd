use gateway_api::{ChangeGrant, Grant};
use leptos::prelude::*;
use locales::text;

use super::Board;
use crate::components::{Dialog, DialogActions, NoticeKind, opened_by, use_toasts};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::pages::sharing::giving::RoleField;
use crate::pages::sharing::until::{Until, UntilField};
use crate::pages::sharing::words::grantee_name;

/// Another role, another end.
#[component]
pub fn Changing(board: Board) -> impl IntoView {
    let words = use_words();
    let (open, about) = opened_by(board.changing);
    let title = move || {
        let name = about.with(|grant| grant.as_ref().map(|it| grantee_name(words, &it.to)));
        text::shared_change_title(words.language(), &name.unwrap_or_default())
    };
    view! {
        <Dialog open title=Signal::derive(title)>
            {move || about.get().map(|grant| view! { <Form board open grant /> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Form(board: Board, open: RwSignal<bool>, grant: Grant) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let role = RwSignal::new(grant.role);
    let until = Until::new(grant.until.clone());
    let id = grant.id;
    let change = Action::new_local(move |wanted: &ChangeGrant| {
        let wanted = wanted.clone();
        async move {
            let changed = gateway::change_grant(id, &wanted).await?;
            let name = grantee_name(words, &changed.to);
            let told = text::share_changed_notice(words.language_untracked(), &name);
            toasts.show(NoticeKind::Success, told);
            open.try_set(false);
            board.loaded.ask();
            Ok::<(), Error>(())
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !change.pending().get_untracked() && !untrack(|| until.is_open()) {
            change.dispatch(ChangeGrant { role: role.get_untracked(), until: until.moment() });
        }
    };
    view! {
        <form class="form" on:submit=submit>
            <RoleField role />
            <UntilField until />
            {move || change.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <DialogActions submit=text::shared_change_submit busy=change.pending() open />
        </form>
    }
    .into_any()
}
