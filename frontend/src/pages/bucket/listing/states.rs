//! What is said of a list that is not as most are: longer than a page, broken off, without a line, filtered away, denied.

use gateway_api::{Grant, ProblemKind, Role};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::super::browser::{Browser, Phase, Source};
use super::super::go_there;
use super::super::loading_line::full_words;
use crate::components::{
    Button, ButtonKind, Field, Icon, Notice, NoticeKind, Skeleton, SkeletonShape,
};
use crate::failure::{Failure, sentence};
use crate::gateway::{self, Error};
use crate::i18n::{date_time, use_words};
use crate::lazy::Part;
use crate::links;
use crate::model::key;
use crate::model::path::Place;
use crate::pages::home::shared_with_me::given;

/// There is no line: of when what is shown is.
#[wasm_split(acts, fallible)]
pub fn stale_since(browser: Browser) -> Part {
    let words = use_words();
    let since = Memo::new(move |_| match browser.phase.get() {
        Phase::Stale(loaded_at) => Some(loaded_at),
        _ => None,
    });
    let notice = move || {
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
    };
    Ok(notice.into_any())
}

/// What follows the last row: more to load, a list that broke off, or as much as the page keeps.
#[wasm_split(acts, fallible)]
pub fn more_of(browser: Browser) -> Part {
    Ok(view! { <More browser /> }.into_any())
}

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
                <p>{move || full_words(words.language(), browser)}</p>
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
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |()| browser.load_all())>
                            {words.say(text::load_all)}
                        </Button>
                    }
                }
            >
                <Button kind=ButtonKind::Quiet on_press=Callback::new(move |()| browser.stop_loading())>
                    {words.say(text::load_stop)}
                </Button>
            </Show>
        </div>
    }
}

#[wasm_split(acts, fallible)]
pub fn none_matches(browser: Browser) -> Part {
    let words = use_words();
    let filter = move || browser.rows.table.with(|table| table.filter().to_owned());
    let partial = move || browser.rows.table.with(|table| table.folder.next.is_some());
    let clear = Callback::new(move |()| browser.filter(""));
    Ok(view! {
        <div class="empty">
            <p class="empty__title">{move || text::listing_none_match(words.language(), &filter())}</p>
            <p hidden=move || !partial()>{words.say(text::listing_none_match_partial)}</p>
            <Button on_press=clear>{words.say(text::filter_clear)}</Button>
        </div>
        <More browser />
    }
    .into_any())
}

/// As many parts of a bucket are offered to whom it is not open.
const PARTS_MAX: usize = 100;

/// The gateway refused the list. Who was given a part of the bucket is led there.
#[wasm_split(acts, fallible)]
pub fn refused(browser: Browser, error: Error) -> Part {
    let Source::Bucket { instance, bucket } = browser.source() else {
        return Ok(after_failure(browser, error));
    };
    if !error.is(ProblemKind::Denied) && !error.is(ProblemKind::NoSuchBucket) {
        return Ok(after_failure(browser, error));
    }
    let words = use_words();
    let parts = RwSignal::new(None::<Vec<Grant>>);
    spawn_local(async move {
        let known = gateway::shared_with_me(Some((&instance, &bucket)), PARTS_MAX).await;
        parts.try_set(Some(known.map(|known| known.places).unwrap_or_default()));
    });
    let loading = Signal::derive(move || text::listing_loading(words.language()).to_owned());
    Ok((move || match parts.get() {
        None => view! { <Skeleton shape=SkeletonShape::Row count=2 text=loading /> }.into_any(),
        Some(parts) if parts.is_empty() => after_failure(browser, error.clone()),
        Some(parts) => given_parts(browser, parts),
    })
    .into_any())
}

fn given_parts(browser: Browser, parts: Vec<Grant>) -> AnyView {
    let words = use_words();
    let here = browser.prefix();
    let adds = |grant: &Grant| grant.role == Role::Uploader && here.starts_with(&grant.prefix);
    if parts.iter().any(adds) {
        browser.adds.set(true);
        let title = move || Some(text::adds_only_title(words.language()).to_owned());
        return view! {
            <Notice title=Signal::derive(title)>
                <p>{words.say(text::adds_only)}</p>
            </Notice>
        }
        .into_any();
    }
    let title = move || Some(text::parent_not_shared_title(words.language()).to_owned());
    view! {
        <Notice title=Signal::derive(title)>
            <p>{words.say(text::parent_not_shared)}</p>
            {given(RwSignal::new(parts))}
        </Notice>
    }
    .into_any()
}

/// What is wrong, and what may help: someone who may not list can still read what they know the key of.
fn after_failure(browser: Browser, error: Error) -> AnyView {
    let words = use_words();
    let retry = Callback::new(move |()| browser.reload());
    let denied = error.is(ProblemKind::Denied);
    let missing = error.is(ProblemKind::NoSuchBucket) || error.is(ProblemKind::NoSuchInstance);
    view! {
        <Failure error=error retry />
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
    .into_any()
}

/// Opens an object whose whole key is known.
#[component]
fn OpenByKey(browser: Browser) -> impl IntoView {
    let words = use_words();
    let go = go_there();
    let typed = RwSignal::new(String::new());
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let key = typed.get_untracked();
        if key.is_empty() {
            return;
        }
        let (instance, public) = match browser.source() {
            Source::Bucket { instance, .. } => (Some(instance), false),
            Source::Dataset { .. } => (None, true),
        };
        let prefix = key::parent(&key).to_owned();
        let bucket = browser.source().bucket().to_owned();
        go.run(Place { instance, public, bucket, prefix, key: Some(key) });
    };
    view! {
        <form class="open-by-key" on:submit=open>
            <p>{words.say(text::listing_denied_hint)}</p>
            <Field
                label=Signal::derive(move || text::open_by_key(words.language()).to_owned())
                value=typed
                verbatim=true
            />
            <Button submit=true>{words.say(text::open_folder)}</Button>
        </form>
    }
    .into_any()
}
