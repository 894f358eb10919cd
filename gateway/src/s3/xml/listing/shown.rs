//! A page as it is passed on: what stands in the document as it is to be said is not copied.

use std::borrow::Cow;

use super::{ListedEntry, ListedObject, ObjectPage};

/// One page of a bucket's objects and folders, lent for as long as its document lasts.
#[derive(Debug, PartialEq, Eq)]
pub struct ShownPage<'d> {
    /// In S3's order: by the bytes of key or folder.
    pub entries: Vec<ShownEntry<'d>>,
    /// The upstream's own token for the next page, untouched; `None` on the last.
    pub next: Option<Cow<'d, str>>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct ShownEntry<'d> {
    /// The whole key or prefix.
    pub name: &'d str,
    /// `None` for a folder.
    pub object: Option<ShownObject<'d>>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct ShownObject<'d> {
    /// In bytes.
    pub size: u64,
    /// RFC 3339 in UTC, without the `Z` at its end.
    pub modified: Cow<'d, str>,
    /// Without quotes; empty where the server gives none.
    pub etag: &'d str,
    /// `None` for S3's standard class, and where the server does not say.
    pub class: Option<&'d str>,
}

impl<'d> ShownPage<'d> {
    pub(super) fn of(page: &'d ObjectPage) -> Self {
        let entry = |listed: &'d ListedEntry| {
            let object = match listed {
                ListedEntry::Object(object) => Some(ShownObject::of(object)),
                ListedEntry::Folder(_) => None,
            };
            ShownEntry { name: listed.name(), object }
        };
        Self {
            entries: page.entries.iter().map(entry).collect(),
            next: page.next.as_deref().map(Cow::Borrowed),
        }
    }
}

impl<'d> ShownObject<'d> {
    fn of(object: &'d ListedObject) -> Self {
        let mut modified = object.modified.to_string();
        modified.pop();
        let class = object.storage_class.as_deref();
        Self { size: object.size, modified: modified.into(), etag: &object.etag, class }
    }
}
