//! The record of what is done: shown page by page, and taken out whole. People read their own, managers that of their
//! team's buckets and members, operators everything.

mod csv;
pub mod deeds;
mod scribe;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use gateway_api::{
    ACTIVITY_LIMIT_MAX, Act, ActivityEntry, ActivityPage, ActivityTeam, ActivityViews, Problem,
};
use http::header;
use serde::Deserialize;

use super::extract::{Json, Query, moment};
use super::gate::Gate;
use super::{lines, teams};
use crate::activity::{ActivityOf, ActivityQuery};
use crate::catalog::Catalog;
use crate::database::{self, Database};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::{Denied, Person, Role, TeamName};

pub use self::scribe::{BROKEN_OFF, Pending, Scribe, Whence, problem_word, refusal_word};

const LIMIT_DEFAULT: u32 = 50;

/// Entries read at a time while they are taken out.
const EXPORT_BATCH: u32 = 1_000;

/// Which entries: of whom, and narrowed how.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct WantedQuery {
    /// What was done in a team's buckets and to its members, for its managers; by the team's name.
    team: Option<String>,
    /// Everything, for operators.
    all: bool,
    instance: Option<String>,
    bucket: Option<String>,
    /// In whose name, by handle.
    person: Option<String>,
    /// As entries say it: `write`.
    act: Option<String>,
    /// RFC 3339: from this moment on.
    since: Option<String>,
    /// RFC 3339: before this moment.
    until: Option<String>,
    /// Only what was refused.
    refused: bool,
}

/// Which page of them.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct PageQuery {
    /// Only entries older than the one of this id.
    before: Option<i64>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
}

/// How they are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// One JSON object a line.
    #[default]
    Jsonl,
    /// RFC 4180, with a line of names first; a cell that a spreadsheet would take for a formula begins with `'`.
    Csv,
}

/// `?format=`
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct FormatQuery {
    /// `jsonl` when left out.
    format: ExportFormat,
}

/// Newest first.
#[utoipa::path(get, path = "/api/activity", tag = "activity", params(WantedQuery, PageQuery),
    responses((status = 200, body = ActivityPage), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub async fn show(
    SignedIn(person): SignedIn,
    Query(wanted): Query<WantedQuery>,
    Query(page): Query<PageQuery>,
    State(gate): State<Gate>,
    State(database): State<Database>,
    State(catalog): State<std::sync::Arc<Catalog>>,
) -> Result<Json<ActivityPage>, Error> {
    let limit = page.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=ACTIVITY_LIMIT_MAX).contains(&limit) {
        return Err(Error::Malformed(format!("limit must be 1 to {ACTIVITY_LIMIT_MAX}")));
    }
    let query = permitted(&gate, &database, &person, wanted).await?;
    // One more says whether there are more.
    let mut entries = database.activity(query, page.before, limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = entries.len() > shown;
    entries.truncate(shown);
    let next = entries.last().map(|entry| entry.id).filter(|_| more);
    let views = match page.before {
        None => Some(views(&gate, &database, &catalog, &person).await?),
        Some(_) => None,
    };
    Ok(Json(ActivityPage { entries, next, views }))
}

/// All that is wanted, newest first, read as it is sent.
#[utoipa::path(get, path = "/api/activity/export", tag = "activity", params(WantedQuery, FormatQuery),
    responses((status = 200, body = ActivityEntry, content_type = "application/x-ndjson"),
        (status = 400, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn export(
    SignedIn(person): SignedIn,
    Query(wanted): Query<WantedQuery>,
    Query(FormatQuery { format }): Query<FormatQuery>,
    State(gate): State<Gate>,
    State(database): State<Database>,
) -> Result<Response, Error> {
    let query = permitted(&gate, &database, &person, wanted).await?;
    // The first are read before anything is said, so that what fails at once is said to have.
    let first = database.activity(query.clone(), None, EXPORT_BATCH).await?;
    let begin = (first, true);
    let batches = stream::try_unfold(begin, move |(batch, is_first)| {
        let (database, query) = (database.clone(), query.clone());
        async move {
            let head = is_first && matches!(format, ExportFormat::Csv);
            let Some(last) = batch.last().map(|entry| entry.id) else {
                let head = head.then(|| (csv::written(&[], true), (Vec::new(), false)));
                return Ok::<_, database::Error>(head);
            };
            let next = database.activity(query, Some(last), EXPORT_BATCH).await?;
            let text = match format {
                ExportFormat::Jsonl => lines::written(&batch),
                ExportFormat::Csv => csv::written(&batch, head),
            };
            Ok(Some((text, (next, false))))
        }
    });
    let (kind, file) = match format {
        ExportFormat::Jsonl => ("application/x-ndjson", "attachment; filename=\"activity.jsonl\""),
        ExportFormat::Csv => {
            ("text/csv; charset=utf-8; header=present", "attachment; filename=\"activity.csv\"")
        }
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, file)];
    Ok((headers, Body::from_stream(batches)).into_response())
}

/// What the person may read of what they want.
async fn permitted(
    gate: &Gate,
    database: &Database,
    person: &Person,
    wanted: WantedQuery,
) -> Result<ActivityQuery, Error> {
    let of = match (&wanted.team, wanted.all) {
        (None, false) => ActivityOf::Person(person.id),
        (None, true) if gate.policy().is_operator(person) => ActivityOf::All,
        (None, true) => return Err(Denied::Role.into()),
        (Some(name), false) => {
            let name = TeamName::parse(name).ok_or(Error::NoSuchPage)?;
            ActivityOf::Team(teams::managed_by(gate, database, person, &name).await?.id)
        }
        (Some(_), true) => {
            return Err(Error::Malformed("`team` or `all`, not both".to_owned()));
        }
    };
    let act = match wanted.act.as_deref().filter(|act| !act.is_empty()) {
        Some(word) => match Act::parse(word) {
            Act::Unknown => return Err(Error::Malformed(format!("`{word}` is no act"))),
            act => Some(act),
        },
        None => None,
    };
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(ActivityQuery {
        of,
        instance: some(wanted.instance),
        bucket: some(wanted.bucket),
        person: some(wanted.person),
        act,
        since: moment("since", wanted.since)?,
        until: moment("until", wanted.until)?,
        refused: wanted.refused,
    })
}

/// What the person may look at beside their own.
async fn views(
    gate: &Gate,
    database: &Database,
    catalog: &Catalog,
    person: &Person,
) -> Result<ActivityViews, Error> {
    let mut managed = Vec::new();
    for team in teams::bound_teams(gate, database, person).await? {
        let set = database.team_role(team.id, person.id).await?;
        let role = gate.policy().teams().role(&person.groups, &team.group, set);
        if role == Some(Role::Manager) {
            let title = catalog.team_title(&team);
            managed.push(ActivityTeam { name: team.name.to_string(), title });
        }
    }
    Ok(ActivityViews { teams: managed, all: gate.policy().is_operator(person) })
}
