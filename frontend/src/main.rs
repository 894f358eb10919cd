//! The page: a Leptos application that the browser runs as WebAssembly. It shows and asks; the gateway decides.

mod app;
mod components;
mod failure;
mod gateway;
mod i18n;
mod links;
mod model;
mod pages;
mod session;
mod upload;

fn main() {
    console_error_panic_hook::set_once();
    app::start();
}
