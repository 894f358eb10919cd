//! Word of what arrived through the signed-in person's upload requests, until they say that they know.

use axum::extract::State;
use gateway_api::{ArrivalNews, LinkArrivals, SeeArrivals};
use http::StatusCode;
use serde::Deserialize;

use super::extract::{Json, OfId, Query, bucket_of};
use crate::database::{Database, NewArrivals};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::LinkId;

/// Query of [`news`].
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct NewsQuery {
    /// Only into this bucket; with its instance.
    instance: Option<String>,
    bucket: Option<String>,
}

/// What arrived since the person last said that they know.
#[utoipa::path(get, path = "/api/arrivals", tag = "links", params(NewsQuery),
    responses((status = 200, body = ArrivalNews)))]
pub async fn news(
    SignedIn(person): SignedIn,
    Query(query): Query<NewsQuery>,
    State(database): State<Database>,
) -> Result<Json<ArrivalNews>, Error> {
    let bucket = match (&query.instance, &query.bucket) {
        (Some(instance), Some(name)) => Some(bucket_of(instance, name)?),
        _ => None,
    };
    let links = database.new_arrivals(person.id, bucket).await?;
    Ok(Json(ArrivalNews { links: links.into_iter().map(view).collect() }))
}

/// The person knows: it is not told again. What came after the one named still is.
#[utoipa::path(put, path = "/api/links/{id}/arrivals/seen", tag = "links",
    params(("id" = String, Path)), request_body = SeeArrivals,
    responses((status = 204), (status = 404, body = gateway_api::Problem)))]
pub async fn see(
    SignedIn(person): SignedIn,
    OfId(id): OfId<LinkId>,
    State(database): State<Database>,
    Json(seen): Json<SeeArrivals>,
) -> Result<StatusCode, Error> {
    let known = database.see_arrivals(person.id, id, seen.upto).await?;
    known.then_some(StatusCode::NO_CONTENT).ok_or(Error::NoSuchLink)
}

fn view(arrived: NewArrivals) -> LinkArrivals {
    let NewArrivals { link, label, bucket, prefix, files, bytes, .. } = arrived;
    LinkArrivals {
        link: link.0.to_string(),
        label,
        instance: bucket.instance.to_string(),
        bucket: bucket.name.to_string(),
        prefix,
        files,
        bytes,
        senders: arrived.senders,
        more_senders: arrived.more_senders,
        newest_at: arrived.newest_at.to_string(),
        upto: arrived.upto,
    }
}
