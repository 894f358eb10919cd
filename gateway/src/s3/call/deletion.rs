//! `DeleteObjects`: each key is decided on by itself, and only those that may go are asked for.

use bytes::Bytes;

use super::Call;
use crate::s3::fault::{Code, Fault};
use crate::s3::names::Key;
use crate::s3::operation::{Deletion, VersionId};
use crate::s3::{address, xml};

/// S3's own limit for one request.
pub const DELETED_KEYS_MAX: usize = 1000;

/// One that is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doomed {
    pub key: Key,
    pub version: Option<VersionId>,
    /// Only this: without quotes.
    pub etag: Option<String>,
}

/// What a `Delete` document asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletions {
    pub objects: Vec<Doomed>,
    /// Only failures are told.
    pub quiet: bool,
}

impl Doomed {
    /// As policy decides on it.
    pub fn deletion(&self) -> Deletion {
        match (&self.version, &self.etag) {
            (Some(version), _) => Deletion::Version(version.clone()),
            (None, Some(etag)) => Deletion::Unchanged { etag: etag.clone() },
            (None, None) => Deletion::Newest,
        }
    }
}

impl Deletions {
    /// Reads the document; 1 to 1,000 objects.
    pub fn read(document: &[u8]) -> Result<Self, Fault> {
        let malformed = |message: String| Fault::new(Code::MalformedXml, message);
        let wished = xml::parse_deletions(document).map_err(|_| {
            malformed("the body must be a well-formed `Delete` document".to_owned())
        })?;
        if !(1..=DELETED_KEYS_MAX).contains(&wished.objects.len()) {
            return Err(malformed(format!("1 to {DELETED_KEYS_MAX} objects are deleted at once")));
        }
        let read = |object: xml::WishedDeletion| {
            if object.is_conditional {
                return Err(Fault::not_implemented("deletion by time or size"));
            }
            let version = object.version.map(|id| {
                VersionId::parse(&id).ok_or_else(|| Fault::invalid("VersionId is malformed"))
            });
            Ok(Doomed {
                key: address::read_key(&object.key)?,
                version: version.transpose()?,
                etag: object.etag,
            })
        };
        let objects = wished.objects.into_iter().map(read).collect::<Result<_, Fault>>()?;
        Ok(Self { objects, quiet: wished.quiet })
    }
}

impl Call {
    /// The same call for these objects alone, with the document that asks for them.
    #[must_use]
    pub fn deleting(self, objects: &[Doomed], quiet: bool) -> Self {
        Self {
            keys: objects.iter().map(|object| object.key.clone()).collect(),
            names_versions: objects.iter().any(|object| object.version.is_some()),
            document: Bytes::from(xml::deletions(objects, quiet)),
            ..self
        }
    }
}
