//! The frame of every page: skip link, header, footer, and what may be said at any time.

mod account;
mod session_dialogs;
mod status_bars;
mod toasts;
mod uploads;

use crate::navigation::use_location;
use leptos::prelude::*;
use locales::{Language, text};

use crate::components::Announcer;
use crate::copying::use_copies;
use crate::i18n::use_words;
use crate::lazy::lazy;
use crate::links;
use crate::pages::{Palette, arranging};
use crate::session::use_session;
use account::Account;
use session_dialogs::SessionDialogs;
use status_bars::StatusBars;
use toasts::ToastRegion;
use uploads::UploadPlace;

#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let words = use_words();
    view! {
        <a class="skip-link" href="#content" rel="external">
            {words.say(text::skip_to_content)}
        </a>
        <Announcer />
        <Header />
        <StatusBars />
        <main class="main" id="content" tabindex="-1">
            {children()}
        </main>
        <Footer />
        <div class="trays">
            <UploadPlace />
            <Arranging />
        </div>
        <ToastRegion />
        <SessionDialogs />
    }
    .into_any()
}

/// What copies and moves, from the first wish on.
#[component]
fn Arranging() -> impl IntoView {
    let copies = use_copies();
    let wanted = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or_default() || copies.is_waiting()
    });
    move || wanted.get().then(|| lazy(move || arranging(copies)))
}

/// An address, what it is called, and whether one is there, by the address without its language.
type Link = (fn(Language) -> String, fn(Language) -> &'static str, fn(&str) -> bool);

fn link(class: &'static str, (address, label, is_here): Link) -> AnyView {
    let words = use_words();
    let path = use_location().pathname;
    let current = move || {
        let path = path.read();
        let rest = path.trim_start_matches('/').split_once('/').map_or("", |(_, rest)| rest);
        is_here(rest).then_some("page")
    };
    view! {
        <a class=class href=move || address(words.language()) aria-current=current>
            {words.say(label)}
        </a>
    }
    .into_any()
}

#[component]
fn Header() -> impl IntoView {
    let words = use_words();
    let main: [Link; 3] = [
        (links::home, text::nav_home, |rest| rest.is_empty() || rest.starts_with("b/")),
        (links::datasets, text::nav_datasets, |rest| rest == "d" || rest.starts_with("d/")),
        (links::help, text::nav_help, |rest| rest == "help"),
    ];
    view! {
        <header class="header">
            <div class="header__row">
                <a class="brand" href=move || links::home(words.language())>
                    <Mark />
                    <span class="brand__name">{words.say(text::portal_name)}</span>
                    <span class="brand__purpose">{words.say(text::portal_purpose)}</span>
                </a>
                <nav class="nav" aria-label=words.say(text::main_navigation)>
                    {main.map(|it| link("nav__link", it)).into_iter().collect_view()}
                </nav>
                <div class="header__end">
                    <Palette />
                    <LanguageToggle />
                    <Account />
                </div>
            </div>
        </header>
    }
}

/// A cellar's door and the two jars behind it.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="brand__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="brand__wall" d="M4 28V15a12 12 0 0 1 24 0v13z" />
            <path class="brand__jars" d="M9 28v-5h6v5zm8 0v-5h6v5zm-4-7v-5h6v5z" />
        </svg>
    }
}

/// One link to the same place in the other language, said in that language.
#[component]
fn LanguageToggle() -> impl IntoView {
    let words = use_words();
    let location = use_location();
    let other = move || if words.language().is_french() { Language::En } else { Language::FrCa };
    let address =
        move || links::in_language(other(), &location.pathname.read(), &location.search.read());
    let name = move || if other().is_french() { "Français" } else { "English" };
    view! {
        <section class="language">
            <h2 class="visually-hidden">{words.say(text::language_selection)}</h2>
            <a
                class="button button--quiet"
                href=address
                lang=move || other().code()
                hreflang=move || other().code()
                data-noscroll=""
            >
                <span class="language__full">{name}</span>
                <span class="language__short" aria-hidden="true">
                    {move || other().code().to_ascii_uppercase()}
                </span>
            </a>
        </section>
    }
}

#[component]
fn Footer() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let about: [Link; 3] = [
        (links::accessibility, text::accessibility, |_| false),
        (links::privacy, text::privacy, |_| false),
        (links::help, text::nav_help, |_| false),
    ];
    view! {
        <footer class="footer">
            <nav class="footer__links" aria-label=words.say(text::footer)>
                {about.map(|it| link("footer__link", it)).into_iter().collect_view()}
            </nav>
            <p class="footer__version">
                {move || session.version().map(|version| text::version(words.language(), &version))}
            </p>
        </footer>
    }
}
