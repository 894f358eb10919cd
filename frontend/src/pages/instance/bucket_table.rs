//! The buckets of a person on an instance, and what can be done with each.

use crate::navigation::use_navigate;
use gateway_api::{Bucket, Right};
use leptos::prelude::*;
use locales::text;

use super::delete_bucket::DeleteBucket;
use crate::components::{Badge, BadgeKind, Icon, Menu, MenuItem};
use crate::i18n::{date_time_short, use_words};
use crate::links;

#[component]
pub fn BucketTable(
    instance: String,
    name: Signal<String>,
    buckets: Vec<Bucket>,
    changed: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let deleting = RwSignal::new(None::<String>);
    let caption = move || text::buckets_caption(words.language(), &name.read());
    view! {
        <table class="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.say(text::bucket)}</th>
                    <th scope="col" class="table__date">{words.say(text::bucket_created)}</th>
                    <th scope="col" class="table__actions">
                        <span class="visually-hidden">{words.say(text::bucket_actions)}</span>
                    </th>
                </tr>
            </thead>
            <tbody>
                {buckets
                    .into_iter()
                    .map(|bucket| view! { <BucketRow bucket deleting /> })
                    .collect_view()}
            </tbody>
        </table>
        <DeleteBucket instance bucket=deleting changed />
    }
}

#[component]
fn BucketRow(bucket: Bucket, deleting: RwSignal<Option<String>>) -> impl IntoView {
    let words = use_words();
    let navigate = use_navigate();
    let Bucket { instance, name, personal, created_at, rights } = bucket;
    let address = {
        let (instance, name) = (instance.clone(), name.clone());
        move || links::bucket(words.language(), &instance, &name, "")
    };
    let may_write = rights.contains(&Right::Write);
    let may_delete = rights.contains(&Right::DeleteBucket);
    let off = Signal::derive(move || {
        (!may_delete).then(|| text::missing_right_delete_bucket(words.language()).to_owned())
    });
    let label = {
        let name = name.clone();
        Signal::derive(move || text::opens_menu(words.language(), &name))
    };
    let open = {
        let address = address.clone();
        move |()| navigate(&address(), crate::navigation::NavigateOptions::default())
    };
    let delete = {
        let name = name.clone();
        move |()| deleting.set(Some(name.clone()))
    };
    let say = move |text: fn(locales::Language) -> &'static str| {
        Signal::derive(move || text(words.language()).to_owned())
    };
    view! {
        <tr>
            <th scope="row" class="table__name">
                {Icon::Bucket.view()}
                <a href=address>{name}</a>
                {personal.then(|| view! { <Badge kind=BadgeKind::Private text=say(text::personal) /> })}
                {(!may_write).then(|| view! { <Badge kind=BadgeKind::ReadOnly text=say(text::read_only) /> })}
            </th>
            <td class="table__date">
                {created_at.map(|moment| {
                    let shown = { let moment = moment.clone(); move || date_time_short(words.language(), &moment) };
                    view! { <time datetime=moment>{shown}</time> }
                })}
            </td>
            <td class="table__actions">
                <Menu label icon=Icon::More icon_only=true>
                    <MenuItem icon=Icon::Folder on_select=open>{words.say(text::bucket_open)}</MenuItem>
                    <MenuItem icon=Icon::Trash danger=true off on_select=delete>
                        {words.say(text::bucket_delete)}
                    </MenuItem>
                </Menu>
            </td>
        </tr>
    }
    .into_any()
}
