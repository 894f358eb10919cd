//! Objects put in parts.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body::Body;
use md5::{Digest as _, Md5};

use super::alone::Alone;
use super::announced::Announced;
use super::answer::{Stored, version};
use super::instance::Instance;
use super::whole::{FoundBy, Whole};
use super::{BoxError, Error, Upstream, Wait};
use crate::policy::Permit;
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::{Operation, Part, UploadId};
use crate::s3::xml::{self, PartPage, Written, XmlError};

/// Servers put parts together, and copy, before they answer: they may take minutes, with or without a sign of life.
const WRITTEN_SECONDS_MAX: u64 = 600;

impl Upstream {
    pub async fn create_upload(&self, permit: &Permit) -> Result<UploadId, Error> {
        let operation @ Operation::CreateUpload { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        self.instance(operation)?.begin_upload(operation).await
    }

    /// Streams one part; as [`Upstream::put_object`]. Answers its entity tag without quotes.
    pub async fn upload_part<B>(
        &self,
        permit: &Permit,
        length: u64,
        body: B,
    ) -> Result<String, Error>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.upload_announced(permit, length, body, &Announced::default()).await
    }

    /// As [`Upstream::upload_part`], of which its sender announced something.
    pub async fn upload_announced<B>(
        &self,
        permit: &Permit,
        length: u64,
        body: B,
        announced: &Announced,
    ) -> Result<String, Error>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let operation @ Operation::UploadPart { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let stored = self.instance(operation)?.store(operation, length, body, announced).await?;
        Ok(stored.etag)
    }

    /// Waits until nobody else puts this upload together. Asked twice at once, some storages refuse, and others say that there
    /// is no such upload while what it becomes is not there yet.
    pub async fn alone_with_upload(&self, permit: &Permit) -> Result<Alone, Error> {
        let Operation::CompleteUpload { bucket, key, upload, .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        Ok(self.completing.alone_with((bucket.clone(), key.clone(), upload.clone())).await)
    }

    /// Puts the parts together. Answers only when the upstream's last word is that the object is stored: its first may
    /// come with status 200 and be taken back in the document. Whoever asks again, because the answer was lost, gets it
    /// again. Where it is known what they are to become, other parts are refused before, and what was stored is looked at.
    pub async fn complete_upload(
        &self,
        permit: &Permit,
        whole: Option<&Whole>,
    ) -> Result<(Stored, Option<FoundBy>), Error> {
        let operation @ Operation::CompleteUpload { bucket, key, condition, parts, upload } =
            permit.operation()
        else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let honoured = instance.capabilities.conditional_writes;
        let put_together = async {
            instance.check_condition(bucket, key, condition, honoured).await?;
            if let Some(whole) = whole {
                instance.check_parts((bucket, key, upload), parts, whole).await?;
            }
            instance.complete(operation, parts).await
        };
        let stored = match put_together.await {
            Err(error @ (Error::NoSuchUpload { .. } | Error::PreconditionFailed { .. })) => {
                instance.completed_before((bucket, key), parts, whole).await.ok_or(error)?
            }
            result => result?,
        };
        let found = match whole {
            Some(whole) => instance.find((bucket, key), &stored, parts, whole).await?,
            None => None,
        };
        Ok((stored, found))
    }

    /// What has arrived of an upload.
    pub async fn list_parts(&self, permit: &Permit) -> Result<PartPage, Error> {
        let operation @ Operation::ListParts { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let document = instance.ask_document(operation).await?;
        xml::parse_parts(&document).map_err(|error| instance.unreadable(error))
    }

    /// Gives the upload up and frees what its parts take. One that is gone already is no error.
    pub async fn abort_upload(&self, permit: &Permit) -> Result<(), Error> {
        let operation @ Operation::AbortUpload { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        match self.instance(operation)?.ask(operation).await {
            Ok(_) | Err(Error::NoSuchUpload { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl Instance {
    pub(super) async fn begin_upload(&self, operation: &Operation) -> Result<UploadId, Error> {
        let document = self.ask_document(operation).await?;
        xml::parse_created_upload(&document).map_err(|error| self.unreadable(error))
    }

    /// Puts the parts together; the condition was checked where the upstream would ignore it.
    pub(super) async fn complete(
        &self,
        operation: &Operation,
        parts: &[Part],
    ) -> Result<Stored, Error> {
        let stored = self.ask_written(operation, xml::parse_completed_upload).await?;
        let etag = if stored.etag.is_empty() { etag_of_parts(parts) } else { stored.etag };
        Ok(Stored { etag, ..stored })
    }

    /// The object as it is, if it was made of these parts: by its entity tag, or, where that is no digest, by what it is.
    async fn completed_before(
        &self,
        (bucket, key): (&Bucket, &Key),
        parts: &[Part],
        whole: Option<&Whole>,
    ) -> Option<Stored> {
        let operation = Operation::HeadObject { bucket: bucket.clone(), key: key.clone() };
        let head = self.head(&operation).await.ok()?;
        let is_whole = whole.is_some_and(|whole| {
            head.size == whole.size && head.checksums.get("crc64nvme") == Some(&whole.checksum)
        });
        let is_ours = !head.etag.is_empty() && (head.etag == etag_of_parts(parts) || is_whole);
        is_ours.then_some(Stored { etag: head.etag, version: None })
    }

    /// Asks for what takes servers long, and answers once their last word is that it is done: the first may come with
    /// status 200 and be taken back in the document.
    pub(super) async fn ask_written(
        &self,
        operation: &Operation,
        parse: fn(&[u8]) -> Result<Written, XmlError>,
    ) -> Result<Stored, Error> {
        let patience = Duration::from_secs(WRITTEN_SECONDS_MAX);
        let (head, body) = self.ask_within(operation, patience).await?.into_parts();
        let document = tokio::time::timeout(patience, self.document(body, patience))
            .await
            .map_err(|_| Error::TimedOut { instance: self.id.clone(), wait: Wait::SendBody })??;
        match parse(&document).map_err(|error| self.unreadable(error))? {
            Written::Stored { etag } => Ok(Stored { etag, version: version(&head.headers) }),
            Written::Failed(document) => {
                let theirs = ["", "InternalError"].contains(&document.code.as_str());
                let status = if theirs {
                    StatusCode::INTERNAL_SERVER_ERROR
                } else {
                    StatusCode::BAD_REQUEST
                };
                Err(Error::refused(operation, status, &HeaderMap::new(), document))
            }
        }
    }
}

/// What servers make the entity tag of an object in parts from: the MD5 of its parts' MD5s, and their number. For those
/// that leave it out of their answer (Ceph RGW 16); empty where the parts have no such tags.
pub(super) fn etag_of_parts(parts: &[Part]) -> String {
    let mut digest = Md5::new();
    for part in parts {
        match hex::decode(&part.etag) {
            Ok(md5) if md5.len() == 16 => digest.update(md5),
            _ => return String::new(),
        }
    }
    format!("{}-{}", hex::encode(digest.finalize()), parts.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::operation::PartNumber;

    #[test]
    fn the_tag_of_an_object_in_parts_is_made_of_theirs() {
        let part = |etag: &str| Part { number: PartNumber::new(1).unwrap(), etag: etag.to_owned() };
        let hello = "5d41402abc4b2a76b9719d911017c592";
        assert_eq!(etag_of_parts(&[part(hello)]), "62109206880d38a4010a98e11243924a-1");
        assert_eq!(etag_of_parts(&[part(hello), part("opaque")]), "");
    }
}
