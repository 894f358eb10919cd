//! Who is signed in, and what was given to which application. Pure: the time is passed in.
//!
//! Invariant: a grant belongs to one session, one application and one authorization code. Its code works once; of its
//! refresh tokens only the last works; when an earlier one or the code comes back, somebody has a copy, and the whole
//! grant ends.
//!
//! All of it lives in memory and ends with the process: after a restart a refresh answers `invalid_grant` and the
//! person chooses again.

mod grant;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub(super) use self::grant::{Asked, Given, Refusal};
use self::grant::{Grant, split};
use super::scopes::Scopes;
use super::secret::{Digest, digest, random};
use super::settings::Lifetimes;
use super::shelf::{Shelf, UnixSeconds};

/// Browsers signed in at once.
const SESSIONS_MAX: usize = 1024;
/// Codes and refresh tokens alive at once; some 500 bytes each.
const GRANTS_MAX: usize = 4096;

/// A browser in which a person is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Session {
    /// The claim `sid`: known to applications, opens nothing.
    pub(super) sid: String,
    pub(super) sub: String,
    /// When the person was last chosen.
    pub(super) auth_time: UnixSeconds,
    ends: UnixSeconds,
    /// Which applications were given something, and are told when it ends.
    pub(super) clients: BTreeSet<String>,
}

pub(super) struct Ledger {
    lifetimes: Lifetimes,
    sessions: Shelf<Session>,
    grants: Shelf<Grant>,
}

impl Ledger {
    pub(super) fn new(lifetimes: Lifetimes) -> Self {
        Self { lifetimes, sessions: Shelf::new(SESSIONS_MAX), grants: Shelf::new(GRANTS_MAX) }
    }

    /// Signs the person in, with a new cookie each time. Also the session that this ended, when the browser was
    /// somebody else's.
    pub(super) fn sign_in(
        &mut self,
        cookie: Option<&str>,
        sub: &str,
        now: UnixSeconds,
    ) -> (String, Session, Option<Session>) {
        let before = cookie.and_then(|cookie| self.sessions.take(&digest(cookie), now));
        let (kept, ended) = match before {
            Some(session) if session.sub == sub => (Some(session), None),
            other => (None, other),
        };
        if let Some(ended) = &ended {
            self.drop_grants(&ended.sid);
        }
        let ends = now + i64::from(self.lifetimes.session_seconds);
        let session = match kept {
            Some(session) => Session { auth_time: now, ends, ..session },
            None => Session {
                sid: random(),
                sub: sub.to_owned(),
                auth_time: now,
                ends,
                clients: BTreeSet::new(),
            },
        };
        let cookie = random();
        self.sessions.put(digest(&cookie), ends, session.clone(), now);
        (cookie, session, ended)
    }

    pub(super) fn session(&self, cookie: &str, now: UnixSeconds) -> Option<&Session> {
        self.sessions.get(&digest(cookie), now)
    }

    /// Ends the session of the cookie, with everything it gave.
    pub(super) fn end(&mut self, cookie: &str, now: UnixSeconds) -> Option<Session> {
        let ended = self.sessions.take(&digest(cookie), now)?;
        self.drop_grants(&ended.sid);
        Some(ended)
    }

    /// Ends every session of the person.
    pub(super) fn end_all_of(&mut self, sub: &str) -> Vec<Session> {
        let ended = self.sessions.take_where(|session| session.sub == sub);
        for session in &ended {
            self.drop_grants(&session.sid);
        }
        ended
    }

    /// An authorization code for the session of the cookie; `None` when that ended meanwhile.
    pub(super) fn give_code(
        &mut self,
        cookie: &str,
        asked: Asked,
        now: UnixSeconds,
    ) -> Option<String> {
        let session = self.sessions.get_mut(&digest(cookie), now)?;
        session.clients.insert(asked.client_id.clone());
        let (handle, secret) = (random(), random());
        let ends = now + i64::from(self.lifetimes.code_seconds);
        let grant = Grant::new(session, asked, digest(&secret));
        self.grants.put(digest(&handle), ends, grant, now);
        Some(format!("{handle}.{secret}"))
    }

    /// Exchanges a code for tokens, once. A code that comes back, or comes with the wrong verifier or address, ends
    /// its grant.
    pub(super) fn redeem(
        &mut self,
        code: &str,
        client_id: &str,
        redirect_uri: &str,
        verifier: &str,
        now: UnixSeconds,
    ) -> Result<Given, Refusal> {
        let (key, secret) = split(code)?;
        let grant = self.grants.get_mut(&key, now).ok_or(Refusal::Grant)?;
        grant.check_code(&secret, client_id)?;
        if let Err(refusal) = grant.check_first_use(redirect_uri, verifier) {
            self.grants.take(&key, now);
            return Err(refusal);
        }
        grant.redeemed = true;
        let scopes = grant.asked.scopes.clone();
        let nonce = grant.asked.nonce.clone();
        self.give(&key, code, scopes, nonce, now)
    }

    /// Exchanges a refresh token for the next. An earlier one ends its grant.
    pub(super) fn refresh(
        &mut self,
        token: &str,
        client_id: &str,
        narrowed: Option<Scopes>,
        now: UnixSeconds,
    ) -> Result<Given, Refusal> {
        let (key, secret) = split(token)?;
        let grant = self.grants.get(&key, now).ok_or(Refusal::Grant)?;
        if grant.asked.client_id != client_id {
            return Err(Refusal::Grant);
        }
        if !grant.is_last_refresh(&secret) {
            self.grants.take(&key, now);
            return Err(Refusal::Grant);
        }
        let scopes = narrowed.unwrap_or_else(|| grant.asked.scopes.clone());
        if !grant.asked.scopes.includes(&scopes) {
            return Err(Refusal::Scope);
        }
        self.give(&key, token, scopes, None, now)
    }

    /// Whose an access token is, and what it opens.
    pub(super) fn access(&self, token: &str, now: UnixSeconds) -> Option<(String, Scopes)> {
        let (key, secret) = split(token).ok()?;
        let grant = self.grants.get(&key, now)?;
        let scopes = grant.access_scopes(&secret, now)?;
        Some((grant.sub.clone(), scopes.clone()))
    }

    /// New tokens of the grant; `presented` is what was exchanged, and names its handle.
    fn give(
        &mut self,
        key: &Digest,
        presented: &str,
        scopes: Scopes,
        nonce: Option<String>,
        now: UnixSeconds,
    ) -> Result<Given, Refusal> {
        let grant = self.grants.get_mut(key, now).ok_or(Refusal::Grant)?;
        let session_ends = grant.session_ends;
        if !self.sessions.any(now, |session| session.sid == grant.sid) {
            self.grants.take(key, now);
            return Err(Refusal::Grant);
        }
        let handle = presented.split_once('.').map_or(presented, |(handle, _)| handle);
        let (access, refresh) = (random(), random());
        let access_ends = now + i64::from(self.lifetimes.access_token_seconds);
        grant.keep(digest(&access), access_ends, scopes.clone(), digest(&refresh), now);
        let given = Given {
            access_token: format!("{handle}.{access}"),
            refresh_token: format!("{handle}.{refresh}"),
            scopes,
            sub: grant.sub.clone(),
            sid: grant.sid.clone(),
            auth_time: grant.auth_time,
            nonce,
        };
        let idle_ends = now + i64::from(self.lifetimes.refresh_token_seconds);
        self.grants.end_at(key, idle_ends.min(session_ends));
        Ok(given)
    }

    fn drop_grants(&mut self, sid: &str) {
        self.grants.take_where(|grant| grant.sid == sid);
    }
}
