//! The headers of a request: conditions, and what is stored with an object.

use http::HeaderName;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, EXPIRES,
    IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE,
};

use super::{COPY_SOURCE, Draft};
use crate::s3::encode::{encode_path, encode_query};
use crate::s3::operation::{
    CopiedAttributes, CopySource, Deletion, ObjectHeaders, ReadConditions, Tags, WriteCondition,
};
use crate::s3::words;

const COPY_SOURCE_IF_MATCH: HeaderName = HeaderName::from_static("x-amz-copy-source-if-match");
const METADATA_DIRECTIVE: HeaderName = HeaderName::from_static("x-amz-metadata-directive");
const STORAGE_CLASS: HeaderName = HeaderName::from_static("x-amz-storage-class");
const TAGGING: HeaderName = HeaderName::from_static("x-amz-tagging");

impl<'a> Draft<'a> {
    pub(super) fn deletion(self, deletion: &'a Deletion) -> Self {
        match deletion {
            Deletion::Newest => self,
            Deletion::Unchanged { etag } => self.header(IF_MATCH, format!("\"{etag}\"")),
            Deletion::Version(id) => self.query("versionId", id.as_str()),
        }
    }

    /// The source stands in the header as in an address (S3 API Reference, "CopyObject"): a `?` in the key is encoded,
    /// so it never begins a version.
    pub(super) fn copy_source(self, source: &'a CopySource) -> Self {
        let CopySource { bucket, key, etag } = source;
        let address = format!("/{bucket}/{}", encode_path(key.as_str()));
        let draft = Self { source: Some(key), ..self }.header(COPY_SOURCE, address);
        match etag {
            Some(etag) => draft.header(COPY_SOURCE_IF_MATCH, format!("\"{etag}\"")),
            None => draft,
        }
    }

    pub(super) fn copied_attributes(self, attributes: &CopiedAttributes) -> Self {
        match attributes {
            CopiedAttributes::Kept { storage_class: None } => self,
            CopiedAttributes::Kept { storage_class: Some(class) } => {
                self.header(STORAGE_CLASS, class)
            }
            CopiedAttributes::Replaced(headers) => {
                self.header(METADATA_DIRECTIVE, "REPLACE").attributes(headers)
            }
        }
    }

    pub(super) fn read_conditions(mut self, conditions: &ReadConditions) -> Self {
        let ReadConditions {
            if_match,
            if_none_match,
            if_modified_since,
            if_unmodified_since,
            if_range,
        } = conditions;
        for (name, value) in [
            (IF_MATCH, if_match),
            (IF_NONE_MATCH, if_none_match),
            (IF_MODIFIED_SINCE, if_modified_since),
            (IF_UNMODIFIED_SINCE, if_unmodified_since),
            (IF_RANGE, if_range),
        ] {
            if let Some(value) = value {
                self = self.header(name, value);
            }
        }
        self
    }

    pub(super) fn write_condition(self, condition: &WriteCondition) -> Self {
        match condition {
            WriteCondition::Always => self,
            WriteCondition::Absent => self.header(IF_NONE_MATCH, "*"),
            WriteCondition::Unchanged { etag } => self.header(IF_MATCH, format!("\"{etag}\"")),
        }
    }

    pub(super) fn object_headers(self, headers: &ObjectHeaders) -> Self {
        let draft = self.attributes(headers);
        if headers.tags.is_empty() {
            return draft;
        }
        draft.header(TAGGING, tagging_header(&headers.tags))
    }

    /// All but the tags. Texts that headers cannot hold are written as encoded words.
    fn attributes(mut self, headers: &ObjectHeaders) -> Self {
        for (name, value) in [
            (CONTENT_TYPE, &headers.content_type),
            (CACHE_CONTROL, &headers.cache_control),
            (CONTENT_DISPOSITION, &headers.content_disposition),
            (CONTENT_LANGUAGE, &headers.content_language),
            (CONTENT_ENCODING, &headers.content_encoding),
            (EXPIRES, &headers.expires),
            (STORAGE_CLASS, &headers.storage_class),
        ] {
            if let Some(value) = value {
                self = self.header(name, value);
            }
        }
        for (name, value) in &headers.metadata {
            // What is no name of a header was refused before; a record that holds one cannot be carried over.
            if let Ok(name) = HeaderName::try_from(format!("x-amz-meta-{name}")) {
                self = self.header(name, words::encode(value));
            }
        }
        self
    }
}

/// Tags as a form (S3 API Reference, "PutObject": `x-amz-tagging`).
fn tagging_header(tags: &Tags) -> String {
    encode_query(tags.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}
