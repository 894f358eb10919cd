//! Who asks, as arguments of handlers.

use std::sync::{Arc, OnceLock};

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use super::{Error, Identity, Session};
use crate::policy::{Caller, Person, PersonId};

/// The session, if there is one.
#[derive(Clone, Debug)]
pub struct CurrentSession(pub Option<Session>);

/// A person; where nobody is signed in the request is refused with [`Error::NotSignedIn`].
#[derive(Clone, Debug)]
pub struct SignedIn(pub Person);

/// Who turned out to ask. Whatever wraps a handler puts an empty one into the request's extensions and looks
/// afterwards, instead of reading the session a second time.
#[derive(Clone, Debug, Default)]
pub struct Asker(Arc<OnceLock<PersonId>>);

impl Asker {
    /// `None` where nobody is signed in, or the handler did not ask.
    pub fn person(&self) -> Option<PersonId> {
        self.0.get().copied()
    }

    fn note(extensions: &Extensions, person: &Person) {
        if let Some(Self(asker)) = extensions.get() {
            asker.get_or_init(|| person.id);
        }
    }
}

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
        let person = session.map(|session| session.person).ok_or(Error::NotSignedIn)?;
        Asker::note(&parts.extensions, &person);
        Ok(Self(person))
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
        let caller = Identity::from_ref(state).caller(&parts.headers).await?;
        if let Caller::Person(person) = &caller {
            Asker::note(&parts.extensions, person);
        }
        Ok(caller)
    }
}
