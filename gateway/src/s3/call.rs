//! What programs ask over S3, as a closed table: a request is one of these calls, with what passes of it, or an error.
//!
//! Sub-resources are told apart before methods are: `PUT /bucket?policy` is no `PUT /bucket`. What stands in no row of
//! `table` is refused by name before anything is signed, and nothing but what a row lists is ever sent on.

mod deletion;
mod headers;
mod query;
mod source;
mod spec;
mod table;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

pub use self::deletion::{DELETED_KEYS_MAX, Deletions, Doomed};
pub use self::source::Source;
pub use self::spec::{Name, Place, Sends, Spec, Verb};
pub use self::table::{OVERRIDES, TABLE};
use super::address::Address;
use super::fault::{Code, Fault};
use super::names::{BucketName, Key};
use super::operation::Action;
use super::xml;

/// One call, parsed: what is decided on, and what is then sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub name: Name,
    pub bucket: Option<BucketName>,
    /// None for buckets and listings, one for an object; of `DeleteObjects` all that are to go.
    pub keys: Vec<Key>,
    /// Decoded, in the order of the table.
    pub query: Vec<(&'static str, String)>,
    /// Those that pass, each once.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// What `CopyObject` and `UploadPartCopy` read.
    pub source: Option<Source>,
    /// The XML of the request, once [`Call::with_document`] has read it; empty where there is none.
    pub document: Bytes,
    /// Some of what `DeleteObjects` removes are versions.
    pub names_versions: bool,
}

impl Call {
    /// Reads a request whose address was read already. `query` is what follows the `?`, still encoded.
    ///
    /// # Errors
    /// `NotImplemented` for what is in no row, with its name; `MethodNotAllowed`; `InvalidArgument`.
    pub fn parse(
        method: &Method,
        address: Address,
        query: &str,
        headers: &HeaderMap,
    ) -> Result<Self, Fault> {
        let place = match (&address.bucket, &address.key) {
            (None, _) => Place::Service,
            (Some(_), None) => Place::Bucket,
            (Some(_), Some(_)) => Place::Object,
        };
        let pairs = query::pairs(query)?;
        let source = Source::read(headers)?;
        let spec = table::find(method, place, &pairs, source.is_some())
            .ok_or_else(|| query::unknown(method, &pairs))?;
        headers::check(headers)?;
        Ok(Self {
            name: spec.name,
            bucket: address.bucket,
            keys: address.key.into_iter().collect(),
            query: query::passing(spec, pairs)?,
            headers: headers::passing(spec, headers)?,
            source,
            document: Bytes::new(),
            names_versions: false,
        })
    }

    pub fn spec(&self) -> &'static Spec {
        self.name.spec()
    }

    pub fn key(&self) -> Option<&Key> {
        self.keys.first()
    }

    /// The value of a parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(pair, _)| *pair == name).map(|(_, value)| value.as_str())
    }

    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value)
    }

    pub fn action(&self) -> Action {
        match self.name {
            Name::DeleteObject if self.parameter("versionId").is_some() => Action::Purge,
            Name::DeleteObjects if self.names_versions => Action::Purge,
            Name::CreateMultipartUpload
            | Name::UploadPart
            | Name::UploadPartCopy
            | Name::AbortMultipartUpload => Action::Add,
            Name::PutObject | Name::CopyObject | Name::CompleteMultipartUpload
                if self.spares_what_is_there() =>
            {
                Action::Add
            }
            _ => self.spec().action,
        }
    }

    /// Which keys a listing is about: all that begin so. `None` for what lists no keys.
    pub fn list_prefix(&self) -> Option<&str> {
        (self.spec().action == Action::List).then(|| self.parameter("prefix").unwrap_or_default())
    }

    /// Asks only for what is there, so that asking twice is asking once.
    pub fn is_read(&self) -> bool {
        matches!(self.spec().verb, Verb::Get | Verb::Head)
    }

    /// As [`Operation::is_plain_read`](super::operation::Operation::is_plain_read).
    pub fn is_plain_read(&self) -> bool {
        matches!(
            self.name,
            Name::HeadBucket
                | Name::GetBucketLocation
                | Name::ListObjects
                | Name::ListObjectsV2
                | Name::HeadObject
                | Name::GetObject
        ) && self.parameter("versionId").is_none()
    }

    /// The conditions of a write, where it has any.
    pub fn is_conditional(&self) -> bool {
        !self.is_read()
            && ["if-match", "if-none-match"].iter().any(|name| self.header(name).is_some())
    }

    /// `If-None-Match: *`, and no other condition.
    fn spares_what_is_there(&self) -> bool {
        self.header("if-none-match").is_some_and(|value| value.as_bytes() == b"*")
            && self.header("if-match").is_none()
    }

    /// The same call with its document, which must be what the call expects. `DeleteObjects` is made of it by
    /// [`Deletions`] instead.
    pub fn with_document(self, document: Bytes) -> Result<Self, Fault> {
        let Sends::Document { root, needed, .. } = self.spec().sends else {
            return Ok(self);
        };
        if document.is_empty() && !needed {
            return Ok(self);
        }
        match xml::root(&document) {
            Ok(found) if found == root => Ok(Self { document, ..self }),
            _ => Err(Fault::new(
                Code::MalformedXml,
                format!("the body must be a well-formed `{root}` document"),
            )),
        }
    }
}

#[cfg(test)]
mod tests;
