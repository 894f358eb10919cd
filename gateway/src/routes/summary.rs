//! How much lies below a prefix, counted while one watches.

use axum::extract::State;
use axum::response::Response;
use gateway_api::{Problem, Summary};
use serde::Deserialize;

use super::counting::{self, Tally};
use super::extract::{InBucket, Query};
use super::walk::{Source, Walk};
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::names::Prefix;
use crate::upstream::ListedObject;

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
    State(source): State<Source>,
) -> Result<Response, Error> {
    let prefix = Prefix::parse(query.prefix).map_err(Error::KeyName)?;
    counting::counted::<Summary>(Walk::below(bucket, prefix), source, caller).await
}

impl Tally for Summary {
    fn add(&mut self, objects: Vec<ListedObject>, complete: bool) {
        for object in objects {
            self.objects += 1;
            self.bytes += object.size;
        }
        self.complete = complete;
    }

    fn fail(&mut self, problem: Box<Problem>) {
        self.problem = Some(problem);
    }

    fn is_over(&self) -> bool {
        self.complete || self.problem.is_some()
    }
}
