//! Sessions: an opaque cookie, a record, and two limits: idle and absolute.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::cookie::{Cookie, Token};
use super::{Error, Identity, Inner};
use crate::database::{Fingerprint, NewSession};
use crate::policy::{Person, PersonId};
use crate::sealing::Purpose;

/// That a session is in use is recorded at most this often.
const SEEN_SECONDS_MIN: i64 = 60;
/// How long a request waits for an overdue refresh before it goes on with the groups known so far.
const REFRESH_WAIT_SECONDS_MAX: u64 = 2;

/// Somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What it is recorded as.
    pub id: Fingerprint,
    pub person: Person,
    /// When the session ends if it is not used any more.
    pub idle_ends_at: Timestamp,
    /// When the session ends, however busy it is.
    pub ends_at: Timestamp,
}

/// What looking at a session does to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// Nothing: whoever asks how long it still lasts does not make it last longer.
    Looked,
    /// It goes idle later; recorded once in a while.
    Used,
    /// The same, recorded at once: the person asked for it.
    Renewed,
}

impl Identity {
    /// The session of the request's cookie, if it is alive. Using it keeps it from going idle, and asks the provider
    /// again when that is due.
    pub async fn session(&self, headers: &HeaderMap) -> Result<Option<Session>, Error> {
        self.find_session(headers, Use::Used).await
    }

    /// The session as it is, which goes idle as if nobody had asked.
    pub async fn look_at_session(&self, headers: &HeaderMap) -> Result<Option<Session>, Error> {
        self.find_session(headers, Use::Looked).await
    }

    /// The session, which from now on may be idle for its whole time again. Its absolute end stays.
    pub async fn renew_session(&self, headers: &HeaderMap) -> Result<Option<Session>, Error> {
        self.find_session(headers, Use::Renewed).await
    }

    /// Seconds from now on, none for what is over.
    pub fn seconds_until(&self, moment: Timestamp) -> u64 {
        u64::try_from(moment.duration_since(self.0.clock.now()).as_secs()).unwrap_or(0)
    }

    async fn find_session(&self, headers: &HeaderMap, how: Use) -> Result<Option<Session>, Error> {
        let inner = &self.0;
        let Some(token) = Cookie::Session.read(headers, inner.rules.secure) else {
            return Ok(None);
        };
        let id = token.fingerprint();
        let now = inner.clock.now();
        let Some(mut record) = inner.database.session(id, now).await? else { return Ok(None) };
        if record.refresh_due_at.is_some_and(|due| due <= now) {
            self.refresh_soon(id).await;
            match inner.database.session(id, now).await? {
                Some(refreshed) => record = refreshed,
                None => return Ok(None),
            }
        }
        let unseen = now.duration_since(record.last_seen_at);
        let due = match how {
            Use::Looked => false,
            Use::Used => unseen >= SignedDuration::from_secs(SEEN_SECONDS_MIN),
            Use::Renewed => SignedDuration::ZERO < unseen,
        };
        if due {
            let idle_ends_at = inner.idle_end(now, record.ends_at);
            match inner.database.touch_session(id, now, idle_ends_at).await {
                Ok(()) => record.idle_ends_at = idle_ends_at,
                // A full disk must not sign everybody out: the session only goes idle as if it was not used.
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the use of a session was not recorded"
                ),
            }
        }
        let (idle_ends_at, ends_at) = (record.idle_ends_at, record.ends_at);
        Ok(Some(Session { id, person: record.person, idle_ends_at, ends_at }))
    }

    /// Refreshes in a task of its own: a reader who leaves must not interrupt it, because the provider may have
    /// replaced the refresh token already.
    async fn refresh_soon(&self, id: Fingerprint) {
        let identity = self.clone();
        let refreshing = tokio::spawn(async move { identity.0.refresh(id).await });
        let limit = Duration::from_secs(REFRESH_WAIT_SECONDS_MAX);
        if tokio::time::timeout(limit, refreshing).await.is_err() {
            tracing::debug!("a refresh takes long; the request goes on without it");
        }
    }
}

impl Inner {
    /// Starts a session and answers its cookie; `None` when the person may not come in any more.
    pub(super) async fn start_session(
        &self,
        person: PersonId,
        provider_session: Option<String>,
        (id_token, refresh_token): (&SecretString, Option<&SecretString>),
        replaces: Option<Fingerprint>,
    ) -> Result<Option<HeaderValue>, Error> {
        let token = Token::random()?;
        let id = token.fingerprint();
        let seal = |purpose, secret: &SecretString| {
            self.sealing_key.seal(purpose, id.as_bytes(), secret.expose_secret().as_bytes())
        };
        let now = self.clock.now();
        let ends_at = after(now, self.rules.session_absolute_seconds);
        let session = NewSession {
            id,
            person,
            created_at: now,
            idle_ends_at: self.idle_end(now, ends_at),
            ends_at,
            provider_session,
            id_token: seal(Purpose::IdToken, id_token)?,
            refresh_token: refresh_token
                .map(|token| seal(Purpose::RefreshToken, token))
                .transpose()?,
            refresh_due_at: refresh_token.map(|_| after(now, self.rules.refresh_seconds)),
        };
        if !self.database.start_session(session, replaces).await? {
            return Ok(None);
        }
        let seconds = self.rules.session_absolute_seconds;
        Ok(Cookie::Session.set(&token, seconds, self.rules.secure))
    }

    fn idle_end(&self, now: Timestamp, ends_at: Timestamp) -> Timestamp {
        after(now, self.rules.session_idle_seconds).min(ends_at)
    }
}

/// `seconds` after `now`, or the end of time.
pub(super) fn after(now: Timestamp, seconds: u32) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}
