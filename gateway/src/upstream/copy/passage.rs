//! The way of one object from its source to its target.

use jiff::{SignedDuration, Timestamp};

use super::{Copied, CopySizes, Course, Seen};
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::{
    CopiedAttributes, CopySource, ObjectHeaders, Operation, Tags, WriteCondition,
};
use crate::s3::xml;
use crate::upstream::Error;
use crate::upstream::answer::{ObjectHead, Stored};
use crate::upstream::instance::Instance;
use crate::upstream::tries::Tries;

/// Dates of objects are told in whole seconds.
const DATE_SECONDS: i64 = 1;

/// An object at its place.
#[derive(Debug)]
pub(super) struct End<'a> {
    pub(super) instance: &'a Instance,
    pub(super) bucket: Bucket,
    pub(super) key: &'a Key,
}

#[derive(Debug)]
pub(super) struct Passage<'a> {
    pub(super) source: End<'a>,
    pub(super) target: End<'a>,
    pub(super) condition: &'a WriteCondition,
    /// What is stored beside the bytes, instead of what the source has.
    replaced: Option<&'a ObjectHeaders>,
    pub(super) sizes: CopySizes,
}

impl End<'_> {
    pub(super) async fn head(&self) -> Result<ObjectHead, Error> {
        let operation =
            Operation::HeadObject { bucket: self.bucket.clone(), key: self.key.clone() };
        self.instance.head(&operation).await
    }

    pub(super) fn changed(&self) -> Error {
        Error::SourceChanged { bucket: self.bucket.clone(), key: self.key.clone() }
    }

    /// The tags of what is there; none where the server has no tags. How many there are is not told by every `HEAD`.
    pub(super) async fn tags(&self) -> Result<Tags, Error> {
        let operation = Operation::GetTags { bucket: self.bucket.clone(), key: self.key.clone() };
        match self.instance.tags(&operation).await {
            Err(Error::Unsupported { .. }) => Ok(Tags::new()),
            result => result,
        }
    }
}

impl<'a> Passage<'a> {
    pub(super) fn within(
        instance: &'a Instance,
        operation: &'a Operation,
        sizes: CopySizes,
    ) -> Result<Self, Error> {
        let Operation::CopyObject { bucket, key, source, condition, attributes } = operation else {
            return Err(Error::WrongPermit);
        };
        let from = source.bucket(&bucket.instance);
        Ok(Self {
            source: End { instance, bucket: from, key: &source.key },
            target: End { instance, bucket: bucket.clone(), key },
            condition,
            replaced: match attributes {
                CopiedAttributes::Kept { .. } => None,
                CopiedAttributes::Replaced(headers) => Some(&**headers),
            },
            sizes,
        })
    }

    pub(super) fn between(
        from: &'a Instance,
        read: &'a Operation,
        to: &'a Instance,
        write: &'a Operation,
        sizes: CopySizes,
    ) -> Result<Self, Error> {
        let (
            Operation::GetObject { bucket: source, key: source_key, .. },
            Operation::PutObject { bucket, key, condition, .. },
        ) = (read, write)
        else {
            return Err(Error::WrongPermit);
        };
        // Two instances may be one storage under two names.
        if from.is_beside(to) && source.name == bucket.name && source_key == key {
            return Err(Error::SameObject { key: key.clone() });
        }
        Ok(Self {
            source: End { instance: from, bucket: source.clone(), key: source_key },
            target: End { instance: to, bucket: bucket.clone(), key },
            condition,
            replaced: None,
            sizes,
        })
    }

    pub(super) fn is_within(&self) -> bool {
        self.source.instance.id == self.target.instance.id
    }

    pub(super) async fn cross(&self, seen: &Seen, course: &Course) -> Result<Copied, Error> {
        let head = self.source.head().await?;
        let as_seen = seen.etag.as_ref().is_none_or(|etag| *etag == head.etag)
            && seen.size.is_none_or(|size| size == head.size);
        if !as_seen {
            return Err(self.source.changed());
        }
        let whole_bytes_max = if self.is_within() {
            self.sizes.whole_bytes_max
        } else {
            self.sizes.streamed_bytes_max
        };
        let in_parts = whole_bytes_max < head.size;
        // A server that copies takes the tags along by itself, unless it is told to replace what is beside them.
        let by_itself = self.is_within() && !in_parts && self.replaced.is_none();
        let tags = if by_itself { Tags::new() } else { self.source.tags().await? };
        let stored = match (in_parts, self.is_within()) {
            (true, _) => self.in_parts(&head, course).await?,
            (false, true) => self.copy_whole(&head).await?,
            (false, false) => self.stream_whole(&head, &tags).await?,
        };
        let etag = self.confirmed(&head, stored).await?;
        self.tag(tags).await?;
        Ok(Copied {
            etag,
            source_etag: head.etag,
            source_size: head.size,
            source_modified: head.modified,
            within: self.is_within(),
        })
    }

    /// One request, by which the instance copies by itself.
    async fn copy_whole(&self, head: &ObjectHead) -> Result<Stored, Error> {
        let operation = Operation::CopyObject {
            bucket: self.target.bucket.clone(),
            key: self.target.key.clone(),
            source: self.copy_source(head),
            condition: self.condition.clone(),
            attributes: match self.replaced {
                None => CopiedAttributes::Kept { storage_class: head.storage_class.clone() },
                Some(headers) => CopiedAttributes::Replaced(Box::new(filled(headers, head))),
            },
        };
        let instance = self.target.instance;
        let begun = instance.clock.now();
        let mut tries = Tries::default();
        loop {
            let honoured = instance.capabilities.conditional_copies;
            let result = match self.check_target(honoured).await {
                Ok(()) => instance.ask_written(&operation, xml::parse_copied_object).await,
                Err(error) => Err(error),
            };
            match result {
                Err(Error::PreconditionFailed { .. }) => {
                    return self.refused(head, begun, tries.is_repeated()).await;
                }
                Err(error) if tries.again(&error).await => {}
                result => return result,
            }
        }
    }

    pub(super) fn copy_source(&self, head: &ObjectHead) -> CopySource {
        CopySource {
            bucket: self.source.bucket.name.clone(),
            key: self.source.key.clone(),
            etag: Some(head.etag.clone()),
        }
    }

    /// What the target is given beside its bytes, where the server does not carry it over by itself.
    pub(super) fn headers(&self, head: &ObjectHead) -> ObjectHeaders {
        let mut headers = match self.replaced {
            None => head.carried(),
            Some(headers) => filled(headers, head),
        };
        if self.is_within() {
            headers.storage_class.clone_from(&head.storage_class);
        }
        headers
    }

    /// Gives the target the source's tags where its server did not take them along: Ceph RGW 16 does not when other
    /// attributes are replaced, and garbles those that an upload is begun with.
    pub(super) async fn tag(&self, tags: Tags) -> Result<(), Error> {
        if tags.is_empty() || self.target.tags().await.is_ok_and(|found| found == tags) {
            return Ok(());
        }
        let End { instance, bucket, key } = &self.target;
        let operation = Operation::PutTags { bucket: bucket.clone(), key: (*key).clone(), tags };
        let mut tries = Tries::default();
        loop {
            match instance.ask(&operation).await {
                Ok(_) | Err(Error::Unsupported { .. }) => return Ok(()),
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Looks at the target where the instance would not look by itself.
    pub(super) async fn check_target(&self, honoured: bool) -> Result<(), Error> {
        let End { instance, bucket, key } = &self.target;
        instance.check_condition(bucket, key, self.condition, honoured).await
    }

    /// A condition did not hold. Is what is in the way our own try before, of whose success the news was lost? Else:
    /// was it the condition on the source, or that on the target? `begun` is before the first try, by the clock of the
    /// target.
    pub(super) async fn refused(
        &self,
        head: &ObjectHead,
        begun: Timestamp,
        is_repeated: bool,
    ) -> Result<Stored, Error> {
        if is_repeated && let Ok(found) = self.target.head().await {
            let new = begun - SignedDuration::from_secs(DATE_SECONDS) <= found.modified;
            if new && may_be_copy(&found, head) {
                return Ok(Stored { etag: found.etag, version: found.version });
            }
        }
        self.check_source(head).await?;
        Err(Error::PreconditionFailed { instance: self.target.instance.id.clone() })
    }

    /// The source is what it was at the beginning.
    pub(super) async fn check_source(&self, head: &ObjectHead) -> Result<(), Error> {
        let now = self.source.head().await?;
        if now.etag == head.etag && now.size == head.size {
            return Ok(());
        }
        Err(self.source.changed())
    }

    /// The entity tag of the target, once it is certain that it holds what the source held.
    async fn confirmed(&self, head: &ObjectHead, stored: Stored) -> Result<String, Error> {
        if stored.etag == head.etag {
            return Ok(stored.etag);
        }
        // Objects in parts and encrypted ones have tags that say nothing of their bytes.
        let found = self.target.head().await?;
        let same = found.size == head.size && (stored.etag.is_empty() || stored.etag == found.etag);
        if same {
            return Ok(found.etag);
        }
        Err(Error::ChecksumMismatch { instance: self.target.instance.id.clone() })
    }
}

/// What people do not edit stays as it is.
fn filled(headers: &ObjectHeaders, head: &ObjectHead) -> ObjectHeaders {
    ObjectHeaders {
        expires: headers.expires.clone().or_else(|| head.expires.clone()),
        storage_class: head.storage_class.clone(),
        ..headers.clone()
    }
}

/// Of the same size, and of the same entity tag where it is a digest on both sides.
fn may_be_copy(found: &ObjectHead, head: &ObjectHead) -> bool {
    let told = found.digest().is_some() && head.digest().is_some();
    found.size == head.size && (found.etag == head.etag || !told)
}
