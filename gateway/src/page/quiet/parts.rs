//! What pages of links are made of.

use locales::{Language, text};
use maud::{Markup, html};

use super::{Crumb, Row, Word};

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

pub(super) fn table(language: Language, rows: &[Row]) -> Markup {
    html! {
        table.quiet__table {
            caption.visually-hidden { (text::quiet_caption(language)) }
            thead {
                tr {
                    th scope="col" { (text::plain_name(language)) }
                    th scope="col" { (text::plain_size(language)) }
                    th scope="col" { (text::plain_modified(language)) }
                }
            }
            tbody {
                @for Row { name, address, size, modified } in rows {
                    tr {
                        th scope="row" { a href=(address) { (name) } }
                        td { @if let Some(size) = size { (locales::size(language, *size)) } }
                        td { @if let Some(modified) = modified { (day(modified)) } }
                    }
                }
            }
        }
    }
}

/// The day of a moment, in the form that both languages read.
fn day(moment: &str) -> Markup {
    html! { time datetime=(moment) { (moment.get(..10).unwrap_or(moment)) } }
}
