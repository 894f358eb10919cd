//! The table of a folder in each of its states: loading, there, empty, filtered away, interrupted, failed, denied.

use gateway_api::ProblemKind;
use leptos::prelude::*;
use locales::{Language, text};
use web_sys::HtmlElement;

use super::browser::{Browser, Phase, Source};
use super::details::fetch_acts;
use crate::components::{
    Button, Destination, Destinations, Field, Icon, Notice, NoticeKind, ObjectTable, Skeleton,
    SkeletonShape, use_announcer,
};
use crate::failure::{Failure, sentence};
use crate::gateway::Error;
use crate::i18n::{date_time, use_words};
use crate::lazy::prefetch;
use crate::links;
use crate::model::arrangement::Sort;
use crate::model::folder::Counts;
use crate::model::path::Place;
use crate::pages::fetch_pages;

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
        Shape::Failed(error) => view! { <Failed browser error /> }.into_any(),
        Shape::Empty => empty.run(),
        Shape::Filtered => view! { <NoneMatches browser /> }.into_any(),
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
    let stale = move || browser.phase.with(|phase| matches!(phase, Phase::Stale(_)));
    view! {
        <Stale browser />
        <div class="listing" data-stale=move || stale().then_some("")>
            <ObjectTable
                rows=browser.rows
                destinations
                caption=Signal::derive(caption)
                selectable
                on_sort
                on_menu
                on_delete=on_delete.unwrap_or_else(|| Callback::new(|()| ()))
            />
        </div>
        <More browser />
    }
}

/// There is no line: of when what is shown is.
#[component]
fn Stale(browser: Browser) -> impl IntoView {
    let words = use_words();
    let since = Memo::new(move |_| match browser.phase.get() {
        Phase::Stale(loaded_at) => Some(loaded_at),
        _ => None,
    });
    move || {
        let moment = js_sys::Date::new(&since.get()?.into()).to_iso_string();
        let moment = String::from(moment);
        Some(view! {
            <Notice kind=NoticeKind::Warning>
                <p>{move || text::listing_stale(words.language(), &date_time(words.language(), &moment))}</p>
                <div class="notice__actions">
                    <Button icon=Icon::Retry on_press=Callback::new(move |()| browser.reload())>
                        {words.say(text::retry)}
                    </Button>
                </div>
            </Notice>
        })
    }
}

/// What follows the last row: more to load, a list that broke off, or as much as the page keeps.
#[component]
fn More(browser: Browser) -> impl IntoView {
    let words = use_words();
    let more = move || browser.rows.table.with(|table| table.folder.next.is_some());
    let full = move || browser.rows.table.with(|table| table.folder.is_full());
    let loaded = move || {
        browser
            .rows
            .table
            .with(|table| table.folder.counts().folders + table.folder.counts().objects)
    };
    let busy = Signal::derive(move || browser.phase.with(|phase| *phase == Phase::More));
    let stale = move || browser.phase.with(|phase| matches!(phase, Phase::Stale(_)));
    let error = move || match browser.phase.get() {
        Phase::Interrupted(error) => Some(error),
        _ => None,
    };
    let interrupted = move || {
        error().map(|error| {
            let title = move || Some(text::listing_interrupted(words.language(), loaded() as u64));
            view! {
                <Notice kind=NoticeKind::Warning title=Signal::derive(title)>
                    <p>{move || sentence(words.language(), &error)}</p>
                    <div class="notice__actions">
                        <Button icon=Icon::Retry on_press=Callback::new(move |()| browser.load_more())>
                            {words.say(text::listing_resume)}
                        </Button>
                    </div>
                </Notice>
            }
        })
    };
    view! {
        {interrupted}
        <Show when=move || more() && full()>
            <Notice kind=NoticeKind::Info>
                <p>{move || text::listing_full(words.language(), loaded() as u64)}</p>
            </Notice>
        </Show>
        <div class="load-more" hidden=move || !more() || full() || error().is_some() || stale()>
            <Button busy on_press=Callback::new(move |()| browser.load_more())>
                {words.say(text::load_more)}
            </Button>
            <Show
                when=move || browser.loading_all.get()
                fallback=move || {
                    view! {
                        <Button kind=crate::components::ButtonKind::Quiet on_press=Callback::new(move |()| browser.load_all())>
                            {words.say(text::load_all)}
                        </Button>
                    }
                }
            >
                <Button kind=crate::components::ButtonKind::Quiet on_press=Callback::new(move |()| browser.stop_loading())>
                    {words.say(text::load_stop)}
                </Button>
            </Show>
        </div>
    }
}

#[component]
fn NoneMatches(browser: Browser) -> impl IntoView {
    let words = use_words();
    let filter = move || browser.rows.table.with(|table| table.filter().to_owned());
    let partial = move || browser.rows.table.with(|table| table.folder.next.is_some());
    let clear = Callback::new(move |()| browser.rows.table.update(|table| table.set_filter("")));
    view! {
        <div class="empty">
            <p class="empty__title">{move || text::listing_none_match(words.language(), &filter())}</p>
            <p hidden=move || !partial()>{words.say(text::listing_none_match_partial)}</p>
            <Button on_press=clear>{words.say(text::filter_clear)}</Button>
        </div>
        <More browser />
    }
}

/// Someone who may not list can still read what they know the key of.
#[component]
fn Failed(browser: Browser, error: Error) -> impl IntoView {
    let words = use_words();
    let denied = error.is(ProblemKind::Denied);
    let missing = error.is(ProblemKind::NoSuchBucket) || error.is(ProblemKind::NoSuchInstance);
    view! {
        <Failure error=error retry=Callback::new(move |()| browser.reload()) />
        {denied.then(|| view! { <OpenByKey browser /> })}
        {missing
            .then(|| {
                view! {
                    <p>
                        <a href=move || links::missing_bucket(words.language())>{words.say(text::missing_title)}</a>
                    </p>
                }
            })}
    }
}

/// Opens an object whose whole key is known.
#[component]
fn OpenByKey(browser: Browser) -> impl IntoView {
    let words = use_words();
    let go = super::go_there();
    let key = RwSignal::new(String::new());
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = key.get_untracked();
        if typed.is_empty() {
            return;
        }
        let (instance, public) = match browser.source() {
            Source::Bucket { instance, .. } => (Some(instance), false),
            Source::Dataset { .. } => (None, true),
        };
        let prefix = crate::model::key::parent(&typed).to_owned();
        let bucket = browser.source().bucket().to_owned();
        go.run(Place { instance, public, bucket, prefix, key: Some(typed) });
    };
    view! {
        <form class="open-by-key" on:submit=open>
            <p>{words.say(text::listing_denied_hint)}</p>
            <Field
                label=Signal::derive(move || text::open_by_key(words.language()).to_owned())
                value=key
                verbatim=true
            />
            <Button submit=true>{words.say(text::open_folder)}</Button>
        </form>
    }
    .into_any()
}

/// Once the list can be used, what people do next is fetched, so that no click waits for it.
fn fetch_when_listed(browser: Browser) {
    Effect::new(move |_| {
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
    Effect::new(move |before: Option<bool>| {
        let ready = browser.phase.with(|phase| *phase == Phase::Ready);
        if ready && before == Some(false) && !browser.loading_all.get_untracked() {
            let counts = browser.rows.table.with_untracked(|table| table.folder.counts());
            announcer.say(counts_words(words.language_untracked(), counts));
        }
        ready
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
        if entry.kind == crate::model::kind::Kind::Folder {
            let address = source.folder_address(language, key);
            return Some(Destination { address, external: false, same_page: false });
        }
        Some(object(key))
    })
}
