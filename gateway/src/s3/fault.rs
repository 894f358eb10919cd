//! What Cellier itself answers to programs that ask wrongly, in the words of S3 (S3 API Reference, "Error responses").

use std::borrow::Cow;

use http::StatusCode;

use super::verify::Refusal;

/// A refusal of ours. The message is for whoever wrote the program, and names no secret and no host behind us.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: Cow<'static, str>,
}

/// The codes that Cellier uses of its own accord; those of an upstream pass as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    AccessControlListNotSupported,
    AccessDenied,
    BadDigest,
    BucketAlreadyExists,
    BucketAlreadyOwnedByYou,
    BucketNotEmpty,
    EntityTooLarge,
    IllegalLocationConstraintException,
    IncompleteBody,
    InternalError,
    InvalidArgument,
    InvalidBucketName,
    InvalidDigest,
    InvalidRequest,
    InvalidToken,
    InvalidUri,
    KeyTooLong,
    MalformedXml,
    MaxMessageLengthExceeded,
    MethodNotAllowed,
    MissingContentLength,
    NoSuchBucket,
    NoSuchKey,
    NoSuchUpload,
    NotImplemented,
    OutOfSpace,
    PreconditionFailed,
    RequestTimeout,
    ServiceUnavailable,
    SlowDown,
}

impl Fault {
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        let (code, status) = code.wire();
        Self { status, code, message: message.into() }
    }

    /// What Cellier, or the instance behind it, cannot do.
    pub fn not_implemented(what: &str) -> Self {
        Self::new(Code::NotImplemented, format!("{what} is not implemented"))
    }

    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidArgument, message)
    }
}

impl From<Refusal> for Fault {
    /// Whoever does not know the secret learns nothing of the key: a key there is not and a signature that does not fit
    /// are one and the same.
    fn from(refusal: Refusal) -> Self {
        let refusal = if refusal == Refusal::UnknownKey { Refusal::Mismatch } else { refusal };
        Self { status: refusal.status(), code: refusal.code(), message: refusal.to_string().into() }
    }
}

impl Code {
    /// As it is written, and the status it comes with.
    fn wire(self) -> (&'static str, StatusCode) {
        use StatusCode as Status;
        match self {
            Self::AccessControlListNotSupported => {
                ("AccessControlListNotSupported", Status::BAD_REQUEST)
            }
            Self::AccessDenied => ("AccessDenied", Status::FORBIDDEN),
            Self::BadDigest => ("BadDigest", Status::BAD_REQUEST),
            Self::BucketAlreadyExists => ("BucketAlreadyExists", Status::CONFLICT),
            Self::BucketAlreadyOwnedByYou => ("BucketAlreadyOwnedByYou", Status::CONFLICT),
            Self::BucketNotEmpty => ("BucketNotEmpty", Status::CONFLICT),
            Self::EntityTooLarge => ("EntityTooLarge", Status::BAD_REQUEST),
            Self::IllegalLocationConstraintException => {
                ("IllegalLocationConstraintException", Status::BAD_REQUEST)
            }
            Self::IncompleteBody => ("IncompleteBody", Status::BAD_REQUEST),
            Self::InternalError => ("InternalError", Status::INTERNAL_SERVER_ERROR),
            Self::InvalidArgument => ("InvalidArgument", Status::BAD_REQUEST),
            Self::InvalidBucketName => ("InvalidBucketName", Status::BAD_REQUEST),
            Self::InvalidDigest => ("InvalidDigest", Status::BAD_REQUEST),
            Self::InvalidRequest => ("InvalidRequest", Status::BAD_REQUEST),
            Self::InvalidToken => ("InvalidToken", Status::BAD_REQUEST),
            Self::InvalidUri => ("InvalidURI", Status::BAD_REQUEST),
            Self::KeyTooLong => ("KeyTooLongError", Status::BAD_REQUEST),
            Self::MalformedXml => ("MalformedXML", Status::BAD_REQUEST),
            Self::MaxMessageLengthExceeded => ("MaxMessageLengthExceeded", Status::BAD_REQUEST),
            Self::MethodNotAllowed => ("MethodNotAllowed", Status::METHOD_NOT_ALLOWED),
            Self::MissingContentLength => ("MissingContentLength", Status::LENGTH_REQUIRED),
            Self::NoSuchBucket => ("NoSuchBucket", Status::NOT_FOUND),
            Self::NoSuchKey => ("NoSuchKey", Status::NOT_FOUND),
            Self::NoSuchUpload => ("NoSuchUpload", Status::NOT_FOUND),
            Self::NotImplemented => ("NotImplemented", Status::NOT_IMPLEMENTED),
            Self::OutOfSpace => ("StorageFull", Status::INSUFFICIENT_STORAGE),
            Self::PreconditionFailed => ("PreconditionFailed", Status::PRECONDITION_FAILED),
            Self::RequestTimeout => ("RequestTimeout", Status::BAD_REQUEST),
            Self::ServiceUnavailable => ("ServiceUnavailable", Status::SERVICE_UNAVAILABLE),
            Self::SlowDown => ("SlowDown", Status::SERVICE_UNAVAILABLE),
        }
    }
}
