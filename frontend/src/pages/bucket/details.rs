//! Everything known about one object, beside the list; its address can be sent to a colleague.

use gateway_api::{Kind, ObjectDetails, ProblemKind, Right};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};
use snippets::Act;
use wasm_split_helpers::wasm_split;

use super::actions::{absolute, copy_action, presign_action};
use super::browser::{Browser, Source};
use super::checking::CheckOffer;
use super::editing::EditOffer;
use super::preview::{ObjectPanel, object_preview, use_close};
use crate::commands;
use crate::components::{Button, Icon, Notice, NoticeKind, Skeleton, SkeletonShape};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::{date_time, use_words};
use crate::lazy::{Part, lazy};
use crate::model::key;
use crate::pages::sharing::{ShareTarget, Sharing, presigned_off, share_off};
use crate::pages::using::{Target, Using};

/// A size below is shown to the byte in any case.
const ROUNDED_BYTES_MIN: u64 = 1000;

#[component]
pub fn Details(
    browser: Browser,
    object: Memo<Option<String>>,
    using: Using,
    sharing: Sharing,
    on_delete: Callback<u32>,
) -> impl IntoView {
    move || {
        let key = object.get()?;
        Some(lazy(move || panel(browser, object, key.clone(), using, sharing, on_delete)))
    }
}

#[wasm_split(acts, fallible, preload(fetch_acts))]
pub fn panel(
    browser: Browser,
    object: Memo<Option<String>>,
    key_shown: String,
    using: Using,
    sharing: Sharing,
    on_delete: Callback<u32>,
) -> Part {
    let on_close = use_close(browser, object);
    Ok(view! { <Panel browser key_shown using sharing on_close on_delete /> }.into_any())
}

#[component]
fn Panel(
    browser: Browser,
    key_shown: String,
    using: Using,
    sharing: Sharing,
    on_close: Callback<()>,
    on_delete: Callback<u32>,
) -> impl IntoView {
    let words = use_words();
    let body = if key::has_dot_segment(&key_shown) {
        view! {
            <Notice kind=NoticeKind::Warning>
                <p>{words.say(text::dot_segment_reason)}</p>
            </Notice>
        }
        .into_any()
    } else {
        // What is wrong with the object is said once, where its facts would be.
        let failed = RwSignal::new(false);
        let shown = key_shown.clone();
        view! {
            {move || {
                (!failed.get())
                    .then(|| {
                        view! {
                            <Actions browser key_shown=shown.clone() using sharing on_delete />
                            {object_preview(browser, &shown)}
                        }
                    })
            }}
            <Known browser key_shown=key_shown.clone() failed />
        }
        .into_any()
    };
    view! {
        <ObjectPanel browser key_shown on_close>
            {body}
        </ObjectPanel>
    }
}

#[component]
fn Known(browser: Browser, key_shown: String, failed: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let details = RwSignal::new(None::<Result<ObjectDetails, Error>>);
    let ask = Callback::new({
        let (source, key) = (browser.source(), key_shown.clone());
        move |()| {
            let (source, key) = (source.clone(), key.clone());
            details.set(None);
            spawn_local(async move {
                let Source::Bucket { instance, bucket } = source else { return };
                commands::note(&bucket, Act::Details { key: key.clone() });
                let answer = gateway::details(&instance, &bucket, &key).await;
                if answer.is_err() {
                    failed.try_set(true);
                }
                details.try_set(Some(answer));
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
                view! { <Facts browser details=known on_edited reload=ask /> }.into_any()
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

/// What can be done with the object, whatever is known of it.
#[component]
fn Actions(
    browser: Browser,
    key_shown: String,
    using: Using,
    sharing: Sharing,
    on_delete: Callback<u32>,
) -> impl IntoView {
    let words = use_words();
    let source = browser.source();
    let download = source.download_address(&key_shown);
    let copied = copy_action();
    let name = key::name(&browser.prefix(), &key_shown).to_owned();
    let target = Target::of(&source, &key_shown);
    let use_it = Callback::new(move |()| target.clone().into_iter().for_each(|it| using.ask(it)));
    let shared = ShareTarget::of(&source, &key_shown);
    let presign = shared.clone().map(|target| presign_action(browser, sharing, target));
    let presign_off = move || presigned_off(browser, words.language());
    let share = Callback::new(move |()| shared.clone().into_iter().for_each(|it| sharing.ask(it)));
    let share_off = move || share_off(browser, words.language());
    let address = move || {
        let folder = key::parent(&key_shown);
        absolute(&source.object_address(words.language_untracked(), folder, &key_shown))
    };
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
            {presign
                .map(|presign| {
                    view! {
                        <Button icon=Icon::Clock off=Signal::derive(presign_off) on_press=presign>
                            {words.say(text::presigned)}
                        </Button>
                    }
                })}
            <Button icon=Icon::Share off=Signal::derive(share_off) on_press=share>
                {words.say(text::share)}
            </Button>
            <Button icon=Icon::Code on_press=use_it>{words.say(text::use_it_from)}</Button>
            <Button icon=Icon::Trash off=Signal::derive(off) on_press=delete>
                {words.say(text::delete)}
            </Button>
        </div>
    }
}

#[component]
fn Facts(
    browser: Browser,
    details: ObjectDetails,
    on_edited: Callback<ObjectDetails>,
    reload: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let copied = copy_action();
    let uri = details.s3_uri.clone();
    view! {
        <div class="details__actions">
            <EditOffer browser details=details.clone() on_edited reload />
            <CheckOffer browser key_shown=details.key.clone() />
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
