use gateway_api::{AccessKey, Team, TeamRole};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::Teams;
use crate::components::{Notice, NoticeKind};
use crate::i18n::use_words;
use crate::model::access_key::{State, state};
use crate::{gateway, links};

/// How many keys of an owner end soon: one's own, or those of a team that one manages.
type Ending = (Option<Team>, u64);

/// Access keys that end soon, before the programs that use them stop. Says nothing while nothing is known.
#[component]
pub fn EndingKeys(teams: Teams) -> impl IntoView {
    let ending = RwSignal::new(Vec::<Ending>::new());
    Effect::new(move |_| match teams.get().flatten() {
        Some(teams) => {
            spawn_local(async move { drop(ending.try_set(all_ending(teams).await)) });
        }
        None => ending.set(Vec::new()),
    });
    move || ending.get().into_iter().map(reminder).collect_view()
}

/// What cannot be asked is not spoken of.
async fn all_ending(mut teams: Vec<Team>) -> Vec<Ending> {
    let own = gateway::access_keys(None).await.map(|list| soon(&list.keys));
    let mut ending = vec![(None, own.unwrap_or_default())];
    teams.retain(|team| team.role == TeamRole::Manager);
    for team in teams {
        let keys = gateway::access_keys(Some(&team.name)).await.map(|list| soon(&list.keys));
        ending.push((Some(team), keys.unwrap_or_default()));
    }
    ending.retain(|(_, count)| *count > 0);
    ending
}

fn soon(keys: &[AccessKey]) -> u64 {
    let soon = keys.iter().filter(|key| matches!(state(key), State::EndsSoon(_)));
    u64::try_from(soon.count()).unwrap_or_default()
}

fn reminder((team, count): Ending) -> AnyView {
    let words = use_words();
    let team = StoredValue::new(team);
    let title = Signal::derive(move || {
        let language = words.language();
        Some(team.with_value(|team| match team {
            None => text::keys_ending_title(language, count),
            Some(team) => text::team_keys_ending(language, count, &words.localized(&team.title)),
        }))
    });
    let address = move || {
        team.with_value(|team| match team {
            None => links::access_keys(words.language()),
            Some(team) => links::team(words.language(), &team.name),
        })
    };
    let open = team.with_value(|team| match team {
        None => text::keys_ending_open,
        Some(_) => text::team_keys_ending_open,
    });
    view! {
        <Notice kind=NoticeKind::Warning title>
            <p>{words.say(text::keys_ending)}</p>
            <div class="notice__actions">
                <a class="button" href=address>{words.say(open)}</a>
            </div>
        </Notice>
    }
    .into_any()
}
