//! How access keys stand in their table.

use std::collections::BTreeMap;
use std::net::IpAddr;

use rusqlite::Row;

use super::super::rows::Seconds;
use super::super::{Error, people};
use super::{AccessKeyRecord, KnownKey, ListedKey, UsableKey};
use crate::network::Network;
use crate::policy::{AccessKey, AccessKeyId, Handle, KeyPrefix, KeyScope, Reach};
use crate::s3::names::{BucketName, InstanceId};

/// What [`record`] reads, by name.
pub const COLUMNS: &str = "id, owner, name, instance, buckets, read_only, sources, \
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
        owner: row.get("owner")?,
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

pub fn listed(row: &Row<'_>) -> Result<ListedKey, Error> {
    let handle: String = row.get("handle")?;
    Ok(ListedKey {
        handle: Handle::parse(&handle).ok_or(Error::Unreadable("handle"))?,
        record: record(row)?,
        paused: row.get("paused")?,
    })
}

/// Reads a key behind its owner's own columns; by place, as those are.
pub fn known(id: AccessKeyId, row: &Row<'_>) -> Result<KnownKey, Error> {
    let mut owner = people::read_first(row)?;
    if let Some(groups) = row.get::<_, Option<String>>(11)? {
        let groups: Vec<String> = serde_json::from_str(&groups).map_err(|_| UNREADABLE_GROUPS)?;
        owner.groups.retain(|group| groups.contains(group));
    }
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
    Ok(KnownKey { usable, expires_at: row.get::<_, Seconds>(13)?.0, vouched_at: time(14)? })
}

/// A JSON object with the prefixes of each bucket; nothing for everything.
pub fn reach_text(reach: &Reach) -> Result<Option<String>, Error> {
    let Reach::Buckets(buckets) = reach else { return Ok(None) };
    let texts: BTreeMap<&str, Vec<&str>> = buckets
        .iter()
        .map(|(name, prefixes)| (name.as_str(), prefixes.iter().map(KeyPrefix::as_str).collect()))
        .collect();
    serde_json::to_string(&texts).map(Some).map_err(|_| UNREADABLE_SCOPE)
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
        Some(text) => {
            let buckets: BTreeMap<BucketName, Vec<String>> =
                serde_json::from_str(&text).map_err(|_| UNREADABLE_SCOPE)?;
            let read = |(name, texts)| Ok((name, prefixes(texts)?));
            Reach::Buckets(buckets.into_iter().map(read).collect::<Result<_, Error>>()?)
        }
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
