//! How much lies below a prefix, counted while one watches.

use axum::extract::State;
use axum::response::Response;
use futures_util::stream;
use gateway_api::{LISTING_LIMIT_MAX, Problem, Summary};
use serde::Deserialize;

use super::extract::{InBucket, Query};
use super::gate::Gate;
use super::lines;
use crate::error::{self, Error};
use crate::policy::Caller;
use crate::s3::names::{Bucket, Prefix};
use crate::s3::operation::{ListPage, Operation};
use crate::upstream::{ListedEntry, ObjectPage, Upstream};

/// `?prefix=`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SummaryQuery {
    prefix: String,
}

/// Counts objects and bytes.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/summary", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("prefix" = Option<String>, Query)),
    responses((status = 200, body = Summary, content_type = "application/x-ndjson"), (status = 404, body = Problem)))]
pub async fn count(
    caller: Caller,
    InBucket(bucket): InBucket,
    Query(query): Query<SummaryQuery>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Response, Error> {
    let prefix = Prefix::parse(query.prefix).map_err(Error::KeyName)?;
    let mut count =
        Count { gate, upstream, caller, bucket, prefix, token: None, sum: Summary::default() };
    // The first page comes before the answer begins, so that a refusal is one like any other.
    count.add_page().await?;
    Ok(lines::response(stream::unfold(Some(count), next)))
}

struct Count {
    gate: Gate,
    upstream: Upstream,
    caller: Caller,
    bucket: Bucket,
    prefix: Prefix,
    /// Of the page to come.
    token: Option<String>,
    sum: Summary,
}

/// The line of what was counted, and what goes on from there.
async fn next(count: Option<Count>) -> Option<(Summary, Option<Count>)> {
    let mut count = count?;
    let line = count.sum.clone();
    if line.complete || line.problem.is_some() {
        return Some((line, None));
    }
    if let Err(error) = count.add_page().await {
        error::log(&error);
        count.sum.problem = Some(Box::new(error.problem()));
    }
    Some((line, Some(count)))
}

impl Count {
    async fn add_page(&mut self) -> Result<(), Error> {
        let page = ListPage {
            prefix: self.prefix.clone(),
            folders: false,
            token: self.token.take(),
            limit: LISTING_LIMIT_MAX,
        };
        let operation = Operation::ListObjects { bucket: self.bucket.clone(), page };
        let permit = self.gate.permit(&self.caller, operation).await?;
        let ObjectPage { entries, next } = self.upstream.list_objects(&permit).await?;
        for entry in entries {
            if let ListedEntry::Object(object) = entry {
                self.sum.objects += 1;
                self.sum.bytes += object.size;
            }
        }
        self.sum.complete = next.is_none();
        self.token = next;
        Ok(())
    }
}
