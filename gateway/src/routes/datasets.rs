//! Public datasets for the page: catalogue, folders and README. No sign-in, where the anonymous door is open.

use axum::extract::State;
use futures_util::StreamExt;
use gateway_api::{Dataset, DatasetList, Listing, Readme};
use http_body_util::BodyExt;
use locales::Language;
use serde::Deserialize;

use super::extract::{Json, OfDataset, Query};
use super::gate::Gate;
use super::listing::Folder;
use super::objects::{self, ListQuery};
use crate::datasets::Datasets;
use crate::error::Error;
use crate::page::readme::{self, Place, README_BYTES_MAX};
use crate::policy::Caller;
use crate::s3::names::{Bucket, BucketName, Key, Prefix};
use crate::s3::operation::{ByteRange, Operation, ReadConditions};
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

/// `?prefix=&lang=`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReadmeQuery {
    prefix: String,
    lang: String,
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
    let prefix = Prefix::parse(query.prefix).map_err(Error::KeyName)?;
    let language = Language::parse(&query.lang, "").unwrap_or_default();
    read_readme(&gate, &upstream, &caller, &bucket, &prefix, language).await.map(Json)
}

/// Finds and renders the README of a folder: the reader's language first, then the plain one, then the other language.
pub async fn read_readme(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: &Bucket,
    prefix: &Prefix,
    language: Language,
) -> Result<Readme, Error> {
    let (own, other) = if language.is_french() { ("fr", "en") } else { ("en", "fr") };
    for (name, lang) in [
        (format!("README.{own}.md"), Some(own)),
        ("README.md".to_owned(), None),
        (format!("README.{other}.md"), Some(other)),
    ] {
        let key = Key::parse(format!("{}{name}", prefix.as_str())).map_err(Error::KeyName)?;
        match read_start(gate, upstream, caller, bucket, &key).await {
            Ok((text, truncated)) => {
                let html = readme::render(&text, Place { bucket: &bucket.name, prefix, language });
                return Ok(Readme {
                    key: key.as_str().to_owned(),
                    lang: lang.map(str::to_owned),
                    html,
                    truncated,
                });
            }
            Err(Error::Upstream(crate::upstream::Error::NoSuchKey { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::NoSuchPage)
}

/// The first bytes of a text, and whether there are more.
async fn read_start(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: &Bucket,
    key: &Key,
) -> Result<(String, bool), Error> {
    // An empty object has no first byte to ask for, so the range is not sent; reading stops at the limit instead.
    let range: Option<ByteRange> = None;
    let operation = Operation::GetObject {
        bucket: bucket.clone(),
        key: key.clone(),
        range,
        conditions: ReadConditions::default(),
    };
    let permit = gate.permit(caller, operation).await?;
    let mut body = upstream.get_object(&permit).await?.body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() > README_BYTES_MAX {
            bytes.truncate(README_BYTES_MAX);
            return Ok((String::from_utf8_lossy(&bytes).into_owned(), true));
        }
    }
    Ok((String::from_utf8_lossy(&bytes).into_owned(), false))
}
