use gateway_api::{Act, ActivityAmount, ActivityEntry, Somebody, Way};
use leptos::prelude::*;
use locales::{Language, text};

use super::Record;
use crate::components::{Badge, BadgeKind, moment};
use crate::i18n::{Words, use_words};
use crate::links;
use crate::model::activity::Of;

/// The acts, newest first.
#[component]
pub fn ActivityTable(record: Record) -> impl IntoView {
    let words = use_words();
    let own = Memo::new(move |_| record.wanted.read().of == Of::Own);
    let column = move |label: fn(Language) -> &'static str| {
        view! { <th scope="col">{words.say(label)}</th> }
    };
    view! {
        <table class="table activity">
            <caption class="visually-hidden">{words.say(text::activity_title)}</caption>
            <thead>
                <tr>
                    {column(text::activity_what)}
                    <th scope="col" hidden=move || own.get()>{words.say(text::activity_who)}</th>
                    {column(text::activity_where)}
                    {column(text::activity_when)} {column(text::activity_from)}
                    {column(text::activity_result)}
                </tr>
            </thead>
            <tbody>
                <For
                    each=move || record.entries.get().unwrap_or_default()
                    key=|entry| entry.id
                    children=move |entry| row(own, entry)
                />
            </tbody>
        </table>
    }
    .into_any()
}

fn row(own: Memo<bool>, entry: ActivityEntry) -> AnyView {
    let words = use_words();
    let ActivityEntry { at, act, way, access_key, from, refusal, call, amount, .. } = entry.clone();
    let said = move || act_name(act)(words.language());
    let by = move || way_name(way)(words.language());
    let key = access_key.map(|key| view! { <code class="activity__key">{key}</code> });
    let call = call.map(|call| view! { <small class="activity__more">{call}</small> });
    view! {
        <tr>
            <th scope="row" class="table__name activity__act">
                <span>{said}</span>
                {call}
            </th>
            <td hidden=move || own.get()>{who(entry.person.clone(), entry.by_team.clone())}</td>
            <td>{place(words, entry)}</td>
            <td class="table__date">{moment(at)}</td>
            <td>
                <span>{by}</span>
                {key}
                {from.map(|from| view! { <small class="activity__more">{from}</small> })}
            </td>
            <td>{result(words, act, refusal, amount)}</td>
        </tr>
    }
    .into_any()
}

/// In whose name: a person's, a team's; of what nobody who is known did, nobody's.
fn who(person: Option<Somebody>, team: Option<String>) -> AnyView {
    let words = use_words();
    match (person, team) {
        (Some(Somebody { handle, name }), _) => view! {
            <span>{name}</span>
            <code class="activity__key">{handle}</code>
        }
        .into_any(),
        (None, Some(team)) => {
            let said = move || text::activity_by_team(words.language(), &team);
            view! { <span>{said}</span> }.into_any()
        }
        (None, None) => view! { <span>{words.say(text::activity_nobody)}</span> }.into_any(),
    }
}

/// What it was done to: a link where there is something to open.
fn place(words: Words, entry: ActivityEntry) -> AnyView {
    let (Some(instance), bucket) = (entry.instance, entry.bucket) else {
        // A member of a team, and the role that was set.
        return entry.key.map(|key| view! { <span>{key}</span> }).into_any();
    };
    let Some(bucket) = bucket else { return view! { <span>{instance}</span> }.into_any() };
    let shown = match &entry.key {
        Some(key) => format!("{bucket}/{key}"),
        None => bucket.clone(),
    };
    // Where a bucket was deleted, the page of the address says so.
    let folder = entry.key.as_deref().and_then(|key| key.rsplit_once('/'));
    let prefix = folder.map_or_else(String::new, |(folder, _)| format!("{folder}/"));
    let address = {
        let instance = instance.clone();
        move || links::bucket(words.language(), &instance, &bucket, &prefix)
    };
    view! {
        <a class="activity__place" href=address>{shown}</a>
        <small class="activity__more">{instance}</small>
    }
    .into_any()
}

fn result(
    words: Words,
    act: Act,
    refusal: Option<String>,
    amount: Option<ActivityAmount>,
) -> AnyView {
    let counted = amount.map(|amount| {
        let counted = move || amount_words(words.language(), act, amount);
        view! { <small class="activity__more">{counted}</small> }
    });
    let Some(refusal) = refusal else {
        return view! {
            <span>{words.say(text::activity_done)}</span>
            {counted}
        }
        .into_any();
    };
    let some = amount.is_some_and(|amount| amount.done != 0);
    let (kind, title): (_, fn(Language) -> &'static str) = if some {
        (BadgeKind::Warning, text::activity_partly)
    } else {
        (BadgeKind::Private, text::activity_refused)
    };
    let title = Signal::derive(move || title(words.language()).to_owned());
    view! {
        <Badge kind text=title />
        {counted}
        <code class="activity__key">{refusal}</code>
    }
    .into_any()
}

/// How many it was done to and how much that was, how many failed, and how many it did not come to.
fn amount_words(language: Language, act: Act, amount: ActivityAmount) -> String {
    let ActivityAmount { asked, done, failed, bytes } = amount;
    let counted = if act == Act::ClearUploads { text::count_uploads } else { text::count_objects };
    let unreached = asked.saturating_sub(done).saturating_sub(failed);
    let parts = [
        Some(counted(language, done)),
        bytes.map(|bytes| locales::size(language, bytes)),
        (failed != 0).then(|| text::activity_failed(language, failed)),
        (unreached != 0).then(|| text::activity_unreached(language, unreached)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(text::separator(language))
}

pub fn act_name(act: Act) -> fn(Language) -> &'static str {
    match act {
        Act::SignIn => text::act_sign_in,
        Act::SignOut => text::act_sign_out,
        Act::CreateKey => text::act_create_key,
        Act::RenewKey => text::act_renew_key,
        Act::DisableKey => text::act_disable_key,
        Act::EnableKey => text::act_enable_key,
        Act::RevokeKey => text::act_revoke_key,
        Act::IssueKey => text::act_issue_key,
        Act::Presign => text::act_presign,
        Act::Give => text::act_give,
        Act::ChangeGrant => text::act_change_grant,
        Act::TakeBack => text::act_take_back,
        Act::Publish => text::act_publish,
        Act::Unpublish => text::act_unpublish,
        Act::Lapse => text::act_lapse,
        Act::CreateLink => text::act_create_link,
        Act::ChangeLink => text::act_change_link,
        Act::RevokeLink => text::act_revoke_link,
        Act::OpenLink => text::act_open_link,
        Act::CreateBucket => text::act_create_bucket,
        Act::DeleteBucket => text::act_delete_bucket,
        Act::ConfigureBucket => text::act_configure_bucket,
        Act::SetRole => text::act_set_role,
        Act::InspectBucket => text::act_inspect_bucket,
        Act::EmptyBucket => text::act_empty_bucket,
        Act::ClearUploads => text::act_clear_uploads,
        Act::List => text::act_list,
        Act::Read => text::act_read,
        Act::Write => text::act_write,
        Act::Delete => text::act_delete,
        Act::TakeOut => text::act_take_out,
        Act::MakeList => text::act_make_list,
        Act::Unknown => text::act_unknown,
    }
}

fn way_name(way: Way) -> fn(Language) -> &'static str {
    match way {
        Way::Page => text::way_page,
        Way::Key => text::way_key,
        Way::Sts => text::way_sts,
        Way::Link => text::way_link,
        Way::Command => text::way_command,
        Way::Cellier => text::way_cellier,
        Way::Unknown => text::way_unknown,
    }
}
