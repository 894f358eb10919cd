//! An address for scripts that reads one object: made for some hours, copied, and shown to copy by hand.

use gateway_api::Presigned;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::{Aim, ShareTarget, Sharing};
use crate::components::{
    Button, ButtonKind, Icon, Select, Skeleton, SkeletonShape, focus_late_content, focus_title,
};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::{date_time, use_words};
use crate::lazy::Part;
use crate::links;
use crate::model::access_key::{HOUR_SECONDS, hours_offered};
use crate::pages::bucket::actions::copy_action;

/// The dialog's body, once it is about one object.
#[wasm_split(acts, fallible)]
pub fn presigned_body(sharing: Sharing, target: ShareTarget, may_share: bool) -> Part {
    let words = use_words();
    let hours = RwSignal::new(None::<Result<Vec<u32>, Error>>);
    let ask = Callback::new(move |()| {
        spawn_local(async move {
            let answer = gateway::access_keys(None).await;
            hours.try_set(Some(answer.map(|list| hours_offered(list.seconds_max))));
        });
    });
    ask.run(());
    let target = StoredValue::new(target);
    Ok(view! {
        <div class="sharing">
            <p>{words.say(text::presigned_lead)}</p>
            <p>
                {words.say(text::presigned_ends)} " "
                <a href=move || links::access_keys(words.language())>{words.say(text::presigned_keys)}</a>
            </p>
            {move || match hours.get() {
                None => {
                    let text = Signal::derive(move || text::part_loading(words.language()).to_owned());
                    view! { <Skeleton shape=SkeletonShape::Text count=2 text /> }.into_any()
                }
                Some(Err(error)) => view! { <Failure error retry=ask /> }.into_any(),
                Some(Ok(hours)) => making(target, hours),
            }}
        </div>
        <div class="sharing">
            <p>{words.say(text::presigned_link_lead)}</p>
            {share_instead(sharing, may_share)}
        </div>
    }
    .into_any())
}

/// One press makes an address and copies it; the one that was made last is shown.
fn making(target: StoredValue<ShareTarget>, hours: Vec<u32>) -> AnyView {
    let words = use_words();
    let copy = copy_action();
    let made = RwSignal::new(None::<Presigned>);
    let none = hours.is_empty();
    let life = RwSignal::new(hours.first().map(ToString::to_string).unwrap_or_default());
    let options = Signal::derive(move || {
        let shown =
            |hours: &u32| (hours.to_string(), text::key_hours(words.language(), u64::from(*hours)));
        hours.iter().map(shown).collect::<Vec<_>>()
    });
    let off =
        Signal::derive(move || none.then(|| text::presigned_off(words.language()).to_owned()));
    let request = Action::new_local(move |seconds: &u32| {
        let (seconds, target) = (*seconds, target.get_value());
        async move {
            let ShareTarget { instance, bucket, keys, .. } = target;
            let Some(key) = keys.first() else { return Ok(()) };
            let presigned = gateway::presign(&instance, &bucket, key, seconds).await?;
            copy.try_run(presigned.address.clone());
            made.try_set(Some(presigned));
            Ok::<(), Error>(())
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let hours = life.with_untracked(|life| life.parse::<u32>().ok());
        if let Some(hours) = hours.filter(|_| !request.pending().get_untracked()) {
            request.dispatch(hours * HOUR_SECONDS);
        }
    };
    let said = move || {
        let language = words.language();
        made.read()
            .as_ref()
            .map(|it| text::presigned_made(language, &date_time(language, &it.expires_at)))
    };
    view! {
        <form class="form" on:submit=submit>
            <Select label=text::key_life options value=life first=true />
            {move || request.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <div class="dialog__actions">
                <Button kind=ButtonKind::Primary icon=Icon::Copy submit=true off busy=request.pending()>
                    {words.say(text::presigned_submit)}
                </Button>
            </div>
        </form>
        <p class="sharing__said" role="status">{said}</p>
        {move || made.get().map(|made| shown(made.address))}
    }
    .into_any()
}

/// The address, where the clipboard could not be reached.
fn shown(address: String) -> AnyView {
    let words = use_words();
    let copy = copy_action();
    let copied = address.clone();
    view! {
        <div class="snippet">
            <pre class="snippet__text" role="region" tabindex="0" aria-label=words.say(text::presigned_address)>
                <code>{address}</code>
            </pre>
            <Button icon=Icon::Copy on_press=move |()| copy.run(copied.clone())>{words.say(text::copy)}</Button>
        </div>
    }
    .into_any()
}

/// The way to a link, for whoever may share: the same dialog, about the same object.
fn share_instead(sharing: Sharing, may_share: bool) -> AnyView {
    let words = use_words();
    let off =
        Signal::derive(move || (!may_share).then(|| text::share_off(words.language()).to_owned()));
    let here = NodeRef::<html::Div>::new();
    let turn = move |()| {
        // The button that has the focus is about to go: what comes in its place is read from its title on.
        if let Some(here) = here.get_untracked() {
            focus_title(&here);
        }
        sharing.aim.set(Aim::Share);
        focus_late_content();
    };
    view! {
        <div class="sharing__actions" node_ref=here>
            <Button icon=Icon::Share off on_press=turn>{words.say(text::presigned_link)}</Button>
        </div>
    }
    .into_any()
}
