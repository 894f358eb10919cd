//! Who writes down what is done on the page, and from where.

use std::net::IpAddr;

use axum::extract::{FromRef, FromRequestParts};
use gateway_api::{Act, DeletedObject, Problem, ProblemKind, Way};
use http::request::Parts;
use jiff::Timestamp;

use crate::activity::{Activity, Entry};
use crate::error::Error;
use crate::layers::{Limits, Peer};
use crate::policy::{Caller, PersonId};
use crate::routes::buckets;
use crate::s3::names::Bucket;

/// The address that a request came from, whatever proxies stand between.
pub struct Whence(pub IpAddr);

impl<S> FromRequestParts<S> for Whence
where
    Limits: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Peer(peer) = Peer::of(&parts.extensions);
        Ok(Self(Limits::from_ref(state).proxies.client(peer, &parts.headers)))
    }
}

/// Writes down what is done on the page, and from where.
pub struct Scribe {
    activity: Activity,
    from: IpAddr,
}

impl<S> FromRequestParts<S> for Scribe
where
    Activity: FromRef<S>,
    Limits: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Whence(from) = Whence::from_request_parts(parts, state).await?;
        Ok(Self { activity: Activity::from_ref(state), from })
    }
}

/// An entry of what goes on after its request was answered: written when that has ended, however it did.
pub struct Pending {
    activity: Activity,
    entry: Entry,
}

impl Pending {
    pub fn of(activity: Activity, entry: Entry) -> Self {
        Self { activity, entry }
    }

    /// `about` says how it ended.
    pub fn write(mut self, about: impl FnOnce(&mut Entry)) {
        self.entry.at = Timestamp::now();
        about(&mut self.entry);
        self.activity.record(self.entry);
    }
}

impl Scribe {
    /// An act of the person's that is about to begin; what strangers do is in nobody's name.
    pub fn begin(
        &self,
        act: Act,
        caller: &Caller,
        about: impl FnOnce(&mut Entry),
    ) -> Option<Pending> {
        let mut entry = Entry {
            person: Some(caller.person()?.id),
            from: Some(self.from),
            ..Entry::of(act, Way::Page, Timestamp::now())
        };
        about(&mut entry);
        Some(Pending::of(self.activity.clone(), entry))
    }

    /// An act of the person's, done now or refused; `about` says what it was done to.
    pub fn record<T>(
        &self,
        act: Act,
        person: PersonId,
        outcome: &Result<T, Error>,
        about: impl FnOnce(&mut Entry),
    ) {
        let mut entry = Entry {
            person: Some(person),
            from: Some(self.from),
            refusal: outcome.as_ref().err().map(refusal_word),
            ..Entry::of(act, Way::Page, Timestamp::now())
        };
        about(&mut entry);
        self.activity.record(entry);
    }

    /// Each object that was deleted by itself, or once that none was.
    pub fn record_deletion(
        &self,
        caller: &Caller,
        bucket: &Bucket,
        deleted: &Result<Vec<DeletedObject>, Error>,
    ) {
        let Some(person) = caller.person() else { return };
        let Ok(objects) = deleted else {
            self.record(Act::Delete, person.id, deleted, buckets::about(bucket));
            return;
        };
        for object in objects {
            self.record(Act::Delete, person.id, deleted, |entry| {
                buckets::about(bucket)(entry);
                entry.key = Some(object.key.clone());
                entry.refusal = object.problem.as_ref().map(problem_word);
            });
        }
    }
}

/// Why what goes on after its answer did not come to its end: nobody waited for it.
pub const BROKEN_OFF: &str = "broken-off";

/// The last part of the problem's kind.
pub fn refusal_word(error: &Error) -> String {
    kind_word(error.classify().1)
}

/// The code of the upstream, where it gave one; else the same.
pub fn problem_word(problem: &Problem) -> String {
    problem.code.clone().unwrap_or_else(|| kind_word(problem.kind))
}

fn kind_word(kind: ProblemKind) -> String {
    let kind = serde_json::to_value(kind).unwrap_or_default();
    kind.as_str().unwrap_or_default().trim_start_matches("/problems/").to_owned()
}
