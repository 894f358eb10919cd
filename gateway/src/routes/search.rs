//! A bucket searched while somebody watches: what matches is told as it is listed.

mod run;

use axum::extract::State;
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use gateway_api::{Kind, Problem, SEARCH_FOUND_MAX, SearchNews};
use serde::Deserialize;

use self::run::{Place, Run};
use super::extract::{InBucket, Query, moment};
use super::lines;
use super::walk::Source;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::names::Prefix;
use crate::search::{Course, Sift, Stretch, Terms, Wanted};
use crate::turns::{Task, Turns};

/// Objects that one search looks at before it says where it stands: some minutes of the storage's time.
const LOOKED_AT_MAX: u64 = 5_000_000;

/// `?prefix=&text=&glob=&size_min=&size_max=&since=&until=&kind=&limit=&next=`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    prefix: String,
    text: Option<String>,
    glob: Option<String>,
    size_min: Option<u64>,
    size_max: Option<u64>,
    since: Option<String>,
    until: Option<String>,
    kind: Option<Kind>,
    limit: Option<usize>,
    next: Option<String>,
}

/// Searches all that lies below a prefix; without terms everything is found.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/search", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("prefix" = Option<String>, Query),
        ("text" = Option<String>, Query), ("glob" = Option<String>, Query),
        ("size_min" = Option<u64>, Query), ("size_max" = Option<u64>, Query),
        ("since" = Option<String>, Query), ("until" = Option<String>, Query), ("kind" = Option<Kind>, Query),
        ("limit" = Option<usize>, Query), ("next" = Option<String>, Query)),
    responses((status = 200, body = SearchNews, content_type = "application/x-ndjson"), (status = 400, body = Problem),
        (status = 404, body = Problem), (status = 429, body = Problem)))]
pub async fn search(
    caller: Caller,
    InBucket(bucket): InBucket,
    Query(query): Query<SearchQuery>,
    State(source): State<Source>,
    State(turns): State<Turns>,
) -> Result<Response, Error> {
    let prefix = Prefix::parse(&*query.prefix).map_err(Error::KeyName)?;
    let found_max = query.limit.unwrap_or(SEARCH_FOUND_MAX).clamp(1, SEARCH_FOUND_MAX);
    let stretches = query.stretches()?;
    let sift = Sift::new(query.wanted()?, &prefix, found_max, LOOKED_AT_MAX);
    let turn = turns.take(&caller, Task::Search)?;
    let place = Place { source, caller, bucket, prefix };
    // The first page comes before the answer begins, so that a refusal is one like any other.
    let (run, first) = Run::begin(place, sift, stretches, turn).await?;
    let rest =
        stream::unfold(run, |run: Option<Run>| async { run?.next().await }).flat_map(stream::iter);
    Ok(lines::response(stream::iter(first).chain(rest)))
}

impl SearchQuery {
    fn stretches(&self) -> Result<Vec<Stretch>, Error> {
        let Some(next) = self.next.as_deref().filter(|next| !next.is_empty()) else {
            return Ok(vec![Stretch::all()]);
        };
        Ok(Course::parse(next).map_err(|fault| Error::Malformed(fault.to_string()))?.0)
    }

    fn wanted(self) -> Result<Wanted, Error> {
        let terms = Terms {
            text: self.text,
            glob: self.glob.filter(|glob| !glob.is_empty()),
            size_min: self.size_min,
            size_max: self.size_max,
            since: moment("since", self.since)?,
            until: moment("until", self.until)?,
            kind: self.kind,
        };
        Wanted::of(terms).map_err(|fault| Error::Malformed(fault.to_string()))
    }
}
