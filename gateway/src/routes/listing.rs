//! A folder as JSON, written from what the upstream said without a copy in between: a page of 1,000 entries is most of
//! what people wait for when they open a folder.

use axum::response::{IntoResponse, Response};
use gateway_api::Right;
use http::{HeaderValue, header};
use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::error::Error;
use crate::s3::names::Prefix;
use crate::upstream::{ListedEntry, ObjectPage};

/// Room for an entry with a key of usual length: growing by doubling would copy the page again and again.
const ENTRY_BYTES_USUAL: usize = 160;

/// A page of a folder, answered as [`gateway_api::Listing`].
pub struct Folder {
    pub prefix: Prefix,
    pub page: ObjectPage,
    pub rights: Vec<Right>,
}

impl IntoResponse for Folder {
    fn into_response(self) -> Response {
        let mut json = Vec::with_capacity((self.page.entries.len() + 2) * ENTRY_BYTES_USUAL);
        let body = Body {
            prefix: self.prefix.as_str(),
            entries: Entries(&self.page.entries),
            next: self.page.next.as_deref(),
            rights: &self.rights,
        };
        if serde_json::to_writer(&mut json, &body).is_err() {
            return Error::Panicked.into_response();
        }
        ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], json)
            .into_response()
    }
}

/// The fields of [`gateway_api::Listing`].
#[derive(Serialize)]
struct Body<'a> {
    prefix: &'a str,
    entries: Entries<'a>,
    next: Option<&'a str>,
    rights: &'a [Right],
}

struct Entries<'a>(&'a [ListedEntry]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Row::of))
    }
}

/// The fields of [`gateway_api::Entry`].
#[derive(Serialize)]
struct Row<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    folder: bool,
}

struct Moment(Timestamp);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'a> Row<'a> {
    fn of(entry: &'a ListedEntry) -> Self {
        let ListedEntry::Object(object) = entry else {
            return Self {
                key: entry.name(),
                size: None,
                modified: None,
                etag: None,
                class: None,
                folder: true,
            };
        };
        Self {
            key: entry.name(),
            size: Some(object.size),
            modified: Some(Moment(object.modified)),
            etag: (!object.etag.is_empty()).then_some(&object.etag),
            class: object.storage_class.as_deref(),
            folder: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;
    use crate::s3::names::Key;
    use crate::upstream::ListedObject;

    #[tokio::test]
    async fn a_folder_is_written_as_the_page_reads_it() {
        let object = |key: &str, etag: &str, class: Option<&str>| {
            ListedEntry::Object(ListedObject {
                key: Key::parse(key).unwrap(),
                size: 7,
                modified: "2024-05-01T12:30:00.250Z".parse().unwrap(),
                etag: etag.to_owned(),
                storage_class: class.map(str::to_owned),
            })
        };
        let folder = Folder {
            prefix: Prefix::parse("a\"é/").unwrap(),
            page: ObjectPage {
                entries: vec![
                    object("a\"é/\u{1}", "abc", Some("COLD")),
                    ListedEntry::Folder(Prefix::parse("a\"é/b/").unwrap()),
                    object("a\"é/漢", "", None),
                ],
                next: Some("t".to_owned()),
            },
            rights: vec![Right::Read],
        };
        let response = folder.into_response();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let read: gateway_api::Listing = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(serde_json::to_vec(&read).unwrap(), bytes, "neither more nor less than that");
        assert_eq!((read.entries.len(), read.next.as_deref()), (3, Some("t")));
        assert_eq!(read.entries[0].modified.as_deref(), Some("2024-05-01T12:30:00.25Z"));
        assert_eq!(read.entries[0].class.as_deref(), Some("COLD"));
        assert!(read.entries[1].folder && read.entries[2].etag.is_none());
    }
}
