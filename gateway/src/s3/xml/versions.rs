//! What a bucket holds beside its objects: versions, marks of deletion, unfinished uploads.

use jiff::Timestamp;

use super::XmlError;
use super::element::Element;
use crate::s3::encode::decode_form;
use crate::s3::names::{Key, Prefix};
use crate::s3::operation::{ObjectVersion, UploadId, UploadMarker, VersionId, VersionMarker};

/// One page of `ListObjectVersions`; delete markers are versions too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionPage {
    pub versions: Vec<ObjectVersion>,
    /// `None` on the last page.
    pub next: Option<VersionMarker>,
}

/// One page of `ListMultipartUploads`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadPage {
    pub uploads: Vec<ListedUpload>,
    /// `None` on the last page.
    pub next: Option<UploadMarker>,
}

/// An unfinished upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUpload {
    pub key: Key,
    /// What the key may be instead: Ceph RGW 16 encodes keys here without saying so.
    pub other_reading: Option<Key>,
    pub id: UploadId,
    /// `None` where the server does not say, or not in words that anybody reads.
    pub begun: Option<Timestamp>,
}

impl ListedUpload {
    /// With the readings of its key that begin so; `None` where none does.
    #[must_use]
    pub fn below(mut self, prefix: &Prefix) -> Option<Self> {
        let lies = |key: &Key| key.as_str().starts_with(prefix.as_str());
        self.other_reading = self.other_reading.filter(lies);
        if !lies(&self.key) {
            self.key = self.other_reading.take()?;
        }
        Some(self)
    }

    /// The key under each of its readings, the likelier first.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.other_reading.iter().chain([&self.key])
    }
}

/// `ListObjectVersions`, asked for with `encoding-type=url`.
pub fn parse_versions(document: &[u8]) -> Result<VersionPage, XmlError> {
    let root = Element::parse_root(document, "ListVersionsResult")?;
    let names = Names::of(&root);
    let listed = root.children("Version").chain(root.children("DeleteMarker"));
    let versions = listed.map(|listed| {
        let id = listed.field("VersionId").unwrap_or("null");
        let id = VersionId::parse(id).ok_or(XmlError::Field("VersionId"))?;
        Ok(ObjectVersion { key: names.key(listed)?, id })
    });
    let versions = versions.collect::<Result<_, XmlError>>()?;
    let next = match root.field("IsTruncated") {
        Some("true") => Some(VersionMarker {
            key: names.read(root.required("NextKeyMarker")?, "NextKeyMarker")?,
            version: filled(root.field("NextVersionIdMarker")),
        }),
        _ => None,
    };
    Ok(VersionPage { versions, next })
}

/// `ListMultipartUploads`, asked for with `encoding-type=url`.
pub fn parse_uploads(document: &[u8]) -> Result<UploadPage, XmlError> {
    let root = Element::parse_root(document, "ListMultipartUploadsResult")?;
    let names = Names::of(&root);
    let uploads = root.children("Upload").map(|listed| {
        let id = UploadId::parse(listed.required("UploadId")?);
        let key = names.key(listed)?;
        let decoded = decode_form(key.as_str()).filter(|_| !names.encoded);
        let other_reading = decoded.and_then(|text| Key::parse(text).ok());
        Ok(ListedUpload {
            other_reading: other_reading.filter(|other| *other != key),
            key,
            id: id.ok_or(XmlError::Field("UploadId"))?,
            begun: listed.field("Initiated").and_then(|text| text.parse().ok()),
        })
    });
    let uploads = uploads.collect::<Result<_, XmlError>>()?;
    let next = match root.field("IsTruncated") {
        Some("true") => Some(UploadMarker {
            key: names.read(root.required("NextKeyMarker")?, "NextKeyMarker")?,
            upload: filled(root.field("NextUploadIdMarker")),
        }),
        _ => None,
    };
    Ok(UploadPage { uploads, next })
}

fn filled(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// How the names of a listing are written: some servers ignore the wish for encoding, and say so by not repeating it.
struct Names {
    encoded: bool,
}

impl Names {
    fn of(root: &Element<'_>) -> Self {
        Self { encoded: root.field("EncodingType") == Some("url") }
    }

    fn read(&self, text: &str, field: &'static str) -> Result<String, XmlError> {
        if self.encoded {
            decode_form(text).ok_or(XmlError::Field(field))
        } else {
            Ok(text.to_owned())
        }
    }

    fn key(&self, listed: &Element<'_>) -> Result<Key, XmlError> {
        let name = self.read(listed.required("Key")?, "Key")?;
        Key::parse(name).map_err(|_| XmlError::Field("Key"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_marks_of_deletion_come_together() {
        let document = "<ListVersionsResult><EncodingType>url</EncodingType>\
            <IsTruncated>true</IsTruncated><NextKeyMarker>%C3%A9+1</NextKeyMarker>\
            <NextVersionIdMarker>v2</NextVersionIdMarker>\
            <Version><Key>a%2Bb</Key><VersionId>v1</VersionId><Size>1</Size></Version>\
            <DeleteMarker><Key>%C3%A9+1</Key><VersionId>v2</VersionId></DeleteMarker>\
            <Version><Key>old</Key><VersionId>null</VersionId></Version></ListVersionsResult>";
        let page = parse_versions(document.as_bytes()).unwrap();
        let found: Vec<_> = page
            .versions
            .iter()
            .map(|version| (version.key.as_str(), version.id.as_str()))
            .collect();
        assert_eq!(found, [("a+b", "v1"), ("old", "null"), ("é 1", "v2")]);
        let next = VersionMarker { key: "é 1".to_owned(), version: Some("v2".to_owned()) };
        assert_eq!(page.next, Some(next));
        let last = parse_versions(b"<ListVersionsResult/>").unwrap();
        assert_eq!(last, VersionPage { versions: Vec::new(), next: None });
    }

    #[test]
    fn unfinished_uploads_have_key_and_id() {
        let document = "<ListMultipartUploadsResult><Upload><Key>a&amp;b</Key><UploadId>u1</UploadId>\
            <Initiated>2026-11-20T15:04:05.000Z</Initiated></Upload><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>";
        let page = parse_uploads(document.as_bytes()).unwrap();
        let key = |text: &str| Key::parse(text).unwrap();
        let id = UploadId::parse("u1").unwrap();
        let begun = Some("2026-11-20T15:04:05Z".parse().unwrap());
        let upload = ListedUpload { key: key("a&b"), other_reading: None, id, begun };
        assert_eq!(page, UploadPage { uploads: vec![upload], next: None });
        let unsaid = "<ListMultipartUploadsResult><Upload><Key>a%20b</Key><UploadId>u1</UploadId>\
            </Upload></ListMultipartUploadsResult>";
        let upload = &parse_uploads(unsaid.as_bytes()).unwrap().uploads[0];
        assert_eq!((&upload.key, &upload.other_reading), (&key("a%20b"), &Some(key("a b"))));
        assert_eq!(upload.begun, None);
        let said = unsaid.replace("<Upload>", "<EncodingType>url</EncodingType><Upload>");
        let upload = &parse_uploads(said.as_bytes()).unwrap().uploads[0];
        assert_eq!((&upload.key, &upload.other_reading), (&key("a b"), &None));
        let below = |upload: &ListedUpload, prefix: &str| {
            let upload = upload.clone().below(&Prefix::parse(prefix).unwrap())?;
            Some(upload.keys().map(|key| key.as_str().to_owned()).collect::<Vec<_>>())
        };
        let unread = &parse_uploads(unsaid.as_bytes()).unwrap().uploads[0];
        assert_eq!(below(unread, "").unwrap(), ["a b", "a%20b"]);
        assert_eq!(below(unread, "a ").unwrap(), ["a b"]);
        assert_eq!(below(unread, "a%").unwrap(), ["a%20b"]);
        assert_eq!(below(unread, "b"), None);
        let nameless = b"<ListMultipartUploadsResult><Upload><Key>a</Key></Upload></ListMultipartUploadsResult>";
        assert!(parse_uploads(nameless).is_err());
    }
}
