//! Who can see a folder or an object: whose it is, to whom it was given, which links open it, and whether it is public.

use std::sync::Arc;

use axum::extract::State;
use gateway_api::{
    GRANTS_SHOWN_MAX, Grant as GrantView, Publishing, Role as RoleView, SharedLink, SharingOwner,
    WhoSees,
};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::extract::{InBucket, Json, Query};
use super::super::gate::Gate;
use super::super::grants::prefix;
use super::worth::Worth;
use super::{role_view, somebody, view};
use crate::catalog::Catalog;
use crate::database::{BucketRecord, Database, GrantRecord, LinkRecord};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::{Caller, Denied, Grant, Handle, Items, KeyPrefix, LinkId, Owner, Rule};
use crate::s3::names::{Bucket, Key, Prefix};
use crate::s3::operation::{Action, ListPage, Operation};

/// Records that are read at a time: one more than are shown says whether there are more.
const PIECE: usize = GRANTS_SHOWN_MAX + 1;

/// A folder, or an object.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct PlaceQuery {
    /// The folder: ends in `/`; empty for all of the bucket.
    prefix: String,
    /// The object, instead of a folder.
    key: Option<String>,
}

impl PlaceQuery {
    /// The folder that it is, or is in, and the folder or object itself.
    fn parse(self) -> Result<(String, String), Error> {
        let Some(key) = self.key else {
            prefix(&self.prefix)?;
            return Ok((self.prefix.clone(), self.prefix));
        };
        if !self.prefix.is_empty() {
            return Err(Error::Malformed("`prefix` or `key`, not both".to_owned()));
        }
        let key = Key::parse(key).map_err(Error::KeyName)?;
        let folder = key.as_str().rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
        let folder = folder.unwrap_or_default();
        prefix(&folder)?;
        Ok((folder, key.as_str().to_owned()))
    }
}

/// Who can see the object, or what lies below the prefix. Whoever may share there is told completely; whoever may only use
/// it is told whose it is and by what they are let in; to all others there is nothing.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/sharing", tag = "sharing",
    params(("instance" = String, Path), ("bucket" = String, Path), PlaceQuery),
    responses((status = 200, body = WhoSees), (status = 404, body = gateway_api::Problem)))]
pub async fn show(
    SignedIn(person): SignedIn,
    InBucket(bucket): InBucket,
    Query(query): Query<PlaceQuery>,
    State(gate): State<Gate>,
    State(database): State<Database>,
    State(catalog): State<Arc<Catalog>>,
) -> Result<Json<WhoSees>, Error> {
    let now = Timestamp::now();
    let (folder, place) = query.parse()?;
    let caller = Caller::Person(person);
    let opened_by = standing(&gate, &caller, &bucket, &folder).await?;
    let record = database.bucket(&bucket).await?.ok_or(Denied::NoSuchBucket)?;
    let facts = database.facts_of_bucket(&caller, &bucket).await?;
    let rights = [Action::Share, Action::Manage];
    let rights = gate.policy().allowed_in(&caller, &facts, &bucket, &folder, &rights, now);
    let complete = rights.contains(&Action::Share);
    let public = database.public_grants_of(&bucket).await?;
    let published = published(&gate, &bucket, &public, &place, complete, now).await?;
    let ((grants, more_grants), (links, more_links)) = if complete {
        let mut worth = Worth::new(&gate, &database);
        let grants = given(&database, &mut worth, &bucket, &place, now).await?;
        (grants, opened(&database, &mut worth, &bucket, &place, now).await?)
    } else {
        Default::default()
    };
    let given = match opened_by {
        Rule::Grant(id) => database.grant(id).await?,
        _ => None,
    };
    let role = match opened_by {
        Rule::Owner => Some(RoleView::Manager),
        Rule::Team(role) => Some(role_view(role)),
        _ => None,
    };
    let publishing = match gate.policy().allows_publishing(&bucket.instance) {
        true if rights.contains(&Action::Manage) => Publishing::Allowed,
        true => Publishing::NotYours,
        false => Publishing::Off,
    };
    Ok(Json(WhoSees {
        owner: owner(&database, &catalog, &record).await?,
        role,
        given: given.map(|record| view(&record, now)),
        complete,
        grants,
        links,
        more: more_grants || more_links,
        published,
        publishing,
    }))
}

/// The grants that have to do with the place and are worth something now, as many as are shown; whether there are more.
async fn given(
    database: &Database,
    worth: &mut Worth<'_>,
    bucket: &Bucket,
    place: &str,
    now: Timestamp,
) -> Result<(Vec<GrantView>, bool), Error> {
    let mut shown = Vec::new();
    let mut last = None::<Grant>;
    loop {
        let piece = u32::try_from(PIECE).unwrap_or(u32::MAX);
        let found = database.grants_reaching(bucket, place, last.as_ref(), piece, now).await?;
        for record in &found {
            if !worth.is_worth(record, now).await? {
                continue;
            }
            if shown.len() == GRANTS_SHOWN_MAX {
                return Ok((shown, true));
            }
            shown.push(view(record, now));
        }
        match found.last() {
            Some(record) if found.len() == PIECE => last = Some(record.grant.clone()),
            _ => return Ok((shown, false)),
        }
    }
}

/// The same of links.
async fn opened(
    database: &Database,
    worth: &mut Worth<'_>,
    bucket: &Bucket,
    place: &str,
    now: Timestamp,
) -> Result<(Vec<SharedLink>, bool), Error> {
    let mut shown = Vec::new();
    let mut last = None::<LinkId>;
    loop {
        let piece = u32::try_from(PIECE).unwrap_or(u32::MAX);
        let found = database.links_reaching(bucket, place, last, piece, now).await?;
        for (by, record) in &found {
            if !worth.is_open(by, record, now).await? {
                continue;
            }
            if shown.len() == GRANTS_SHOWN_MAX {
                return Ok((shown, true));
            }
            shown.push(link(by, record));
        }
        match found.last() {
            Some((_, record)) if found.len() == PIECE => last = Some(record.id),
            _ => return Ok((shown, false)),
        }
    }
}

/// By which rule the caller sees what lies in the folder, or may put something there.
async fn standing(
    gate: &Gate,
    caller: &Caller,
    bucket: &Bucket,
    folder: &str,
) -> Result<Rule, Error> {
    let prefix = Prefix::parse(folder.to_owned()).map_err(Error::KeyName)?;
    let page = ListPage { prefix, folders: true, token: None, after: None, limit: 1 };
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

/// What was made public of a bucket and has to do with the place; what is so no more for those who share there.
async fn published(
    gate: &Gate,
    bucket: &Bucket,
    public: &[GrantRecord],
    asked: &str,
    complete: bool,
    now: Timestamp,
) -> Result<Vec<GrantView>, Error> {
    let public: Vec<_> = public.iter().filter(|record| reaches(record, asked)).collect();
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

/// Whether it has to do with the place: it holds it, or lies in it. In an object lies nothing.
fn reaches(record: &GrantRecord, place: &str) -> bool {
    let given = record.grant.prefix.as_ref().map_or("", KeyPrefix::as_str);
    let folder = place.is_empty() || place.ends_with('/');
    place.starts_with(given) || folder && given.starts_with(place)
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
        upload: record.upload.is_some(),
        until: record.expires_at.map(|until| until.to_string()),
        by: by.to_string(),
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
