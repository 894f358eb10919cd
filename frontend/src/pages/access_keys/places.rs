//! Where a new key is to lead: what its owner has, and what was given to them.

use gateway_api::{Bucket, GRANTS_SHOWN_MAX, Grant, Grantee, InstanceKind, Right};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::Board;
use super::create::Draft;
use crate::components::{Field, Select};
use crate::failure::Failure;
use crate::gateway;
use crate::i18n::use_words;
use crate::model::access_key::{offered, split};

/// Instance, bucket and folder; the first instance that is open is chosen already.
#[component]
pub fn Where(board: Board, draft: Draft) -> impl IntoView {
    let words = use_words();
    let instances = LocalResource::new(gateway::instances);
    let open_ones = Memo::new(move |_| {
        let list = instances.get().and_then(Result::ok).map(|list| list.instances);
        let mut list = list.unwrap_or_default();
        list.retain(|it| it.accessible && it.kind == InstanceKind::SelfServe);
        board.limits.with(|limits| list.retain(|it| limits.instances.contains(&it.id)));
        list
    });
    Effect::new(move |_| {
        let first = open_ones.with(|list| list.first().map(|instance| instance.id.clone()));
        let unset = draft.instance.with_untracked(String::is_empty);
        if let Some(first) = first.filter(|_| unset) {
            draft.instance.set(first);
        }
    });
    let instance_options = Signal::derive(move || {
        let named = open_ones.get().into_iter();
        named.map(|it| (it.id.clone(), words.localized(&it.name))).collect::<Vec<_>>()
    });
    let places = places(board, draft.instance);
    // A bucket of another instance is not one of this.
    Effect::new(move |before: Option<String>| {
        let now = draft.instance.get();
        if before.is_some_and(|before| !before.is_empty() && before != now) {
            draft.place.set(String::new());
        }
        now
    });
    // Of a bucket of which folders were given a key opens the folder: the first is chosen already.
    Effect::new(move |before: Option<String>| {
        let chosen = draft.place.get();
        let folder = places.with(|places| {
            let whole = places.contains(&chosen);
            let mut below = places.iter().filter(|place| split(place).0 == chosen);
            below.next().filter(|_| !whole && !chosen.is_empty()).cloned()
        });
        match folder {
            Some(folder) => draft.place.set(folder),
            // What was typed stays until another place is chosen.
            None if before.as_ref() == Some(&chosen) => {}
            None => draft.prefix.set(split(&chosen).1.to_owned()),
        }
        chosen
    });
    let all = if board.team().is_some() { text::team_keys_all } else { text::key_all_buckets };
    let place_options = Signal::derive(move || {
        let mut places = places.get();
        let chosen = draft.place.get();
        if !chosen.is_empty() && !places.contains(&chosen) {
            places.push(chosen);
        }
        let all = (String::new(), all(words.language()).to_owned());
        std::iter::once(all)
            .chain(places.into_iter().map(|it| (it.clone(), it)))
            .collect::<Vec<_>>()
    });
    let error = move || {
        let error = instances.get()?.err()?;
        Some(view! { <Failure error retry=move |()| instances.refetch() /> })
    };
    let folder = Signal::derive(move || text::key_prefix(words.language()).to_owned());
    let folder_hint = Signal::derive(move || {
        let given = draft.place.with(|place| split(place).1.to_owned());
        Some(match given.as_str() {
            "" => text::key_prefix_hint(words.language()).to_owned(),
            given => text::key_prefix_given(words.language(), given),
        })
    });
    let one_bucket = Memo::new(move |_| !draft.place.read().is_empty());
    view! {
        {error}
        <Select label=text::key_instance options=instance_options value=draft.instance first=true />
        <Select label=text::key_bucket options=place_options value=draft.place />
        <Show when=move || one_bucket.get()>
            <Field label=folder value=draft.prefix hint=folder_hint verbatim=true />
        </Show>
    }
    .into_any()
}

/// Buckets on the instance, by name, and folders of others' that were given; what cannot be asked is not offered.
fn places(board: Board, instance: RwSignal<String>) -> RwSignal<Vec<String>> {
    let places = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        let (instance_id, team) = (instance.get(), board.team());
        if instance_id.is_empty() {
            return;
        }
        spawn_local(async move {
            let own = match &team {
                None => own_buckets(&instance_id).await,
                Some(team) => team_buckets(team, &instance_id).await,
            };
            let given = gateway::shared_with_me(None, GRANTS_SHOWN_MAX).await;
            let mut given = given.map(|shared| shared.places).unwrap_or_default();
            given.retain(|grant| {
                grant.instance == instance_id && team.as_ref().is_none_or(|team| is_to(grant, team))
            });
            // The person may have chosen another instance meanwhile, or left.
            if instance.try_with_untracked(|now| *now == instance_id) == Some(true) {
                places.try_set(offered(own, &given));
            }
        });
    });
    places
}

pub async fn own_buckets(instance: &str) -> Vec<String> {
    let list = gateway::buckets(instance).await.map(|list| list.buckets).unwrap_or_default();
    let may_read = |bucket: &Bucket| bucket.rights.contains(&Right::Read);
    list.into_iter().filter(may_read).map(|bucket| bucket.name).collect()
}

pub async fn team_buckets(team: &str, instance: &str) -> Vec<String> {
    let teams = gateway::teams().await.unwrap_or_default();
    let of_team = teams.into_iter().filter(|it| it.name == team).flat_map(|it| it.buckets);
    let here = of_team.filter(|bucket| bucket.exists && bucket.instance == instance);
    here.map(|bucket| bucket.name).collect()
}

fn is_to(grant: &Grant, team: &str) -> bool {
    matches!(&grant.to, Grantee::Team { team: named, .. } if named == team)
}
