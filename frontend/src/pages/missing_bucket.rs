//! `/{lang}/help/missing-bucket`: why a bucket may be missing from one's list, and what to do in each case; with what
//! the portal knows of the reader beside it.

use gateway_api::{Instance, InstanceKind, InstanceStatus};
use leptos::prelude::*;
use locales::text;

use crate::components::{Button, Field, Heading, Icon, Skeleton, SkeletonShape};
use crate::failure::Failure;
use crate::gateway;
use crate::i18n::{Words, date_time, use_words};
use crate::links;
use crate::session::{sign_in_here, use_session};

type Text = fn(locales::Language) -> &'static str;

const CAUSES: [(Text, Text); 6] = [
    (text::missing_account_title, text::missing_account),
    (text::missing_instance_title, text::missing_instance),
    (text::missing_group_title, text::missing_group),
    (text::missing_down_title, text::missing_down),
    (text::missing_record_title, text::missing_record),
    (text::missing_name_title, text::missing_name),
];

#[component]
pub fn MissingBucketPage() -> impl IntoView {
    let words = use_words();
    let instances = LocalResource::new(gateway::instances);
    let cause = |(title, body): (Text, Text)| {
        view! {
            <h2>{words.say(title)}</h2>
            <p>{words.say(body)}</p>
        }
    };
    view! {
        <article class="prose">
            <Heading title=Signal::derive(move || text::missing_title(words.language()).to_owned()) />
            <p class="lead">{words.say(text::missing_lead)}</p>
            {who()}
            {move || match instances.get() {
                None => {
                    let text = move || text::home_loading(words.language()).to_owned();
                    view! { <Skeleton shape=SkeletonShape::Row count=4 text=Signal::derive(text) /> }.into_any()
                }
                Some(Err(error)) => {
                    view! { <Failure error retry=Callback::new(move |()| instances.refetch()) /> }.into_any()
                }
                Some(Ok(list)) => {
                    let own = list.instances.into_iter();
                    let own: Vec<Instance> =
                        own.filter(|known| known.kind == InstanceKind::SelfServe).collect();
                    view! { {table(words, &own)} {search(own)} }.into_any()
                }
            }}
            {CAUSES.map(cause).collect_view()}
        </article>
    }
    .into_any()
}

/// The account one is signed in with, and its groups.
fn who() -> AnyView {
    let words = use_words();
    let session = use_session();
    let person = Memo::new(move |_| session.person());
    let signed_in = move || {
        let person = person.get()?;
        let language = words.language();
        let groups = person.groups.join(", ");
        let groups =
            if groups.is_empty() { text::missing_no_groups(language).to_owned() } else { groups };
        Some(view! {
            <dl class="facts">
                <dt>{text::missing_signed_in(language)}</dt>
                <dd>{person.name}</dd>
                <dt>{text::missing_handle(language)}</dt>
                <dd><code>{person.handle}</code></dd>
                <dt>{text::missing_groups(language)}</dt>
                <dd>{groups}</dd>
            </dl>
        })
    };
    view! {
        {signed_in}
        <Show when=move || session.is_known() && person.read().is_none()>
            <p>
                {words.say(text::missing_signed_out)} " "
                <a rel="external" href=move || sign_in_here(words.language())>{words.say(text::sign_in)}</a>
            </p>
        </Show>
    }
    .into_any()
}

/// Each instance: open or not and why, answering or not, how many buckets of one's own.
fn table(words: Words, instances: &[Instance]) -> AnyView {
    let row = |instance: &Instance| {
        let language = words.language();
        let name = words.localized(&instance.name);
        let access: Text =
            if instance.accessible { text::missing_open } else { text::missing_closed };
        let state = match &instance.status {
            InstanceStatus::Available => text::instance_available(language).to_owned(),
            InstanceStatus::Unavailable { since } => {
                text::instance_unavailable(language, &date_time(language, since))
            }
        };
        let count = match instance.bucket_count {
            Some(0) => text::instance_no_bucket(language).to_owned(),
            Some(count) => text::instance_buckets(language, u64::from(count)),
            None => "–".to_owned(),
        };
        let name = if instance.accessible {
            let address = links::instance(language, &instance.id);
            view! { <a href=address>{name}</a> }.into_any()
        } else {
            name.into_any()
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{access(language)}</td>
                <td>{state}</td>
                <td>{count}</td>
            </tr>
        }
    };
    let language = words.language();
    view! {
        <table class="table">
            <caption class="visually-hidden">{text::missing_table(language)}</caption>
            <thead>
                <tr>
                    <th scope="col">{text::missing_column_instance(language)}</th>
                    <th scope="col">{text::missing_column_access(language)}</th>
                    <th scope="col">{text::missing_column_state(language)}</th>
                    <th scope="col">{text::missing_column_buckets(language)}</th>
                </tr>
            </thead>
            <tbody>{instances.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// Looks for a bucket by its name, on every instance that is open.
fn search(instances: Vec<Instance>) -> AnyView {
    let words = use_words();
    let session = use_session();
    let name = RwSignal::new(String::new());
    let instances = StoredValue::new(instances);
    let look = Action::new_local(move |name: &String| {
        let name = name.trim().to_ascii_lowercase();
        let open = instances.get_value().into_iter().filter(|known| known.accessible);
        let open = open.collect::<Vec<_>>();
        async move {
            let mut found = Vec::new();
            for instance in open {
                let Ok(list) = gateway::buckets(&instance.id).await else { continue };
                let same = list.buckets.into_iter().filter(|bucket| bucket.name == name);
                found.extend(same.map(|bucket| (instance.name.clone(), bucket)));
            }
            (name, found)
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked();
        if !name.trim().is_empty() {
            look.dispatch(name);
        }
    };
    let outcome = move || {
        let (name, found) = look.value().get()?;
        let language = words.language();
        if found.is_empty() {
            return Some(view! { <p>{text::missing_not_found(language, &name)}</p> }.into_any());
        }
        let place = |(instance, bucket): (gateway_api::LocalizedText, gateway_api::Bucket)| {
            let address = links::bucket(language, &bucket.instance, &bucket.name, "");
            view! {
                <p>
                    {text::missing_found(language, &words.localized(&instance))} " "
                    <a href=address>{bucket.name}</a>
                </p>
            }
        };
        Some(found.into_iter().map(place).collect_view().into_any())
    };
    view! {
        <Show when=move || session.person().is_some()>
            <form class="open-by-key" on:submit=submit>
                <Field
                    label=Signal::derive(move || text::missing_search(words.language()).to_owned())
                    value=name
                    verbatim=true
                />
                <Button submit=true icon=Icon::Search busy=look.pending()>
                    {words.say(text::missing_look)}
                </Button>
            </form>
            <div role="status">{outcome}</div>
        </Show>
    }
    .into_any()
}
