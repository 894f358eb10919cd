use gateway_api::{AccessKey, ChangeAccessKey};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};

use super::Board;
use crate::components::{Badge, BadgeKind, Icon, Menu, MenuItem, NoticeKind, moment, use_toasts};
use crate::failure::sentence;
use crate::gateway;
use crate::i18n::{Words, use_words};
use crate::model::access_key::{State, places, state};

/// The keys, newest first.
#[component]
pub fn KeyTable(keys: Vec<AccessKey>, board: Board) -> impl IntoView {
    let words = use_words();
    view! {
        <table class="table keys">
            <caption class="visually-hidden">{words.say(text::keys_title)}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.say(text::key_name)}</th>
                    <th scope="col">{words.say(text::key_reach)}</th>
                    <th scope="col">{words.say(text::key_end)}</th>
                    <th scope="col">{words.say(text::key_last_use)}</th>
                    <th scope="col" class="table__actions">
                        <span class="visually-hidden">{words.say(text::key_actions)}</span>
                    </th>
                </tr>
            </thead>
            <tbody>
                {keys.into_iter().map(|key| view! { <KeyRow key_shown=key board /> }).collect_view()}
            </tbody>
        </table>
    }
    .into_any()
}

#[component]
fn KeyRow(key_shown: AccessKey, board: Board) -> impl IntoView {
    let words = use_words();
    let AccessKey { id, name, instance, buckets, object, .. } = key_shown.clone();
    let access = if key_shown.read_only { text::read_only } else { text::key_read_write };
    let access_kind = if key_shown.read_only { BadgeKind::ReadOnly } else { BadgeKind::Neutral };
    let badges = state_badge(words, state(&key_shown));
    let everything =
        if board.team().is_some() { text::team_keys_all } else { text::key_all_buckets };
    let reach = match buckets {
        None => view! { <span>{words.say(everything)}</span> }.into_any(),
        Some(buckets) => places(&buckets, object.as_deref())
            .into_iter()
            .map(|place| view! { <code class="keys__place">{place}</code> })
            .collect_view()
            .into_any(),
    };
    let sources = key_shown.sources.join(", ");
    let only_from = (!sources.is_empty()).then(move || {
        let shown = move || text::key_only_from(words.language(), &sources);
        view! { <small class="keys__more">{shown}</small> }
    });
    let maker = key_shown.made_by.clone();
    let made_by = board.team().map(|_| {
        let language = move || words.language();
        let shown = move || match &maker {
            Some(name) => text::team_key_made_by(language(), name),
            None => text::team_key_made_by_operator(language()).to_owned(),
        };
        view! { <small class="keys__more">{shown}</small> }
    });
    let end = moment(key_shown.expires_at.clone());
    let used = match (key_shown.last_used_at.clone(), key_shown.last_used_from.clone()) {
        (Some(at), Some(from)) => view! {
            {moment(at)}
            <small class="keys__more">{move || text::key_used_from(words.language(), &from)}</small>
        }
        .into_any(),
        _ => view! { <span>{words.say(text::key_never_used)}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="keys__name">
                <span class="keys__title">
                    {name}
                    {object.is_some().then(|| view! { <Badge text=Signal::derive(move || text::key_presigned(words.language()).to_owned()) /> })}
                    <Badge kind=access_kind text=Signal::derive(move || access(words.language()).to_owned()) />
                    {badges}
                </span>
                <code class="keys__id">{id}</code>
                {made_by}
            </th>
            <td>
                <span class="keys__label">{words.say(text::key_reach)}</span>
                <span class="keys__instance">{instance}</span>
                {reach}
                {only_from}
            </td>
            <td>
                <span class="keys__label">{words.say(text::key_end)}</span>
                {end}
            </td>
            <td>
                <span class="keys__label">{words.say(text::key_last_use)}</span>
                {used}
            </td>
            <td class="table__actions">
                <Actions key_shown board />
            </td>
        </tr>
    }
    .into_any()
}

/// What there is to say of the key beside what it reaches.
fn state_badge(words: Words, state: State) -> Option<AnyView> {
    let shown: Box<dyn Fn(Language) -> String + Send + Sync> = match state {
        State::Active => return None,
        State::EndsSoon(0) => Box::new(|language| text::key_ends_today(language).to_owned()),
        State::EndsSoon(days) => Box::new(move |language| text::key_ends_soon(language, days)),
        State::Expired => Box::new(|language| text::key_expired(language).to_owned()),
        State::Disabled => Box::new(|language| text::key_disabled(language).to_owned()),
    };
    let kind = if state == State::Disabled { BadgeKind::Neutral } else { BadgeKind::Warning };
    let text = Signal::derive(move || shown(words.language()));
    Some(view! { <Badge kind text /> }.into_any())
}

#[component]
fn Actions(key_shown: AccessKey, board: Board) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let key = StoredValue::new(key_shown);
    let (temporary, disabled) = key.with_value(|key| (key.temporary, key.disabled));
    let label =
        Signal::derive(move || key.with_value(|key| text::opens_menu(words.language(), &key.name)));
    let renew_off =
        Signal::derive(move || temporary.then(|| text::key_temporary(words.language()).to_owned()));
    let switch = move |()| {
        let (id, team) = (key.with_value(|key| key.id.clone()), board.team());
        let wanted = ChangeAccessKey { disabled: Some(!disabled), ..ChangeAccessKey::default() };
        spawn_local(async move {
            let language = words.language_untracked();
            match gateway::change_access_key(team.as_deref(), &id, &wanted).await {
                Ok(changed) => {
                    let told =
                        if disabled { text::key_enabled_notice } else { text::key_disabled_notice };
                    toasts.show(NoticeKind::Success, told(language, &changed.name));
                    board.changed.try_run(());
                }
                Err(error) => toasts.show(NoticeKind::Danger, sentence(language, &error)),
            }
        });
    };
    let switch_words = if disabled { text::key_enable } else { text::key_disable };
    let switch_icon = if disabled { Icon::Check } else { Icon::Lock };
    view! {
        <Menu label icon=Icon::More icon_only=true>
            <MenuItem
                icon=Icon::Clock
                off=renew_off
                on_select=move |()| board.renewing.set(Some(key.get_value()))
            >
                {words.say(text::key_renew)}
            </MenuItem>
            <MenuItem icon=switch_icon on_select=switch>{words.say(switch_words)}</MenuItem>
            <MenuItem
                icon=Icon::Trash
                danger=true
                on_select=move |()| board.revoking.set(Some(key.get_value()))
            >
                {words.say(text::key_revoke)}
            </MenuItem>
        </Menu>
    }
    .into_any()
}
