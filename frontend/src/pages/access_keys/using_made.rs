//! A key that was just made, in what is pasted into programs. Its secret is in memory alone, and gone with the dialog.

use gateway_api::{AccessKey, CreatedAccessKey};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::places::{own_buckets, team_buckets};
use crate::components::{
    Button, Icon, Select, Skeleton, SkeletonShape, focus_late_content, focus_title,
};
use crate::i18n::use_words;
use crate::lazy::Part;
use crate::model::access_key::places;
use crate::pages::using::{Account, Snippets, Target};

/// `showing`: whether this is shown in the place of the key's values.
#[wasm_split(acts, fallible)]
pub fn use_made(made: CreatedAccessKey, team: Option<String>, showing: RwSignal<bool>) -> Part {
    Ok(view! { <UseMade made team showing /> }.into_any())
}

#[component]
fn UseMade(made: CreatedAccessKey, team: Option<String>, showing: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let inside = NodeRef::<html::Div>::new();
    let reached = reached(&made.key, team);
    let chosen = RwSignal::new(String::new());
    let options = Signal::derive(move || {
        let places = reached.get().unwrap_or_default();
        places.into_iter().map(|it| (it.clone(), it)).collect::<Vec<_>>()
    });
    let several = Memo::new(move |_| options.read().len() > 1);
    let place = Memo::new(move |_| {
        let places = reached.get()?;
        let wanted = chosen.get();
        let first = || places.first().cloned();
        Some(if wanted.is_empty() { first().unwrap_or_default() } else { wanted })
    });
    let snippets = move || {
        let Some(place) = place.get() else {
            let loading = Signal::derive(move || text::part_loading(words.language()).to_owned());
            return view! { <Skeleton shape=SkeletonShape::Text count=3 text=loading /> }
                .into_any();
        };
        // No bucket is there yet.
        let place = if place.is_empty() { text::use_bucket(words.language()) } else { &place };
        let target = Target::of_place(&made.key.instance, place);
        view! { <Snippets target account=Account::Whole(Box::new(made.clone())) /> }.into_any()
    };
    let back = move |()| {
        if let Some(inside) = inside.get_untracked() {
            focus_title(&inside);
        }
        showing.set(false);
    };
    view! {
        <div class="form" node_ref=inside>
            <Show when=move || several.get()>
                <Select label=text::key_bucket options value=chosen />
            </Show>
            {snippets}
            <div class="dialog__actions">
                <Button icon=Icon::Key on_press=back>{words.say(text::use_made_back)}</Button>
            </div>
        </div>
    }
    .into_any()
}

/// What the key opens, of which somebody chooses one; nothing until it is known.
fn reached(key: &AccessKey, team: Option<String>) -> RwSignal<Option<Vec<String>>> {
    let told = key.buckets.as_ref().map(|buckets| places(buckets, None));
    let known = told.is_some();
    let reached = RwSignal::new(told);
    if !known {
        let instance = key.instance.clone();
        spawn_local(async move {
            let buckets = match &team {
                None => own_buckets(&instance).await,
                Some(team) => team_buckets(team, &instance).await,
            };
            reached.try_set(Some(buckets));
            focus_late_content();
        });
    }
    reached
}
