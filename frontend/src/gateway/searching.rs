//! A bucket searched by the gateway, line by line.

use gateway_api::SearchNews;
use gloo_net::http::RequestBuilder;

use super::Error;
use super::lines::lines;
use crate::links::api;

/// Searches below a prefix; `hear` is told what was found and how far it is. Dropping the future stops.
pub async fn search(
    instance: &str,
    bucket: &str,
    asked: &[(&str, &str)],
    hear: impl FnMut(Vec<SearchNews>),
) -> Result<(), Error> {
    lines(RequestBuilder::new(&api::search(instance, bucket, asked)), None, hear).await
}
