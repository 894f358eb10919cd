use gateway_api::{Entry, Kind, ProblemKind};
use leptos::prelude::*;
use locales::{Language, text};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::asking::ask;
use super::finding::{Finding, SHOWN_STEP, State};
use crate::components::{Button, ButtonKind, Icon, Notice, NoticeKind, Progress, moment};
use crate::failure::Failure;
use crate::gateway::Error;
use crate::i18n::use_words;
use crate::links;
use crate::model::key;
use crate::model::search::{Query, is_pattern};

/// How far the search is, and what was found.
#[component]
pub fn Results(finding: Finding) -> impl IntoView {
    let words = use_words();
    let any = Memo::new(move |_| finding.found.with(|found| !found.is_empty()));
    let none = move || !any.get() && finding.state.with(|state| *state == State::Complete);
    let more = move || finding.shown.get() < finding.found.with(Vec::len);
    let show_more = Callback::new(move |()| finding.shown.update(|shown| *shown += SHOWN_STEP));
    view! {
        {status(finding)}
        <Show when=none>{nothing(finding)}</Show>
        <Show when=move || any.get()>{table(finding)}</Show>
        <div class="load-more" hidden=move || !more()>
            <Button on_press=show_more>{words.say(text::show_more)}</Button>
        </div>
    }
    .into_any()
}

/// What is said of the search as a whole, and what stops it or goes on with it.
fn status(finding: Finding) -> AnyView {
    let words = use_words();
    let is = move |wanted: State| finding.state.with(|state| *state == wanted);
    let idle = move || is(State::Idle);
    let looking = move || is(State::Looking);
    let name = Signal::derive(move || text::search_looking(words.language()).to_owned());
    let at = move || finding.progress.with(|progress| progress.at.clone());
    // One button throughout, so that whoever pressed it has it still.
    let press = Callback::new(move |()| match finding.state.get_untracked() {
        State::Looking => finding.stop(),
        State::Complete => finding.begin(),
        State::Idle | State::Stopped | State::Failed(_) => finding.go_on(),
    });
    let label = move || {
        let label = finding.state.with(|state| match state {
            State::Looking => text::search_stop,
            State::Complete => text::search_again,
            State::Idle | State::Stopped => text::search_go_on,
            State::Failed(_) => text::retry,
        });
        label(words.language())
    };
    let failed = move || match finding.state.get() {
        State::Failed(error) => Some(failure(finding, error)),
        _ => None,
    };
    view! {
        <div class="search__status" hidden=idle aria-busy=move || looking().then_some("true")>
            <p class="count-line">{move || finding.said(words.language())}</p>
            <Show when=looking>
                <Progress label=name per_mille=Signal::stored(None) />
                <p class="hint search__at">{at}</p>
            </Show>
            <Button on_press=press>{label}</Button>
        </div>
        {failed}
    }
    .into_any()
}

/// Why it ended early. What was found stays, and going on begins where it ended.
fn failure(finding: Finding, error: Error) -> AnyView {
    let words = use_words();
    let pattern = finding.query.with_untracked(|query| is_pattern(&query.text));
    if pattern && error.is(ProblemKind::Malformed) {
        return view! {
            <Notice kind=NoticeKind::Danger>
                <p>{words.say(text::search_pattern_fault)}</p>
            </Notice>
        }
        .into_any();
    }
    view! { <Failure error /> }.into_any()
}

fn nothing(finding: Finding) -> AnyView {
    let words = use_words();
    let ask = ask(finding);
    let narrow = move || finding.query.with(|query| query.place().is_empty());
    let widen = Callback::new(move |()| {
        let query = finding.query.get_untracked();
        ask.run(Query { everywhere: true, ..query });
    });
    view! {
        <div class="empty">
            <p class="empty__title">{words.say(text::search_none)}</p>
            <p>{words.say(text::search_none_hint)}</p>
            <div hidden=narrow>
                <Button kind=ButtonKind::Plain icon=Icon::Search on_press=widen>
                    {words.say(text::search_widen)}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

fn table(finding: Finding) -> AnyView {
    let words = use_words();
    let column = move |label: fn(Language) -> &'static str| {
        view! { <th scope="col">{words.say(label)}</th> }
    };
    let rows = move || {
        let shown = finding.shown.get();
        finding
            .found
            .with(|found| found.iter().take(shown).cloned().enumerate().collect::<Vec<_>>())
    };
    view! {
        <table class="table found">
            <caption class="visually-hidden">{words.say(text::search_caption)}</caption>
            <thead>
                <tr>
                    {column(text::column_name)} {column(text::kind_folder)}
                    {column(text::column_size)} {column(text::column_modified)}
                </tr>
            </thead>
            <tbody>
                <For each=rows key=|(row, _)| *row children=move |(row, entry)| found(finding, row, entry) />
            </tbody>
        </table>
    }
    .into_any()
}

fn found(finding: Finding, row: usize, entry: Entry) -> AnyView {
    let words = use_words();
    let folder = key::parent(&entry.key).to_owned();
    let name = key::name(&folder, &entry.key).to_owned();
    let kind = if entry.folder { Kind::Folder } else { Kind::of(&name) };
    let size = entry.size.map(|size| {
        let shown = move || locales::size(words.language(), size);
        view! { <span title=move || locales::size_exact(words.language(), size)>{shown}</span> }
    });
    view! {
        <tr>
            <th scope="row" class="table__name">
                <span class="object-table__name found__name" data-kind=kind.word()>
                    {name_link(finding, row, &entry, &folder, name)}
                </span>
            </th>
            <td class="found__folder">{folder_link(finding, folder)}</td>
            <td class="found__size">{size}</td>
            <td class="table__date">{entry.modified.map(moment)}</td>
        </tr>
    }
    .into_any()
}

/// Leads to the object, beside the others of its folder. What browsers would resolve has no address.
fn name_link(finding: Finding, row: usize, entry: &Entry, folder: &str, name: String) -> AnyView {
    let words = use_words();
    if key::has_dot_segment(&entry.key) {
        return view! { <span id=id(row)>{name}</span> }.into_any();
    }
    let (key, folder, is_folder) = (entry.key.clone(), folder.to_owned(), entry.folder);
    let address = move || {
        let language = words.language();
        finding.bucket.with(|(instance, bucket)| {
            if is_folder {
                links::bucket(language, instance, bucket, &key)
            } else {
                links::object(language, instance, bucket, &folder, &key)
            }
        })
    };
    view! {
        <a id=id(row) href=address on:click=move |_| finding.opened.set_value(Some(row))>
            {name}
        </a>
    }
    .into_any()
}

fn folder_link(finding: Finding, folder: String) -> AnyView {
    let words = use_words();
    if key::has_dot_segment(&folder) {
        return view! { <span>{folder}</span> }.into_any();
    }
    let shown = if folder.is_empty() { "/".to_owned() } else { folder.clone() };
    let address = move || {
        let language = words.language();
        finding.bucket.with(|(instance, bucket)| links::bucket(language, instance, bucket, &folder))
    };
    view! { <a href=address>{shown}</a> }.into_any()
}

fn id(row: usize) -> String {
    format!("found-{row}")
}

/// Back where one was.
pub fn focus(row: usize) {
    let link = document().get_element_by_id(&id(row));
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let _ = link.focus();
    }
}
