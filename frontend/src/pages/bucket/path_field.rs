//! The path bar, and what it proposes once somebody uses it: buckets of the instance, what lies where one types, places
//! looked at lately.

use std::time::Duration;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::{go_there, use_place};
use crate::components::{PathBar, PathChoices, PathEntry, path_reason};
use crate::effects::effect;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy, lazy_aside};
use crate::model::completion::{self, Suggestion};
use crate::model::path::{self, Place};
use crate::preferences::{place, use_preferences};

/// While somebody types, nothing is asked.
const PAUSE_MS: u64 = 180;

/// Where completions are looked for: instance (of a dataset: none), bucket, and the beginning of a key.
type Asked = (Option<String>, String, String);

#[component]
pub fn PathField() -> impl IntoView {
    let entry = PathEntry::new(go_there());
    let used = RwSignal::new(false);
    let proposals = move || used.get().then(|| lazy_aside(move || proposals(entry)));
    let fault = move || entry.fault.get().filter(|_| entry.combobox.faulty.get());
    view! {
        <PathBar entry on_focus=Callback::new(move |()| used.set(true))>
            {proposals}
            <div class="path-bar__error" id=entry.combobox.fault_id() role="alert">
                {move || {
                    let fault = fault()?;
                    Some(lazy(move || why(fault.clone())))
                }}
            </div>
        </PathBar>
    }
    .into_any()
}

#[wasm_split(acts, fallible)]
fn why(fault: path::Error) -> Part {
    let words = use_words();
    Ok(view! { <p>{move || path_reason(words.language(), &fault)}</p> }.into_any())
}

#[wasm_split(acts, fallible)]
fn proposals(entry: PathEntry) -> Part {
    let here = use_place();
    let preferences = use_preferences();
    let typed = entry.combobox.typed;
    let instance =
        Memo::new(move |_| here.with(|here| here.instance.clone().filter(|_| !here.public)));
    let buckets = LocalResource::new(move || known_buckets(instance.get()));
    let asked = use_asked(typed, instance);
    // Leaving what was typed for something else aborts what was asked for it.
    let keys = LocalResource::new(move || {
        let asked = asked.get();
        async move {
            match asked {
                Some(asked) => keys_at(asked).await,
                None => Vec::new(),
            }
        }
    });
    let recent = Memo::new(move |_| recent_places(&preferences.recent(), &here.read()));
    let suggestions = Memo::new(move |_| -> Vec<Suggestion> {
        let Some(typed) = completion::typed(&typed.read()) else { return Vec::new() };
        let (buckets, keys) = (buckets.get().unwrap_or_default(), keys.get().unwrap_or_default());
        completion::suggestions(&typed, &buckets, &keys, &recent.read())
    });
    Ok(view! { <PathChoices entry suggestions=suggestions.into() /> }.into_any())
}

/// What to look for, once typing pauses.
fn use_asked(typed: RwSignal<String>, instance: Memo<Option<String>>) -> RwSignal<Option<Asked>> {
    let asked = RwSignal::new(None);
    let turn = StoredValue::new(0_u32);
    effect(move |_| {
        let wanted = completion::typed(&typed.read());
        let wanted = wanted.and_then(|typed| {
            let bucket = typed.bucket.filter(|name| path::can_be_bucket(name))?;
            Some((instance.get(), bucket, typed.rest))
        });
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let now = turn.get_value();
        let later = move || {
            let differs = asked.try_with_untracked(|asked| *asked != wanted);
            if turn.try_get_value() == Some(now) && differs == Some(true) {
                asked.set(wanted);
            }
        };
        set_timeout(later, Duration::from_millis(PAUSE_MS));
    });
    asked
}

async fn known_buckets(instance: Option<String>) -> Vec<String> {
    let names: Result<Vec<String>, Error> = if let Some(instance) = instance {
        let list = gateway::buckets(&instance).await;
        list.map(|list| list.buckets.into_iter().map(|bucket| bucket.name).collect())
    } else {
        let list = gateway::datasets().await;
        list.map(|list| {
            // They come by bucket, of which several parts may be public.
            let mut names: Vec<String> =
                list.datasets.into_iter().map(|dataset| dataset.bucket).collect();
            names.dedup();
            names
        })
    };
    // What cannot be proposed can still be typed.
    names.unwrap_or_default()
}

async fn keys_at((instance, bucket, rest): Asked) -> Vec<String> {
    let page = match instance {
        Some(instance) => gateway::listing(&instance, &bucket, &rest, None, false).await,
        None => gateway::dataset_listing(&bucket, &rest, None).await,
    };
    let keys = page.map(|page| page.entries.into_iter().map(|entry| entry.key));
    keys.map(Iterator::collect).unwrap_or_default()
}

/// Those that the reader can tell apart by their path: of this instance, or of the public data.
fn recent_places(recent: &[String], here: &Place) -> Vec<Place> {
    let places = recent.iter().filter_map(|kept| place(kept));
    places.filter(|place| place.instance == here.instance && place.public == here.public).collect()
}
