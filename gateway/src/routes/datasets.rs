//! Public datasets for the page: catalogue, folders and README. No sign-in, where the anonymous door is open.

use axum::extract::State;
use gateway_api::{Dataset, DatasetList, Listing, Readme, Rendering};

use super::extract::{Json, OfDataset, OfKey, Query};
use super::gate::Gate;
use super::listing::Folder;
use super::objects::{self, ListQuery};
use super::packing::Packing;
use super::rendering::{self, LanguageQuery, ReadmeQuery};
use crate::datasets::{Datasets, Published, Within};
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
    let whole = |(bucket, instance): (BucketName, _)| Dataset {
        instance: String::from(instance),
        bucket: bucket.into(),
        prefix: String::new(),
    };
    let published = |Published { bucket, prefix }: Published| Dataset {
        instance: bucket.instance.into(),
        bucket: bucket.name.into(),
        prefix,
    };
    let mut datasets: Vec<Dataset> = catalogue.instances.into_iter().map(whole).collect();
    datasets.extend(catalogue.published.into_iter().map(published));
    datasets.sort_by(|one, other| (&one.bucket, &one.prefix).cmp(&(&other.bucket, &other.prefix)));
    Ok(Json(DatasetList {
        datasets,
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
    packing: Packing,
    State(datasets): State<Datasets>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Folder, Error> {
    let page = query.page()?;
    let Within { bucket, root, .. } =
        datasets.find(&caller, &name).await?.at(page.prefix.as_str())?;
    let folder = objects::list_folder(&gate, &upstream, &caller, bucket, &root, page).await?;
    Ok(folder.packed(packing))
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
    let prefix = Prefix::parse(query.prefix.as_str()).map_err(Error::KeyName)?;
    let Within { bucket, .. } = datasets.find(&caller, &name).await?.at(prefix.as_str())?;
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
    let Within { bucket, .. } = datasets.find(&caller, &name).await?.at(key.as_str())?;
    let place = rendering::place(None, &bucket, rendering::folder_of(&key), query.language());
    rendering::render(&gate, &upstream, &caller, bucket, key, place).await.map(Json)
}
