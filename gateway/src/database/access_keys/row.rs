//! How access keys stand in their table.

use std::collections::BTreeMap;
use std::net::IpAddr;

use rusqlite::Row;
use serde::Deserialize;

use super::super::rows::Seconds;
use super::super::{Error, people, teams};
use super::{AccessKeyRecord, KnownKey, ListedKey, UsableKey};
use crate::network::Network;
use crate::policy::{
    AccessKey, AccessKeyId, KeyOwner, KeyPrefix, KeyScope, Owner, PersonId, Reach, TeamId,
};
use crate::s3::names::{BucketName, InstanceId, Key};

/// What [`record`] reads, by name.
pub const COLUMNS: &str = "id, owner, team, \
    (SELECT people.name FROM people WHERE people.id = made_by) AS maker, \
    name, instance, buckets, read_only, sources, \
    session_token IS NOT NULL AS temporary, created_at, expires_at, disabled_at, revoked_at, \
    last_used_at, last_used_from";

pub fn record(row: &Row<'_>) -> Result<AccessKeyRecord, Error> {
    let id: String = row.get("id")?;
    let time = |column: &'static str| -> Result<_, Error> {
        Ok(row.get::<_, Option<Seconds>>(column)?.map(|seconds| seconds.0))
    };
    let address = |text: String| {
        text.parse::<IpAddr>().map_err(|_| Error::Unreadable("address of an access key"))
    };
    let from: Option<String> = row.get("last_used_from")?;
    Ok(AccessKeyRecord {
        id: AccessKeyId::parse(&id).ok_or(Error::Unreadable("access key"))?,
        owner: owner(row)?,
        made_by: row.get("maker")?,
        name: row.get("name")?,
        scope: scope(
            &row.get::<_, String>("instance")?,
            row.get("buckets")?,
            row.get("read_only")?,
        )?,
        sources: sources(row.get("sources")?)?,
        temporary: row.get("temporary")?,
        created_at: row.get::<_, Seconds>("created_at")?.0,
        expires_at: row.get::<_, Seconds>("expires_at")?.0,
        disabled_at: time("disabled_at")?,
        revoked_at: time("revoked_at")?,
        last_used: time("last_used_at")?.zip(from.map(address).transpose()?),
    })
}

/// Reads the two columns of which one is set.
pub fn owner(row: &Row<'_>) -> Result<Owner, Error> {
    let person: Option<PersonId> = row.get("owner")?;
    let team: Option<TeamId> = row.get("team")?;
    match (person, team) {
        (Some(person), None) => Ok(Owner::Person(person)),
        (None, Some(team)) => Ok(Owner::Team(team)),
        _ => Err(Error::Unreadable("owner of an access key")),
    }
}

pub fn listed(row: &Row<'_>) -> Result<ListedKey, Error> {
    Ok(ListedKey {
        owner_name: row.get("owner_name")?,
        record: record(row)?,
        paused: row.get("paused")?,
    })
}

/// Reads a key between the own columns of the person and of the team, of whom one is its owner; by place, as those are.
pub fn known(id: AccessKeyId, row: &Row<'_>) -> Result<KnownKey, Error> {
    let owner = if row.get::<_, Option<TeamId>>(13)?.is_some() {
        KeyOwner::Team(teams::read_at(row, [13, 14, 15])?)
    } else {
        let mut person = people::read_first(row)?;
        if let Some(groups) = row.get::<_, Option<String>>(11)? {
            let groups: Vec<String> =
                serde_json::from_str(&groups).map_err(|_| UNREADABLE_GROUPS)?;
            person.groups.retain(|group| groups.contains(group));
        }
        KeyOwner::Person(person)
    };
    let time = |column: usize| -> Result<_, Error> {
        Ok(row.get::<_, Option<Seconds>>(column)?.map(|seconds| seconds.0))
    };
    let usable = UsableKey {
        key: AccessKey {
            id,
            owner,
            scope: scope(&row.get::<_, String>(5)?, row.get(6)?, row.get(7)?)?,
        },
        sources: sources(row.get(8)?)?,
        secret: row.get(9)?,
        session_token: row.get(10)?,
        last_used_at: time(12)?,
    };
    Ok(KnownKey { usable, expires_at: row.get::<_, Seconds>(16)?.0, vouched_at: time(17)? })
}

/// As [`Reach`] stands in its column.
#[derive(Deserialize)]
#[serde(untagged)]
enum ReachText {
    Buckets(BTreeMap<BucketName, Vec<String>>),
    Object(BucketName, String),
}

/// A JSON object with the prefixes of each bucket, or an array of the bucket and the key of one object; nothing for
/// everything.
pub fn reach_text(reach: &Reach) -> Result<Option<String>, Error> {
    let text = match reach {
        Reach::Everything => return Ok(None),
        Reach::Object(name, key) => serde_json::to_string(&(name.as_str(), key.as_str())),
        Reach::Buckets(buckets) => {
            let texts: BTreeMap<&str, Vec<&str>> = buckets
                .iter()
                .map(|(name, prefixes)| {
                    (name.as_str(), prefixes.iter().map(KeyPrefix::as_str).collect())
                })
                .collect();
            serde_json::to_string(&texts)
        }
    };
    text.map(Some).map_err(|_| UNREADABLE_SCOPE)
}

/// A JSON array of networks; nothing for anywhere.
pub fn sources_text(sources: &[Network]) -> Result<Option<String>, Error> {
    if sources.is_empty() {
        return Ok(None);
    }
    let texts: Vec<String> = sources.iter().map(ToString::to_string).collect();
    serde_json::to_string(&texts).map(Some).map_err(|_| UNREADABLE_SOURCES)
}

/// A JSON array of groups; nothing for all of the owner's.
pub fn groups_text(groups: Option<&[String]>) -> Result<Option<String>, Error> {
    groups.map(serde_json::to_string).transpose().map_err(|_| UNREADABLE_GROUPS)
}

/// What cannot be read opens nothing: it is an error, never a wider scope.
const UNREADABLE_SCOPE: Error = Error::Unreadable("scope of an access key");
const UNREADABLE_GROUPS: Error = Error::Unreadable("groups of an access key");
const UNREADABLE_SOURCES: Error = Error::Unreadable("networks of an access key");

fn scope(instance: &str, buckets: Option<String>, read_only: bool) -> Result<KeyScope, Error> {
    let prefixes = |texts: Vec<String>| -> Result<Vec<KeyPrefix>, Error> {
        texts.iter().map(|text| KeyPrefix::parse(text).map_err(|_| UNREADABLE_SCOPE)).collect()
    };
    let reach = match buckets {
        None => Reach::Everything,
        Some(text) => match serde_json::from_str(&text).map_err(|_| UNREADABLE_SCOPE)? {
            ReachText::Buckets(buckets) => {
                let read = |(name, texts)| Ok((name, prefixes(texts)?));
                Reach::Buckets(buckets.into_iter().map(read).collect::<Result<_, Error>>()?)
            }
            ReachText::Object(name, key) => {
                Reach::Object(name, Key::parse(key).map_err(|_| UNREADABLE_SCOPE)?)
            }
        },
    };
    Ok(KeyScope {
        instance: InstanceId::parse(instance).map_err(|_| Error::Unreadable("instance"))?,
        reach,
        read_only,
    })
}

fn sources(text: Option<String>) -> Result<Vec<Network>, Error> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let texts: Vec<String> = serde_json::from_str(&text).map_err(|_| UNREADABLE_SOURCES)?;
    texts.iter().map(|text| Network::parse(text).ok_or(UNREADABLE_SOURCES)).collect()
}
