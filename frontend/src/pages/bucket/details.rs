//! Everything known about one object, beside the list; its address can be sent to a colleague.

use gateway_api::{ObjectDetails, ProblemKind, Right};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};
use wasm_split_helpers::wasm_split;

use super::actions::{absolute, copy_action};
use super::browser::{Browser, Source};
use super::editing::EditOffer;
use crate::components::{Button, Icon, Notice, NoticeKind, Skeleton, SkeletonShape};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::{date_time, use_words};
use crate::lazy::{Part, lazy};
use crate::model::key;
use crate::{links, model::kind::Kind};

/// A size below is shown to the byte in any case.
const ROUNDED_BYTES_MIN: u64 = 1000;

#[component]
pub fn Details(
    browser: Browser,
    object: Memo<Option<String>>,
    on_close: Callback<()>,
    on_delete: Callback<u32>,
) -> impl IntoView {
    move || {
        let key = object.get()?;
        Some(lazy(move || panel(browser, key.clone(), on_close, on_delete)))
    }
}

#[wasm_split(acts, fallible, preload(fetch_acts))]
pub fn panel(
    browser: Browser,
    key_shown: String,
    on_close: Callback<()>,
    on_delete: Callback<u32>,
) -> Part {
    Ok(view! { <Panel browser key_shown on_close on_delete /> }.into_any())
}

#[component]
fn Panel(
    browser: Browser,
    key_shown: String,
    on_close: Callback<()>,
    on_delete: Callback<u32>,
) -> impl IntoView {
    let words = use_words();
    let heading = NodeRef::<html::H2>::new();
    heading.on_load(|heading| {
        let _ = heading.focus();
    });
    let name = key::name(key::parent(&key_shown), &key_shown).to_owned();
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            on_close.run(());
        }
    };
    let body = if key::has_dot_segment(&key_shown) {
        view! {
            <Notice kind=NoticeKind::Warning>
                <p>{words.say(text::dot_segment_reason)}</p>
            </Notice>
        }
        .into_any()
    } else {
        view! { <Known browser key_shown on_delete /> }.into_any()
    };
    view! {
        <aside class="details" aria-labelledby="details-title" on:keydown=escape>
            <div class="details__head">
                <h2 class="details__title" id="details-title" tabindex="-1" node_ref=heading>
                    {name}
                </h2>
                <button
                    type="button"
                    class="button button--quiet button--icon"
                    aria-label=words.say(text::details_close)
                    on:click=move |_| on_close.run(())
                >
                    {Icon::Cross.view()}
                </button>
            </div>
            {body}
        </aside>
    }
}

#[component]
fn Known(browser: Browser, key_shown: String, on_delete: Callback<u32>) -> impl IntoView {
    let words = use_words();
    let details = RwSignal::new(None::<Result<ObjectDetails, Error>>);
    let ask = Callback::new({
        let (source, key) = (browser.source(), key_shown.clone());
        move |()| {
            let (source, key) = (source.clone(), key.clone());
            details.set(None);
            spawn_local(async move {
                let Source::Bucket { instance, bucket } = source else { return };
                details.try_set(Some(gateway::details(&instance, &bucket, &key).await));
            });
        }
    });
    ask.run(());
    let loading = move || text::details_loading(words.language()).to_owned();
    view! {
        {move || match details.get() {
            None => view! { <Skeleton shape=SkeletonShape::Text count=8 text=Signal::derive(loading) /> }.into_any(),
            Some(Ok(known)) => {
                let on_edited = Callback::new(move |edited| details.set(Some(Ok(edited))));
                view! { <Facts browser details=known on_delete on_edited reload=ask /> }.into_any()
            }
            Some(Err(error)) => {
                let missing = error.is(ProblemKind::NoSuchObject);
                let folder = format!("{key_shown}/");
                let address = move || browser.source().folder_address(words.language(), &folder);
                view! {
                    <Failure error=error retry=ask />
                    {missing
                        .then(|| {
                            view! {
                                <p>
                                    <a href=address>{words.say(text::details_try_folder)}</a>
                                </p>
                            }
                        })}
                }
                    .into_any()
            }
        }}
    }
}

#[component]
fn Facts(
    browser: Browser,
    details: ObjectDetails,
    on_delete: Callback<u32>,
    on_edited: Callback<ObjectDetails>,
    reload: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let source = browser.source();
    let download = source.download_address(&details.key);
    let copied = copy_action();
    let uri = details.s3_uri.clone();
    let address = {
        let (source, key) = (source.clone(), details.key.clone());
        move || match &source {
            Source::Bucket { instance, bucket } => absolute(&links::object(
                words.language_untracked(),
                instance,
                bucket,
                key::parent(&key),
                &key,
            )),
            Source::Dataset { bucket } => absolute(&links::public_file(bucket, &key)),
        }
    };
    let name = key::name(&browser.prefix(), &details.key).to_owned();
    let row = move || browser.rows.table.with_untracked(|table| table.folder.find(&name));
    let off = move || {
        (!browser.may(Right::Delete))
            .then(|| text::missing_right_delete(words.language()).to_owned())
    };
    let delete = Callback::new(move |()| row().into_iter().for_each(|id| on_delete.run(id)));
    view! {
        <div class="details__actions">
            <a class="button button--primary" href=download rel="external" download="">
                {Icon::Download.view()}
                <span>{words.say(text::download)}</span>
            </a>
            <Button icon=Icon::Link on_press=Callback::new(move |()| copied.run(address()))>
                {words.say(text::copy_address)}
            </Button>
            <EditOffer browser details=details.clone() on_edited reload />
            <Button icon=Icon::Trash off=Signal::derive(off) on_press=delete>
                {words.say(text::delete)}
            </Button>
        </div>
        <div class="details__uri">
            <span class="details__term" id="s3-uri">{words.say(text::detail_s3_uri)}</span>
            <code aria-labelledby="s3-uri">{uri.clone()}</code>
            <Button icon=Icon::Copy on_press=Callback::new(move |()| copied.run(uri.clone()))>
                {words.say(text::copy)}
            </Button>
        </div>
        {move || facts(words.language(), &details)}
    }
}

fn facts(language: Language, details: &ObjectDetails) -> impl IntoView + use<> {
    let kind = kind_words(language, Kind::of(&details.key));
    let exact = locales::size_exact(language, details.size);
    let size = if details.size < ROUNDED_BYTES_MIN {
        exact
    } else {
        [locales::size(language, details.size), exact].join(text::separator(language))
    };
    let mut pairs = vec![(text::column_size(language).to_owned(), size, false)];
    let mut add = |term: &str, value: Option<String>, code: bool| {
        pairs.extend(value.map(|value| (term.to_owned(), value, code)));
    };
    add(
        text::column_modified(language),
        details.modified.as_ref().map(|moment| date_time(language, moment)),
        false,
    );
    add(text::detail_kind(language), Some(kind.to_owned()), false);
    add(text::detail_content_type(language), details.content_type.clone(), true);
    add(text::detail_cache_control(language), details.cache_control.clone(), true);
    add(text::detail_storage_class(language), details.storage_class.clone(), true);
    add(text::detail_version(language), details.version.clone(), true);
    add(text::detail_etag(language), details.etag.clone(), true);
    for (algorithm, value) in &details.checksums {
        add(&text::detail_checksum(language, algorithm), Some(value.clone()), true);
    }
    for (name, value) in &details.metadata {
        add(&text::detail_metadata(language, name), Some(value.clone()), true);
    }
    let pair = |(term, value, code): (String, String, bool)| {
        let value = if code { view! { <code>{value}</code> }.into_any() } else { value.into_any() };
        view! {
            <div class="details__pair">
                <dt class="details__term">{term}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! {
        <dl class="details__facts">{pairs.into_iter().map(pair).collect_view()}</dl>
        <p class="hint">{text::detail_etag_hint(language)}</p>
    }
}

fn kind_words(language: Language, kind: Kind) -> &'static str {
    match kind {
        Kind::Folder => text::kind_folder(language),
        Kind::Table => text::kind_table(language),
        Kind::Document => text::kind_document(language),
        Kind::Text => text::kind_text(language),
        Kind::Code => text::kind_code(language),
        Kind::Image => text::kind_image(language),
        Kind::Audio => text::kind_audio(language),
        Kind::Video => text::kind_video(language),
        Kind::Archive => text::kind_archive(language),
        Kind::Other => text::kind_other(language),
    }
}
