//! What is said of a list that is not as most are: longer than a page, broken off, without a line, filtered away, denied.

use gateway_api::ProblemKind;
use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::super::browser::{Browser, Phase, Source};
use super::super::go_there;
use crate::components::{Button, ButtonKind, Field, Icon, Notice, NoticeKind};
use crate::failure::sentence;
use crate::gateway::Error;
use crate::i18n::{date_time, use_words};
use crate::lazy::Part;
use crate::links;
use crate::model::key;
use crate::model::path::Place;

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
    let clear = Callback::new(move |()| browser.rows.table.update(|table| table.set_filter("")));
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

/// What may help when the gateway refused the list: someone who may not list can still read what they know the key of.
#[wasm_split(acts, fallible)]
pub fn after_failure(browser: Browser, error: Error) -> Part {
    let words = use_words();
    let denied = error.is(ProblemKind::Denied);
    let missing = error.is(ProblemKind::NoSuchBucket) || error.is(ProblemKind::NoSuchInstance);
    Ok(view! {
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
    .into_any())
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
