//! What surrounds every page, and which page an address shows.

mod frame;

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::{NavigateOptions, path};

use crate::components::{provide_announcer, provide_toasts};
use crate::i18n::{preferred, provide_words};
use crate::links;
use crate::pages::{
    AccessibilityPage, BucketPage, DatasetPage, DatasetsPage, HelpPage, HomePage, InstancePage,
    NotFoundPage, PrivacyPage, SignInFailedPage,
};
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
    view! {
        <Router>
            <Page />
        </Router>
    }
}

/// Inside the router: the language comes from the address.
#[component]
fn Page() -> impl IntoView {
    provide_words();
    provide_announcer();
    provide_toasts();
    provide_uploads();
    let path = use_location().pathname;
    let speaks = Memo::new(move |_| path.with(|path| links::language_code(path).is_some()));
    view! {
        <Frame>
            <Show when=move || speaks.get() fallback=|| view! { <Elsewhere /> }>
                <RouteTable />
            </Show>
        </Frame>
    }
}

#[component]
fn RouteTable() -> impl IntoView {
    view! {
        <FlatRoutes fallback=|| view! { <NotFoundPage /> }>
            <Route path=path!("/:lang") view=|| view! { <HomePage /> }.into_any() />
            <Route path=path!("/:lang/b/:instance") view=|| view! { <InstancePage /> }.into_any() />
            <Route path=path!("/:lang/b/:instance/:bucket") view=|| view! { <BucketPage /> }.into_any() />
            <Route path=path!("/:lang/d") view=|| view! { <DatasetsPage /> }.into_any() />
            <Route path=path!("/:lang/d/:bucket") view=|| view! { <DatasetPage /> }.into_any() />
            <Route path=path!("/:lang/help") view=|| view! { <HelpPage /> }.into_any() />
            <Route path=path!("/:lang/accessibility") view=|| view! { <AccessibilityPage /> }.into_any() />
            <Route path=path!("/:lang/privacy") view=|| view! { <PrivacyPage /> }.into_any() />
            <Route path=path!("/:lang/sign-in-failed") view=|| view! { <SignInFailedPage /> }.into_any() />
        </FlatRoutes>
    }
}

/// An address without a language: the root leads to the visitor's own, anything else is not found.
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
