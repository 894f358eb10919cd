//! Who asks, as arguments of handlers.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::{Error, Identity, Session};
use crate::policy::{Caller, Person};

/// The session, if there is one.
#[derive(Clone, Debug)]
pub struct CurrentSession(pub Option<Session>);

/// A person; where nobody is signed in the request is refused with [`Error::NotSignedIn`].
#[derive(Clone, Debug)]
pub struct SignedIn(pub Person);

impl<S> FromRequestParts<S> for CurrentSession
where
    Identity: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let identity = Identity::from_ref(state);
        identity.session(&parts.headers).await.map(Self)
    }
}

impl<S> FromRequestParts<S> for SignedIn
where
    Identity: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let CurrentSession(session) = CurrentSession::from_request_parts(parts, state).await?;
        session.map(|session| Self(session.person)).ok_or(Error::NotSignedIn)
    }
}

impl Identity {
    /// Who asks, by the request's cookie.
    pub async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Error> {
        let session = self.session(headers).await?;
        Ok(session.map_or(Caller::Anonymous, |session| Caller::Person(session.person)))
    }
}

/// Without a session the caller is anonymous; that the records cannot be read is an error and makes nobody anonymous.
impl<S> FromRequestParts<S> for Caller
where
    Identity: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        Identity::from_ref(state).caller(&parts.headers).await
    }
}
