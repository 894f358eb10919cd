//! Objects put in one piece, and what all writes have in common.

use bytes::Bytes;
use http_body::Body;

use super::announced::Announced;
use super::answer::{Stored, etag, version};
use super::instance::Instance;
use super::{BoxError, Error, Upstream};
use crate::policy::Permit;
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::{Operation, WriteCondition};

/// S3's own limit for one request: 5 GiB.
const PUT_BYTES_MAX: u64 = 5 * 1024 * 1024 * 1024;

impl Upstream {
    /// Streams `length` bytes into an object, and answers only when the upstream stored them all and its checksum is
    /// that of what was sent. Where anything goes wrong before ([`Error::BodyInterrupted`] for the sender's side), the
    /// request is cut and the object that was there stays; dropping the future does the same.
    ///
    /// Where the upstream does not know conditional writes, the condition is checked before, which is not atomic.
    pub async fn put_object<B>(
        &self,
        permit: &Permit,
        length: u64,
        body: B,
    ) -> Result<Stored, Error>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.put_announced(permit, length, body, &Announced::default()).await
    }

    /// As [`Upstream::put_object`], of which its sender announced something.
    pub async fn put_announced<B>(
        &self,
        permit: &Permit,
        length: u64,
        body: B,
        announced: &Announced,
    ) -> Result<Stored, Error>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let operation @ Operation::PutObject { bucket, key, condition, .. } = permit.operation()
        else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let honoured = instance.capabilities.conditional_writes;
        instance.check_condition(bucket, key, condition, honoured).await?;
        instance.store(operation, length, body, announced).await
    }
}

impl Instance {
    /// Sends an object or a part, and compares what the upstream says it stored with what was announced or sent.
    pub(super) async fn store<B>(
        &self,
        operation: &Operation,
        length: u64,
        body: B,
        announced: &Announced,
    ) -> Result<Stored, Error>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if length > PUT_BYTES_MAX {
            let what = "more than 5 GiB in one piece";
            return Err(Error::Unsupported { instance: self.id.clone(), what });
        }
        let (response, sent) = self.send(operation, length, body, announced).await?;
        let headers = response.headers();
        let etag = etag(headers).map_err(|error| self.unreadable(error))?;
        self.compare(operation, (headers, &etag), announced, sent)?;
        Ok(Stored { etag, version: version(headers) })
    }

    /// Where the upstream would ignore the condition (it is not `honoured`): refuses what can be seen to be wrong now.
    pub(super) async fn check_condition(
        &self,
        bucket: &Bucket,
        key: &Key,
        condition: &WriteCondition,
        honoured: bool,
    ) -> Result<(), Error> {
        if honoured || *condition == WriteCondition::Always {
            return Ok(());
        }
        let operation = Operation::HeadObject { bucket: bucket.clone(), key: key.clone() };
        let found = match self.head(&operation).await {
            Ok(head) => Some(head.etag),
            Err(Error::NoSuchKey { .. }) => None,
            Err(error) => return Err(error),
        };
        let holds = match condition {
            WriteCondition::Always => true,
            WriteCondition::Absent => found.is_none(),
            WriteCondition::Unchanged { etag } => found.as_ref() == Some(etag),
        };
        if holds {
            return Ok(());
        }
        Err(Error::PreconditionFailed { instance: self.id.clone() })
    }
}
