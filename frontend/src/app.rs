//! What surrounds every page, and which page an address shows.

mod frame;

use leptos::prelude::*;

use crate::acts::provide_acts;
use crate::components::{provide_announcer, provide_toasts};
use crate::copying::provide_copies;
use crate::i18n::{preferred, provide_words};
use crate::lazy::lazy;
use crate::links::{self, Page};
use crate::navigation::{NavigateOptions, provide_location, use_location, use_navigate};
use crate::pages::{self, BucketPage, DatasetPage, NotFoundPage};
use crate::preferences::provide_preferences;
use crate::session::provide_session;
use crate::upload::provide_uploads;
use frame::Frame;

/// Puts the application in the place of what the gateway rendered.
pub fn start() {
    let place = document().get_element_by_id("app").and_then(|place| {
        place.replace_children_with_node_0();
        wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(place).ok()
    });
    match place {
        Some(place) => mount_to(place, App).forget(),
        None => mount_to_body(App),
    }
}

#[component]
fn App() -> impl IntoView {
    provide_session();
    provide_location();
    // The language comes from the address.
    provide_words();
    provide_announcer();
    provide_toasts();
    provide_acts();
    provide_preferences();
    provide_uploads();
    provide_copies();
    let path = use_location().pathname;
    // Which page, and not its address: a page follows its own address without being built anew.
    let page = Memo::new(move |_| path.with(|path| links::page(path)));
    view! { <Frame>{move || show(page.get())}</Frame> }
}

/// A plain `match` instead of the router's own routes, which weigh as much as three pages. What lists objects is
/// here at once, the other pages are fetched together.
fn show(page: Option<Page>) -> AnyView {
    match page {
        Some(Page::Bucket) => view! { <BucketPage /> }.into_any(),
        Some(Page::Dataset) => view! { <DatasetPage /> }.into_any(),
        Some(other) => lazy(move || pages::page(other)),
        None => view! { <Elsewhere /> }.into_any(),
    }
}

/// An address that names no page: the root leads to the visitor's own language, anything else is not found.
#[component]
fn Elsewhere() -> impl IntoView {
    let path = use_location().pathname;
    if path.get_untracked() == "/" {
        let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
        use_navigate()(&links::home(preferred()), options);
        return ().into_any();
    }
    view! { <NotFoundPage /> }.into_any()
}
