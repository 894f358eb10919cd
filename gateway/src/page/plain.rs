//! Public data as plain HTML: for readers without script, for search engines, and until the page has started.

use gateway_api::{Entry, Listing, Readme};
use locales::{Language, text};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::rendering::address::{file_address, folder_address};
use super::table::{self, Row};
use crate::s3::names::BucketName;

/// How many entries of a folder are written out; the rest is for the page or the API.
pub const ENTRIES_MAX: usize = 100;

/// A whole document for whoever asks too often, which costs us nothing more: no script, no style, no second request.
pub fn wait(language: Language, seconds: u64) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (text::page_title(language, text::plain_wait_title(language))) }
            }
            body {
                main {
                    h1 { (text::plain_wait_title(language)) }
                    p { (text::plain_wait(language, seconds)) }
                }
            }
        }
    }
}

/// All datasets, as links: each a bucket, or a prefix of one.
pub fn catalogue<'a>(
    language: Language,
    datasets: impl Iterator<Item = (&'a BucketName, &'a str)>,
) -> Markup {
    html! {
        main.plain {
            h1 { (text::datasets_title(language)) }
            p { (text::datasets_lead(language)) }
            ul {
                @for (bucket, prefix) in datasets {
                    li {
                        a href=(folder_address(language, bucket, prefix)) {
                            (bucket) @if !prefix.is_empty() { "/" (prefix) }
                        }
                    }
                }
            }
        }
    }
}

/// One folder of a dataset: way up, entries, README.
pub fn folder(
    language: Language,
    bucket: &BucketName,
    listing: &Listing,
    readme: Option<&Readme>,
) -> Markup {
    html! {
        main.plain {
            nav aria-label=(text::breadcrumb(language)) { (breadcrumb(language, bucket, listing)) }
            h1 { (bucket) @if !listing.prefix.is_empty() { "/" (listing.prefix) } }
            p { (text::public_read_only(language)) }
            (entries(language, bucket, listing))
            @if let Some(readme) = readme {
                section.readme lang=[readme.lang.as_deref()] { (PreEscaped(&readme.html)) }
            }
        }
    }
}

/// From where the dataset begins: what lies above is closed.
fn breadcrumb(language: Language, bucket: &BucketName, listing: &Listing) -> Markup {
    let Listing { prefix, root, .. } = listing;
    let ends = prefix.match_indices('/').map(|(index, _)| index + 1);
    let ends = ends.filter(|end| root.len() < *end);
    html! {
        a href=(format!("/{}/d", language.code())) { (text::datasets_title(language)) }
        " / " a href=(folder_address(language, bucket, root)) {
            (bucket) @if !root.is_empty() { "/" (root) }
        }
        @for end in ends {
            " / " a href=(folder_address(language, bucket, &prefix[..end])) { (last_part(&prefix[..end])) }
        }
    }
}

fn entries(language: Language, bucket: &BucketName, listing: &Listing) -> Markup {
    let shown = &listing.entries[..listing.entries.len().min(ENTRIES_MAX)];
    let more = listing.next.is_some() || shown.len() < listing.entries.len();
    let rows: Vec<Row> = shown.iter().map(|entry| row(language, bucket, listing, entry)).collect();
    html! {
        table {
            caption { (text::plain_caption(language, bucket.as_str())) }
            (table::rows(language, &rows))
        }
        @if more { p { (text::plain_more(language)) } }
    }
}

fn row(language: Language, bucket: &BucketName, listing: &Listing, entry: &Entry) -> Row {
    let name = entry.key.strip_prefix(&listing.prefix).unwrap_or(&entry.key);
    let address = if entry.folder {
        folder_address(language, bucket, &entry.key)
    } else {
        file_address(bucket, &entry.key)
    };
    Row { name: name.to_owned(), address, size: entry.size, modified: entry.modified.clone() }
}

fn last_part(prefix: &str) -> &str {
    prefix.trim_end_matches('/').rsplit('/').next().unwrap_or(prefix)
}
