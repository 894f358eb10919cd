//! Public datasets for the page: catalogue, folders and README. No sign-in, where the anonymous door is open.

use axum::extract::State;
use gateway_api::{Dataset, DatasetList, Listing, Readme, Rendering};

use super::extract::{Json, OfDataset, OfKey, Query};
use super::gate::Gate;
use super::listing::Folder;
use super::objects::{self, ListQuery};
use super::rendering::{self, LanguageQuery, ReadmeQuery};
use crate::datasets::Datasets;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::names::{BucketName, Prefix};
use crate::upstream::Upstream;

/// Every dataset, by name.
#[utoipa::path(get, path = "/api/datasets", tag = "datasets", responses((status = 200, body = DatasetList)))]
pub async fn list(
    caller: Caller,
    State(datasets): State<Datasets>,
) -> Result<Json<DatasetList>, Error> {
    let catalogue = datasets.catalogue(&caller).await?;
    let dataset = |(bucket, instance): (BucketName, _)| Dataset {
        instance: String::from(instance),
        bucket: bucket.into(),
    };
    Ok(Json(DatasetList {
        datasets: catalogue.instances.into_iter().map(dataset).collect(),
        unavailable: catalogue.unavailable.into_iter().map(Into::into).collect(),
    }))
}

/// One page of a folder of a dataset.
#[utoipa::path(get, path = "/api/datasets/{bucket}/listing", tag = "datasets",
    params(("bucket" = String, Path), ("prefix" = Option<String>, Query), ("token" = Option<String>, Query),
        ("recursive" = Option<bool>, Query)),
    responses((status = 200, body = Listing), (status = 404, body = gateway_api::Problem)))]
pub async fn listing(
    caller: Caller,
    OfDataset(name): OfDataset,
    Query(query): Query<ListQuery>,
    State(datasets): State<Datasets>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Folder, Error> {
    let bucket = datasets.find(&caller, &name).await?;
    objects::list_folder(&gate, &upstream, &caller, bucket, query.page()?).await
}

/// The folder's README, rendered and made safe.
#[utoipa::path(get, path = "/api/datasets/{bucket}/readme", tag = "datasets",
    params(("bucket" = String, Path), ("prefix" = Option<String>, Query), ("lang" = Option<String>, Query)),
    responses((status = 200, body = Readme), (status = 404, body = gateway_api::Problem)))]
pub async fn readme(
    caller: Caller,
    OfDataset(name): OfDataset,
    Query(query): Query<ReadmeQuery>,
    State(datasets): State<Datasets>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Json<Readme>, Error> {
    let bucket = datasets.find(&caller, &name).await?;
    let prefix = Prefix::parse(query.prefix.as_str()).map_err(Error::KeyName)?;
    let place = rendering::place(None, &bucket, prefix, query.language());
    rendering::read_readme(&gate, &upstream, &caller, &bucket, place).await.map(Json)
}

/// A text or notebook of a dataset, as safe HTML.
#[utoipa::path(get, path = "/api/datasets/{bucket}/rendering", tag = "datasets",
    params(("bucket" = String, Path), ("key" = String, Query), ("lang" = Option<String>, Query)),
    responses((status = 200, body = Rendering), (status = 415, body = gateway_api::Problem),
        (status = 422, body = gateway_api::Problem)))]
pub async fn rendering(
    caller: Caller,
    OfDataset(name): OfDataset,
    OfKey(key): OfKey,
    Query(query): Query<LanguageQuery>,
    State(datasets): State<Datasets>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Json<Rendering>, Error> {
    let bucket = datasets.find(&caller, &name).await?;
    let place = rendering::place(None, &bucket, rendering::folder_of(&key), query.language());
    rendering::render(&gate, &upstream, &caller, bucket, key, place).await.map(Json)
}
