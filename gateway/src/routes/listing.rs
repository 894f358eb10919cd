//! A folder as JSON, written from the upstream's document without a copy in between: a page of 1,000 entries is most of
//! what people wait for when they open a folder.

use axum::response::{IntoResponse, Response};
use gateway_api::Right;

use super::packing::Packing;
use crate::s3::names::Prefix;
use crate::upstream::{ShownEntry, ShownObject, ShownPage};

/// Room for an entry with a key of usual length: growing by doubling would copy the page again and again.
const ENTRY_BYTES_USUAL: usize = 128;

/// A page of a folder, written as [`gateway_api::Listing`].
#[derive(Debug)]
pub struct Folder {
    json: Vec<u8>,
    packing: Packing,
}

impl Folder {
    /// # Errors
    /// None that could happen: memory takes whatever is written.
    pub fn of(
        prefix: &Prefix,
        page: &ShownPage<'_>,
        rights: &[Right],
        root: &str,
    ) -> Result<Self, serde_json::Error> {
        let mut json = Vec::with_capacity((page.entries.len() + 2) * ENTRY_BYTES_USUAL);
        json.extend_from_slice(b"{\"prefix\":");
        serde_json::to_writer(&mut json, prefix.as_str())?;
        json.extend_from_slice(b",\"entries\":[");
        for (index, entry) in page.entries.iter().enumerate() {
            if index > 0 {
                json.push(b',');
            }
            write_entry(&mut json, entry)?;
        }
        json.extend_from_slice(b"],\"next\":");
        serde_json::to_writer(&mut json, &page.next)?;
        json.extend_from_slice(b",\"rights\":");
        serde_json::to_writer(&mut json, rights)?;
        if !root.is_empty() {
            json.extend_from_slice(b",\"root\":");
            serde_json::to_writer(&mut json, root)?;
        }
        json.push(b'}');
        Ok(Self { json, packing: Packing::default() })
    }

    pub fn packed(self, packing: Packing) -> Self {
        Self { packing, ..self }
    }
}

impl IntoResponse for Folder {
    fn into_response(self) -> Response {
        self.packing.answer(self.json)
    }
}

/// The fields of [`gateway_api::Entry`], in their order.
fn write_entry(json: &mut Vec<u8>, entry: &ShownEntry<'_>) -> Result<(), serde_json::Error> {
    json.extend_from_slice(b"{\"key\":");
    write_text(json, entry.name)?;
    let Some(ShownObject { size, modified, etag, class }) = &entry.object else {
        json.extend_from_slice(b",\"folder\":true}");
        return Ok(());
    };
    json.extend_from_slice(b",\"size\":");
    serde_json::to_writer(&mut *json, size)?;
    // Digits and their separators: nothing to escape.
    json.extend_from_slice(b",\"modified\":\"");
    json.extend_from_slice(modified.as_bytes());
    json.extend_from_slice(b"Z\"");
    if !etag.is_empty() {
        json.extend_from_slice(b",\"etag\":");
        write_text(json, etag)?;
    }
    if let Some(class) = class {
        json.extend_from_slice(b",\"class\":");
        write_text(json, class)?;
    }
    json.push(b'}');
    Ok(())
}

/// Most texts hold nothing that JSON escapes; those are copied whole.
fn write_text(json: &mut Vec<u8>, text: &str) -> Result<(), serde_json::Error> {
    let escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // To the end rather than to the first: without a way out, the compiler looks at many bytes at once.
    if text.bytes().fold(false, |any, byte| any | escaped(byte)) {
        return serde_json::to_writer(json, text);
    }
    json.push(b'"');
    json.extend_from_slice(text.as_bytes());
    json.push(b'"');
    Ok(())
}

#[cfg(test)]
mod tests {
    use http::header;
    use http_body_util::BodyExt as _;

    use super::*;
    use crate::s3::xml::show_objects;

    /// An answer with strange names, times and tags, and what is made of it, to the byte.
    #[test]
    fn an_upstreams_document_becomes_the_same_bytes_as_ever() {
        let object = |key: &str, modified: &str, etag: &str, class: &str| {
            format!(
                "<Contents><Key>{key}</Key><LastModified>{modified}</LastModified><ETag>{etag}</ETag>\
                 <Size>7</Size>{class}</Contents>"
            )
        };
        let standard = "<StorageClass>STANDARD</StorageClass>";
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"x\"><Name>b</Name>\
             <EncodingType>url</EncodingType>{}{}{}{}{}<CommonPrefixes><Prefix>f%2Fc%22%2F</Prefix>\
             </CommonPrefixes><IsTruncated>true</IsTruncated>\
             <NextContinuationToken>t&amp;\"</NextContinuationToken></ListBucketResult>",
            object("f%2Fa+b%2Bc%25", "2024-05-01T12:30:00.000Z", "&quot;e-1&quot;", standard),
            object("f%2Fa%0A%09%01%5C", "2024-05-01T12:30:10.250Z", "\"e\"", standard),
            object("f%2F%C3%A9%E6%BC%A2%F0%9F%8E%89", "2024-05-01T12:30:00Z", "", ""),
            object("f/plain.txt", "2024-05-01T14:30:00+02:00", "&#34;e&#34;", ""),
            object("f%2F%00", "2024-05-01T12:30:00.000Z", "&quot;no key&quot;", ""),
        );
        let expected = concat!(
            r#"{"prefix":"f/","entries":["#,
            r#"{"key":"f/a\n\t\u0001\\","size":7,"modified":"2024-05-01T12:30:10.25Z","etag":"e"},"#,
            r#"{"key":"f/a b+c%","size":7,"modified":"2024-05-01T12:30:00Z","etag":"e-1"},"#,
            r#"{"key":"f/c\"/","folder":true},"#,
            r#"{"key":"f/plain.txt","size":7,"modified":"2024-05-01T12:30:00Z","etag":"e"},"#,
            r#"{"key":"f/é漢🎉","size":7,"modified":"2024-05-01T12:30:00Z"}"#,
            r#"],"next":"t&\"","rights":["read"]}"#
        );
        let prefix = Prefix::parse("f/").unwrap();
        let folder = |document: &str| {
            let show = |page: &ShownPage<'_>| Folder::of(&prefix, page, &[Right::Read], "");
            String::from_utf8(show_objects(document.as_bytes(), show).unwrap().unwrap().json)
                .unwrap()
        };
        assert_eq!(folder(&document), expected);
        // Read by its tree.
        assert_eq!(folder(&document.replace("<Name>", "<!-- b --><Name>")), expected);
    }

    #[tokio::test]
    async fn a_folder_is_written_as_the_page_reads_it() {
        let object = |name, modified: &'static str, etag, class| {
            let modified = modified.into();
            let object = Some(ShownObject { size: u64::MAX, modified, etag, class });
            ShownEntry { name, object }
        };
        let page = ShownPage {
            entries: vec![
                object("a\"é/\u{1}", "2024-05-01T12:30:00.25", "abc", Some("COLD")),
                ShownEntry { name: "a\"é/b/", object: None },
                object("a\"é/漢\\", "2024-05-01T12:30:00", "", None),
            ],
            next: Some("t\"".into()),
        };
        let prefix = Prefix::parse("a\"é/").unwrap();
        let response = Folder::of(&prefix, &page, &[Right::Read], "a\"").unwrap().into_response();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let read: gateway_api::Listing = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(serde_json::to_vec(&read).unwrap(), bytes, "neither more nor less than that");
        assert_eq!((read.entries.len(), read.next.as_deref()), (3, Some("t\"")));
        assert_eq!(read.entries[0].modified.as_deref(), Some("2024-05-01T12:30:00.25Z"));
        assert_eq!(read.entries[0].class.as_deref(), Some("COLD"));
        assert_eq!(read.entries[0].key, "a\"é/\u{1}");
        assert!(read.entries[1].folder && read.entries[2].etag.is_none());
        let last = ShownPage { entries: Vec::new(), next: None };
        let bytes = Folder::of(&prefix, &last, &[], "").unwrap().json;
        let read: gateway_api::Listing = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(serde_json::to_vec(&read).unwrap(), bytes);
    }
}
