//! What is answered to programs that ask in vain, in the words of STS (AWS STS API Reference, "Errors").

use std::borrow::Cow;

use http::StatusCode;

use super::answer::{NAMESPACE, escape};

/// A refusal. The message names no secret, and not whether a person exists.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    pub code: Code,
    pub message: Cow<'static, str>,
}

/// The codes that SDKs act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    AccessDenied,
    ExpiredToken,
    /// Worth asking again: the provider did not answer.
    IdpCommunication,
    InternalFailure,
    InvalidAction,
    InvalidIdentityToken,
    MalformedPolicyDocument,
    PackedPolicyTooLarge,
    Throttling,
    Validation,
}

impl Code {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "AccessDenied",
            Self::ExpiredToken => "ExpiredTokenException",
            Self::IdpCommunication => "IDPCommunicationError",
            Self::InternalFailure => "InternalFailure",
            Self::InvalidAction => "InvalidAction",
            Self::InvalidIdentityToken => "InvalidIdentityToken",
            Self::MalformedPolicyDocument => "MalformedPolicyDocument",
            Self::PackedPolicyTooLarge => "PackedPolicyTooLarge",
            Self::Throttling => "Throttling",
            Self::Validation => "ValidationError",
        }
    }

    pub fn status(self) -> StatusCode {
        match self {
            Self::AccessDenied => StatusCode::FORBIDDEN,
            Self::InternalFailure => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl Fault {
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }

    pub fn validation(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Validation, message)
    }

    /// What is said whenever somebody may not, whatever the reason.
    pub fn denied() -> Self {
        Self::new(Code::AccessDenied, "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    }

    /// The `ErrorResponse` document.
    pub fn document(&self, request_id: &str) -> String {
        let kind = if self.code == Code::InternalFailure { "Receiver" } else { "Sender" };
        format!(
            "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>{kind}</Type><Code>{}</Code>\
             <Message>{}</Message></Error><RequestId>{}</RequestId></ErrorResponse>",
            self.code.as_str(),
            escape(&self.message),
            escape(request_id)
        )
    }
}
