//! Making a prefix public: first what would become readable is shown, then it is done, confirmed by its name. It is a
//! grant to everybody, taken back like any other.

use axum::extract::State;
use axum::response::Response;
use gateway_api::{
    Act, Grant as GrantView, Problem, PublicationReview, Publish, REVIEWED_KEYS_MAX,
    REVIEWED_OBJECTS_MAX, to_confirm,
};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;

use super::activity::Scribe;
use super::counting::{self, Tally};
use super::extract::{InBucket, Json, Query, bucket_of};
use super::gate::Gate;
use super::grants::{about, prefix};
use super::sharing::view;
use super::walk::{Source, Walk};
use crate::database::{Database, GrantRecord, NewPublication, Publishing};
use crate::datasets::Datasets;
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::{Caller, Denied, Grant, GrantId, Items, KeyPrefix, Offer, Publication, Role};
use crate::s3::names::{Bucket, BucketName, Prefix};
use crate::upstream::ListedObject;

/// `?prefix=`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReviewQuery {
    prefix: String,
}

/// What would become readable by everybody.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/publication", tag = "sharing",
    params(("instance" = String, Path), ("bucket" = String, Path), ("prefix" = Option<String>, Query)),
    responses((status = 200, body = PublicationReview, content_type = "application/x-ndjson"),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn review(
    SignedIn(person): SignedIn,
    InBucket(bucket): InBucket,
    Query(query): Query<ReviewQuery>,
    State(source): State<Source>,
    State(database): State<Database>,
    State(datasets): State<Datasets>,
) -> Result<Response, Error> {
    let gate = &source.gate;
    let caller = Caller::Person(person);
    let below = prefix(&query.prefix)?;
    may_publish(gate, &datasets, &caller, &bucket, below.as_ref()).await?;
    let others = database.publications(Some(&bucket.name)).await?;
    let now = Timestamp::now();
    // What lapsed is in nobody's way.
    let in_force = || others.iter().filter(|other| gate.policy().is_in_force(other, now));
    if in_force().any(|other| other.given.grant.bucket != bucket) {
        return Err(Error::PublicNameTaken(bucket.name));
    }
    let overlaps = |other: &&Publication| {
        query.prefix.starts_with(other.prefix()) || other.prefix().starts_with(&query.prefix)
    };
    if let Some(other) = in_force().find(overlaps) {
        return Err(Error::PublicAlready(bucket, other.prefix().to_owned()));
    }
    let prefix = Prefix::parse(query.prefix).map_err(Error::KeyName)?;
    counting::counted::<PublicationReview>(Walk::below(bucket, prefix), source, caller).await
}

/// Makes it public.
#[utoipa::path(post, path = "/api/publications", tag = "sharing", request_body = Publish,
    responses((status = 201, body = GrantView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn publish(
    SignedIn(person): SignedIn,
    State(gate): State<Gate>,
    State(database): State<Database>,
    State(datasets): State<Datasets>,
    scribe: Scribe,
    Json(wanted): Json<Publish>,
) -> Result<(StatusCode, Json<GrantView>), Error> {
    let now = Timestamp::now();
    let by = person.id;
    let caller = Caller::Person(person);
    let bucket = bucket_of(&wanted.instance, &wanted.bucket)?;
    let below = prefix(&wanted.prefix)?;
    let place = about(&bucket, below.as_ref());
    let publish = async {
        may_publish(&gate, &datasets, &caller, &bucket, below.as_ref()).await?;
        let name = to_confirm(&wanted.bucket, &wanted.prefix);
        if wanted.confirmation.trim() != name.trim() {
            return Err(Error::NotConfirmed(name.to_owned()));
        }
        let lapsed = lapsed(&gate, &database, &bucket.name).await?;
        let wanted = NewPublication { bucket: bucket.clone(), prefix: below.clone(), by, lapsed };
        match database.publish(wanted, now).await? {
            Publishing::Published { record, ended } => {
                for ended in &ended {
                    lapse(&scribe, ended);
                }
                Ok(*record)
            }
            Publishing::Overlaps(prefix) => Err(Error::PublicAlready(bucket.clone(), prefix)),
            Publishing::NameTaken => Err(Error::PublicNameTaken(bucket.name.clone())),
            Publishing::Full => Err(Error::TooMuchPublic),
            Publishing::NoSuchBucket => Err(Denied::NoSuchBucket.into()),
        }
    };
    let published = publish.await;
    scribe.record(Act::Publish, by, &published, place);
    Ok((StatusCode::CREATED, Json(view(&published?, now))))
}

/// Whoever had made public what gave way finds that in their record; by whom it gave way is not theirs to know.
fn lapse(scribe: &Scribe, ended: &GrantRecord) {
    let Grant { by, bucket, prefix, .. } = &ended.grant;
    scribe.record(Act::Lapse, *by, &Ok(()), |entry| {
        about(bucket, prefix.as_ref())(entry);
        entry.from = None;
    });
}

/// Whether the caller may make it public, and its address would not lead to a public instance.
async fn may_publish(
    gate: &Gate,
    datasets: &Datasets,
    caller: &Caller,
    bucket: &Bucket,
    prefix: Option<&KeyPrefix>,
) -> Result<(), Error> {
    let items = Items::below(prefix.cloned());
    let offer = Offer { bucket: bucket.clone(), items, role: Role::Viewer, public: true };
    gate.may_offer(caller, &offer).await?;
    if datasets.are_held(&bucket.name).await? {
        return Err(Error::PublicNameTaken(bucket.name.clone()));
    }
    Ok(())
}

/// What was made public of buckets of this name and is so no more.
async fn lapsed(
    gate: &Gate,
    database: &Database,
    name: &BucketName,
) -> Result<Vec<GrantId>, Error> {
    // Read first: what somebody makes public meanwhile is none of these.
    let mut lapsed = database.made_public(name).await?;
    let in_force = gate.in_force(name).await?;
    lapsed.retain(|id| !in_force.contains(id));
    Ok(lapsed)
}

impl Tally for PublicationReview {
    fn add(&mut self, objects: Vec<ListedObject>, complete: bool) {
        for object in objects {
            self.objects += 1;
            self.bytes += object.size;
            if self.first.len() < REVIEWED_KEYS_MAX {
                self.first.push(object.key.as_str().to_owned());
            }
        }
        self.complete = complete;
        self.more = !complete && REVIEWED_OBJECTS_MAX <= self.objects;
    }

    fn fail(&mut self, problem: Box<Problem>) {
        self.problem = Some(problem);
    }

    fn is_over(&self) -> bool {
        self.complete || self.more || self.problem.is_some()
    }
}
