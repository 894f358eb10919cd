//! Why a request was not let in, in the words of S3.

use http::StatusCode;

/// What is wrong with how a request was signed or sent. The messages name no secret and no expected signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("only one way to authenticate may be used: the Authorization header or the query")]
    TwoWays,
    #[error("the Authorization header is malformed: {0}")]
    MalformedHeader(&'static str),
    #[error("the query of the presigned address is malformed: {0}")]
    MalformedQuery(&'static str),
    #[error("signature version 2 is not supported; use AWS4-HMAC-SHA256")]
    Version2,
    #[error("the request bears no valid date in x-amz-date or Date")]
    NoDate,
    #[error("the difference between the time of the request and the server's time is too large")]
    Skewed,
    #[error("the presigned address has expired")]
    Expired,
    #[error("the service of the credential must be `{expected}`")]
    Service { expected: &'static str },
    #[error("the region of the credential is wrong; expecting `{expected}`")]
    Region { expected: String },
    #[error("the header `{0}` is present but was not signed")]
    Unsigned(String),
    #[error("the signature does not match; check the secret key and how the request was signed")]
    Mismatch,
    #[error("the access key does not exist or is no longer valid")]
    UnknownKey,
    #[error("x-amz-content-sha256 must be a SHA-256 or one of the known words")]
    UnknownPayload,
    #[error("x-amz-content-sha256 is missing")]
    MissingPayload,
    #[error("this way of signing a body is not supported: {0}")]
    UnsupportedPayload(&'static str),
    #[error("the body does not have the SHA-256 that was signed")]
    PayloadMismatch,
    #[error("the body is not well-formed aws-chunked: {0}")]
    MalformedChunk(&'static str),
    #[error("the body ended before all that was announced had come")]
    Incomplete,
}

impl Refusal {
    /// The code S3 gives (S3 API Reference, "Error responses").
    pub fn code(&self) -> &'static str {
        match self {
            Self::TwoWays | Self::UnknownPayload => "InvalidArgument",
            Self::MalformedHeader(_) | Self::Service { .. } | Self::Region { .. } => {
                "AuthorizationHeaderMalformed"
            }
            Self::MalformedQuery(_) => "AuthorizationQueryParametersError",
            Self::Version2 | Self::MissingPayload | Self::MalformedChunk(_) => "InvalidRequest",
            Self::NoDate | Self::Expired | Self::Unsigned(_) => "AccessDenied",
            Self::Skewed => "RequestTimeTooSkewed",
            Self::Mismatch => "SignatureDoesNotMatch",
            Self::UnknownKey => "InvalidAccessKeyId",
            Self::UnsupportedPayload(_) => "NotImplemented",
            Self::PayloadMismatch => "XAmzContentSHA256Mismatch",
            Self::Incomplete => "IncompleteBody",
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoDate
            | Self::Expired
            | Self::Unsigned(_)
            | Self::Skewed
            | Self::Mismatch
            | Self::UnknownKey => StatusCode::FORBIDDEN,
            Self::UnsupportedPayload(_) => StatusCode::NOT_IMPLEMENTED,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}
