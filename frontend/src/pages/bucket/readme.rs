//! The folder's README under its files. The gateway rendered and sanitised it; the page only shows it.

use gateway_api::Readme;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::browser::{Browser, Source};
use crate::components::{Notice, NoticeKind};
use crate::effects::effect;
use crate::gateway;
use crate::i18n::use_words;
use crate::lazy::{Part, lazy_aside};

/// What the gateway looks for.
const README_NAMES: [&str; 4] = ["README.md", "README.en.md", "README.fr.md", "LISEZMOI.md"];

#[component]
pub fn FolderReadme(browser: Browser) -> impl IntoView {
    let seen = StoredValue::new(Seen::default());
    let listed = Memo::new(move |_| may_hold_readme(browser, seen));
    move || listed.get().then(|| lazy_aside(move || text_of(browser)))
}

#[wasm_split(acts, fallible)]
fn text_of(browser: Browser) -> Part {
    let words = use_words();
    let readme = RwSignal::new(None::<Readme>);
    effect(move |_| {
        let language = words.language();
        let (source, prefix) = (browser.source(), browser.prefix());
        spawn_local(async move {
            let instance = match &source {
                Source::Bucket { instance, .. } => Some(instance.as_str()),
                Source::Dataset { .. } => None,
            };
            let answer = gateway::readme(instance, source.bucket(), &prefix, language.code()).await;
            readme.try_set(answer.ok().flatten());
        });
    });
    // A README that cannot be had takes nothing from the files: they are what the page is for.
    Ok((move || readme.get().map(|readme| view! { <Rendered browser readme /> })).into_any())
}

/// What was looked through already: a folder of a million is not searched anew with each page that comes.
#[derive(Debug, Default)]
struct Seen {
    end: u32,
    readmes: Vec<u32>,
}

/// Most folders hold none, and nothing is asked for them: listings come in the order of their bytes, so what is loaded
/// tells of every name up to the last one.
fn may_hold_readme(browser: Browser, seen: StoredValue<Seen>) -> bool {
    browser.rows.table.with(|table| {
        let (folder, end) = (&table.folder, table.folder.columns().len());
        let listed_to = folder.listed_to();
        let further = folder.next.is_some()
            && !listed_to.is_empty()
            && README_NAMES.iter().any(|name| listed_to < *name);
        let here = seen.try_update_value(|seen| {
            if end < seen.end {
                // It was loaded anew.
                *seen = Seen::default();
            }
            let is_readme = |id: &u32| README_NAMES.contains(&folder.name(*id));
            seen.readmes.extend((seen.end..end).filter(is_readme));
            seen.end = end;
            seen.readmes.iter().any(|id| !folder.is_gone(*id) && is_readme(id))
        });
        further || here == Some(true)
    })
}

#[component]
fn Rendered(browser: Browser, readme: Readme) -> impl IntoView {
    let words = use_words();
    let Readme { key, lang, html, truncated } = readme;
    let other = match lang.as_deref() {
        Some(lang) if lang != words.language_untracked().code() => Some(lang.to_owned()),
        _ => None,
    };
    let notice = move || match other.as_deref()? {
        "en" => Some(text::readme_only_english(words.language())),
        "fr" => Some(text::readme_only_french(words.language())),
        _ => None,
    };
    let name = crate::model::key::name(&browser.prefix(), &key).to_owned();
    let address = browser.source().download_address(&key);
    view! {
        <section class="readme" aria-labelledby="readme-title">
            <h2 class="readme__title" id="readme-title">{name}</h2>
            {move || {
                notice()
                    .map(|notice| {
                        view! {
                            <Notice kind=NoticeKind::Info>
                                <p>{notice}</p>
                            </Notice>
                        }
                    })
            }}
            <div class="readme__text prose" lang=lang inner_html=html></div>
            {truncated
                .then(|| {
                    view! {
                        <p class="readme__rest">
                            <a href=address rel="external">{words.say(text::readme_truncated)}</a>
                        </p>
                    }
                })}
        </section>
    }
}
