use gateway_api::{BucketSettings, TeamBucket};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};

use super::Board;
use crate::components::{NoticeKind, ToastContext};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::links;

/// What managers decided about one bucket of the team. A switch counts at once, and goes back where it did not.
#[component]
pub fn BucketRules(board: Board, bucket: TeamBucket, toasts: ToastContext) -> impl IntoView {
    let words = use_words();
    let settings = RwSignal::new(bucket.settings.unwrap_or_default());
    let failure = RwSignal::new(None::<Error>);
    let TeamBucket { instance, name, .. } = bucket;
    let place = StoredValue::new((instance.clone(), name.clone()));
    let change = Callback::new(move |wanted: BucketSettings| {
        let (instance, name) = place.get_value();
        let before = settings.get_untracked();
        failure.set(None);
        settings.set(wanted);
        spawn_local(async move {
            match gateway::change_settings(&instance, &name, &wanted).await {
                Ok(_) => {
                    let told = text::team_rules_saved(words.language_untracked(), &name);
                    toasts.show(NoticeKind::Success, told);
                }
                Err(error) => {
                    settings.try_set(before);
                    failure.try_set(Some(error));
                }
            }
        });
    });
    let address = {
        let (instance, name) = (instance.clone(), name.clone());
        move || links::bucket(words.language(), &instance, &name, "")
    };
    // A team's buckets bear one name on every instance.
    let legend = {
        let (instance, name) = (instance.clone(), name.clone());
        move || text::team_rules_of(words.language(), &name, &instance)
    };
    view! {
        <fieldset class="options team-rules">
            <legend class="visually-hidden">{legend}</legend>
            <p class="team-rules__place">
                <a href=address>{name}</a>
                " "
                <span class="places__instance">{instance}</span>
            </p>
            {switch(
                board,
                Signal::derive(move || settings.read().contributors_share),
                change_of(settings, change, |settings, on| settings.contributors_share = on),
                text::team_contributors_share,
                text::team_contributors_share_hint,
            )}
            {switch(
                board,
                Signal::derive(move || settings.read().shared_folders),
                change_of(settings, change, |settings, on| settings.shared_folders = on),
                text::team_shared_folders,
                text::team_shared_folders_hint,
            )}
            {move || failure.get().map(|error| view! { <Failure error /> })}
        </fieldset>
    }
    .into_any()
}

fn change_of(
    settings: RwSignal<BucketSettings>,
    change: Callback<BucketSettings>,
    set: fn(&mut BucketSettings, bool),
) -> Callback<bool> {
    Callback::new(move |on| {
        let mut wanted = settings.get_untracked();
        set(&mut wanted, on);
        change.run(wanted);
    })
}

/// On or off; whoever does not manage reads which.
fn switch(
    board: Board,
    on: Signal<bool>,
    press: Callback<bool>,
    label: fn(Language) -> &'static str,
    hint: fn(Language) -> &'static str,
) -> AnyView {
    let words = use_words();
    view! {
        <label class="option">
            <input
                type="checkbox"
                role="switch"
                prop:checked=move || on.get()
                disabled=move || !board.manages()
                on:change=move |event| press.run(event_target_checked(&event))
            />
            <span>
                {words.say(label)}
                <span class="hint">{words.say(hint)}</span>
            </span>
        </label>
    }
    .into_any()
}
