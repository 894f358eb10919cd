use leptos::prelude::*;
use locales::text;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Icon, Mark, mark};
use crate::i18n::use_words;

/// One step of the way to where one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    /// `None` for where one is.
    pub address: Option<String>,
    /// By what its mark is found, where it may have one.
    pub key: Option<String>,
}

impl Crumb {
    pub fn link(label: impl Into<String>, address: String) -> Self {
        Self { label: label.into(), address: Some(address), key: None }
    }

    pub fn here(label: impl Into<String>) -> Self {
        Self { label: label.into(), address: None, key: None }
    }
}

#[component]
pub fn Breadcrumb(
    #[prop(into)] crumbs: Signal<Vec<Crumb>>,
    /// What stands beside a step is asked for: the step's number, and the button that was pressed. Steps have no such
    /// button without it.
    #[prop(optional, into)]
    on_beside: Option<Callback<(usize, HtmlElement)>>,
    /// With whom steps are shared.
    #[prop(optional)]
    marks: Option<RwSignal<Vec<Mark>>>,
) -> impl IntoView {
    let words = use_words();
    let crumb = |crumb: Crumb| match crumb.address {
        Some(address) => view! { <a href=address>{crumb.label}</a> }.into_any(),
        None => view! { <span aria-current="page">{crumb.label}</span> }.into_any(),
    };
    let beside = move |step: usize, label: String| {
        let on_beside = on_beside?;
        let name = move || text::breadcrumb_beside(words.language(), &label);
        let press = move |event: leptos::ev::MouseEvent| {
            let button = event.current_target().and_then(|button| button.dyn_into().ok());
            if let Some(button) = button {
                on_beside.run((step, button));
            }
        };
        Some(view! {
            <button
                type="button"
                class="breadcrumb__beside"
                aria-haspopup="menu"
                aria-label=name
                on:click=press
            >
                {Icon::ChevronDown.view()}
            </button>
        })
    };
    view! {
        <nav class="breadcrumb" aria-label=words.say(text::breadcrumb)>
            <ol class="breadcrumb__list">
                {move || {
                    let crumbs = crumbs.get().into_iter().enumerate();
                    let items = crumbs.map(|(step, it)| {
                        let label = it.label.clone();
                        let shared = marks.zip(it.key.clone()).map(|(marks, key)| mark(marks, key));
                        view! {
                            <li class="breadcrumb__item">
                                {crumb(it)} {shared} {beside(step, label)} {Icon::ChevronRight.view()}
                            </li>
                        }
                    });
                    items.collect_view()
                }}
            </ol>
        </nav>
    }
}
