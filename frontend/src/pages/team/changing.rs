use gateway_api::{Member, TeamRole};
use leptos::prelude::*;
use locales::{Language, text};

use super::Board;
use crate::components::{
    Dialog, DialogActions, Notice, NoticeKind, Options, Radio, focus_heading, opened_by, use_toasts,
};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::pages::sharing::words::{role_words, team_role};
use crate::session::use_session;

/// Roles that are set, as they are offered.
const ROLES: [TeamRole; 3] = [TeamRole::Viewer, TeamRole::Contributor, TeamRole::Manager];

/// What a member is from now on.
#[component]
pub fn Changing(board: Board) -> impl IntoView {
    let words = use_words();
    let (open, about) = opened_by(board.changing);
    let title = move || {
        let name = about.with(|member| member.as_ref().map(|member| member.name.clone()));
        text::team_change_role(words.language(), &name.unwrap_or_default())
    };
    view! {
        <Dialog open title=Signal::derive(title)>
            {move || about.get().map(|member| view! { <Form board open member /> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Form(board: Board, open: RwSignal<bool>, member: Member) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let session = use_session();
    let role = RwSignal::new(member.set_role);
    let (handle, name) = (member.handle.clone(), member.name.clone());
    let own = session.person().is_some_and(|person| person.handle == handle);
    let change = Action::new_local(move |wanted: &Option<TeamRole>| {
        let (wanted, handle, name) = (*wanted, handle.clone(), name.clone());
        let team = board.name.get_untracked();
        async move {
            gateway::change_member(&team, &handle, wanted).await?;
            let told = text::team_role_changed(words.language_untracked(), &name);
            toasts.show(NoticeKind::Success, told);
            open.try_set(false);
            board.ask();
            request_animation_frame(focus_heading);
            Ok::<(), Error>(())
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !change.pending().get_untracked() {
            change.dispatch(role.get_untracked());
        }
    };
    let steps_down = move || own && role.get() != Some(TeamRole::Manager);
    let (group_role, left) = (member.group_role, member.role.is_none());
    let by_groups = move || match group_role {
        Some(role) => {
            let (name, _) = role_words(team_role(role));
            text::team_by_groups_now(words.language(), name(words.language()))
        }
        None => text::team_by_groups_gone(words.language()).to_owned(),
    };
    let by_groups = by_groups.into_any();
    view! {
        <form class="form" on:submit=submit>
            <Options legend=text::team_role_is>
                {option(role, None, text::team_by_groups, by_groups)}
                {ROLES
                    .map(|it| {
                        let (label, hint) = role_words(team_role(it));
                        option(role, Some(it), label, words.say(hint).into_any())
                    })
                    .into_iter()
                    .collect_view()}
            </Options>
            <p class="hint">{words.say(text::team_role_hint)}</p>
            <div hidden=!left>
                <Notice>
                    <p>{words.say(text::team_left_hint)}</p>
                </Notice>
            </div>
            <div hidden=move || !steps_down()>
                <Notice kind=NoticeKind::Warning>
                    <p>{words.say(text::team_step_down)}</p>
                </Notice>
            </div>
            {move || change.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <DialogActions submit=text::shared_change_submit busy=change.pending() open />
        </form>
    }
    .into_any()
}

fn option(
    chosen: RwSignal<Option<TeamRole>>,
    it: Option<TeamRole>,
    label: fn(Language) -> &'static str,
    hint: AnyView,
) -> AnyView {
    let words = use_words();
    let checked = Signal::derive(move || chosen.get() == it);
    view! {
        <Radio name="team-role" checked hint on_choose=move |()| chosen.set(it)>
            {words.say(label)}
        </Radio>
    }
    .into_any()
}
