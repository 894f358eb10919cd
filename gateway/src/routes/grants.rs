//! What people give others: a role in a bucket or below a prefix of it, to a person, a team or everybody. Whether it may
//! be given is asked of the policy, and asked again whenever it is used.

use std::collections::BTreeSet;

use axum::extract::State;
use gateway_api::{
    Act, ChangeGrant, CreateGrant, GRANTS_LIMIT_MAX, Grant as GrantView, GrantList, GrantTo,
    Role as RoleView,
};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;

use super::activity::Scribe;
use super::extract::{Identified, Json, OfId, Query, bucket_of};
use super::gate::Gate;
use super::sharing::view;
use crate::activity::Entry;
use crate::database::{Database, Giving, GrantRecord, NewGrant};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::{
    Caller, Denied, Email, Grant, GrantId, Grantee, Handle, Items, KeyPrefix, Offer, Role, TeamName,
};
use crate::s3::names::Bucket;

impl Identified for GrantId {
    fn identified(id: &str) -> Result<Self, Error> {
        id.parse().map(Self).map_err(|_| Error::NoSuchGrant)
    }
}

/// Which page of the list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct PageQuery {
    /// Only grants older than the one of this number.
    before: Option<i64>,
    /// 1 to 1,000; 1,000 when left out.
    limit: Option<u32>,
}

/// What the caller gave, newest first; what has ended too.
#[utoipa::path(get, path = "/api/grants", tag = "sharing", params(PageQuery),
    responses((status = 200, body = GrantList), (status = 400, body = gateway_api::Problem)))]
pub async fn list(
    SignedIn(person): SignedIn,
    Query(page): Query<PageQuery>,
    State(gate): State<Gate>,
    State(database): State<Database>,
) -> Result<Json<GrantList>, Error> {
    let limit = page.limit.unwrap_or(GRANTS_LIMIT_MAX);
    if !(1..=GRANTS_LIMIT_MAX).contains(&limit) {
        return Err(Error::Malformed(format!("limit must be 1 to {GRANTS_LIMIT_MAX}")));
    }
    // One more says whether there are more.
    let before = page.before.map(GrantId);
    let mut given = database.grants_given_by(person.id, before, limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = shown < given.len();
    given.truncate(shown);
    let next = given.last().map(|last| last.grant.id.0).filter(|_| more);
    let now = Timestamp::now();
    let is_public = |record: &GrantRecord| record.grant.to == Grantee::Public;
    // Whoever made something public is to know when it is so no more.
    let public = given.iter().filter(|record| is_public(record));
    let names: BTreeSet<_> = public.map(|record| &record.grant.bucket.name).collect();
    let mut in_force = Vec::new();
    for name in names {
        in_force.extend(gate.in_force(name).await?);
    }
    let told = given.iter().map(|record| {
        let lapsed = is_public(record) && !in_force.contains(&record.grant.id);
        GrantView { lapsed, ..view(record, now) }
    });
    let grants = told.collect();
    Ok(Json(GrantList { grants, next }))
}

/// Gives.
#[utoipa::path(post, path = "/api/grants", tag = "sharing", request_body = CreateGrant,
    responses((status = 201, body = GrantView), (status = 403, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem)))]
pub async fn create(
    SignedIn(person): SignedIn,
    State(gate): State<Gate>,
    State(database): State<Database>,
    scribe: Scribe,
    Json(wanted): Json<CreateGrant>,
) -> Result<(StatusCode, Json<GrantView>), Error> {
    let now = Timestamp::now();
    let by = person.id;
    let caller = Caller::Person(person);
    let bucket = bucket_of(&wanted.instance, &wanted.bucket)?;
    let prefix = prefix(&wanted.prefix)?;
    let until = until(wanted.until.as_deref(), now)?;
    let place = about(&bucket, prefix.as_ref());
    let give = async {
        let role = role(wanted.role);
        let items = Items::below(prefix.clone());
        let offer = Offer { bucket: bucket.clone(), items, role, public: false };
        gate.may_offer(&caller, &offer).await?;
        // Only who may share learns whether there is somebody of this name.
        let to = grantee(&database, wanted.to).await?;
        let grant = NewGrant { to, bucket: bucket.clone(), prefix, role, until, by };
        match database.give(grant, now).await? {
            Giving::Given(record) => Ok(*record),
            Giving::Full => Err(Error::TooManyGrants),
            Giving::NoSuchBucket => Err(Denied::NoSuchBucket.into()),
        }
    };
    let given = give.await;
    scribe.record(Act::Give, by, &given, place);
    Ok((StatusCode::CREATED, Json(view(&given?, now))))
}

/// Gives another role, or until another end. Whoever changes it has given it from then on.
#[utoipa::path(put, path = "/api/grants/{id}", tag = "sharing", params(("id" = i64, Path)),
    request_body = ChangeGrant,
    responses((status = 200, body = GrantView), (status = 403, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem)))]
pub async fn change(
    SignedIn(person): SignedIn,
    OfId(id): OfId<GrantId>,
    State(gate): State<Gate>,
    State(database): State<Database>,
    scribe: Scribe,
    Json(wanted): Json<ChangeGrant>,
) -> Result<Json<GrantView>, Error> {
    let now = Timestamp::now();
    let by = person.id;
    let caller = Caller::Person(person);
    let grant = changeable(&gate, &database, &caller, id, now).await?;
    let until = until(wanted.until.as_deref(), now)?;
    let place = about(&grant.bucket, grant.prefix.as_ref());
    let change = async {
        if grant.to == Grantee::Public {
            let text = "what is public is public until it is taken back: nothing else changes";
            return Err(Error::Malformed(text.to_owned()));
        }
        let role = role(wanted.role);
        let items = Items::below(grant.prefix.clone());
        let offer = Offer { bucket: grant.bucket.clone(), items, role, public: false };
        gate.may_offer(&caller, &offer).await?;
        let changed = database.change_grant(id, role, until, by, now).await?;
        changed.ok_or(Error::NoSuchGrant)
    };
    let changed = change.await;
    scribe.record(Act::ChangeGrant, by, &changed, place);
    Ok(Json(view(&changed?, now)))
}

/// Takes back: what it opened is closed at the next request.
#[utoipa::path(delete, path = "/api/grants/{id}", tag = "sharing", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = gateway_api::Problem)))]
pub async fn take_back(
    SignedIn(person): SignedIn,
    OfId(id): OfId<GrantId>,
    State(gate): State<Gate>,
    State(database): State<Database>,
    scribe: Scribe,
) -> Result<StatusCode, Error> {
    let by = person.id;
    let caller = Caller::Person(person);
    let grant = changeable(&gate, &database, &caller, id, Timestamp::now()).await?;
    let taken = database.take_back(id).await?;
    let taken = taken.map(|_| StatusCode::NO_CONTENT).ok_or(Error::NoSuchGrant);
    let act = if grant.to == Grantee::Public { Act::Unpublish } else { Act::TakeBack };
    scribe.record(act, by, &taken, about(&grant.bucket, grant.prefix.as_ref()));
    taken
}

/// The grant, if the caller may change it or take it back; to all others there is none.
async fn changeable(
    gate: &Gate,
    database: &Database,
    caller: &Caller,
    id: GrantId,
    now: Timestamp,
) -> Result<Grant, Error> {
    let GrantRecord { grant, .. } = database.grant(id).await?.ok_or(Error::NoSuchGrant)?;
    let facts = database.facts_of_bucket(caller, &grant.bucket).await?;
    let may = gate.policy().may_take_back(caller, &facts, &grant, now);
    may.map(|()| grant).map_err(|_| Error::NoSuchGrant)
}

/// Whom a grant is for, as it is recorded.
async fn grantee(database: &Database, to: GrantTo) -> Result<Grantee, Error> {
    Ok(match to {
        GrantTo::Everyone => Grantee::Everyone,
        GrantTo::Email { address } => {
            Grantee::Email(Email::parse(&address).ok_or(Error::NoSuchPerson)?)
        }
        GrantTo::Person { handle } => {
            let handle = Handle::parse(&handle).ok_or(Error::NoSuchPerson)?;
            let found = database.person_by_handle(&handle).await?;
            let record = found.filter(|record| record.disabled_at.is_none());
            Grantee::Person(record.ok_or(Error::NoSuchPerson)?.person.id)
        }
        GrantTo::Team { team } => {
            let name = TeamName::parse(&team).ok_or(Error::NoSuchPerson)?;
            Grantee::Team(database.team_by_name(&name).await?.ok_or(Error::NoSuchPerson)?.id)
        }
    })
}

/// `None` for all of the bucket.
pub fn prefix(text: &str) -> Result<Option<KeyPrefix>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    Ok(Some(KeyPrefix::parse(text).map_err(Error::KeyName)?))
}

fn until(text: Option<&str>, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let Some(text) = text else { return Ok(None) };
    let until: Timestamp =
        text.parse().map_err(|_| Error::Malformed(format!("`{text}` is no moment (RFC 3339)")))?;
    if until <= now {
        return Err(Error::Malformed("the end is over already".to_owned()));
    }
    Ok(Some(until))
}

fn role(role: RoleView) -> Role {
    match role {
        RoleView::Uploader => Role::Uploader,
        RoleView::Viewer => Role::Viewer,
        RoleView::Contributor => Role::Contributor,
        RoleView::Manager => Role::Manager,
    }
}

/// What an entry of the activity says of what was given.
pub fn about(bucket: &Bucket, prefix: Option<&KeyPrefix>) -> impl FnOnce(&mut Entry) + use<> {
    let (instance, name) = (bucket.instance.to_string(), bucket.name.to_string());
    let key = prefix.map(|prefix| prefix.as_str().to_owned());
    |entry| (entry.instance, entry.bucket, entry.key) = (Some(instance), Some(name), key)
}
