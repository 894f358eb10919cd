//! The personal bucket in one click: the way into it, or the button that makes it.

use gateway_api::Creation;
use leptos::prelude::*;
use locales::text;

use super::making::making;
use crate::components::{Button, Icon};
use crate::failure::Failure;
use crate::i18n::use_words;
use crate::{gateway, links};

#[component]
pub fn PersonalBucket(instance: String, creation: Creation) -> impl IntoView {
    let words = use_words();
    let Creation { personal_bucket: name, personal_bucket_exists: exists, .. } = creation;
    let address = {
        let (instance, name) = (instance.clone(), name.clone());
        move || links::bucket(words.language(), &instance, &name, "")
    };
    if exists {
        return view! {
            <a class="button card__above" href=address>
                {Icon::Bucket.view()}
                <span>{name}</span>
            </a>
        }
        .into_any();
    }
    let create = making(instance, text::personal_bucket_ready, |instance| {
        Box::pin(async move { gateway::create_personal_bucket(&instance).await })
    });
    let pending = create.pending();
    let press = move |()| {
        create.dispatch(());
    };
    let failure = move || create.value().get().and_then(Result::err);
    let explained = move || text::personal_bucket_explained(words.language(), &name);
    view! {
        <div class="personal card__above">
            <Button icon=Icon::Plus busy=pending on_press=press>
                {move || {
                    let text = if pending.get() { text::personal_bucket_creating } else { text::personal_bucket_create };
                    text(words.language())
                }}
            </Button>
            <p class="personal__name">{explained}</p>
            {move || failure().map(|error| view! { <Failure error /> })}
        </div>
    }
    .into_any()
}
