//! The buckets of one's teams, found without knowing their names; for managers, the way to make them.

use gateway_api::{Team, TeamBucket, TeamRole};
use leptos::prelude::*;
use locales::text;

use super::Teams;
use crate::components::{Button, Icon};
use crate::failure::Failure;
use crate::gateway;
use crate::i18n::use_words;
use crate::links;
use crate::pages::making::making;
use crate::pages::sharing::words::{role_words, team_role};

/// A bucket with the team that it belongs to, or would.
type OfTeam = (StoredValue<Team>, TeamBucket);

/// Nothing is said while there is nothing, or nothing known.
#[component]
pub fn TeamBuckets(teams: Teams) -> impl IntoView {
    let words = use_words();
    let buckets = move || {
        let of_team = |team: Team| {
            let buckets = team.buckets.clone();
            let may_make = team.role == TeamRole::Manager;
            let team = StoredValue::new(team);
            let seen = buckets.into_iter().filter(move |bucket| bucket.exists || may_make);
            seen.map(move |bucket| (team, bucket))
        };
        teams.get().flatten().unwrap_or_default().into_iter().flat_map(of_team).collect::<Vec<_>>()
    };
    view! {
        <section class="group" hidden=move || buckets().is_empty()>
            <h2 class="group__title">{words.say(text::team_buckets_title)}</h2>
            <ul class="places">{move || buckets().into_iter().map(item).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn item((team, bucket): OfTeam) -> AnyView {
    let words = use_words();
    let instance = bucket.instance.clone();
    let facts = move || {
        let (role, _) = role_words(team.with_value(|team| team_role(team.role)));
        let title = team.with_value(|team| words.localized(&team.title));
        format!("{title}{}{}", text::separator(words.language()), role(words.language()))
    };
    let way = if bucket.exists {
        let name = bucket.name.clone();
        let address = move || links::bucket(words.language(), &bucket.instance, &bucket.name, "");
        view! { <a class="places__link" href=address>{name}</a> }.into_any()
    } else {
        let team = team.with_value(|team| team.name.clone());
        view! { <Making team bucket /> }.into_any()
    };
    let about = move || team.with_value(|team| links::team(words.language(), &team.name));
    let about_label = move || {
        team.with_value(|team| text::team_about(words.language(), &words.localized(&team.title)))
    };
    view! {
        <li class="places__item">
            {Icon::People.view()} {way} <span class="places__instance">{instance}</span>
            <span class="places__facts">{facts}</span>
            <a class="places__about" href=about aria-label=about_label>
                {words.say(text::team_link)}
            </a>
        </li>
    }
    .into_any()
}

#[component]
fn Making(team: String, bucket: TeamBucket) -> impl IntoView {
    let words = use_words();
    let TeamBucket { instance, name, .. } = bucket;
    let create = making(instance, text::team_bucket_ready, move |instance| {
        let team = team.clone();
        Box::pin(async move { gateway::create_team_bucket(&team, &instance).await })
    });
    let failure = move || create.value().get().and_then(Result::err);
    let press = move |()| {
        create.dispatch(());
    };
    view! {
        <Button icon=Icon::Plus busy=create.pending() on_press=press>
            {move || text::team_bucket_create(words.language(), &name)}
        </Button>
        {move || failure().map(|error| view! { <Failure error /> })}
    }
    .into_any()
}
