//! The folder's README under its files. The gateway rendered and sanitised it; the page only shows it.

use gateway_api::Readme;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use crate::components::{Notice, NoticeKind};
use crate::gateway;
use crate::i18n::use_words;
use crate::links;
use crate::pages::bucket::browser::Browser;

#[component]
pub fn FolderReadme(browser: Browser) -> impl IntoView {
    let words = use_words();
    let readme = RwSignal::new(None::<Readme>);
    Effect::new(move |_| {
        let language = words.language();
        let (source, prefix) = (browser.source(), browser.prefix());
        spawn_local(async move {
            let answer = gateway::readme(source.bucket(), &prefix, language.code()).await;
            readme.try_set(answer.ok().flatten());
        });
    });
    // A README that cannot be had takes nothing from the files: they are what the page is for.
    move || readme.get().map(|readme| view! { <Rendered browser readme /> })
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
    let address = links::public_file(browser.source().bucket(), &key);
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
