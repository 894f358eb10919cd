//! One object of an archive, read to its end: taken up again where it broke off, as long as it is the same.

use std::sync::Arc;

use bytes::Bytes;
use http::{StatusCode, header};
use http_body_util::BodyExt;

use super::super::walk::Source;
use crate::database::ArchivedObject;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::names::Bucket;
use crate::s3::operation::{ByteRange, Operation, ReadConditions};
use crate::upstream::{self, DownloadBody};

/// How often an object is taken up again.
const RESUMPTIONS_MAX: u32 = 3;

/// Why an object is not in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Deleted since.
    Gone,
    /// Written over since.
    Changed,
    /// The caller may not read it any more.
    Denied,
    /// The storage refused or broke off, again and again.
    Failed,
    /// The storage did not answer for so many objects before that it was not asked.
    Unasked,
}

/// Where the objects of an archive are read.
#[derive(Clone)]
pub struct Reading {
    pub source: Source,
    pub caller: Caller,
    pub bucket: Bucket,
}

/// An object as it is being read.
pub struct Reader {
    reading: Arc<Reading>,
    object: ArchivedObject,
    position: u64,
    body: Option<DownloadBody>,
    resumptions: u32,
}

impl Reader {
    /// Asks for the object.
    pub async fn open(reading: Arc<Reading>, object: ArchivedObject) -> Result<Self, Reason> {
        let mut reader = Self { reading, object, position: 0, body: None, resumptions: 0 };
        let body = reader.ask().await?;
        reader.body = Some(body);
        Ok(reader)
    }

    /// The next bytes; `None` at the end, which is where the object's size says.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Reason> {
        loop {
            if self.body.is_none() {
                let body = self.ask().await?;
                self.body = Some(body);
            }
            let frame = match &mut self.body {
                Some(body) => body.frame().await,
                None => None,
            };
            match frame {
                Some(Ok(frame)) => {
                    let Ok(bytes) = frame.into_data() else { continue };
                    self.position += bytes.len() as u64;
                    if self.position > self.object.size {
                        return Err(Reason::Changed);
                    }
                    return Ok(Some(bytes));
                }
                None if self.position == self.object.size => return Ok(None),
                // Broken off, perhaps because it waited for its turn too long.
                Some(Err(_)) | None => {
                    if self.resumptions == RESUMPTIONS_MAX {
                        return Err(Reason::Failed);
                    }
                    self.resumptions += 1;
                    self.body = None;
                }
            }
        }
    }

    /// Asks for what is still to come, of the object as it was.
    async fn ask(&self) -> Result<DownloadBody, Reason> {
        let object = &self.object;
        let if_match = (!object.etag.is_empty()).then(|| format!("\"{}\"", object.etag));
        let operation = Operation::GetObject {
            bucket: self.reading.bucket.clone(),
            key: object.key.clone(),
            range: (self.position > 0).then_some(ByteRange::From { first: self.position }),
            conditions: ReadConditions { if_match, ..ReadConditions::default() },
        };
        let Source { gate, upstream } = &self.reading.source;
        let permit = gate
            .permit_still(&self.reading.caller, operation)
            .await
            .map_err(|error| why(&error))?;
        let download = upstream.get_object(&permit).await.map_err(|error| why(&error.into()))?;
        let expected = if self.position > 0 { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
        let length = download.headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        let fits = length.is_none_or(|length| length == object.size - self.position);
        if download.status != expected || !fits {
            return Err(Reason::Changed);
        }
        Ok(download.body)
    }
}

fn why(error: &Error) -> Reason {
    use upstream::Error as Upstream;
    match error {
        Error::Denied(_) => Reason::Denied,
        Error::Upstream(Upstream::NoSuchKey { .. } | Upstream::NoSuchBucket { .. }) => Reason::Gone,
        Error::Upstream(
            Upstream::PreconditionFailed { .. } | Upstream::RangeNotSatisfiable { .. },
        ) => Reason::Changed,
        _ => Reason::Failed,
    }
}
