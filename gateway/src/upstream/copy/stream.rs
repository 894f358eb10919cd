//! From one instance to another: read here, written there, nothing kept in between.

use http::StatusCode;
use http::header::CONTENT_LENGTH;

use super::passage::Passage;
use crate::s3::operation::{ByteRange, ObjectHeaders, Operation, ReadConditions, Tags, UploadId};
use crate::s3::parts::Span;
use crate::upstream::announced::Announced;
use crate::upstream::answer::{self, ObjectHead, Stored};
use crate::upstream::download::DownloadBody;
use crate::upstream::tries::Tries;
use crate::upstream::{Error, UnreadableAnswer};

impl Passage<'_> {
    /// One read, one write; once more from the beginning where either breaks off.
    pub(super) async fn stream_whole(
        &self,
        head: &ObjectHead,
        tags: &Tags,
    ) -> Result<Stored, Error> {
        let mut headers = ObjectHeaders { tags: tags.clone(), ..self.headers(head) };
        let begun = self.target.instance.clock.now();
        let mut tries = Tries::default();
        loop {
            match self.stream_object(head, headers.clone()).await {
                // Tags come along as far as the target can take them.
                Err(Error::Unsupported { .. }) if !headers.tags.is_empty() => headers.tags.clear(),
                Err(Error::PreconditionFailed { .. }) => {
                    return self.refused(head, begun, tries.is_repeated()).await;
                }
                Err(error) if tries.again(&error).await => {}
                result => return result,
            }
        }
    }

    async fn stream_object(
        &self,
        head: &ObjectHead,
        headers: ObjectHeaders,
    ) -> Result<Stored, Error> {
        let write = Operation::PutObject {
            bucket: self.target.bucket.clone(),
            key: self.target.key.clone(),
            condition: self.condition.clone(),
            headers,
        };
        let instance = self.target.instance;
        self.check_target(instance.capabilities.conditional_writes).await?;
        let body = self.read(head, None).await?;
        let stored = instance.store(&write, head.size, body, &Announced::default()).await?;
        self.check_digest(head, &stored)?;
        Ok(stored)
    }

    pub(super) async fn stream_span(
        &self,
        head: &ObjectHead,
        upload: &UploadId,
        span: Span,
    ) -> Result<String, Error> {
        let write = Operation::UploadPart {
            bucket: self.target.bucket.clone(),
            key: self.target.key.clone(),
            upload: upload.clone(),
            part: span.number,
        };
        let body = self.read(head, Some(span)).await?;
        let (length, nothing) = (span.length(), Announced::default());
        let stored = self.target.instance.store(&write, length, body, &nothing).await?;
        Ok(stored.etag)
    }

    /// The bytes of the source as it was at the beginning, and of no other state.
    async fn read(&self, head: &ObjectHead, span: Option<Span>) -> Result<DownloadBody, Error> {
        let source = self.source.instance;
        let operation = Operation::GetObject {
            bucket: self.source.bucket.clone(),
            key: self.source.key.clone(),
            range: span.map(|span| ByteRange::Bounded { first: span.first, last: span.last }),
            conditions: ReadConditions {
                if_match: Some(format!("\"{}\"", head.etag)),
                ..ReadConditions::default()
            },
        };
        let response = match source.ask(&operation).await {
            Ok(response) => response,
            Err(Error::PreconditionFailed { .. }) => return Err(self.source.changed()),
            Err(error) => return Err(error),
        };
        let headers = response.headers();
        let etag = answer::etag(headers).map_err(|error| source.unreadable(error))?;
        if etag != head.etag {
            return Err(self.source.changed());
        }
        let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let expected = span.map_or(head.size, |span| span.length());
        if length != Some(expected.to_string().as_str()) {
            return Err(source.unreadable(UnreadableAnswer::Header("content-length")));
        }
        let whole = span.is_none_or(|span| span.length() == head.size);
        if response.status() != StatusCode::PARTIAL_CONTENT && !whole {
            return Err(source.unreadable(UnreadableAnswer::Header("content-range")));
        }
        let idle = source.timeouts.body_idle;
        Ok(DownloadBody::new(response.into_body(), &source.id, idle))
    }

    /// Where the tags of both sides are digests, they are the same.
    fn check_digest(&self, head: &ObjectHead, stored: &Stored) -> Result<(), Error> {
        let (source, target) = (self.source.instance, self.target.instance);
        let trusted = source.capabilities.md5_etags && target.capabilities.md5_etags;
        if let Some(digest) = head.digest()
            && trusted
            && answer::is_md5(&stored.etag)
            && !digest.eq_ignore_ascii_case(&stored.etag)
        {
            return Err(Error::ChecksumMismatch { instance: target.id.clone() });
        }
        Ok(())
    }
}
