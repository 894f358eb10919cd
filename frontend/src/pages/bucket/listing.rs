//! The table of a folder in each of its states: loading, there, empty, filtered away, interrupted, failed, denied.

mod states;

use columns::sort::Sort;
use gateway_api::Kind;
use leptos::prelude::*;
use locales::{Language, text};
use web_sys::HtmlElement;

use super::browser::{Browser, Phase};
use super::details::fetch_acts;
use super::loading_line::full_words;
use crate::components::{
    Destination, Destinations, ObjectTable, Skeleton, SkeletonShape, use_announcer,
};
use crate::effects::effect;
use crate::failure::Failure;
use crate::gateway::Error;
use crate::i18n::use_words;
use crate::lazy::{lazy, prefetch};
use crate::model::folder::Counts;
use crate::pages::fetch_pages;
use states::{more_of, none_matches, refused, stale_since};

/// What is loaded and whether there is more: « 12 folders · 1,000 objects · 8.3 GB loaded · there are more ».
pub fn counts_words(language: Language, counts: Counts) -> String {
    let folders =
        (0 < counts.folders).then(|| text::count_folders(language, counts.folders as u64));
    let objects = text::count_objects(language, counts.objects as u64);
    let size = (0 < counts.objects).then(|| locales::size(language, counts.bytes));
    let more = counts.more.then(|| text::count_more(language).to_owned());
    let parts = folders.into_iter().chain([objects]).chain(size).chain(more);
    parts.collect::<Vec<_>>().join(text::separator(language))
}

#[component]
pub fn FolderListing(
    browser: Browser,
    destinations: Destinations,
    selectable: bool,
    on_menu: Callback<(u32, HtmlElement)>,
    #[prop(optional, into)] on_delete: Option<Callback<()>>,
    /// What an empty folder says and offers.
    #[prop(into)]
    empty: ViewFn,
) -> impl IntoView {
    let words = use_words();
    tell_when_loaded(browser);
    fetch_when_listed(browser);
    // What is shown changes with the kind of state only, so that the table stays while pages arrive.
    let state = Memo::new(move |_| Shape::of(browser));
    let loading = move || text::listing_loading(words.language()).to_owned();
    move || match state.get() {
        Shape::Loading => {
            view! { <Skeleton shape=SkeletonShape::Row count=8 text=Signal::derive(loading) /> }
                .into_any()
        }
        Shape::Failed(error) => failed(browser, error),
        Shape::Empty => empty.run(),
        Shape::Filtered => lazy(move || none_matches(browser)),
        Shape::Table => {
            let destinations = destinations.clone();
            view! { <Table browser destinations selectable on_menu on_delete /> }.into_any()
        }
    }
}

#[derive(Clone, PartialEq)]
enum Shape {
    Loading,
    Failed(Error),
    Empty,
    Filtered,
    Table,
}

impl Shape {
    fn of(browser: Browser) -> Self {
        match browser.phase.get() {
            Phase::First => return Self::Loading,
            Phase::Failed(error) => return Self::Failed(error),
            Phase::Ready | Phase::More | Phase::Interrupted(_) | Phase::Stale(_) => {}
        }
        browser.rows.table.with(|table| match table.shown() {
            [] if table.folder.is_empty() => Self::Empty,
            [] => Self::Filtered,
            _ => Self::Table,
        })
    }
}

#[component]
fn Table(
    browser: Browser,
    destinations: Destinations,
    selectable: bool,
    on_menu: Callback<(u32, HtmlElement)>,
    on_delete: Option<Callback<()>>,
) -> impl IntoView {
    let words = use_words();
    let name =
        browser.place.with_value(|place| super::folder_name(place.source.bucket(), &place.prefix));
    let caption = move || text::listing_caption(words.language(), &name);
    let on_sort = Callback::new(move |sort: Sort| browser.sort(sort));
    let stale = Memo::new(move |_| browser.phase.with(|phase| matches!(phase, Phase::Stale(_))));
    let more = Memo::new(move |_| has_more(browser));
    view! {
        {move || stale.get().then(|| lazy(move || stale_since(browser)))}
        <div class="listing" data-stale=move || stale.get().then_some("")>
            <ObjectTable
                rows=browser.rows
                destinations
                caption=Signal::derive(caption)
                selectable
                on_sort
                on_menu
                on_delete=on_delete.unwrap_or_else(|| Callback::new(|()| ()))
                on_seek=Callback::new(move |beginning| browser.seek(beginning))
            />
        </div>
        {move || more.get().then(|| lazy(move || more_of(browser)))}
    }
}

/// Whether there is anything to say below the last row.
fn has_more(browser: Browser) -> bool {
    browser.rows.table.with(|table| table.folder.next.is_some())
        || browser.phase.with(|phase| matches!(phase, Phase::Interrupted(_)))
}

/// Where the gateway itself refused, there may be a way on: a part that was shared, or an object whose key is known.
fn failed(browser: Browser, error: Error) -> AnyView {
    if error.problem().is_some() {
        return lazy(move || refused(browser, error.clone()));
    }
    view! { <Failure error retry=Callback::new(move |()| browser.reload()) /> }.into_any()
}

/// Once the list can be used, what people do next is fetched, so that no click waits for it.
fn fetch_when_listed(browser: Browser) {
    effect(move |_| {
        if browser.phase.with(|phase| *phase == Phase::Ready) {
            prefetch(fetch_acts);
            prefetch(fetch_pages);
        }
    });
}

/// Says how many rows came, to those who do not see them come.
fn tell_when_loaded(browser: Browser) {
    let words = use_words();
    let announcer = use_announcer();
    let (mut was_ready, mut was_loading_all) = (true, false);
    effect(move |_| {
        let ready = browser.phase.with(|phase| *phase == Phase::Ready);
        let loading_all = browser.loading_all.get();
        if ready && !loading_all && (!was_ready || was_loading_all) {
            let language = words.language_untracked();
            let counts = browser.rows.table.with_untracked(|table| table.folder.counts());
            let full = full_words(language, browser).filter(|_| was_loading_all && counts.more);
            announcer.say(full.unwrap_or_else(|| counts_words(language, counts)));
        }
        (was_ready, was_loading_all) = (ready, loading_all);
    });
}

/// Where the name of an entry leads: folders to their address, objects to `object`, dot segments nowhere.
pub fn destinations(
    browser: Browser,
    language: Language,
    object: impl Fn(&str) -> Destination + Send + Sync + 'static,
) -> Destinations {
    let source = browser.source();
    std::sync::Arc::new(move |entry, key: &str| {
        if crate::model::key::has_dot_segment(key) {
            return None;
        }
        if entry.kind == Kind::Folder {
            let address = source.folder_address(language, key);
            return Some(Destination { address, external: false, same_page: false });
        }
        Some(object(key))
    })
}
