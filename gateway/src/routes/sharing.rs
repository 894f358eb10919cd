//! Who may use what: of a folder, everybody who sees it; of a person, everything that others let them use; and whom
//! somebody may mean by the name they type.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use gateway_api::{
    FOUND_MAX, Found, FoundTeam, GRANTS_SHOWN_MAX, Grant as GrantView, Grantee as GranteeView,
    LocalizedText, Publishing, Role as RoleView, SEARCH_CHARACTERS_MIN, SharedLink, SharedPlaces,
    SharingOwner, Somebody, WhoSees,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::extract::{InBucket, Json, Query};
use super::gate::Gate;
use super::grants::prefix;
use crate::catalog::Catalog;
use crate::database::{BucketRecord, Database, GrantRecord, LinkRecord, Named, PersonRecord};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::{
    BucketFacts, Caller, Denied, Email, Grant, Grantee, Handle, Items, KeyPrefix, Offer, Owner,
    PersonId, Role, Rule, TeamName,
};
use crate::s3::names::{Bucket, Prefix};
use crate::s3::operation::{Action, ListPage, Operation};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceQuery {
    prefix: String,
}

/// Who can see what lies below the prefix. Whoever may share there is told completely; whoever may only use it is told
/// whose it is and by what they are let in; to all others there is nothing.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/sharing", tag = "sharing",
    params(("instance" = String, Path), ("bucket" = String, Path), ("prefix" = Option<String>, Query)),
    responses((status = 200, body = WhoSees), (status = 404, body = gateway_api::Problem)))]
pub async fn who_sees(
    SignedIn(person): SignedIn,
    InBucket(bucket): InBucket,
    Query(query): Query<PlaceQuery>,
    State(gate): State<Gate>,
    State(database): State<Database>,
    State(catalog): State<Arc<Catalog>>,
) -> Result<Json<WhoSees>, Error> {
    let now = Timestamp::now();
    prefix(&query.prefix)?;
    let caller = Caller::Person(person);
    let opened_by = standing(&gate, &caller, &bucket, &query.prefix).await?;
    let record = database.bucket(&bucket).await?.ok_or(Denied::NoSuchBucket)?;
    let facts = database.facts_of_bucket(&caller, &bucket).await?;
    let rights = [Action::Share, Action::Manage];
    let rights = gate.policy().allowed_in(&caller, &facts, &bucket, &query.prefix, &rights, now);
    let complete = rights.contains(&Action::Share);
    let all = database.grants_of_bucket(&bucket).await?;
    let published = published(&gate, &bucket, &all, &query.prefix, complete, now).await?;
    let mut grants = Vec::new();
    let mut worth = Worth::new(&gate, &database);
    let private = all.iter().filter(|record| record.grant.to != Grantee::Public);
    for record in private.filter(|record| complete && reaches(record, &query.prefix)) {
        if grants.len() < GRANTS_SHOWN_MAX && worth.is_worth(record, now).await? {
            grants.push(view(record, now));
        }
    }
    let mut links = Vec::new();
    if complete {
        let live = database.links_of_bucket(&bucket, now).await?;
        for (by, record) in live.iter().filter(|(_, record)| opens(record, &query.prefix)) {
            if links.len() < GRANTS_SHOWN_MAX && worth.is_open(by, record, now).await? {
                links.push(link(by, record));
            }
        }
    }
    let given = match opened_by {
        Rule::Grant(id) => all.iter().find(|record| record.grant.id == id),
        _ => None,
    };
    let role = match opened_by {
        Rule::Owner => Some(RoleView::Manager),
        Rule::Team(role) => Some(role_view(role)),
        _ => None,
    };
    let owner = owner(&database, &catalog, &record).await?;
    let given = given.map(|record| view(record, now));
    let publishing = match gate.policy().allows_publishing(&bucket.instance) {
        true if rights.contains(&Action::Manage) => Publishing::Allowed,
        true => Publishing::NotYours,
        false => Publishing::Off,
    };
    Ok(Json(WhoSees { owner, role, given, complete, grants, links, published, publishing }))
}

/// What others let the caller use now, by instance, bucket and prefix.
#[utoipa::path(get, path = "/api/shared-with-me", tag = "sharing",
    responses((status = 200, body = SharedPlaces)))]
pub async fn with_me(
    SignedIn(person): SignedIn,
    State(gate): State<Gate>,
    State(database): State<Database>,
) -> Result<Json<SharedPlaces>, Error> {
    let now = Timestamp::now();
    let given = database.shared_with(&person, now).await?;
    let own = |record: &GrantRecord| record.grant.by == person.id;
    let caller = Caller::Person(person.clone());
    let mut worth = Worth::new(&gate, &database);
    let mut places = Vec::new();
    let mut more = false;
    for record in given.iter().filter(|record| !own(record)) {
        // A grant never opens an instance that one may not see.
        if gate.may_enter(&caller, &record.grant.bucket.instance).is_err()
            || !worth.is_worth(record, now).await?
        {
            continue;
        }
        more = places.len() == GRANTS_SHOWN_MAX;
        if more {
            break;
        }
        places.push(view(record, now));
    }
    Ok(Json(SharedPlaces { places, more }))
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

/// By which rule the caller sees what lies below the prefix, or may put something there.
async fn standing(
    gate: &Gate,
    caller: &Caller,
    bucket: &Bucket,
    prefix: &str,
) -> Result<Rule, Error> {
    let prefix = Prefix::parse(prefix.to_owned()).map_err(Error::KeyName)?;
    let page = ListPage { prefix, folders: true, token: None, limit: 1 };
    let list = Operation::ListObjects { bucket: bucket.clone(), page };
    let ruling = match gate.explain(caller, &list).await? {
        // Whoever only adds files does not list them, and is in the bucket all the same.
        Err(Denied::Role) => {
            gate.explain(caller, &Operation::HeadBucket { bucket: bucket.clone() }).await?
        }
        ruling => ruling,
    };
    Ok(ruling?.rule)
}

/// What was made public of a bucket and has to do with the prefix; what is so no more for those who share there.
async fn published(
    gate: &Gate,
    bucket: &Bucket,
    all: &[GrantRecord],
    asked: &str,
    complete: bool,
    now: Timestamp,
) -> Result<Vec<GrantView>, Error> {
    let public: Vec<_> = all
        .iter()
        .filter(|record| record.grant.to == Grantee::Public && reaches(record, asked))
        .collect();
    if public.is_empty() {
        return Ok(Vec::new());
    }
    let in_force = gate.in_force(&bucket.name).await?;
    let told = public.into_iter().map(|record| {
        let lapsed = !in_force.contains(&record.grant.id);
        GrantView { lapsed, ..view(record, now) }
    });
    Ok(told.filter(|it| complete || !it.lapsed).collect())
}

/// Whether the grant has to do with the prefix: it holds it, or lies in it.
fn reaches(record: &GrantRecord, asked: &str) -> bool {
    let given = record.grant.prefix.as_ref().map_or("", |prefix| prefix.as_str());
    asked.starts_with(given) || given.starts_with(asked)
}

/// Whether the link opens something that lies below the prefix, or all of it.
fn opens(record: &LinkRecord, asked: &str) -> bool {
    match &record.items {
        Items::WholeBucket => true,
        Items::These { keys, prefixes } => {
            keys.iter().any(|key| key.as_str().starts_with(asked))
                || prefixes
                    .iter()
                    .map(KeyPrefix::as_str)
                    .any(|given| asked.starts_with(given) || given.starts_with(asked))
        }
    }
}

fn link(by: &Handle, record: &LinkRecord) -> SharedLink {
    let (keys, prefixes) = match &record.items {
        Items::WholeBucket => (Vec::new(), vec![String::new()]),
        Items::These { keys, prefixes } => (
            keys.iter().map(|key| key.as_str().to_owned()).collect(),
            prefixes.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
        ),
    };
    SharedLink {
        id: record.id.0.to_string(),
        keys,
        prefixes,
        has_password: record.has_password,
        until: record.expires_at.map(|until| until.to_string()),
        by: by.to_string(),
    }
}

/// Tells which grants open anything now: those that have not ended, and whose givers might give them today. What is
/// known of a giver in a bucket is looked up once.
struct Worth<'a> {
    gate: &'a Gate,
    database: &'a Database,
    givers: HashMap<(PersonId, Bucket), Option<Giver>>,
}

/// Who gave, and what is recorded of them in the bucket.
type Giver = (Caller, BucketFacts);

impl<'a> Worth<'a> {
    fn new(gate: &'a Gate, database: &'a Database) -> Self {
        Self { gate, database, givers: HashMap::new() }
    }

    async fn is_worth(&mut self, record: &GrantRecord, now: Timestamp) -> Result<bool, Error> {
        let Grant { by, bucket, prefix, role, to, .. } = &record.grant;
        let items = Items::below(prefix.clone());
        let public = *to == Grantee::Public;
        let offer = Offer { bucket: bucket.clone(), items, role: *role, public };
        let may = self.may_offer(*by, &record.giver.handle, &offer, now).await?;
        Ok(may && !record.grant.has_ended(now))
    }

    /// The same of a link that has not ended.
    async fn is_open(
        &mut self,
        by: &Handle,
        record: &LinkRecord,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let (bucket, items) = (record.bucket.clone(), record.items.clone());
        let offer = Offer { bucket, items, role: Role::Viewer, public: false };
        self.may_offer(record.sharer, by, &offer, now).await
    }

    async fn may_offer(
        &mut self,
        by: PersonId,
        handle: &Handle,
        offer: &Offer,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let who = (by, offer.bucket.clone());
        if !self.givers.contains_key(&who) {
            let giver = self.giver(handle, &offer.bucket, now).await?;
            self.givers.insert(who.clone(), giver);
        }
        let Some(Some((giver, facts))) = self.givers.get(&who) else { return Ok(false) };
        Ok(self.gate.policy().may_offer(giver, facts, offer, now).is_ok())
    }

    /// `None` while they give nothing to anybody.
    async fn giver(
        &self,
        handle: &Handle,
        bucket: &Bucket,
        now: Timestamp,
    ) -> Result<Option<Giver>, Error> {
        let found = self.database.person_by_handle(handle).await?;
        let gives = |record: &PersonRecord| {
            let vouched_for = self.gate.policy().is_vouched_for(record.vouched_at, now);
            record.disabled_at.is_none() && vouched_for
        };
        let Some(record) = found.filter(gives) else { return Ok(None) };
        let caller = Caller::Person(record.person);
        let facts = self.database.facts_of_bucket(&caller, bucket).await?;
        Ok(Some((caller, facts)))
    }
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

async fn owner(
    database: &Database,
    catalog: &Catalog,
    record: &BucketRecord,
) -> Result<SharingOwner, Error> {
    match (record.owner, &record.team) {
        (Owner::Person(id), _) => {
            let named = database.named(id).await?.ok_or(Denied::NoSuchBucket)?;
            Ok(SharingOwner::Person(somebody(&named)))
        }
        (Owner::Team(_), Some(team)) => {
            let title = catalog.team_title(team);
            Ok(SharingOwner::Team { team: team.name.to_string(), name: title })
        }
        (Owner::Team(_), None) => Err(Denied::NoSuchBucket.into()),
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
