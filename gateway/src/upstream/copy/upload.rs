//! Objects too large for one request: an upload at the target, filled part by part.

use futures_util::{StreamExt as _, stream};

use super::Course;
use super::passage::Passage;
use crate::s3::operation::{ObjectHeaders, Operation, Part, UploadId};
use crate::s3::parts::{Span, spans};
use crate::s3::xml;
use crate::upstream::Error;
use crate::upstream::answer::{ObjectHead, Stored};
use crate::upstream::tries::Tries;

/// Parts of one object that are under way together.
const PARTS_AT_ONCE: usize = 4;

impl Passage<'_> {
    /// Copies in parts. What fails, or is stopped, is given up, so that its parts take no space.
    pub(super) async fn in_parts(
        &self,
        head: &ObjectHead,
        course: &Course,
    ) -> Result<Stored, Error> {
        // Nobody copies a terabyte to learn at its end that the name is taken.
        self.check_target(false).await?;
        let upload = self.begin(self.headers(head)).await?;
        let result = self.fill(head, &upload, course).await;
        if result.is_err() {
            self.give_up(upload).await;
        }
        result
    }

    async fn begin(&self, headers: ObjectHeaders) -> Result<UploadId, Error> {
        let operation = Operation::CreateUpload {
            bucket: self.target.bucket.clone(),
            key: self.target.key.clone(),
            headers,
        };
        let mut tries = Tries::default();
        loop {
            match self.target.instance.begin_upload(&operation).await {
                Err(error) if tries.again(&error).await => {}
                result => return result,
            }
        }
    }

    async fn fill(
        &self,
        head: &ObjectHead,
        upload: &UploadId,
        course: &Course,
    ) -> Result<Stored, Error> {
        let part_bytes =
            if self.by_itself() { self.sizes.part_bytes } else { self.sizes.streamed_part_bytes };
        let begun = self.target.instance.clock.now();
        // One that fails, or the person, stops the others from being begun; those under way end.
        let failed = course.stop.child_token();
        let parts = stream::iter(spans(head.size, part_bytes)).map(|span| {
            let failed = &failed;
            async move {
                if failed.is_cancelled() {
                    return Err(Error::Stopped);
                }
                let part = self.copy_part(head, upload, span).await;
                match &part {
                    Ok(_) => course.advance(span.length()),
                    Err(_) => failed.cancel(),
                }
                part
            }
        });
        let results: Vec<Result<Part, Error>> = parts.buffered(PARTS_AT_ONCE).collect().await;
        let parts = first_fault(results)?;
        // A server that does not look at the condition on each part would mix two states of the source.
        self.check_source(head).await?;
        let operation = Operation::CompleteUpload {
            bucket: self.target.bucket.clone(),
            key: self.target.key.clone(),
            upload: upload.clone(),
            parts,
            condition: self.condition.clone(),
        };
        self.complete(head, &operation, begun).await
    }

    /// Whether the target copies parts by itself. Ceph RGW 16 decodes the source's key twice there (not for whole
    /// objects): it takes `%2e` for another key, and a bare `%` brings it down. Such parts come through the gateway.
    fn by_itself(&self) -> bool {
        self.is_within() && !self.source.key.as_str().contains('%')
    }

    async fn copy_part(
        &self,
        head: &ObjectHead,
        upload: &UploadId,
        span: Span,
    ) -> Result<Part, Error> {
        let mut tries = Tries::default();
        loop {
            let result = if self.by_itself() {
                self.copy_span(head, upload, span).await
            } else {
                self.stream_span(head, upload, span).await
            };
            match result {
                Ok(etag) => return Ok(Part { number: span.number, etag }),
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn copy_span(
        &self,
        head: &ObjectHead,
        upload: &UploadId,
        span: Span,
    ) -> Result<String, Error> {
        let operation = Operation::CopyPart {
            bucket: self.target.bucket.clone(),
            key: self.target.key.clone(),
            upload: upload.clone(),
            part: span.number,
            source: self.copy_source(head),
            range: (span.first, span.last),
        };
        match self.target.instance.ask_written(&operation, xml::parse_copied_part).await {
            Ok(stored) => Ok(stored.etag),
            Err(Error::PreconditionFailed { .. }) => Err(self.source.changed()),
            Err(error) => Err(error),
        }
    }

    async fn complete(
        &self,
        head: &ObjectHead,
        operation: &Operation,
        begun: jiff::Timestamp,
    ) -> Result<Stored, Error> {
        let Operation::CompleteUpload { parts, .. } = operation else {
            return Err(Error::WrongPermit);
        };
        let instance = self.target.instance;
        let mut tries = Tries::default();
        loop {
            let honoured = instance.capabilities.conditional_writes;
            let result = match self.check_target(honoured).await {
                Ok(()) => instance.complete(operation, parts).await,
                Err(error) => Err(error),
            };
            match result {
                Err(Error::PreconditionFailed { .. }) => {
                    return self.refused(head, begun, tries.is_repeated()).await;
                }
                // The try before did it, and the news of it was lost.
                Err(Error::NoSuchUpload { .. }) if tries.is_repeated() => {
                    return self.refused(head, begun, true).await;
                }
                Err(error) if tries.again(&error).await => {}
                result => return result,
            }
        }
    }

    /// One that the server keeps in spite of it is for the bucket's owner to clear away, as any unfinished upload.
    async fn give_up(&self, upload: UploadId) {
        let operation = Operation::AbortUpload {
            bucket: self.target.bucket.clone(),
            key: self.target.key.clone(),
            upload,
        };
        let mut tries = Tries::default();
        loop {
            match self.target.instance.ask(&operation).await {
                Ok(_) | Err(Error::NoSuchUpload { .. }) => return,
                Err(error) if tries.again(&error).await => {}
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(instance = %self.target.instance.id, error, "an unfinished copy stays");
                    return;
                }
            }
        }
    }
}

/// The parts, or why there are not all of them: that others were not begun then is no reason of its own.
fn first_fault(results: Vec<Result<Part, Error>>) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::with_capacity(results.len());
    let mut stopped = false;
    for result in results {
        match result {
            Ok(part) => parts.push(part),
            Err(Error::Stopped) => stopped = true,
            Err(error) => return Err(error),
        }
    }
    if stopped { Err(Error::Stopped) } else { Ok(parts) }
}
