//! What was done in the signed-in person's name: shown page by page, and taken out whole. Nobody else's is in it.

use std::net::IpAddr;

use axum::body::Body;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use gateway_api::{ACTIVITY_LIMIT_MAX, Act, ActivityEntry, ActivityPage, Way};
use http::header;
use http::request::Parts;
use jiff::Timestamp;
use serde::Deserialize;

use super::extract::{Json, Query};
use super::lines;
use crate::activity::{Activity, Entry};
use crate::database::{self, Database};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::layers::{Limits, Peer};
use crate::policy::PersonId;

const LIMIT_DEFAULT: u32 = 50;

/// Entries read at a time while they are taken out.
const EXPORT_BATCH: u32 = 1_000;

/// Query of [`show`].
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct PageQuery {
    /// Only entries older than the one of this id.
    before: Option<i64>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
}

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

impl Scribe {
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
}

/// The last part of the problem's kind.
pub fn refusal_word(error: &Error) -> String {
    let (_, kind) = error.classify();
    let kind = serde_json::to_value(kind).unwrap_or_default();
    kind.as_str().unwrap_or_default().trim_start_matches("/problems/").to_owned()
}

/// Newest first.
#[utoipa::path(get, path = "/api/activity", tag = "activity", params(PageQuery),
    responses((status = 200, body = ActivityPage)))]
pub async fn show(
    SignedIn(person): SignedIn,
    Query(query): Query<PageQuery>,
    State(database): State<Database>,
) -> Result<Json<ActivityPage>, Error> {
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=ACTIVITY_LIMIT_MAX).contains(&limit) {
        return Err(Error::Malformed(format!("limit must be 1 to {ACTIVITY_LIMIT_MAX}")));
    }
    // One more says whether there are more.
    let mut entries = database.activity_of(person.id, query.before, limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = entries.len() > shown;
    entries.truncate(shown);
    let next = entries.last().map(|entry| entry.id).filter(|_| more);
    Ok(Json(ActivityPage { entries, next }))
}

/// All of it, newest first: one [`gateway_api::ActivityEntry`] a line, read as it is sent.
#[utoipa::path(get, path = "/api/activity/export", tag = "activity",
    responses((status = 200, body = ActivityEntry, content_type = "application/x-ndjson")))]
pub async fn export(
    SignedIn(person): SignedIn,
    State(database): State<Database>,
) -> Result<Response, Error> {
    // The first are read before anything is said, so that what fails at once is said to have.
    let first = database.activity_of(person.id, None, EXPORT_BATCH).await?;
    let batches = stream::try_unfold(first, move |batch| {
        let database = database.clone();
        async move {
            let Some(last) = batch.last() else { return Ok::<_, database::Error>(None) };
            let next = database.activity_of(person.id, Some(last.id), EXPORT_BATCH).await?;
            Ok(Some((lines::written(&batch), next)))
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"activity.jsonl\""),
    ];
    Ok((headers, Body::from_stream(batches)).into_response())
}
