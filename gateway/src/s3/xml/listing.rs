//! `ListObjectsV2`: read in one pass where the document is as plain as all servers write it, else by its tree.

mod moment;
mod plain;
mod shape;
mod shown;

use jiff::Timestamp;

pub use self::shown::{ShownEntry, ShownObject, ShownPage};
use super::XmlError;
use super::element::Element;
use crate::s3::encode::decode_form;
use crate::s3::names::{Key, Prefix};

const ROOT: &str = "ListBucketResult";
/// The class of objects of which no other is said: S3's own headers leave it out as well.
const STANDARD: &str = "STANDARD";

/// One page of a bucket's objects and folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectPage {
    /// In S3's order: by the bytes of key or folder.
    pub entries: Vec<ListedEntry>,
    /// The upstream's own token for the next page, untouched; `None` on the last.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListedEntry {
    Object(ListedObject),
    /// What several keys have in common up to and with the next `/`.
    Folder(Prefix),
}

/// An object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedObject {
    pub key: Key,
    /// In bytes.
    pub size: u64,
    pub modified: Timestamp,
    /// Without quotes; empty where the server gives none.
    pub etag: String,
    /// Where the object is kept, such as `GLACIER`; `None` for S3's standard class, and where the server does not say.
    pub storage_class: Option<String>,
}

impl ListedEntry {
    /// The whole key or prefix.
    pub fn name(&self) -> &str {
        match self {
            Self::Object(object) => object.key.as_str(),
            Self::Folder(prefix) => prefix.as_str(),
        }
    }
}

/// Reads an answer to `ListObjectsV2`, asked for with `encoding-type=url`. A key that is none by S3's own rules (NUL,
/// more than 1,024 bytes) cannot be asked for and is left out.
pub fn parse_objects(document: &[u8]) -> Result<ObjectPage, XmlError> {
    plain::read(document).and_then(plain::Found::page).map_or_else(|| from_tree(document), Ok)
}

/// As [`parse_objects`], for a page that is only passed on: it is lent to `show`, whose answer is answered.
pub fn show_objects<T>(
    document: &[u8],
    show: impl FnOnce(&ShownPage<'_>) -> T,
) -> Result<T, XmlError> {
    if let Some(found) = plain::read(document) {
        let mut names = plain::Names::default();
        if let Some(page) = found.shown(&mut names) {
            return Ok(show(&page));
        }
    }
    Ok(show(&ShownPage::of(&parse_objects(document)?)))
}

fn from_tree(document: &[u8]) -> Result<ObjectPage, XmlError> {
    let root = Element::parse_root(document, ROOT)?;
    // Some servers ignore the wish for encoding, and say so by not repeating it.
    let encoded = root.field("EncodingType") == Some("url");
    let name = |text: &str, field| named(text, encoded).ok_or(XmlError::Field(field));
    let mut entries = Vec::new();
    for contents in root.children("Contents") {
        if let Ok(key) = Key::parse(name(contents.required("Key")?, "Key")?) {
            entries.push(ListedEntry::Object(object_of(contents, key)?));
        }
    }
    for common in root.children("CommonPrefixes") {
        if let Ok(prefix) = Prefix::parse(name(common.required("Prefix")?, "Prefix")?) {
            entries.push(ListedEntry::Folder(prefix));
        }
    }
    sort(&mut entries);
    let next = match root.field("IsTruncated") {
        Some("true") => Some(root.required("NextContinuationToken")?.to_owned()),
        _ => None,
    };
    Ok(ObjectPage { entries, next })
}

fn object_of(contents: &Element<'_>, key: Key) -> Result<ListedObject, XmlError> {
    Ok(ListedObject {
        key,
        size: contents.required("Size")?.trim().parse().map_err(|_| XmlError::Field("Size"))?,
        modified: contents
            .required("LastModified")?
            .trim()
            .parse()
            .map_err(|_| XmlError::Field("LastModified"))?,
        etag: unquoted(contents.field("ETag").unwrap_or_default()).to_owned(),
        storage_class: special(contents.field("StorageClass").unwrap_or_default())
            .map(str::to_owned),
    })
}

/// A key or prefix as it is called; `None` where the encoding means nothing.
fn named(text: &str, encoded: bool) -> Option<String> {
    if encoded { decode_form(text) } else { Some(text.to_owned()) }
}

fn unquoted(etag: &str) -> &str {
    etag.trim().trim_matches('"')
}

/// A storage class other than the one that nearly all objects have.
fn special(class: &str) -> Option<&str> {
    let class = class.trim();
    (!class.is_empty() && class != STANDARD).then_some(class)
}

/// Objects and folders come apart, each in S3's order already.
fn sort(entries: &mut [ListedEntry]) {
    entries.sort_by(|left, right| left.name().cmp(right.name()));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::s3::encode::encode_path;

    fn contents(key: &str) -> String {
        format!(
            "<Contents><Key>{key}</Key><LastModified>2024-05-01T12:30:00.000Z</LastModified>\
             <ETag>&quot;abc&quot;</ETag><Size>7</Size></Contents>"
        )
    }

    fn names(document: &str) -> Vec<String> {
        let page = parse_objects(document.as_bytes()).unwrap();
        page.entries.iter().map(|entry| entry.name().to_owned()).collect()
    }

    #[test]
    fn objects_and_folders_come_in_the_order_of_their_bytes() {
        let document = format!(
            "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\
             <CommonPrefixes><Prefix>b%2F</Prefix></CommonPrefixes>{}\
             <CommonPrefixes><Prefix>Z%2F</Prefix></CommonPrefixes>{}{}\
             <NextContinuationToken>t+/=k</NextContinuationToken></ListBucketResult>",
            contents("a"),
            contents("%C3%A9"),
            contents("c+d%2B")
        );
        assert_eq!(names(&document), ["Z/", "a", "b/", "c d+", "é"]);
        let page = parse_objects(document.as_bytes()).unwrap();
        assert_eq!(page.next.as_deref(), Some("t+/=k"));
        let ListedEntry::Object(object) = &page.entries[1] else { panic!("a folder") };
        assert_eq!((object.size, object.etag.as_str()), (7, "abc"));
        assert_eq!(object.modified, "2024-05-01T12:30:00Z".parse().unwrap());
    }

    #[test]
    fn a_storage_class_is_told_of_where_it_is_not_the_standard_one() {
        let check = |class: &str, expected: Option<&str>| {
            let object = contents("a").replace("</Contents>", &format!("{class}</Contents>"));
            let document = format!("<ListBucketResult>{object}</ListBucketResult>");
            let page = parse_objects(document.as_bytes()).unwrap();
            let ListedEntry::Object(object) = &page.entries[0] else { panic!("a folder") };
            assert_eq!(object.storage_class.as_deref(), expected, "{class}");
        };
        check("", None);
        check("<StorageClass/>", None);
        check("<StorageClass>STANDARD</StorageClass>", None);
        check("<StorageClass>GLACIER</StorageClass>", Some("GLACIER"));
        check("<StorageClass> A&amp;B </StorageClass>", Some("A&B"));
    }

    #[test]
    fn names_that_were_not_encoded_are_not_decoded() {
        let document =
            format!("<ListBucketResult>{}</ListBucketResult>", contents("100%25 &amp; a+b"));
        assert_eq!(names(&document), ["100%25 & a+b"]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let check = |document: &str, field: &str| {
            let error = parse_objects(document.as_bytes()).unwrap_err();
            assert!(error.to_string().contains(field), "{error}");
        };
        check("<ListBucketResult><Contents/></ListBucketResult>", "Key");
        check(
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "NextContinuationToken",
        );
        check("<Error/>", "ListBucketResult");
        let bad = contents("%zz");
        check(
            &format!("<ListBucketResult><EncodingType>url</EncodingType>{bad}</ListBucketResult>"),
            "Key",
        );
    }

    proptest! {
        #[test]
        fn any_key_comes_back_as_it_was(key in "[^\0]{1,200}") {
            let document = format!(
                "<ListBucketResult><EncodingType>url</EncodingType>{}</ListBucketResult>",
                contents(&encode_path(&key))
            );
            prop_assert_eq!(names(&document), [key]);
        }
    }
}
