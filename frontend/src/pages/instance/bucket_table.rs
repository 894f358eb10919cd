//! The buckets of a person on an instance, and what can be done with each.

use crate::navigation::use_navigate;
use gateway_api::{Bucket, Right};
use leptos::html;
use leptos::prelude::*;
use locales::text;
use snippets::What;

use super::delete_bucket::DeleteBucket;
use crate::components::{
    Badge, BadgeKind, Icon, Menu, MenuItem, MenuLink, NoticeKind, focus_heading, moment, use_toasts,
};
use crate::i18n::use_words;
use crate::links;
use crate::pages::sharing::{ShareTarget, Sharing, SharingDialog};
use crate::pages::using::{Target, Using, UsingDialog};

#[component]
pub fn BucketTable(
    instance: String,
    name: Signal<String>,
    buckets: Vec<Bucket>,
    /// The row that gets the focus when it is drawn: the one after a bucket that was deleted.
    landing: StoredValue<Option<String>>,
    changed: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let deleting = RwSignal::new(None::<String>);
    let using = Using::new();
    let sharing = Sharing::new();
    let names =
        StoredValue::new(buckets.iter().map(|bucket| bucket.name.clone()).collect::<Vec<_>>());
    let deleted = Callback::new(move |name: String| {
        toasts.show(
            NoticeKind::Success,
            text::bucket_deleted_notice(words.language_untracked(), &name),
        );
        let next = names.with_value(|names| after(names, &name));
        if next.is_none() {
            // The row that opened the dialog is about to go, and the focus with it.
            request_animation_frame(focus_heading);
        }
        landing.set_value(next);
        changed.run(());
    });
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
                    .map(|bucket| view! { <BucketRow bucket deleting using sharing landing /> })
                    .collect_view()}
            </tbody>
        </table>
        <DeleteBucket instance bucket=deleting changed=deleted />
        <UsingDialog using />
        <SharingDialog sharing />
    }
}

#[component]
fn BucketRow(
    bucket: Bucket,
    deleting: RwSignal<Option<String>>,
    using: Using,
    sharing: Sharing,
    landing: StoredValue<Option<String>>,
) -> impl IntoView {
    let words = use_words();
    let link = NodeRef::<html::A>::new();
    let lands = landing.with_value(|landing| landing.as_ref() == Some(&bucket.name));
    link.on_load(move |link| {
        if lands {
            landing.set_value(None);
            let _ = link.focus();
        }
    });
    let navigate = use_navigate();
    let Bucket { instance, name, personal, team, created_at, rights } = bucket;
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
    let keys = {
        let (instance, name) = (instance.clone(), name.clone());
        Signal::derive(move || links::access_keys_for(words.language(), &instance, &name))
    };
    let may_share = rights.contains(&Right::Share);
    let share_off =
        Signal::derive(move || (!may_share).then(|| text::share_off(words.language()).to_owned()));
    let shared = ShareTarget::bucket(&instance, &name);
    let target = Target { instance, bucket: name.clone(), what: What::Bucket };
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
                <a href=address node_ref=link>{name}</a>
                {personal.then(|| view! { <Badge kind=BadgeKind::Private text=say(text::personal) /> })}
                {team
                    .map(|team| {
                        let title = Signal::derive(move || words.localized(&team.title));
                        view! { <Badge kind=BadgeKind::Private text=title /> }
                    })}
                {(!may_write).then(|| view! { <Badge kind=BadgeKind::ReadOnly text=say(text::read_only) /> })}
            </th>
            <td class="table__date">{created_at.map(moment)}</td>
            <td class="table__actions">
                <Menu label icon=Icon::More icon_only=true>
                    <MenuItem icon=Icon::Folder on_select=open>{words.say(text::bucket_open)}</MenuItem>
                    <MenuLink icon=Icon::Key address=keys>{words.say(text::key_create_for_bucket)}</MenuLink>
                    <MenuItem icon=Icon::Share off=share_off on_select=move |()| sharing.ask(shared.clone())>
                        {words.say(text::share)}
                    </MenuItem>
                    <MenuItem icon=Icon::Code on_select=move |()| using.ask(target.clone())>
                        {words.say(text::use_it_from)}
                    </MenuItem>
                    <MenuItem icon=Icon::Trash danger=true off on_select=delete>
                        {words.say(text::bucket_delete)}
                    </MenuItem>
                </Menu>
            </td>
        </tr>
    }
    .into_any()
}

/// The name after `gone`, else the one before.
fn after(names: &[String], gone: &str) -> Option<String> {
    let at = names.iter().position(|name| name == gone)?;
    names.get(at + 1).or_else(|| names.get(at.checked_sub(1)?)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_goes_to_the_next_bucket_or_the_one_before() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(after(&names, "a").as_deref(), Some("b"));
        assert_eq!(after(&names, "c").as_deref(), Some("b"));
        assert_eq!(after(&names[..1], "a"), None);
    }
}
