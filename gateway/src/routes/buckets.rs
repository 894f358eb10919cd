//! The caller's buckets on an instance, their own and their teams': list, create, delete.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use gateway_api::{Act, Bucket as BucketView, BucketList, BucketTeam, CreateBucket};
use http::StatusCode;
use http::request::Parts;

use super::activity::Scribe;
use super::extract::{InBucket, Json, OnInstance};
use super::gate::Gate;
use super::teams;
use crate::activity::{Activity, Entry};
use crate::catalog::Catalog;
use crate::database::{BucketRecord, BucketState, Database, Reservation};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::layers::Limits;
use crate::policy::{Caller, Denied, Owner, Permit, Person, Role, TeamId};
use crate::s3::names::{Bucket, BucketName, InstanceId};
use crate::s3::operation::Operation;
use crate::upstream::Upstream;

/// What is recorded for the caller here; the upstream is not asked.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets", tag = "buckets",
    params(("instance" = String, Path)), responses((status = 200, body = BucketList)))]
pub async fn list(
    SignedIn(person): SignedIn,
    OnInstance(instance): OnInstance,
    State(gate): State<Gate>,
    State(catalog): State<Arc<Catalog>>,
    State(database): State<Database>,
) -> Result<Json<BucketList>, Error> {
    let caller = Caller::Person(person.clone());
    gate.may_enter(&caller, &instance)?;
    let mut buckets = Vec::new();
    for (record, role) in usual(&gate, &database, &person, Some(&instance)).await? {
        buckets.push(view(&gate, &catalog, &person, record, role).await?);
    }
    Ok(Json(BucketList { buckets }))
}

/// The buckets that are there for the person without anybody's leave: their own, then those of their teams, each with
/// the role there.
pub(super) async fn usual(
    gate: &Gate,
    database: &Database,
    person: &Person,
    instance: Option<&InstanceId>,
) -> Result<Vec<(BucketRecord, Option<Role>)>, Error> {
    let own = database.buckets_of(person.id, instance).await?;
    let of_teams = database.team_buckets_of(person.id, &person.groups, instance).await?;
    let teams = gate.policy().teams();
    let of_teams = of_teams.into_iter().filter_map(|bucket| {
        let role = teams.role(&person.groups, &bucket.team.group, bucket.set_role)?;
        Some((bucket.record, Some(role)))
    });
    let all = own.into_iter().map(|record| (record, None)).chain(of_teams);
    Ok(all.filter(|(record, _)| record.state == BucketState::Ready).collect())
}

/// The buckets of a team that are there.
pub(super) async fn of_team(
    database: &Database,
    team: TeamId,
    instance: &InstanceId,
) -> Result<Vec<BucketRecord>, Error> {
    let mut found = database.buckets_of(team, Some(instance)).await?;
    found.retain(|record| record.state == BucketState::Ready);
    Ok(found)
}

/// Creates a bucket of the caller's own.
#[utoipa::path(post, path = "/api/instances/{instance}/buckets", tag = "buckets",
    params(("instance" = String, Path)), request_body = CreateBucket,
    responses((status = 201, body = BucketView), (status = 200, body = BucketView), (status = 409, body = gateway_api::Problem)))]
pub async fn create(
    SignedIn(person): SignedIn,
    OnInstance(instance): OnInstance,
    makers: Makers,
    Json(wanted): Json<CreateBucket>,
) -> Result<Response, Error> {
    let name = BucketName::parse(&wanted.name).map_err(Error::BucketName)?;
    create_for(makers, person, Bucket { instance, name }).await
}

/// Creates the bucket that bears the caller's handle: one click, and as often as one likes.
#[utoipa::path(post, path = "/api/instances/{instance}/personal-bucket", tag = "buckets",
    params(("instance" = String, Path)),
    responses((status = 201, body = BucketView), (status = 200, body = BucketView), (status = 409, body = gateway_api::Problem)))]
pub async fn create_personal(
    SignedIn(person): SignedIn,
    OnInstance(instance): OnInstance,
    makers: Makers,
) -> Result<Response, Error> {
    let patterns = makers.gate.policy().creation_patterns(&instance);
    let name = patterns
        .iter()
        .find_map(|pattern| pattern.fixed_name(&person.handle))
        .ok_or(Denied::NameNotAllowed)?;
    let name = BucketName::parse(&name).map_err(Error::BucketName)?;
    create_for(makers, person, Bucket { instance, name }).await
}

/// Deletes an empty bucket.
#[utoipa::path(delete, path = "/api/instances/{instance}/buckets/{bucket}", tag = "buckets",
    params(("instance" = String, Path), ("bucket" = String, Path)),
    responses((status = 204), (status = 409, body = gateway_api::Problem)))]
pub async fn delete(
    caller: Caller,
    InBucket(bucket): InBucket,
    State(gate): State<Gate>,
    State(database): State<Database>,
    State(upstream): State<Upstream>,
    scribe: Scribe,
) -> Result<StatusCode, Error> {
    // Its team reads what became of it, when nobody knows any more whose it was.
    let team = database.bucket(&bucket).await?.and_then(|record| record.team).map(|team| team.id);
    let delete = async {
        let operation = Operation::DeleteBucket { bucket: bucket.clone() };
        let permit = gate.permit(&caller, operation).await?;
        remove(&database, &upstream, &permit).await
    };
    let deleted = delete.await;
    if let Some(person) = caller.person() {
        scribe.record(Act::DeleteBucket, person.id, &deleted, |entry| {
            about(&bucket)(entry);
            entry.team = team;
        });
    }
    deleted.map(|()| StatusCode::NO_CONTENT)
}

/// Deletes an empty bucket, and then its record: should we fall between, the record is still the owner's.
pub(super) async fn remove(
    database: &Database,
    upstream: &Upstream,
    permit: &Permit,
) -> Result<(), Error> {
    match upstream.delete_bucket(permit).await {
        // Gone already, perhaps by an earlier try of ours: the record goes too.
        Ok(()) | Err(crate::upstream::Error::NoSuchBucket { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    if let Some(bucket) = permit.operation().bucket() {
        database.forget_bucket(bucket).await?;
    }
    Ok(())
}

/// What an entry of the activity says of a bucket.
pub(super) fn about(bucket: &Bucket) -> impl FnOnce(&mut Entry) {
    let (instance, name) = (bucket.instance.to_string(), bucket.name.to_string());
    |entry| (entry.instance, entry.bucket) = (Some(instance), Some(name))
}

/// What it takes to make a bucket.
pub struct Makers {
    pub(super) gate: Gate,
    pub(super) catalog: Arc<Catalog>,
    pub(super) database: Database,
    pub(super) upstream: Upstream,
    pub(super) scribe: Scribe,
}

impl<S> FromRequestParts<S> for Makers
where
    Gate: FromRef<S>,
    Arc<Catalog>: FromRef<S>,
    Database: FromRef<S>,
    Upstream: FromRef<S>,
    Activity: FromRef<S>,
    Limits: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        Ok(Self {
            gate: Gate::from_ref(state),
            catalog: Arc::<Catalog>::from_ref(state),
            database: Database::from_ref(state),
            upstream: Upstream::from_ref(state),
            scribe: Scribe::from_request_parts(parts, state).await?,
        })
    }
}

async fn create_for(makers: Makers, person: Person, bucket: Bucket) -> Result<Response, Error> {
    let Makers { gate, catalog, database, upstream, scribe } = makers;
    let caller = Caller::Person(person.clone());
    let provided = provide(&gate, &database, &upstream, &caller, person.id, &bucket).await;
    // One click more on what is there already is no act.
    if !matches!(provided, Ok((_, false))) {
        scribe.record(Act::CreateBucket, person.id, &provided, about(&bucket));
    }
    let (record, created) = provided?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(view(&gate, &catalog, &person, record, None).await?)).into_response())
}

/// Makes sure that the bucket exists and is recorded for its owner; answers the record, and whether the bucket is new.
/// Whether a team may have it the caller of this has asked ([`crate::policy::Policy::may_found`]).
///
/// The record comes first, as pending: a bucket that exists while nobody is recorded for it was not made by us, and is
/// never taken over; one whose record is pending for this owner is what an interrupted attempt left behind.
pub(super) async fn provide(
    gate: &Gate,
    database: &Database,
    upstream: &Upstream,
    caller: &Caller,
    owner: impl Into<Owner>,
    bucket: &Bucket,
) -> Result<(BucketRecord, bool), Error> {
    let owner = owner.into();
    let create = || Operation::CreateBucket { bucket: bucket.clone() };
    if matches!(owner, Owner::Person(_)) {
        gate.permit(caller, create()).await?;
    }
    let inspect = Operation::HeadBucket { bucket: bucket.clone() };
    let exists = upstream.bucket_exists(&gate.permit_cellier(inspect).await?).await?;
    let recorded = database.bucket(bucket).await?.is_some();
    if exists && !recorded {
        return Err(Error::BucketNotRecorded(bucket.clone()));
    }
    if database.reserve_bucket(bucket, owner).await? == Reservation::Taken {
        return Err(Denied::BucketTaken.into());
    }
    // From here on it is the record that lets its owner make the bucket.
    let make = async {
        let permit = gate.permit(caller, create()).await?;
        Ok::<_, Error>(upstream.create_bucket(&permit).await?)
    };
    if !exists && let Err(error) = make.await {
        if !recorded {
            database.release_bucket(bucket, owner).await?;
        }
        return Err(error);
    }
    database.confirm_bucket(bucket, owner).await?;
    let record = database.bucket(bucket).await?.ok_or(Denied::NoSuchBucket)?;
    Ok((record, !exists))
}

/// `role` is the person's in the team that owns the bucket.
pub(super) async fn view(
    gate: &Gate,
    catalog: &Catalog,
    person: &Person,
    record: BucketRecord,
    role: Option<Role>,
) -> Result<BucketView, Error> {
    let caller = Caller::Person(person.clone());
    let team = record.team.as_ref().zip(role).map(|(team, role)| BucketTeam {
        name: team.name.to_string(),
        title: catalog.team_title(team),
        role: teams::role_view(role),
    });
    Ok(BucketView {
        rights: gate.rights(&caller, &record.bucket).await?,
        personal: record.bucket.name.as_str() == person.handle.as_str(),
        team,
        created_at: Some(record.created_at.to_string()),
        instance: record.bucket.instance.into(),
        name: record.bucket.name.into(),
    })
}
