//! What an operation looks like on the wire: method, address, query, headers and body, from the operation alone.

mod headers;

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_TYPE, RANGE};
use http::{HeaderName, HeaderValue, Method};
use md5::{Digest, Md5};

use super::call::{Call, Place, Sends};
use super::names::{BucketName, Key};
use super::operation::{
    ListPage, Operation, PartNumber, UploadId, UploadMarker, UploadsPage, VersionMarker,
};
use super::xml;

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");
const CHECKSUM_MODE: HeaderName = HeaderName::from_static("x-amz-checksum-mode");
const COPY_SOURCE: HeaderName = HeaderName::from_static("x-amz-copy-source");
const COPY_SOURCE_RANGE: HeaderName = HeaderName::from_static("x-amz-copy-source-range");

/// A request before it has an address and a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft<'a> {
    pub method: Method,
    pub bucket: Option<&'a BucketName>,
    pub key: Option<&'a Key>,
    /// Of what is copied: it stands in a header, and must be read there as we mean it too.
    pub source: Option<&'a Key>,
    /// Names and values, not yet encoded.
    pub query: Vec<(&'static str, Cow<'a, str>)>,
    pub headers: Vec<(HeaderName, String)>,
    /// Headers of a program's own, beside ours.
    pub passed: &'a [(HeaderName, HeaderValue)],
    pub body: DraftBody,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftBody {
    Empty,
    Xml(Vec<u8>),
    /// The bytes of an object or part, which come from elsewhere.
    Streamed,
}

impl<'a> Draft<'a> {
    /// `location` is the region a new bucket must be told to be in, where the upstream needs to be told.
    pub fn of(operation: &'a Operation, location: Option<&str>) -> Self {
        let draft = match operation {
            Operation::Relayed { call, .. } => Self::new(Method::GET).call(call),
            Operation::ListBuckets { .. } => Self::new(Method::GET),
            Operation::HeadBucket { .. } => Self::new(Method::HEAD),
            Operation::CreateBucket { .. } => match location {
                Some(location) => Self::new(Method::PUT).xml(xml::create_bucket(location)),
                None => Self::new(Method::PUT),
            },
            Operation::DeleteBucket { .. } => Self::new(Method::DELETE),
            Operation::ListObjects { page, .. } => Self::new(Method::GET).list_query(page),
            Operation::HeadObject { key, .. } => {
                Self::new(Method::HEAD).key(key).header(CHECKSUM_MODE, "ENABLED")
            }
            Operation::GetObject { key, range, conditions, .. } => {
                let draft = Self::new(Method::GET).key(key).read_conditions(conditions);
                match range {
                    Some(range) => draft.header(RANGE, range.header()),
                    None => draft,
                }
            }
            Operation::PutObject { key, condition, headers, .. } => Self::new(Method::PUT)
                .key(key)
                .write_condition(condition)
                .object_headers(headers)
                .streamed(),
            Operation::DeleteObject { key, deletion, .. } => {
                Self::new(Method::DELETE).key(key).deletion(deletion)
            }
            Operation::DeleteObjects { keys, .. } => {
                Self::new(Method::POST).query("delete", "").xml(xml::delete_objects(keys))
            }
            Operation::DeleteVersions { versions, .. } => {
                Self::new(Method::POST).query("delete", "").xml(xml::delete_versions(versions))
            }
            Operation::ListVersions { after, .. } => {
                Self::new(Method::GET).versions_query(after.as_ref())
            }
            Operation::ListUploads { page, .. } => Self::new(Method::GET).uploads_query(page),
            Operation::CopyObject { key, source, condition, attributes, .. } => {
                Self::new(Method::PUT)
                    .key(key)
                    .copy_source(source)
                    .write_condition(condition)
                    .copied_attributes(attributes)
            }
            Operation::GetTags { key, .. } => Self::new(Method::GET).key(key).query("tagging", ""),
            Operation::PutTags { key, tags, .. } => {
                Self::new(Method::PUT).key(key).query("tagging", "").xml(xml::tagging(tags))
            }
            Operation::CreateUpload { key, headers, .. } => {
                Self::new(Method::POST).key(key).query("uploads", "").object_headers(headers)
            }
            Operation::UploadPart { key, upload, part, .. } => {
                Self::new(Method::PUT).part(key, *part, upload).streamed()
            }
            Operation::CopyPart { key, upload, part, source, range: (first, last), .. } => {
                Self::new(Method::PUT)
                    .part(key, *part, upload)
                    .copy_source(source)
                    .header(COPY_SOURCE_RANGE, format!("bytes={first}-{last}"))
            }
            Operation::CompleteUpload { key, upload, parts, condition, .. } => {
                Self::new(Method::POST)
                    .upload(key, upload)
                    .write_condition(condition)
                    .xml(xml::complete_upload(parts))
            }
            Operation::ListParts { key, upload, after, .. } => {
                Self::new(Method::GET).upload(key, upload).parts_after(*after)
            }
            Operation::AbortUpload { key, upload, .. } => {
                Self::new(Method::DELETE).upload(key, upload)
            }
        };
        Self { bucket: operation.bucket().map(|bucket| &bucket.name), ..draft }
    }

    /// Asking twice is the same as asking once, and there is no body to send again.
    pub fn is_repeatable(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD)
    }

    fn new(method: Method) -> Self {
        Self {
            method,
            bucket: None,
            key: None,
            source: None,
            query: Vec::new(),
            headers: Vec::new(),
            passed: &[],
            body: DraftBody::Empty,
        }
    }

    fn key(self, key: &'a Key) -> Self {
        Self { key: Some(key), ..self }
    }

    fn upload(self, key: &'a Key, upload: &'a UploadId) -> Self {
        self.key(key).query("uploadId", upload.as_str())
    }

    fn part(self, key: &'a Key, part: PartNumber, upload: &'a UploadId) -> Self {
        self.key(key).query("partNumber", part.get().to_string()).query("uploadId", upload.as_str())
    }

    fn parts_after(self, after: Option<PartNumber>) -> Self {
        match after {
            Some(part) => self.query("part-number-marker", part.get().to_string()),
            None => self,
        }
    }

    fn query(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// A program's own, from what was decided on alone: keys and parameters are encoded anew, the source of a copy is
    /// written anew, and only what the table lets pass is there.
    fn call(self, call: &'a Call) -> Self {
        let spec = call.spec();
        let mut draft = Self { method: spec.verb.method(), passed: &call.headers, ..self };
        if spec.place == Place::Object {
            draft.key = call.key();
        }
        for (name, value) in &call.query {
            draft = draft.query(name, value.as_str());
        }
        if let Some(source) = &call.source {
            draft.source = Some(&source.key);
            draft = draft.header(COPY_SOURCE, source.header());
        }
        match spec.sends {
            Sends::Bytes => draft.streamed(),
            Sends::Document { .. } if !call.document.is_empty() => {
                draft.xml(call.document.to_vec())
            }
            Sends::Document { .. } | Sends::Nothing => draft,
        }
    }

    fn streamed(self) -> Self {
        Self { body: DraftBody::Streamed, ..self }
    }

    /// `DeleteObjects` requires a digest beside the signed one, and it harms nowhere else.
    fn xml(self, document: Vec<u8>) -> Self {
        let draft = self
            .header(CONTENT_TYPE, "application/xml")
            .header(CONTENT_MD5, STANDARD.encode(Md5::digest(&document)));
        Self { body: DraftBody::Xml(document), ..draft }
    }

    /// Names come encoded, so that keys XML cannot hold are listed too.
    fn list_query(self, page: &'a ListPage) -> Self {
        let mut draft = self.query("list-type", "2").query("encoding-type", "url");
        draft = draft.query("max-keys", page.limit.to_string());
        if page.folders {
            draft = draft.query("delimiter", "/");
        }
        if !page.prefix.as_str().is_empty() {
            draft = draft.query("prefix", page.prefix.as_str());
        }
        match (&page.token, &page.after) {
            (Some(token), _) => draft.query("continuation-token", token),
            (None, Some(after)) => draft.query("start-after", after),
            (None, None) => draft,
        }
    }

    /// Delete markers are versions too.
    fn versions_query(self, after: Option<&'a VersionMarker>) -> Self {
        let draft = self.query("versions", "").query("encoding-type", "url");
        let Some(VersionMarker { key, version }) = after else { return draft };
        let draft = draft.query("key-marker", key);
        match version {
            Some(version) => draft.query("version-id-marker", version),
            None => draft,
        }
    }

    fn uploads_query(self, page: &'a UploadsPage) -> Self {
        let mut draft = self.query("uploads", "").query("encoding-type", "url");
        draft = draft.query("max-uploads", page.limit.to_string());
        if !page.prefix.as_str().is_empty() {
            draft = draft.query("prefix", page.prefix.as_str());
        }
        let Some(UploadMarker { key, upload }) = &page.after else { return draft };
        let draft = draft.query("key-marker", key);
        match upload {
            Some(upload) => draft.query("upload-id-marker", upload),
            None => draft,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::header::{IF_MATCH, IF_NONE_MATCH};

    use super::*;
    use crate::s3::encode::encode_query;
    use crate::s3::names::{Bucket, InstanceId, Prefix};
    use crate::s3::operation::{ByteRange, ObjectHeaders, Part, ReadConditions, WriteCondition};

    fn bucket() -> Bucket {
        Bucket {
            instance: InstanceId::parse("minimal").unwrap(),
            name: BucketName::parse("alice.tremblay").unwrap(),
        }
    }

    fn key() -> Key {
        Key::parse("a b/c").unwrap()
    }

    /// Method, path as people write it, and query, on one line.
    fn check(operation: Operation, expected: &str) {
        let draft = Draft::of(&operation, None);
        let query = encode_query(draft.query.iter().map(|(name, value)| (*name, value.as_ref())));
        let bucket = draft.bucket.map_or("", BucketName::as_str);
        let line =
            format!("{} /{bucket}/{}?{query}", draft.method, draft.key.map_or("", Key::as_str));
        assert_eq!(line, expected);
    }

    #[test]
    fn each_operation_has_its_line() {
        let upload = || UploadId::parse("u+1").unwrap();
        check(Operation::ListBuckets { instance: bucket().instance }, "GET //?");
        check(Operation::HeadBucket { bucket: bucket() }, "HEAD /alice.tremblay/?");
        check(Operation::CreateBucket { bucket: bucket() }, "PUT /alice.tremblay/?");
        check(Operation::DeleteBucket { bucket: bucket() }, "DELETE /alice.tremblay/?");
        let page = ListPage {
            prefix: Prefix::parse("é/").unwrap(),
            folders: true,
            token: Some("t=/".to_owned()),
            after: None,
            limit: 1000,
        };
        let later = ListPage { token: None, after: Some("é/b+".to_owned()), ..page.clone() };
        check(
            Operation::ListObjects { bucket: bucket(), page: later },
            "GET /alice.tremblay/?list-type=2&encoding-type=url&max-keys=1000&delimiter=%2F&prefix=%C3%A9%2F&start-after=%C3%A9%2Fb%2B",
        );
        check(
            Operation::ListObjects { bucket: bucket(), page },
            "GET /alice.tremblay/?list-type=2&encoding-type=url&max-keys=1000&delimiter=%2F&prefix=%C3%A9%2F&continuation-token=t%3D%2F",
        );
        check(
            Operation::DeleteObjects { bucket: bucket(), keys: vec![key()] },
            "POST /alice.tremblay/?delete",
        );
        check(
            Operation::CreateUpload {
                bucket: bucket(),
                key: key(),
                headers: ObjectHeaders::default(),
            },
            "POST /alice.tremblay/a b/c?uploads",
        );
        let part = PartNumber::new(7).unwrap();
        check(
            Operation::UploadPart { bucket: bucket(), key: key(), upload: upload(), part },
            "PUT /alice.tremblay/a b/c?partNumber=7&uploadId=u%2B1",
        );
        check(
            Operation::CompleteUpload {
                bucket: bucket(),
                key: key(),
                upload: upload(),
                parts: vec![Part { number: part, etag: "e".to_owned() }],
                condition: WriteCondition::Always,
            },
            "POST /alice.tremblay/a b/c?uploadId=u%2B1",
        );
        let after = Some(part);
        check(
            Operation::ListParts { bucket: bucket(), key: key(), upload: upload(), after },
            "GET /alice.tremblay/a b/c?uploadId=u%2B1&part-number-marker=7",
        );
        check(
            Operation::AbortUpload { bucket: bucket(), key: key(), upload: upload() },
            "DELETE /alice.tremblay/a b/c?uploadId=u%2B1",
        );
    }

    #[test]
    fn reads_carry_range_and_conditions() {
        let operation = Operation::GetObject {
            bucket: bucket(),
            key: key(),
            range: Some(ByteRange::From { first: 5 }),
            conditions: ReadConditions {
                if_none_match: Some("\"e\"".to_owned()),
                ..ReadConditions::default()
            },
        };
        let draft = Draft::of(&operation, None);
        assert_eq!(
            draft.headers,
            [(IF_NONE_MATCH, "\"e\"".to_owned()), (RANGE, "bytes=5-".to_owned())]
        );
        assert!(draft.is_repeatable());
    }

    #[test]
    fn writes_carry_their_condition_and_type() {
        let put = |condition| Operation::PutObject {
            bucket: bucket(),
            key: key(),
            condition,
            headers: ObjectHeaders {
                content_type: Some("text/csv".to_owned()),
                ..ObjectHeaders::default()
            },
        };
        let operation = put(WriteCondition::Absent);
        let draft = Draft::of(&operation, None);
        assert_eq!(
            draft.headers,
            [(IF_NONE_MATCH, "*".to_owned()), (CONTENT_TYPE, "text/csv".to_owned())]
        );
        assert_eq!(draft.body, DraftBody::Streamed);
        assert!(!draft.is_repeatable());
        let operation = put(WriteCondition::Unchanged { etag: "e".to_owned() });
        assert_eq!(Draft::of(&operation, None).headers[0], (IF_MATCH, "\"e\"".to_owned()));
    }

    #[test]
    fn a_new_bucket_is_told_its_region_only_where_needed() {
        let operation = Operation::CreateBucket { bucket: bucket() };
        assert_eq!(Draft::of(&operation, None).body, DraftBody::Empty);
        assert!(matches!(Draft::of(&operation, Some("ca-central-1")).body, DraftBody::Xml(_)));
    }
}
