//! Where the browser is, and how one goes elsewhere without loading the page anew: links and the history. A router does
//! this and more; the more weighs as much as a page.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// The address that is shown; both parts as the browser writes them, percent-encoded.
#[derive(Clone, Copy)]
pub struct Location {
    pub pathname: RwSignal<String>,
    /// With its `?`, or empty.
    pub search: RwSignal<String>,
}

#[derive(Clone, Copy, Debug)]
pub struct NavigateOptions {
    /// Takes the place of the present address in the history.
    pub replace: bool,
    /// Begins at the top.
    pub scroll: bool,
}

impl Default for NavigateOptions {
    fn default() -> Self {
        Self { replace: false, scroll: true }
    }
}

impl Location {
    fn new() -> Self {
        let location = Self { pathname: RwSignal::default(), search: RwSignal::default() };
        location.follow_browser();
        location
    }

    fn follow_browser(self) {
        let location = window().location();
        self.show(location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    }

    /// Tells only what changed, so that a page follows its own address without being built anew.
    fn show(self, pathname: String, search: String) {
        for (signal, value) in [(self.pathname, pathname), (self.search, search)] {
            if signal.with_untracked(|known| *known != value) {
                signal.set(value);
            }
        }
    }

    fn go(self, address: &str, options: NavigateOptions) {
        let origin = window().location().origin().unwrap_or_default();
        let Ok(url) = web_sys::Url::new_with_base(address, &origin) else { return };
        if url.origin() != origin {
            let _ = window().location().assign(address);
            return;
        }
        self.show(url.pathname(), url.search());
        // What leaves keeps its place in the page, and what comes is drawn, before the browser is told.
        spawn_local(async move { record(&url, options) });
    }

    fn follow_link(self, event: &MouseEvent) {
        let modified = event.meta_key() || event.alt_key() || event.ctrl_key() || event.shift_key();
        if event.default_prevented() || event.button() != 0 || modified {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else {
            return;
        };
        let external = link.rel().split_ascii_whitespace().any(|word| word == "external");
        let elsewhere = window().location().origin().ok() != Some(link.origin());
        if external || elsewhere || !link.target().is_empty() || link.has_attribute("download") {
            return;
        }
        event.prevent_default();
        let scroll = !link.has_attribute("data-noscroll");
        self.go(&link.href(), NavigateOptions { replace: false, scroll });
    }
}

fn record(url: &web_sys::Url, options: NavigateOptions) {
    let Ok(history) = window().history() else { return };
    let known = window().location().href().is_ok_and(|href| href == url.href());
    let (state, address) = (JsValue::NULL, url.href());
    let _ = if options.replace {
        history.replace_state_with_url(&state, "", Some(&address))
    } else if known {
        Ok(())
    } else {
        history.push_state_with_url(&state, "", Some(&address))
    };
    let place = url.hash();
    match document().get_element_by_id(place.trim_start_matches('#')) {
        Some(place) => place.scroll_into_view(),
        None if options.scroll => window().scroll_to_with_x_and_y(0.0, 0.0),
        None => {}
    }
}

/// Provides the [`Location`] and follows links and history; once, for as long as the page lives.
pub fn provide_location() {
    let location = Location::new();
    provide_context(location);
    window_event_listener(ev::click, move |event| location.follow_link(&event));
    window_event_listener(ev::popstate, move |_| location.follow_browser());
}

#[expect(
    clippy::expect_used,
    reason = "the application provides the location before anything else"
)]
pub fn use_location() -> Location {
    use_context().expect("the location is provided")
}

/// Goes to an address of the page, by act rather than by link.
pub fn use_navigate() -> impl Fn(&str, NavigateOptions) + Clone + Send + Sync + 'static {
    let location = use_location();
    move |address: &str, options| location.go(address, options)
}
