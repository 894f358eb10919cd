//! What owners and managers decide about a bucket.

use axum::extract::State;
use gateway_api::{Act, BucketSettings};

use super::activity::Scribe;
use super::extract::{InBucket, Json};
use super::gate::Gate;
use crate::database::Database;
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::{Caller, Denied, Settings};
use crate::s3::operation::Action;

/// For owners and managers alone.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/settings", tag = "buckets",
    params(("instance" = String, Path), ("bucket" = String, Path)),
    responses((status = 200, body = BucketSettings), (status = 403, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem)))]
pub async fn show(
    SignedIn(person): SignedIn,
    InBucket(bucket): InBucket,
    State(gate): State<Gate>,
) -> Result<Json<BucketSettings>, Error> {
    let facts = gate.may(&Caller::Person(person), &bucket, Action::Manage).await?;
    Ok(Json(view(facts.settings)))
}

/// Counts from the next request on.
#[utoipa::path(put, path = "/api/instances/{instance}/buckets/{bucket}/settings", tag = "buckets",
    params(("instance" = String, Path), ("bucket" = String, Path)), request_body = BucketSettings,
    responses((status = 200, body = BucketSettings), (status = 403, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem)))]
pub async fn change(
    SignedIn(person): SignedIn,
    InBucket(bucket): InBucket,
    State(gate): State<Gate>,
    State(database): State<Database>,
    scribe: Scribe,
    Json(wanted): Json<BucketSettings>,
) -> Result<Json<BucketSettings>, Error> {
    let by = person.id;
    let settings = Settings {
        contributors_share: wanted.contributors_share,
        shared_folders: wanted.shared_folders,
    };
    let change = async {
        gate.may(&Caller::Person(person), &bucket, Action::Manage).await?;
        let record = database.change_settings(&bucket, settings).await?;
        Ok(view(record.ok_or(Denied::NoSuchBucket)?.settings))
    };
    let changed = change.await;
    let (instance, name) = (bucket.instance.to_string(), bucket.name.to_string());
    scribe.record(Act::ConfigureBucket, by, &changed, |entry| {
        (entry.instance, entry.bucket) = (Some(instance), Some(name));
    });
    Ok(Json(changed?))
}

pub(super) fn view(settings: Settings) -> BucketSettings {
    let Settings { contributors_share, shared_folders } = settings;
    BucketSettings { contributors_share, shared_folders }
}
