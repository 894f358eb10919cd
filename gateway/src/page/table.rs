//! What is in a folder, as a table: on public pages and on those of links.

use locales::{Language, text};
use maud::{Markup, html};

/// An object or folder in a folder.
#[derive(Debug)]
pub struct Row {
    /// A folder's ends in `/`.
    pub name: String,
    pub address: String,
    pub size: Option<u64>,
    /// RFC 3339.
    pub modified: Option<String>,
}

/// The rows below the caption and the heads of their columns: what goes into `table`.
pub fn rows(language: Language, rows: &[Row]) -> Markup {
    html! {
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

/// The day of a moment, in the form that both languages read.
pub fn day(moment: &str) -> Markup {
    html! { time datetime=(moment) { (moment.get(..10).unwrap_or(moment)) } }
}
