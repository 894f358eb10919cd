//! What pages of links are made of.

use locales::{Language, text};
use maud::{Markup, html};

use super::super::table::day;
use super::{Crumb, Word};

/// The way into a folder; nothing at its beginning.
pub(super) fn crumbs(language: Language, way: &[Crumb]) -> Markup {
    html! {
        @if !way.is_empty() {
            nav.quiet__way aria-label=(text::breadcrumb(language)) {
                @for crumb in way { a href=(crumb.address) { (crumb.name) } " / " }
            }
        }
    }
}

/// Who shares it, what they say, and until when.
pub(super) fn words(language: Language, word: &Word) -> Markup {
    let Word { sharer, message, until, left, view_only } = word;
    html! {
        p.quiet__word {
            @if let Some(sharer) = sharer { (text::quiet_shared_by(language, sharer)) }
            @if let Some((moment, shown)) = until {
                @if sharer.is_some() { (text::separator(language)) }
                time datetime=(moment) { (text::quiet_until(language, shown)) }
            }
            @if let Some(left) = left { (text::separator(language)) (text::quiet_left(language, *left)) }
        }
        @if let Some((message, lang)) = message {
            blockquote.quiet__message lang=[*lang] { (message) }
        }
        @if *view_only { p { (text::quiet_view_only(language)) } }
    }
}

/// What is known of an object.
pub(super) fn facts(language: Language, size: u64, modified: &str) -> Markup {
    html! {
        dl.quiet__facts {
            div { dt { (text::plain_size(language)) } dd { (locales::size(language, size)) } }
            div { dt { (text::plain_modified(language)) } dd { (day(modified)) } }
        }
    }
}
