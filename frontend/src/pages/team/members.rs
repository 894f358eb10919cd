use gateway_api::{Member, TeamRole};
use leptos::prelude::*;
use locales::{Language, text};

use super::Board;
use crate::components::{Badge, BadgeKind, Button, ButtonKind};
use crate::i18n::{date_time, use_words};
use crate::pages::sharing::words::{role_words, team_role};
use crate::session::use_session;

/// Who is in the team, what each may do, and by whose word.
#[component]
pub fn MemberTable(board: Board) -> impl IntoView {
    let words = use_words();
    let rows = move || board.members.get().into_iter().map(|it| row(board, it)).collect_view();
    view! {
        <table class="table team-table">
            <caption class="visually-hidden">{words.say(text::team_members)}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.say(text::team_person)}</th>
                    <th scope="col">{words.say(text::team_role)}</th>
                    <th scope="col">{words.say(text::team_by)}</th>
                    <th scope="col" class="table__actions">
                        <span class="visually-hidden">{words.say(text::team_actions)}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(board: Board, member: Member) -> AnyView {
    let words = use_words();
    let session = use_session();
    let own = {
        let handle = member.handle.clone();
        Memo::new(move |_| session.person().is_some_and(|person| person.handle == handle))
    };
    let (name, handle, role) = (member.name.clone(), member.handle.clone(), member.role);
    let you = Signal::derive(move || text::team_you(words.language()).to_owned());
    let by = {
        let member = member.clone();
        move || because(words.language(), &member)
    };
    let name_of_change = {
        let name = member.name.clone();
        move || text::team_change_role(words.language(), &name)
    };
    let change = Callback::new(move |()| board.changing.set(Some(member.clone())));
    let action = move || {
        board.manages().then(|| {
            let label = name_of_change.clone();
            view! {
                <Button kind=ButtonKind::Quiet on_press=change>
                    <span aria-hidden="true">{words.say(text::shared_change)}</span>
                    <span class="visually-hidden">{label}</span>
                </Button>
            }
        })
    };
    view! {
        <tr>
            <th scope="row" class="table__name team-table__person">
                <strong>{name}</strong>
                <code>{handle}</code>
                {move || own.get().then(|| view! { <Badge text=you /> })}
            </th>
            <td class="team-table__role">{role_badge(role)}</td>
            <td class="team-table__by">{by}</td>
            <td class="table__actions">{action}</td>
        </tr>
    }
    .into_any()
}

/// Of somebody who left, that they may do nothing here now.
fn role_badge(role: Option<TeamRole>) -> AnyView {
    let words = use_words();
    let Some(role) = role else {
        let left = Signal::derive(move || text::team_left(words.language()).to_owned());
        return view! { <Badge kind=BadgeKind::Private text=left /> }.into_any();
    };
    let (name, _) = role_words(team_role(role));
    view! { <span>{words.say(name)}</span> }.into_any()
}

/// By whose word somebody is what they are.
fn because(language: Language, member: &Member) -> String {
    let Some(set) = member.set_role else { return text::team_by_group(language).to_owned() };
    let (name, _) = role_words(team_role(set));
    let at = member.set_at.as_deref().map(|at| date_time(language, at)).unwrap_or_default();
    let said = match (&member.set_by, member.role) {
        (_, None) => return text::team_by_kept(language, name(language)),
        (Some(by), _) => text::team_by_manager(language, by, &at),
        (None, _) => text::team_by_operator(language, &at),
    };
    if member.role == Some(set) {
        said
    } else {
        // A group makes more of them than the manager did.
        text::team_by_group_over(language, name(language))
    }
}
