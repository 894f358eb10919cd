use leptos::prelude::*;
use locales::text;

use super::Icon;
use crate::i18n::use_words;

/// One step of the way to where one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    /// `None` for where one is.
    pub address: Option<String>,
}

impl Crumb {
    pub fn link(label: impl Into<String>, address: String) -> Self {
        Self { label: label.into(), address: Some(address) }
    }

    pub fn here(label: impl Into<String>) -> Self {
        Self { label: label.into(), address: None }
    }
}

#[component]
pub fn Breadcrumb(#[prop(into)] crumbs: Signal<Vec<Crumb>>) -> impl IntoView {
    let words = use_words();
    let crumb = |crumb: Crumb| match crumb.address {
        Some(address) => view! { <a href=address>{crumb.label}</a> }.into_any(),
        None => view! { <span aria-current="page">{crumb.label}</span> }.into_any(),
    };
    view! {
        <nav class="breadcrumb" aria-label=words.say(text::breadcrumb)>
            <ol class="breadcrumb__list">
                {move || {
                    let crumbs = crumbs.get().into_iter();
                    let items = crumbs.map(|it| {
                        view! { <li class="breadcrumb__item">{crumb(it)} {Icon::ChevronRight.view()}</li> }
                    });
                    items.collect_view()
                }}
            </ol>
        </nav>
    }
}
