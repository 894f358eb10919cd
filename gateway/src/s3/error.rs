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
    /// More bytes than the server, or what stands before it, takes in one request.
    TooLarge,
    /// Too much at once: try later.
    SlowDown,
    /// The clocks of both sides are too far apart.
    Skewed,
    /// What came is not what was announced.
    Altered,
    /// The server does not know how.
    NotImplemented,
    Other,
}

impl ErrorDocument {
    /// As [`Reason::of`]; and where a server has no code of its own for it, its words are read.
    pub fn reason(&self, status: StatusCode) -> Reason {
        // Garage: "Bucket size quota is reached, …" and "Object quota is reached, …".
        let over_quota = self.code == "AccessDenied" && self.message.contains("quota is reached");
        if over_quota { Reason::OutOfSpace } else { Reason::of(status, &self.code) }
    }
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
            | "XMinioStorageBackendFull"
            | "XMinioAdminBucketQuotaExceeded"
            | "QuotaExceeded"
            | "InsufficientCapacity"
            | "InsufficientStorage"
            | "NoSpace" => Self::OutOfSpace,
            "EntityTooLarge" => Self::TooLarge,
            "SlowDown"
            | "SlowDownRead"
            | "SlowDownWrite"
            | "ServiceUnavailable"
            | "TooManyRequests"
            | "RequestLimitExceeded" => Self::SlowDown,
            "RequestTimeTooSkewed" => Self::Skewed,
            // MinIO has a word of its own for checksums other than MD5.
            "BadDigest" | "XAmzContentChecksumMismatch" => Self::Altered,
            "NotImplemented" => Self::NotImplemented,
            _ => Self::of_status(status),
        }
    }

    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::PRECONDITION_FAILED => Self::PreconditionFailed,
            StatusCode::RANGE_NOT_SATISFIABLE => Self::RangeNotSatisfiable,
            StatusCode::INSUFFICIENT_STORAGE => Self::OutOfSpace,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
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
        for full in
            ["XMinioStorageFull", "XMinioStorageBackendFull", "InsufficientStorage", "NoSpace"]
        {
            check(507, full, Reason::OutOfSpace);
        }
        check(400, "XMinioAdminBucketQuotaExceeded", Reason::OutOfSpace);
        check(400, "EntityTooLarge", Reason::TooLarge);
        check(413, "", Reason::TooLarge);
        check(503, "", Reason::SlowDown);
        check(503, "SlowDown", Reason::SlowDown);
        check(412, "", Reason::PreconditionFailed);
        check(416, "InvalidRange", Reason::RangeNotSatisfiable);
        check(403, "RequestTimeTooSkewed", Reason::Skewed);
        check(400, "BadDigest", Reason::Altered);
        check(400, "XAmzContentChecksumMismatch", Reason::Altered);
        check(403, "AccessDenied", Reason::Other);
        check(404, "", Reason::Other);
    }

    #[test]
    fn a_quota_without_a_code_of_its_own_is_read_in_words() {
        let check = |code: &str, message: &str, expected: Reason| {
            let (code, message) = (code.to_owned(), message.to_owned());
            let document = ErrorDocument { code, message, request_id: None };
            assert_eq!(document.reason(StatusCode::FORBIDDEN), expected, "{document:?}");
        };
        let bytes = "Forbidden: Bucket size quota is reached, maximum total size of objects for this bucket: 500";
        let objects = "Forbidden: Object quota is reached, maximum objects for this bucket: 5";
        check("AccessDenied", bytes, Reason::OutOfSpace);
        check("AccessDenied", objects, Reason::OutOfSpace);
        check("AccessDenied", "Forbidden: Operation is not allowed for this key.", Reason::Other);
        check("NoSuchBucket", "quota is reached", Reason::NoSuchBucket);
    }
}
