//! `/{lang}/b/{instance}`: one's buckets on an instance; make one, delete one.

mod bucket_name;
mod bucket_table;
mod create_bucket;
mod delete_bucket;

use crate::navigation::use_location;
use gateway_api::{Bucket, Instance};
use leptos::prelude::*;
use locales::text;

use super::personal_bucket::PersonalBucket;
use super::{HelpTip, Question, SignedIn};
use crate::acts::{Act, offer};
use crate::components::{
    Badge, Breadcrumb, Button, ButtonKind, Crumb, Heading, Icon, Skeleton, SkeletonShape,
};
use crate::failure::Failure;
use crate::i18n::use_words;
use crate::{gateway, links};
use bucket_table::BucketTable;
use create_bucket::CreateBucket;

#[component]
pub fn InstancePage() -> impl IntoView {
    view! {
        <SignedIn>
            <Buckets />
        </SignedIn>
    }
}

#[component]
fn Buckets() -> impl IntoView {
    let words = use_words();
    let path = use_location().pathname;
    // On its way out the page keeps its instance, and asks for nothing.
    let id = Memo::new(move |before: Option<&String>| {
        let id = path.with(|path| links::instance_of(path));
        id.or_else(|| before.cloned()).unwrap_or_default()
    });
    let landing = StoredValue::new(None::<String>);
    let instances = LocalResource::new(gateway::instances);
    let instance = Memo::new(move |_| {
        let list = instances.get()?.ok()?;
        list.instances.into_iter().find(|instance| instance.id == id.get())
    });
    let buckets = LocalResource::new(move || {
        let id = id.get();
        async move { gateway::buckets(&id).await }
    });
    let name = Signal::derive(move || {
        instance.with(|instance| {
            instance.as_ref().map_or_else(|| id.get(), |known| words.localized(&known.name))
        })
    });
    let crumbs = Signal::derive(move || {
        let language = words.language();
        vec![
            Crumb::link(text::home_title(language), links::home(language)),
            Crumb::here(name.get()),
        ]
    });
    view! {
        <Breadcrumb crumbs />
        <Top name instance />
        {move || match buckets.get() {
            None => {
                let text = move || text::buckets_loading(words.language()).to_owned();
                view! { <Skeleton shape=SkeletonShape::Row count=4 text=Signal::derive(text) /> }.into_any()
            }
            Some(Err(error)) => {
                let retry = move |()| buckets.refetch();
                view! { <Failure error retry /> }.into_any()
            }
            Some(Ok(list)) => {
                let changed = move |()| buckets.refetch();
                view! { <List id=id.get() name instance buckets=list.buckets landing changed /> }.into_any()
            }
        }}
    }
}

/// Title, classification, and the one primary action.
#[component]
fn Top(name: Signal<String>, instance: Memo<Option<Instance>>) -> impl IntoView {
    let words = use_words();
    let creating = RwSignal::new(false);
    let prefixes = Memo::new(move |_| {
        let instance = instance.get()?;
        Some(instance.creation?.prefixes)
    });
    let off = Signal::derive(move || {
        let reason = match prefixes.get() {
            None => text::bucket_create_locked,
            Some(prefixes) if prefixes.is_empty() => text::bucket_create_none,
            Some(_) => return None,
        };
        Some(reason(words.language()).to_owned())
    });
    let run = Callback::new(move |()| creating.set(true));
    offer(Act { label: text::bucket_create, icon: Icon::Plus, off, run, secondary: false });
    let classification = move || {
        let classification = instance.get()?.classification?;
        Some(view! { <Badge text=Signal::derive(move || words.localized(&classification)) /> })
    };
    let id = Signal::derive(move || instance.get().map(|known| known.id).unwrap_or_default());
    view! {
        <div class="title-row">
            <Heading title=name />
            {classification}
            <div class="title-row__end">
                <Button
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                    off
                    on_press=move |()| creating.set(true)
                >
                    {words.say(text::bucket_create)}
                </Button>
            </div>
        </div>
        <p class="lead">
            {words.say(text::instance_lead)}
            <HelpTip question=Question::Bucket />
        </p>
        <CreateBucket open=creating instance=id prefixes=Signal::derive(move || prefixes.get().unwrap_or_default()) />
    }
}

#[component]
fn List(
    id: String,
    name: Signal<String>,
    instance: Memo<Option<Instance>>,
    buckets: Vec<Bucket>,
    landing: StoredValue<Option<String>>,
    #[prop(into)] changed: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let empty = buckets.is_empty();
    // The personal bucket may still be made, whatever else there is.
    let missing = Memo::new(move |_| {
        let creation = instance.get()?.creation?;
        (!creation.personal_bucket_exists).then_some(creation)
    });
    let personal = {
        let id = id.clone();
        move || {
            let creation = missing.get()?;
            Some(view! { <PersonalBucket instance=id.clone() creation /> })
        }
    };
    view! {
        <div class="empty" hidden=move || !empty && missing.read().is_none()>
            <div class="empty__words" hidden=!empty>
                <h2 class="empty__title">{words.say(text::buckets_empty_title)}</h2>
                <p>{words.say(text::buckets_empty)}</p>
            </div>
            {personal}
        </div>
        {(!empty).then(|| view! { <BucketTable instance=id name buckets landing changed /> })}
        <p class="aside">
            <a href=move || links::missing_bucket(words.language())>{words.say(text::missing_title)}</a>
        </p>
    }
}
