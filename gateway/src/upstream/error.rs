//! What goes wrong between the gateway and an instance.

use http::{HeaderMap, StatusCode};

use super::{BoxError, SettingsError, UploadFault};
use crate::s3::error::{ErrorDocument, Reason};
use crate::s3::names::{Bucket, InstanceId, Key};
use crate::s3::operation::Operation;
use crate::s3::xml::XmlError;

/// Why an operation did not happen. Nothing in here is a secret of the upstream's account.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("instance `{instance}` is not set up rightly")]
    Settings {
        instance: InstanceId,
        #[source]
        source: SettingsError,
    },
    #[error("there is no instance `{instance}`")]
    NoSuchInstance { instance: InstanceId },
    /// No connection, or one that broke.
    #[error("the connection to instance `{instance}` failed")]
    Unreachable {
        instance: InstanceId,
        #[source]
        source: BoxError,
    },
    #[error("instance `{instance}` took too long to {wait}")]
    TimedOut { instance: InstanceId, wait: Wait },
    #[error("bucket `{bucket}` does not exist")]
    NoSuchBucket { bucket: Bucket },
    #[error("there is no object `{}` in bucket `{bucket}`", key.as_str())]
    NoSuchKey { bucket: Bucket, key: Key },
    /// What was to be copied or removed is not what was looked at before.
    #[error("the object `{}` in bucket `{bucket}` changed meanwhile", key.as_str())]
    SourceChanged { bucket: Bucket, key: Key },
    /// Copied onto itself, it would be gone once the source is removed.
    #[error("the object `{}` would be copied onto itself", key.as_str())]
    SameObject { key: Key },
    /// The person stopped it; nothing is there of what was begun.
    #[error("the copy was stopped")]
    Stopped,
    #[error("there is no such unfinished upload of `{}` in bucket `{bucket}`", key.as_str())]
    NoSuchUpload { bucket: Bucket, key: Key },
    /// The name belongs to another account of the upstream.
    #[error("bucket `{bucket}` belongs to another account")]
    BucketTaken { bucket: Bucket },
    #[error("bucket `{bucket}` is not empty")]
    BucketNotEmpty { bucket: Bucket },
    /// An object is there that should not be, or is not the one that was expected.
    #[error("the object on instance `{instance}` is not as the condition asks")]
    PreconditionFailed { instance: InstanceId },
    /// `size`: how many bytes the object has, where the upstream says so.
    #[error("the object on instance `{instance}` has no bytes in that range")]
    RangeNotSatisfiable { instance: InstanceId, size: Option<u64> },
    /// Disk, quota or capacity.
    #[error("instance `{instance}` has no space left")]
    OutOfSpace { instance: InstanceId },
    /// It, or a proxy before it.
    #[error("instance `{instance}` takes no request of so many bytes")]
    TooLarge { instance: InstanceId },
    #[error("instance `{instance}` asks to slow down")]
    SlowDown { instance: InstanceId },
    /// Refused by us: this upstream could take the key for another one.
    #[error("instance `{instance}` could take the key `{}` for another", key.as_str())]
    MisreadKey { instance: InstanceId, key: Key },
    #[error("instance `{instance}` cannot take {what}")]
    Unsupported { instance: InstanceId, what: &'static str },
    /// What the upstream got, or stored, is not what was sent.
    #[error("what instance `{instance}` got is not what was sent")]
    ChecksumMismatch { instance: InstanceId },
    /// The parts that the upstream has are not those of the file: they were not put together.
    #[error("the parts of `{}` in bucket `{bucket}` are not those of the file", key.as_str())]
    PartsDiffer { bucket: Bucket, key: Key },
    /// What the upstream made of the parts is not the file.
    #[error("instance `{instance}` made something else of the parts than the file")]
    WholeDiffers { instance: InstanceId },
    /// The sender's side broke: the request was cut, so that what was there before stays.
    #[error("the body for instance `{instance}` was interrupted")]
    BodyInterrupted {
        instance: InstanceId,
        #[source]
        source: UploadFault,
    },
    /// A header value that cannot be sent.
    #[error("the request to instance `{instance}` cannot be written")]
    InvalidRequest {
        instance: InstanceId,
        #[source]
        source: BoxError,
    },
    /// Any other refusal. `code` and `message` are the upstream's own words: for the log, not for people.
    #[error("instance `{instance}` refused with {status} {code}")]
    Refused {
        instance: InstanceId,
        status: StatusCode,
        code: String,
        message: String,
        /// Finds the request in the upstream's log.
        request_id: Option<String>,
    },
    #[error("the answer of instance `{instance}` is unreadable")]
    Unreadable {
        instance: InstanceId,
        #[source]
        source: UnreadableAnswer,
    },
    /// The function was called with a permit for something else: a fault of the caller.
    #[error("the permit is for another operation")]
    WrongPermit,
}

/// What an instance was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    Answer,
    TakeBody,
    SendBody,
}

/// Why an answer could not be understood.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableAnswer {
    #[error(transparent)]
    Xml(#[from] XmlError),
    #[error("it has more than {bytes_max} bytes")]
    TooLong { bytes_max: usize },
    #[error("its header `{0}` is missing or unreadable")]
    Header(&'static str),
    #[error("it came before the whole body was sent")]
    Early,
}

impl std::fmt::Display for Wait {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Answer => "answer",
            Self::TakeBody => "take the body",
            Self::SendBody => "send the body",
        })
    }
}

impl Error {
    /// The instance itself fails, rather than refusing this request: what counts against its health.
    pub fn is_fault(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::TimedOut { .. } | Self::SlowDown { .. } => true,
            Self::Refused { status, .. } => status.is_server_error(),
            _ => false,
        }
    }

    /// The same request may succeed a moment later.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::SlowDown { .. } => true,
            Self::Refused { status, .. } => matches!(status.as_u16(), 500 | 502 | 504),
            _ => false,
        }
    }

    /// What the refusal of an operation means. `headers` are those of the answer.
    pub(super) fn refused(
        operation: &Operation,
        status: StatusCode,
        headers: &HeaderMap,
        document: ErrorDocument,
    ) -> Self {
        let instance = operation.instance().clone();
        let bucket = operation.bucket().cloned();
        let key = operation.keys().first().cloned();
        let reason = absence(operation, status, &document);
        match (reason, bucket, key) {
            // A key that is missing for a copy is its source's.
            (Reason::NoSuchKey, ..)
                if let Operation::CopyObject { source, .. }
                | Operation::CopyPart { source, .. } = operation =>
            {
                Self::NoSuchKey { bucket: source.bucket(&instance), key: source.key.clone() }
            }
            // Ceph RGW 16 says so of an upload that is over.
            (Reason::NoSuchKey, Some(bucket), Some(key))
                if matches!(operation, Operation::ListParts { .. }) =>
            {
                Self::NoSuchUpload { bucket, key }
            }
            (Reason::NoSuchBucket, Some(bucket), _) => Self::NoSuchBucket { bucket },
            (Reason::NoSuchKey, Some(bucket), Some(key)) => Self::NoSuchKey { bucket, key },
            (Reason::NoSuchUpload, Some(bucket), Some(key)) => Self::NoSuchUpload { bucket, key },
            (Reason::BucketTaken, Some(bucket), _) => Self::BucketTaken { bucket },
            (Reason::BucketNotEmpty, Some(bucket), _) => Self::BucketNotEmpty { bucket },
            (Reason::PreconditionFailed, ..) => Self::PreconditionFailed { instance },
            (Reason::RangeNotSatisfiable, ..) => {
                Self::RangeNotSatisfiable { instance, size: whole_size(headers) }
            }
            (Reason::OutOfSpace, ..) => Self::OutOfSpace { instance },
            (Reason::TooLarge, ..) => Self::TooLarge { instance },
            (Reason::SlowDown, ..) => Self::SlowDown { instance },
            (Reason::Altered, ..) => Self::ChecksumMismatch { instance },
            (Reason::NotImplemented, ..) => Self::Unsupported { instance, what: "this operation" },
            _ => Self::Refused {
                instance,
                status,
                code: document.code,
                message: document.message,
                request_id: document.request_id.or_else(|| request_id(headers)),
            },
        }
    }
}

/// Answers to `HEAD` have no body to say what is missing: then it is what was asked for.
fn absence(operation: &Operation, status: StatusCode, document: &ErrorDocument) -> Reason {
    let reason = document.reason(status);
    if reason != Reason::Other || status != StatusCode::NOT_FOUND {
        return reason;
    }
    match operation {
        Operation::HeadBucket { .. }
        | Operation::DeleteBucket { .. }
        | Operation::ListObjects { .. } => Reason::NoSuchBucket,
        Operation::HeadObject { .. } | Operation::GetObject { .. } => Reason::NoSuchKey,
        _ => reason,
    }
}

/// `Content-Range: bytes */1234` (RFC 9110 §14.4).
fn whole_size(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get(http::header::CONTENT_RANGE)?.to_str().ok()?;
    range.trim().strip_prefix("bytes */")?.parse().ok()
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    headers.get("x-amz-request-id")?.to_str().ok().map(str::to_owned)
}
