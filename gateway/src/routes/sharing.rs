//! Who may use what: of a folder, everybody who sees it; of a person, everything that others let them use; and whom
//! somebody may mean by the name they type.

pub mod who;
mod worth;

use axum::extract::State;
use gateway_api::{
    FOUND_MAX, Found, FoundTeam, GRANTS_SHOWN_MAX, Grant as GrantView, Grantee as GranteeView,
    LocalizedText, Role as RoleView, SEARCH_CHARACTERS_MIN, SharedPlaces, Somebody,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use self::worth::Worth;
use super::extract::{Json, Query, bucket_of};
use super::gate::Gate;
use crate::database::{Database, GrantRecord, Named};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::{Caller, Email, Grant, GrantId, Grantee, Role, TeamName};

/// Which of it.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct WithMeQuery {
    /// With `bucket`: what lies in it alone.
    instance: Option<String>,
    bucket: Option<String>,
    /// 1 to 1,000; 1,000 when left out.
    limit: Option<usize>,
}

/// What others let the caller use now, newest first.
#[utoipa::path(get, path = "/api/shared-with-me", tag = "sharing", params(WithMeQuery),
    responses((status = 200, body = SharedPlaces), (status = 400, body = gateway_api::Problem)))]
pub async fn with_me(
    SignedIn(person): SignedIn,
    Query(query): Query<WithMeQuery>,
    State(gate): State<Gate>,
    State(database): State<Database>,
) -> Result<Json<SharedPlaces>, Error> {
    let now = Timestamp::now();
    let limit = query.limit.unwrap_or(GRANTS_SHOWN_MAX);
    if !(1..=GRANTS_SHOWN_MAX).contains(&limit) {
        return Err(Error::Malformed(format!("limit must be 1 to {GRANTS_SHOWN_MAX}")));
    }
    let bucket = match (&query.instance, &query.bucket) {
        (Some(instance), Some(bucket)) => Some(bucket_of(instance, bucket)?),
        (None, None) => None,
        _ => return Err(Error::Malformed("`instance` and `bucket`, or neither".to_owned())),
    };
    let caller = Caller::Person(person.clone());
    let mut worth = Worth::new(&gate, &database);
    let mut places = Vec::new();
    let mut last = None::<GrantId>;
    loop {
        let piece = u32::try_from(limit + 1).unwrap_or(u32::MAX);
        let given = database.shared_with(&person, bucket.as_ref(), last, piece, now);
        let given = given.await?;
        for record in &given {
            // A grant never opens an instance that one may not see.
            if gate.may_enter(&caller, &record.grant.bucket.instance).is_err()
                || !worth.is_worth(record, now).await?
            {
                continue;
            }
            if places.len() == limit {
                return Ok(Json(SharedPlaces { places, more: true }));
            }
            places.push(view(record, now));
        }
        match given.last() {
            Some(record) if limit < given.len() => last = Some(record.grant.id),
            _ => return Ok(Json(SharedPlaces { places, more: false })),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    q: String,
}

/// Whom a beginning may mean. There is no list of everybody: a whole address finds its person, and three letters of a
/// handle or of a team's name the first few.
#[utoipa::path(get, path = "/api/people", tag = "sharing", params(("q" = String, Query)),
    responses((status = 200, body = Found)))]
pub async fn people(
    _signed_in: SignedIn,
    Query(SearchQuery { q }): Query<SearchQuery>,
    State(database): State<Database>,
) -> Result<Json<Found>, Error> {
    let typed = q.trim().to_lowercase();
    let mut found = Found { people: Vec::new(), teams: Vec::new() };
    if let Some(address) = Email::parse(&typed) {
        found.people.extend(database.person_of_address(&address).await?.as_ref().map(somebody));
    } else if SEARCH_CHARACTERS_MIN <= typed.chars().count() {
        let people = database.people_beginning(&typed, FOUND_MAX).await?;
        found.people.extend(people.iter().map(somebody));
        let teams = database.teams_beginning(&typed, FOUND_MAX).await?;
        let team = |name: TeamName| FoundTeam { team: name.to_string(), name: shown(&name) };
        found.teams.extend(teams.into_iter().map(team));
    }
    Ok(Json(found))
}

/// A grant as the page reads it.
pub fn view(record: &GrantRecord, now: Timestamp) -> GrantView {
    let Grant { id, bucket, prefix, role, until, .. } = &record.grant;
    let left = until.map(|until| until.duration_since(now).max(SignedDuration::ZERO));
    GrantView {
        id: id.0,
        instance: bucket.instance.to_string(),
        bucket: bucket.name.to_string(),
        prefix: prefix.as_ref().map_or_else(String::new, |prefix| prefix.as_str().to_owned()),
        to: grantee(record),
        role: role_view(*role),
        until: until.map(|until| until.to_string()),
        ends_in_seconds: left.map(|left| u64::try_from(left.as_secs()).unwrap_or(0)),
        by: somebody(&record.giver),
        created_at: record.given_at.to_string(),
        lapsed: false,
    }
}

fn grantee(record: &GrantRecord) -> GranteeView {
    match (&record.grant.to, &record.person, &record.team) {
        (Grantee::Email(address), ..) => {
            GranteeView::Email { address: address.as_str().to_owned() }
        }
        (Grantee::Public, ..) => GranteeView::Public,
        (Grantee::Person(_), Some(person), _) => GranteeView::Person(somebody(person)),
        (Grantee::Team(_), _, Some(team)) => {
            GranteeView::Team { team: team.to_string(), name: shown(team) }
        }
        // A record is of people and teams that are recorded.
        (Grantee::Everyone | Grantee::Person(_) | Grantee::Team(_), ..) => GranteeView::Everyone,
    }
}

fn role_view(role: Role) -> RoleView {
    match role {
        Role::Uploader => RoleView::Uploader,
        Role::Viewer => RoleView::Viewer,
        Role::Contributor => RoleView::Contributor,
        Role::Manager => RoleView::Manager,
    }
}

fn somebody(named: &Named) -> Somebody {
    Somebody { handle: named.handle.to_string(), name: named.name.clone() }
}

/// What a team is called on screen.
fn shown(team: &TeamName) -> LocalizedText {
    LocalizedText { en: team.to_string(), fr: team.to_string() }
}
