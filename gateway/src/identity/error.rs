//! Why it is not known who asks, or why signing in did not succeed.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gateway_api::ProblemKind;

use super::KeyFault;
use super::settings::Fault;
use crate::{database, sealing, tls};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("nobody is signed in, or the session ended")]
    NotSignedIn,
    #[error("the request did not come from a page of this portal")]
    Forged,
    #[error("the identity provider cannot be reached")]
    ProviderUnreachable,
    #[error("the sign-in could not be completed: {why}")]
    SignInFailed { why: Why },
    #[error("{} settings of the sign-in cannot be used", .0.len())]
    Settings(Vec<Fault>),
    #[error("the certificates of the identity provider's authority cannot be read")]
    Authority(#[source] tls::Error),
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    #[error(transparent)]
    AccessKey(#[from] KeyFault),
    #[error("the records of people cannot be read or written")]
    Database(#[from] database::Error),
    #[error("a secret could not be sealed or opened")]
    Sealing(#[from] sealing::Error),
}

/// Why a sign-in failed, as the page words it; what the provider said stays in our log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// It took too long, at the provider or on the way, or a clock is wrong.
    Expired,
    /// The answer was used before.
    Replayed,
    /// The answer belongs to another sign-in, another browser or another provider.
    MixedUp,
    /// The provider or an operator does not let the person in.
    Refused,
    ProviderDown,
    /// The groups could not be known for certain.
    Groups,
}

impl Why {
    pub const ALL: [Self; 6] = [
        Self::Expired,
        Self::Replayed,
        Self::MixedUp,
        Self::Refused,
        Self::ProviderDown,
        Self::Groups,
    ];

    /// As it stands in the address of the page: `/{lang}/sign-in-failed?why=…`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Replayed => "replayed",
            Self::MixedUp => "mixed-up",
            Self::Refused => "refused",
            Self::ProviderDown => "provider-down",
            Self::Groups => "groups",
        }
    }
}

impl std::fmt::Display for Why {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Error {
    /// Status and problem kind: what the edge answers.
    pub fn classify(&self) -> (StatusCode, ProblemKind) {
        match self {
            Self::NotSignedIn => (StatusCode::UNAUTHORIZED, ProblemKind::NotSignedIn),
            Self::Forged => (StatusCode::FORBIDDEN, ProblemKind::Forged),
            Self::ProviderUnreachable => {
                (StatusCode::SERVICE_UNAVAILABLE, ProblemKind::IdentityProvider)
            }
            Self::SignInFailed { .. } => (StatusCode::BAD_REQUEST, ProblemKind::SignIn),
            Self::AccessKey(KeyFault::Name | KeyFault::Expiry { .. } | KeyFault::Reach) => {
                (StatusCode::BAD_REQUEST, ProblemKind::Malformed)
            }
            Self::AccessKey(KeyFault::TooMany) => {
                (StatusCode::CONFLICT, ProblemKind::TooManyAccessKeys)
            }
            Self::AccessKey(KeyFault::OwnerDisabled) => {
                (StatusCode::UNAUTHORIZED, ProblemKind::NotSignedIn)
            }
            Self::Database(database::Error::Busy) => {
                (StatusCode::SERVICE_UNAVAILABLE, ProblemKind::SlowDown)
            }
            Self::Settings(_)
            | Self::Authority(_)
            | Self::Tls(_)
            | Self::Database(_)
            | Self::Sealing(_) => (StatusCode::INTERNAL_SERVER_ERROR, ProblemKind::Internal),
        }
    }
}

/// A request that went no further than asking who sent it; the edge renders it like every other failure.
#[derive(Clone, Debug)]
pub struct Turned(pub Arc<Error>);

impl IntoResponse for Error {
    /// Only the status: the edge renders the body.
    fn into_response(self) -> Response {
        let (status, _) = self.classify();
        let mut response = status.into_response();
        response.extensions_mut().insert(Turned(Arc::new(self)));
        response
    }
}
