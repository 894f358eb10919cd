//! What people wrote, as safe HTML: README files, Markdown and notebooks. Readers see no script, style, form or remote
//! resource, and relative links and images work inside the bucket.
//!
//! What hostile text may cost is bounded: it is read up to a limit, nested up to a limit, and handed to the parser of
//! HTML only with every element closed where it was opened.

pub mod address;
mod attachments;
mod ids;
mod markdown;
mod notebook;
mod raw;
mod sanitise;
mod terminal;

use locales::Language;

pub use self::notebook::{Damaged, notebook};
use crate::s3::names::{BucketName, InstanceId, Prefix};

/// Where a text lies, and who reads it: what its relative links are relative to, and become.
#[derive(Clone, Debug)]
pub struct Place {
    pub home: Home,
    pub bucket: BucketName,
    /// The folder the text is in.
    pub prefix: Prefix,
    pub language: Language,
}

/// By which addresses the bucket of a text is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// Public datasets need no instance in their addresses.
    Dataset,
    /// A bucket on the page, by its instance.
    Bucket(InstanceId),
    /// Through a share link, as far as it reaches: `start` is its address, and stands for the prefix `base`.
    Link { start: String, base: String },
}

/// A text made safe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    pub html: String,
    /// As the text calls itself.
    pub title: Option<String>,
    /// In what the code of a notebook is written.
    pub code_language: Option<String>,
    pub truncated: gateway_api::Truncated,
}

/// Renders Markdown (`CommonMark` with tables, footnotes, task lists and strikethrough). Headings move down one level,
/// because the page has its own `h1`.
pub fn markdown(source: &str, place: &Place) -> Rendered {
    let mut ids = ids::Ids::default();
    let written = markdown::write(source, place, &mut ids, &attachments::Attachments::default());
    Rendered {
        html: sanitise::sanitise(&written.html, place),
        title: written.title,
        code_language: None,
        truncated: gateway_api::Truncated {
            bytes: written.unread_bytes as u64,
            ..gateway_api::Truncated::default()
        },
    }
}

#[cfg(test)]
mod tests;
