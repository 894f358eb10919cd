//! The share links that the signed-in person gave out.

use std::collections::BTreeSet;

use axum::extract::State;
use gateway_api::{
    Act, Arrival, ArrivalList, ChangeLink, CreateLink, LINKS_LIMIT_MAX, Link, LinkExpiry, LinkList,
    LinkTerms, LocalizedText, Right,
};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde::Deserialize;

use super::activity::Scribe;
use super::extract::{Identified, Json, OfId, Query, bucket_of};
use super::gate::Gate;
use crate::activity::Entry;
use crate::database::{self, Database, LinkFace, LinkRecord};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::links::{self, LinkWish, Links, NewTerms};
use crate::policy::{Caller, Items, KeyPrefix, LinkId, Offer, Role};
use crate::s3::names::{Bucket, Key};

const LIMIT_DEFAULT: u32 = 200;

/// Files that are named of those that arrived.
const ARRIVALS_MAX: u32 = 1_000;

/// Query of [`list`].
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct PageQuery {
    /// Only links older than the one of this id.
    before: Option<String>,
    /// 1 to 1,000; 200 when left out.
    limit: Option<u32>,
    /// Only links into this bucket; with its instance.
    instance: Option<String>,
    bucket: Option<String>,
}

impl Identified for LinkId {
    fn identified(id: &str) -> Result<Self, Error> {
        id.parse().map(Self).map_err(|_| Error::NoSuchLink)
    }
}

/// The caller's links, newest first; those that were taken back are gone.
#[utoipa::path(get, path = "/api/links", tag = "links", params(PageQuery),
    responses((status = 200, body = LinkList)))]
pub async fn list(
    SignedIn(person): SignedIn,
    Query(query): Query<PageQuery>,
    State(database): State<Database>,
    State(links): State<Links>,
) -> Result<Json<LinkList>, Error> {
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LINKS_LIMIT_MAX).contains(&limit) {
        return Err(Error::Malformed(format!("limit must be 1 to {LINKS_LIMIT_MAX}")));
    }
    let before = query.before.as_deref().map(LinkId::identified).transpose()?;
    // One more says whether there are more.
    let bucket = match (&query.instance, &query.bucket) {
        (Some(instance), Some(name)) => Some(bucket_of(instance, name)?),
        _ => None,
    };
    let mut records = database.links_of(person.id, bucket, before, limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = records.len() > shown;
    records.truncate(shown);
    let next = records.last().filter(|_| more).map(|record| record.id.0.to_string());
    let now = Timestamp::now();
    let rules = links.rules();
    let terms = LinkTerms {
        days_max: u32::try_from(rules.life_max.as_hours() / 24).unwrap_or(u32::MAX),
        without_end: rules.without_end,
    };
    let shown = records.iter().map(|record| view(&links, record, now)).collect();
    Ok(Json(LinkList { links: shown, next, terms }))
}

/// Makes a link to what the caller may share.
#[utoipa::path(post, path = "/api/links", tag = "links", request_body = CreateLink,
    responses((status = 201, body = Link), (status = 400, body = gateway_api::Problem),
        (status = 403, body = gateway_api::Problem), (status = 404, body = gateway_api::Problem),
        (status = 409, body = gateway_api::Problem)))]
pub async fn create(
    SignedIn(person): SignedIn,
    State(gate): State<Gate>,
    State(maker): State<Links>,
    scribe: Scribe,
    Json(wanted): Json<CreateLink>,
) -> Result<(StatusCode, Json<Link>), Error> {
    let (now, sharer) = (Timestamp::now(), person.id);
    let bucket = bucket_of(&wanted.instance, &wanted.bucket)?;
    let about = about_bucket(&bucket, &wanted);
    let made = async {
        let items = items(&wanted.keys, &wanted.prefixes)?;
        links::check_items(&items).map_err(links::Error::from)?;
        let offer = Offer {
            bucket: bucket.clone(),
            items: items.clone(),
            role: if wanted.upload.is_some() { Role::Uploader } else { Role::Viewer },
            public: false,
        };
        gate.may_offer(&Caller::Person(person), &offer).await?;
        let wish = LinkWish {
            sharer,
            bucket: bucket.clone(),
            items,
            upload: wanted.upload,
            face: LinkFace {
                label: wanted.label.trim().to_owned(),
                message_en: wanted.message.en.trim().to_owned(),
                message_fr: wanted.message.fr.trim().to_owned(),
                view_only: wanted.view_only,
                downloads_max: wanted.downloads_max,
            },
            password: wanted.password.map(SecretString::from),
            life: wanted.hours.map(hours),
        };
        Ok(maker.make(wish, now).await?)
    };
    let made = made.await;
    scribe.record(Act::CreateLink, sharer, &made, |entry| {
        about(entry);
        entry.link = made.as_ref().ok().map(|record| record.id);
    });
    Ok((StatusCode::CREATED, Json(view(&maker, &made?, now))))
}

/// Changes a link; whatever it opens stays.
#[utoipa::path(patch, path = "/api/links/{id}", tag = "links", params(("id" = String, Path)),
    request_body = ChangeLink,
    responses((status = 200, body = Link), (status = 400, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem)))]
pub async fn change(
    SignedIn(person): SignedIn,
    OfId(id): OfId<LinkId>,
    State(database): State<Database>,
    State(links): State<Links>,
    scribe: Scribe,
    Json(wanted): Json<ChangeLink>,
) -> Result<Json<Link>, Error> {
    let now = Timestamp::now();
    let changed = async {
        let record = database.link(person.id, id).await?.ok_or(Error::NoSuchLink)?;
        let terms = NewTerms {
            face: face(&record.face, &wanted),
            life: wanted.expiry.map(|expiry| match expiry {
                LinkExpiry::Never => None,
                LinkExpiry::Hours(count) => Some(hours(count)),
            }),
            password: wanted
                .password
                .map(|password| (!password.is_empty()).then(|| SecretString::from(password))),
        };
        links.change(person.id, id, terms, now).await?.ok_or(Error::NoSuchLink)
    };
    let changed = changed.await;
    scribe.record(Act::ChangeLink, person.id, &changed, |entry| entry.link = Some(id));
    Ok(Json(view(&links, &changed?, now)))
}

/// Takes a link back, for good: it opens nothing from now on. Whoever manages a bucket takes back the links of others
/// into it, too.
#[utoipa::path(delete, path = "/api/links/{id}", tag = "links", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = gateway_api::Problem)))]
pub async fn revoke(
    SignedIn(person): SignedIn,
    OfId(id): OfId<LinkId>,
    State(database): State<Database>,
    State(gate): State<Gate>,
    scribe: Scribe,
) -> Result<StatusCode, Error> {
    let who = person.id;
    let revoked = async {
        let record = database.anybodys_link(id).await?.ok_or(Error::NoSuchLink)?;
        if record.sharer != who {
            let rights = gate.rights(&Caller::Person(person), &record.bucket).await?;
            if !rights.contains(&Right::Manage) {
                return Err(Error::NoSuchLink);
            }
        }
        let revoked = database.revoke_link(id, Timestamp::now()).await?;
        revoked.then_some(StatusCode::NO_CONTENT).ok_or(Error::NoSuchLink)
    };
    let revoked = revoked.await;
    scribe.record(Act::RevokeLink, who, &revoked, |entry| entry.link = Some(id));
    revoked
}

/// What arrived through an upload request of the caller's, newest first.
#[utoipa::path(get, path = "/api/links/{id}/arrivals", tag = "links", params(("id" = String, Path)),
    responses((status = 200, body = ArrivalList), (status = 404, body = gateway_api::Problem)))]
pub async fn arrivals(
    SignedIn(person): SignedIn,
    OfId(id): OfId<LinkId>,
    State(database): State<Database>,
) -> Result<Json<ArrivalList>, Error> {
    database.link(person.id, id).await?.ok_or(Error::NoSuchLink)?;
    let shown = |arrival: database::Arrival| Arrival {
        key: arrival.key.as_str().to_owned(),
        size: arrival.size,
        sender: arrival.sender,
        note: arrival.note,
        at: arrival.at.to_string(),
    };
    let arrivals = database.arrivals(id, ARRIVALS_MAX).await?;
    Ok(Json(ArrivalList { arrivals: arrivals.into_iter().map(shown).collect() }))
}

/// `None` where nothing of it changes.
fn face(old: &LinkFace, wanted: &ChangeLink) -> Option<LinkFace> {
    let mut face = old.clone();
    if let Some(label) = &wanted.label {
        label.trim().clone_into(&mut face.label);
    }
    if let Some(message) = &wanted.message {
        message.en.trim().clone_into(&mut face.message_en);
        message.fr.trim().clone_into(&mut face.message_fr);
    }
    if let Some(view_only) = wanted.view_only {
        face.view_only = view_only;
    }
    if let Some(downloads) = wanted.downloads_max {
        face.downloads_max = (downloads > 0).then_some(downloads);
    }
    (face != *old).then_some(face)
}

/// What an entry of the activity says of a link that is made: the bucket, and the object where it is one.
fn about_bucket(bucket: &Bucket, wanted: &CreateLink) -> impl FnOnce(&mut Entry) + use<> {
    let bucket = bucket.clone();
    let key = wanted.keys.first().or(wanted.prefixes.first()).cloned();
    move |entry| {
        entry.instance = Some(bucket.instance.to_string());
        entry.bucket = Some(bucket.name.to_string());
        entry.key = key;
    }
}

fn items(keys: &[String], prefixes: &[String]) -> Result<Items, Error> {
    if prefixes.iter().any(String::is_empty) {
        return Ok(Items::WholeBucket);
    }
    let keys: Result<BTreeSet<Key>, _> = keys.iter().map(|key| Key::parse(key.as_str())).collect();
    let prefixes: Result<BTreeSet<KeyPrefix>, _> =
        prefixes.iter().map(|prefix| KeyPrefix::parse(prefix)).collect();
    Ok(Items::These {
        keys: keys.map_err(Error::KeyName)?,
        prefixes: prefixes.map_err(Error::KeyName)?,
    })
}

fn hours(count: u32) -> SignedDuration {
    SignedDuration::from_hours(count.into())
}

fn view(links: &Links, record: &LinkRecord, now: Timestamp) -> Link {
    let (keys, prefixes) = match &record.items {
        Items::WholeBucket => (Vec::new(), vec![String::new()]),
        Items::These { keys, prefixes } => (
            keys.iter().map(|key| key.as_str().to_owned()).collect(),
            prefixes.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
        ),
    };
    let left = record.expires_at.map(|end| end.duration_since(now).max(SignedDuration::ZERO));
    Link {
        id: record.id.0.to_string(),
        url: links.address(record).unwrap_or_default(),
        label: record.face.label.clone(),
        message: LocalizedText {
            en: record.face.message_en.clone(),
            fr: record.face.message_fr.clone(),
        },
        instance: record.bucket.instance.to_string(),
        bucket: record.bucket.name.to_string(),
        keys,
        prefixes,
        view_only: record.face.view_only,
        has_password: record.has_password,
        downloads_max: record.face.downloads_max,
        created_at: record.created_at.to_string(),
        expires_at: record.expires_at.map(|end| end.to_string()),
        expires_in_seconds: left.map(|left| u64::try_from(left.as_secs()).unwrap_or(0)),
        opens: record.opens,
        downloads: record.downloads,
        last_used_at: record.last_used_at.map(|at| at.to_string()),
        upload: record.upload.clone(),
        files: record.files,
        bytes: record.bytes,
    }
}
