//! What an S3 server means when it refuses (S3 API Reference, "Error responses"), as far as Cellier acts on it.

use http::StatusCode;

/// The error document of S3; every field may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorDocument {
    pub code: String,
    pub message: String,
    pub request_id: Option<String>,
}

/// Why a request was refused, as far as somebody acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    NoSuchBucket,
    NoSuchKey,
    NoSuchUpload,
    /// The bucket is there and belongs to the asking account.
    BucketOwned,
    /// The bucket is there and belongs to somebody else.
    BucketTaken,
    BucketNotEmpty,
    PreconditionFailed,
    RangeNotSatisfiable,
    /// Disk, quota or capacity.
    OutOfSpace,
    /// Too much at once: try later.
    SlowDown,
    /// The clocks of both sides are too far apart.
    Skewed,
    /// The server does not know how.
    NotImplemented,
    Other,
}

impl Reason {
    /// Reads the code first; where there is none (`HEAD` has no body) the status says what it can.
    pub fn of(status: StatusCode, code: &str) -> Self {
        match code {
            "NoSuchBucket" => Self::NoSuchBucket,
            "NoSuchKey" => Self::NoSuchKey,
            "NoSuchUpload" => Self::NoSuchUpload,
            "BucketAlreadyOwnedByYou" => Self::BucketOwned,
            "BucketAlreadyExists" => Self::BucketTaken,
            "BucketNotEmpty" => Self::BucketNotEmpty,
            "PreconditionFailed" | "ConditionalRequestConflict" => Self::PreconditionFailed,
            "InvalidRange" => Self::RangeNotSatisfiable,
            // AWS has no word for a full disk; MinIO, Ceph RGW and others each have their own.
            "StorageFull"
            | "XMinioStorageFull"
            | "XMinioAdminBucketQuotaExceeded"
            | "QuotaExceeded"
            | "InsufficientCapacity"
            | "InsufficientStorage" => Self::OutOfSpace,
            "SlowDown"
            | "SlowDownRead"
            | "SlowDownWrite"
            | "ServiceUnavailable"
            | "TooManyRequests"
            | "RequestLimitExceeded" => Self::SlowDown,
            "RequestTimeTooSkewed" => Self::Skewed,
            "NotImplemented" => Self::NotImplemented,
            _ => Self::of_status(status),
        }
    }

    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::PRECONDITION_FAILED => Self::PreconditionFailed,
            StatusCode::RANGE_NOT_SATISFIABLE => Self::RangeNotSatisfiable,
            StatusCode::INSUFFICIENT_STORAGE => Self::OutOfSpace,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => Self::SlowDown,
            StatusCode::NOT_IMPLEMENTED => Self::NotImplemented,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_speaks_before_the_status() {
        let check = |status: u16, code: &str, expected: Reason| {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(Reason::of(status, code), expected, "{status} {code}");
        };
        check(404, "NoSuchKey", Reason::NoSuchKey);
        check(409, "BucketAlreadyOwnedByYou", Reason::BucketOwned);
        check(403, "QuotaExceeded", Reason::OutOfSpace);
        check(507, "", Reason::OutOfSpace);
        check(507, "XMinioStorageFull", Reason::OutOfSpace);
        check(503, "", Reason::SlowDown);
        check(503, "SlowDown", Reason::SlowDown);
        check(412, "", Reason::PreconditionFailed);
        check(416, "InvalidRange", Reason::RangeNotSatisfiable);
        check(403, "RequestTimeTooSkewed", Reason::Skewed);
        check(403, "AccessDenied", Reason::Other);
        check(404, "", Reason::Other);
    }
}
