//! The personal bucket in one click: the way into it, or the button that makes it.

use crate::navigation::use_navigate;
use gateway_api::Creation;
use leptos::prelude::*;
use locales::text;

use crate::components::{Button, Icon, NoticeKind, use_toasts};
use crate::failure::Failure;
use crate::i18n::use_words;
use crate::{gateway, links};

/// Asking twice is harmless: the gateway answers with the bucket that is there.
#[component]
pub fn PersonalBucket(instance: String, creation: Creation) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let navigate = use_navigate();
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
    let create = Action::new_local(move |(): &()| {
        let (instance, navigate) = (instance.clone(), navigate.clone());
        async move {
            let bucket = gateway::create_personal_bucket(&instance).await?;
            let language = words.language_untracked();
            toasts.show(NoticeKind::Success, text::personal_bucket_ready(language, &bucket.name));
            let address = links::bucket(language, &instance, &bucket.name, "");
            navigate(&address, crate::navigation::NavigateOptions::default());
            Ok(())
        }
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
            {move || failure().map(|error: gateway::Error| view! { <Failure error /> })}
        </div>
    }
    .into_any()
}
