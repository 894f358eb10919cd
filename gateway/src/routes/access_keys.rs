//! The signed-in person's keys for programs. A key opens nothing by itself, so that making one asks only whether its
//! owner may look at what it names.

use std::collections::BTreeMap;

use axum::extract::State;
use gateway_api::{
    AccessKey, AccessKeyBucket, AccessKeyList, Act, ChangeAccessKey, CreateAccessKey,
    CreatedAccessKey,
};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;

use super::activity::Scribe;
use super::extract::{Identified, Json, OfId};
use super::gate::Gate;
use crate::activity::Entry;
use crate::app::Portal;
use crate::database::{AccessKeyRecord, Database, KeyChange};
use crate::error::Error;
use crate::identity::{AccessKeys, MadeKey, SignedIn, TemporaryWish, Wish};
use crate::network::Network;
use crate::policy::{AccessKeyId, Caller, Denied, KeyPrefix, KeyScope, Person, Reach};
use crate::s3::names::{Bucket, BucketName, InstanceId};
use crate::sts::DURATION_SECONDS_MIN;

impl Identified for AccessKeyId {
    fn identified(id: &str) -> Result<Self, Error> {
        Self::parse(id).ok_or(Error::NoSuchAccessKey)
    }
}

/// The caller's keys, newest first; revoked ones are gone.
#[utoipa::path(get, path = "/api/access-keys", tag = "access keys",
    responses((status = 200, body = AccessKeyList)))]
pub async fn list(
    SignedIn(person): SignedIn,
    State(database): State<Database>,
    State(access_keys): State<AccessKeys>,
) -> Result<Json<AccessKeyList>, Error> {
    let now = Timestamp::now();
    let keys = database.access_keys_of(person.id).await?;
    let keys = keys.iter().map(|record| view(record, now)).collect();
    let days_max = access_keys.life_max().as_hours() / 24;
    Ok(Json(AccessKeyList {
        keys,
        days_max: u32::try_from(days_max).unwrap_or(u32::MAX),
        seconds_max: access_keys.temporary_seconds_max(),
    }))
}

/// Makes a key, lasting or temporary; its secret is in the answer and nowhere else.
#[utoipa::path(post, path = "/api/access-keys", tag = "access keys", request_body = CreateAccessKey,
    responses((status = 201, body = CreatedAccessKey), (status = 400, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem), (status = 409, body = gateway_api::Problem)))]
pub async fn create(
    SignedIn(person): SignedIn,
    State(gate): State<Gate>,
    State(access_keys): State<AccessKeys>,
    State(portal): State<Portal>,
    scribe: Scribe,
    Json(wanted): Json<CreateAccessKey>,
) -> Result<(StatusCode, Json<CreatedAccessKey>), Error> {
    let now = Timestamp::now();
    let (owner, name) = (person.id, wanted.name);
    let scope = scope(&gate, person, wanted.instance, wanted.buckets, wanted.read_only).await?;
    let sources = sources(&wanted.sources)?;
    let (act, made) = match (wanted.days, wanted.seconds) {
        (Some(days), None) => {
            let wish = Wish { owner, name, scope, sources, expires_at: after_days(now, days) };
            let made = access_keys.make(wish, now).await;
            (Act::CreateKey, made.map(|MadeKey { record, secret }| (record, secret, None)))
        }
        (None, Some(seconds)) => {
            check_temporary(seconds, access_keys.temporary_seconds_max())?;
            let wish = TemporaryWish { owner, name, scope, sources, groups: None, seconds };
            let made = access_keys.issue(wish, now).await;
            (Act::IssueKey, made.map(|key| (key.record, key.secret, Some(key.session_token))))
        }
        _ => return Err(Error::Malformed("a key lives either `days` or `seconds`".to_owned())),
    };
    let made = made.map_err(Error::from);
    scribe.record(act, owner, &made, |entry| {
        if let Ok((record, ..)) = &made {
            entry.access_key = Some(record.id.clone());
            entry.instance = Some(record.scope.instance.to_string());
        }
    });
    let (record, secret, session_token) = made?;
    let made = CreatedAccessKey {
        key: view(&record, now),
        secret_key: secret.expose_secret().to_owned(),
        session_token: session_token.map(|token| token.expose_secret().to_owned()),
        endpoint: portal.s3_endpoint,
        region: portal.s3_region,
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Renews a key, puts it to sleep or wakes it.
#[utoipa::path(put, path = "/api/access-keys/{id}", tag = "access keys",
    params(("id" = String, Path)), request_body = ChangeAccessKey,
    responses((status = 200, body = AccessKey), (status = 404, body = gateway_api::Problem)))]
pub async fn change(
    SignedIn(person): SignedIn,
    OfId(id): OfId<AccessKeyId>,
    State(database): State<Database>,
    State(access_keys): State<AccessKeys>,
    scribe: Scribe,
    Json(wanted): Json<ChangeAccessKey>,
) -> Result<Json<AccessKey>, Error> {
    let now = Timestamp::now();
    let mut changed = None;
    if let Some(days) = wanted.days {
        let renewed = access_keys.renew(person.id, &id, after_days(now, days), now).await;
        let renewed = renewed.map_err(Error::from).and_then(|it| it.ok_or(Error::NoSuchAccessKey));
        scribe.record(Act::RenewKey, person.id, &renewed, about(&id));
        changed = Some(renewed?);
    }
    if let Some(disabled) = wanted.disabled {
        let change = if disabled { KeyChange::Disable } else { KeyChange::Enable };
        let found = database.change_access_key(Some(person.id), &id, change, now).await?;
        let found = found.ok_or(Error::NoSuchAccessKey);
        let act = if disabled { Act::DisableKey } else { Act::EnableKey };
        scribe.record(act, person.id, &found, about(&id));
        changed = Some(found?);
    }
    let record = changed.ok_or_else(|| Error::Malformed("nothing to change".to_owned()))?;
    Ok(Json(view(&record, now)))
}

/// Ends a key for good.
#[utoipa::path(delete, path = "/api/access-keys/{id}", tag = "access keys",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = gateway_api::Problem)))]
pub async fn revoke(
    SignedIn(person): SignedIn,
    OfId(id): OfId<AccessKeyId>,
    State(database): State<Database>,
    scribe: Scribe,
) -> Result<StatusCode, Error> {
    let (owner, now) = (Some(person.id), Timestamp::now());
    let revoked = database.change_access_key(owner, &id, KeyChange::Revoke, now).await?;
    let revoked = revoked.map(|_| StatusCode::NO_CONTENT).ok_or(Error::NoSuchAccessKey);
    scribe.record(Act::RevokeKey, person.id, &revoked, about(&id));
    revoked
}

/// What an entry of the activity says of a key.
fn about(id: &AccessKeyId) -> impl FnOnce(&mut Entry) {
    let id = id.clone();
    |entry| entry.access_key = Some(id)
}

/// Nobody makes a key for what they may not even look at: another's bucket answers like one that is not there.
async fn scope(
    gate: &Gate,
    person: Person,
    instance: String,
    buckets: Option<Vec<AccessKeyBucket>>,
    read_only: bool,
) -> Result<KeyScope, Error> {
    let instance = InstanceId::parse(&instance).map_err(|_| Denied::NoSuchInstance)?;
    let caller = Caller::Person(person);
    gate.may_enter(&caller, &instance)?;
    if gate.policy().is_public(&instance) {
        return Err(Error::Malformed("public data is read without a key".to_owned()));
    }
    let Some(buckets) = buckets else {
        return Ok(KeyScope { instance, reach: Reach::Everything, read_only });
    };
    let mut reach = BTreeMap::new();
    for AccessKeyBucket { name, prefixes } in buckets {
        let name = BucketName::parse(&name).map_err(Error::BucketName)?;
        let bucket = Bucket { instance: instance.clone(), name: name.clone() };
        if gate.rights(&caller, &bucket).await?.is_empty() {
            return Err(Denied::NoSuchBucket.into());
        }
        let prefixes = prefixes.iter().map(|prefix| KeyPrefix::parse(prefix));
        let prefixes = prefixes.collect::<Result<Vec<_>, _>>().map_err(Error::KeyName)?;
        if reach.insert(name, prefixes).is_some() {
            return Err(Error::Malformed("a bucket is named twice".to_owned()));
        }
    }
    Ok(KeyScope { instance, reach: Reach::Buckets(reach), read_only })
}

/// `days` after `now`, or the end of time: whether that is too long, making and renewing say.
fn after_days(now: Timestamp, days: u32) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}

/// As STS gives them.
fn check_temporary(seconds: u32, seconds_max: u32) -> Result<(), Error> {
    if (DURATION_SECONDS_MIN..=seconds_max).contains(&seconds) {
        return Ok(());
    }
    let bounds = format!("seconds must be {DURATION_SECONDS_MIN} to {seconds_max}");
    Err(Error::Malformed(bounds))
}

fn sources(texts: &[String]) -> Result<Vec<Network>, Error> {
    let network = |text: &String| {
        Network::parse(text.trim())
            .ok_or_else(|| Error::Malformed(format!("`{text}` is no address and no network")))
    };
    texts.iter().map(network).collect()
}

fn view(record: &AccessKeyRecord, now: Timestamp) -> AccessKey {
    let bucket = |(name, prefixes): (&BucketName, &Vec<KeyPrefix>)| AccessKeyBucket {
        name: name.to_string(),
        prefixes: prefixes.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
    };
    let left = record.expires_at.duration_since(now).max(SignedDuration::ZERO);
    AccessKey {
        id: record.id.to_string(),
        name: record.name.clone(),
        instance: record.scope.instance.to_string(),
        buckets: match &record.scope.reach {
            Reach::Everything => None,
            Reach::Buckets(buckets) => Some(buckets.iter().map(bucket).collect()),
            Reach::Object(name, _) => {
                Some(vec![AccessKeyBucket { name: name.to_string(), prefixes: Vec::new() }])
            }
        },
        object: match &record.scope.reach {
            Reach::Object(_, key) => Some(key.as_str().to_owned()),
            Reach::Everything | Reach::Buckets(_) => None,
        },
        read_only: record.scope.read_only,
        sources: record.sources.iter().map(ToString::to_string).collect(),
        created_at: record.created_at.to_string(),
        expires_at: record.expires_at.to_string(),
        expires_in_seconds: u64::try_from(left.as_secs()).unwrap_or(0),
        disabled: record.disabled_at.is_some(),
        temporary: record.temporary,
        last_used_at: record.last_used.map(|(at, _)| at.to_string()),
        last_used_from: record.last_used.map(|(_, from)| from.to_string()),
    }
}
