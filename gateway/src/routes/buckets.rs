//! The caller's own buckets on an instance: list, create, delete.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gateway_api::{Act, Bucket as BucketView, BucketList, CreateBucket};
use http::StatusCode;

use super::activity::Scribe;
use super::extract::{InBucket, Json, OnInstance};
use super::gate::Gate;
use crate::activity::Entry;
use crate::database::{BucketRecord, BucketState, Database, Reservation};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::{Caller, Denied, Permit, Person, PersonId};
use crate::s3::names::{Bucket, BucketName};
use crate::s3::operation::Operation;
use crate::upstream::Upstream;

/// What is recorded for the caller here; the upstream is not asked.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets", tag = "buckets",
    params(("instance" = String, Path)), responses((status = 200, body = BucketList)))]
pub async fn list(
    SignedIn(person): SignedIn,
    OnInstance(instance): OnInstance,
    State(gate): State<Gate>,
    State(database): State<Database>,
) -> Result<Json<BucketList>, Error> {
    let caller = Caller::Person(person.clone());
    gate.may_enter(&caller, &instance)?;
    let mut buckets = Vec::new();
    let recorded = database.buckets_of(person.id, Some(&instance)).await?;
    for record in recorded.into_iter().filter(|record| record.state == BucketState::Ready) {
        buckets.push(view(&gate, &person, record).await?);
    }
    Ok(Json(BucketList { buckets }))
}

/// Creates a bucket of the caller's own.
#[utoipa::path(post, path = "/api/instances/{instance}/buckets", tag = "buckets",
    params(("instance" = String, Path)), request_body = CreateBucket,
    responses((status = 201, body = BucketView), (status = 200, body = BucketView), (status = 409, body = gateway_api::Problem)))]
pub async fn create(
    SignedIn(person): SignedIn,
    OnInstance(instance): OnInstance,
    State(gate): State<Gate>,
    State(database): State<Database>,
    State(upstream): State<Upstream>,
    scribe: Scribe,
    Json(wanted): Json<CreateBucket>,
) -> Result<Response, Error> {
    let name = BucketName::parse(&wanted.name).map_err(Error::BucketName)?;
    create_for(&gate, &database, &upstream, &scribe, person, Bucket { instance, name }).await
}

/// Creates the bucket that bears the caller's handle: one click, and as often as one likes.
#[utoipa::path(post, path = "/api/instances/{instance}/personal-bucket", tag = "buckets",
    params(("instance" = String, Path)),
    responses((status = 201, body = BucketView), (status = 200, body = BucketView), (status = 409, body = gateway_api::Problem)))]
pub async fn create_personal(
    SignedIn(person): SignedIn,
    OnInstance(instance): OnInstance,
    State(gate): State<Gate>,
    State(database): State<Database>,
    State(upstream): State<Upstream>,
    scribe: Scribe,
) -> Result<Response, Error> {
    let patterns = gate.policy().creation_patterns(&instance);
    let name = patterns
        .iter()
        .find_map(|pattern| pattern.fixed_name(&person.handle))
        .ok_or(Denied::NameNotAllowed)?;
    let name = BucketName::parse(&name).map_err(Error::BucketName)?;
    create_for(&gate, &database, &upstream, &scribe, person, Bucket { instance, name }).await
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
    let delete = async {
        let operation = Operation::DeleteBucket { bucket: bucket.clone() };
        let permit = gate.permit(&caller, operation).await?;
        remove(&database, &upstream, &permit).await
    };
    let deleted = delete.await;
    if let Some(person) = caller.person() {
        scribe.record(Act::DeleteBucket, person.id, &deleted, about(&bucket));
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
fn about(bucket: &Bucket) -> impl FnOnce(&mut Entry) {
    let (instance, name) = (bucket.instance.to_string(), bucket.name.to_string());
    |entry| (entry.instance, entry.bucket) = (Some(instance), Some(name))
}

async fn create_for(
    gate: &Gate,
    database: &Database,
    upstream: &Upstream,
    scribe: &Scribe,
    person: Person,
    bucket: Bucket,
) -> Result<Response, Error> {
    let caller = Caller::Person(person.clone());
    let provided = provide(gate, database, upstream, &caller, person.id, &bucket).await;
    // One click more on what is there already is no act.
    if !matches!(provided, Ok((_, false))) {
        scribe.record(Act::CreateBucket, person.id, &provided, about(&bucket));
    }
    let (record, created) = provided?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(view(gate, &person, record).await?)).into_response())
}

/// Makes sure that the bucket exists and is recorded for its owner; answers the record, and whether the bucket is new.
///
/// The record comes first, as pending: a bucket that exists while nobody is recorded for it was not made by us, and is
/// never taken over; one whose record is pending for this person is what an interrupted attempt left behind.
pub(super) async fn provide(
    gate: &Gate,
    database: &Database,
    upstream: &Upstream,
    caller: &Caller,
    owner: PersonId,
    bucket: &Bucket,
) -> Result<(BucketRecord, bool), Error> {
    let create = gate.permit(caller, Operation::CreateBucket { bucket: bucket.clone() }).await?;
    let inspect = gate.permit(caller, Operation::HeadBucket { bucket: bucket.clone() }).await?;
    let exists = upstream.bucket_exists(&inspect).await?;
    let recorded = database.bucket(bucket).await?.is_some();
    if exists && !recorded {
        return Err(Error::BucketNotRecorded(bucket.clone()));
    }
    if database.reserve_bucket(bucket, owner).await? == Reservation::Taken {
        return Err(Denied::BucketTaken.into());
    }
    if !exists && let Err(error) = upstream.create_bucket(&create).await {
        if !recorded {
            database.release_bucket(bucket, owner).await?;
        }
        return Err(error.into());
    }
    database.confirm_bucket(bucket, owner).await?;
    let record = database.bucket(bucket).await?.ok_or(Denied::NoSuchBucket)?;
    Ok((record, !exists))
}

async fn view(gate: &Gate, person: &Person, record: BucketRecord) -> Result<BucketView, Error> {
    let caller = Caller::Person(person.clone());
    Ok(BucketView {
        rights: gate.rights(&caller, &record.bucket).await?,
        personal: record.bucket.name.as_str() == person.handle.as_str(),
        created_at: Some(record.created_at.to_string()),
        instance: record.bucket.instance.into(),
        name: record.bucket.name.into(),
    })
}
