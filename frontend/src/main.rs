//! The page: a Leptos application that the browser runs as WebAssembly. It shows and asks; the gateway decides.

mod acts;
mod app;
mod commands;
mod components;
mod copying;
mod effects;
mod failure;
mod gateway;
mod i18n;
mod lazy;
mod links;
mod model;
mod navigation;
mod pages;
mod preferences;
mod preview;
mod proof;
mod session;
mod tabs;
mod upload;
mod watching;
mod workers;

fn main() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        tell_broken();
    }));
    app::start();
}

/// boot.js says so in its own words: nothing of the application can be relied on any more.
fn tell_broken() {
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::Event::new("cellier:broken")) {
        let _ = window.dispatch_event(&event);
    }
}
