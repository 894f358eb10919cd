//! Why an operation was not done, and the one place where that becomes an S3 answer.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use s3s::{S3Error, S3ErrorCode};

/// What a storage verb answers when it does nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The request cannot be granted; the code is S3's own.
    #[error("{0:?}: {1}")]
    Refused(S3ErrorCode, &'static str),
    /// The newest version of the key, or the version asked for, is a delete marker.
    #[error("the key is hidden by a delete marker")]
    Marker { version: Option<String>, asked_by_version: bool },
    /// A conditional read found the object unchanged: the answer carries its validators.
    #[error("the object was not modified")]
    NotModified { etag: String, modified_ms: i64 },
    /// The disk, or the space allowed by the settings, is full.
    #[error("no space is left for objects")]
    StorageFull,
    /// The store is being shut down.
    #[error("the store is shutting down")]
    Closed,
    /// The records cannot be read or written.
    #[error("the records of the store failed")]
    Records(#[source] rusqlite::Error),
    /// A stored attribute cannot be read back or written.
    #[error("an attribute of the object is unreadable")]
    Attributes(#[from] serde_json::Error),
    /// A file of the store cannot be read or written.
    #[error("a file of the store failed")]
    Disk(#[source] std::io::Error),
}

impl Failure {
    /// A bucket that does not exist.
    pub const NO_BUCKET: Self =
        Self::Refused(S3ErrorCode::NoSuchBucket, "The specified bucket does not exist.");
    /// A key that does not exist.
    pub const NO_KEY: Self =
        Self::Refused(S3ErrorCode::NoSuchKey, "The specified key does not exist.");
    /// A version that does not exist.
    pub const NO_VERSION: Self =
        Self::Refused(S3ErrorCode::NoSuchVersion, "The specified version does not exist.");
    /// An upload that does not exist, or was completed or aborted.
    pub const NO_UPLOAD: Self = Self::Refused(
        S3ErrorCode::NoSuchUpload,
        "The specified multipart upload does not exist; it may have been aborted or completed.",
    );
    /// A condition of the request that does not hold.
    pub const PRECONDITION: Self = Self::Refused(
        S3ErrorCode::PreconditionFailed,
        "At least one of the pre-conditions you specified did not hold.",
    );
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::StorageFull,
            _ => Self::Records(error),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::StorageFull,
            _ => Self::Disk(error),
        }
    }
}

impl From<Failure> for S3Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(code, message) => {
                // s3s answers 500 with the codes it does not know; all of ours are the client's fault.
                let status = code.status_code().unwrap_or(StatusCode::BAD_REQUEST);
                let mut error = Self::with_message(code, message);
                error.set_status_code(status);
                error
            }
            Failure::Marker { version, asked_by_version } => marker(version, asked_by_version),
            Failure::NotModified { etag, modified_ms } => not_modified(&etag, modified_ms),
            Failure::StorageFull => {
                let code = S3ErrorCode::Custom("StorageFull".into());
                let mut error = Self::with_message(code, "No space is left for objects.");
                error.set_status_code(StatusCode::INSUFFICIENT_STORAGE);
                error
            }
            Failure::Closed => Self::new(S3ErrorCode::ServiceUnavailable),
            internal => {
                tracing::error!(error = &internal as &dyn std::error::Error, "storage failed");
                Self::internal_error(internal)
            }
        }
    }
}

/// GET of a marker's own version is a method it does not allow; a key hidden by one does not exist.
fn marker(version: Option<String>, asked_by_version: bool) -> S3Error {
    let code =
        if asked_by_version { S3ErrorCode::MethodNotAllowed } else { S3ErrorCode::NoSuchKey };
    let mut error = S3Error::with_message(code, "The version of the key is a delete marker.");
    let mut headers = HeaderMap::new();
    headers
        .insert(HeaderName::from_static("x-amz-delete-marker"), HeaderValue::from_static("true"));
    if let Ok(version) = HeaderValue::try_from(version.as_deref().unwrap_or("null")) {
        headers.insert(HeaderName::from_static("x-amz-version-id"), version);
    }
    error.set_headers(headers);
    error
}

/// RFC 9110 section 15.4.5: a 304 repeats the validators a 200 would have sent.
fn not_modified(etag: &str, modified_ms: i64) -> S3Error {
    let mut error = S3Error::new(S3ErrorCode::NotModified);
    error.set_status_code(StatusCode::NOT_MODIFIED);
    let mut headers = HeaderMap::new();
    if let Ok(etag) = HeaderValue::try_from(format!("\"{etag}\"")) {
        headers.insert(http::header::ETAG, etag);
    }
    if let Some(date) = super::clock::http_date(modified_ms) {
        headers.insert(http::header::LAST_MODIFIED, date);
    }
    error.set_headers(headers);
    error
}
