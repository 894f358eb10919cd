//! What was done in whose name: entries are added and, when they are old, dropped; none is ever changed.

use std::net::IpAddr;

use gateway_api::{Act, Way};
use jiff::Timestamp;
use rusqlite::{Row, params};

use super::rows::Seconds;
use super::{Database, Error};
use crate::policy::{AccessKeyId, LinkId, PersonId};

/// Entries dropped in one transaction: others wait for no longer than that takes.
const DROPPED_MAX: u32 = 5_000;

/// Longest text of an entry; what is longer is cut.
const TEXT_BYTES_MAX: usize = 1_024;

/// One act, done or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: Timestamp,
    /// In whose name; `None`: nobody who is known.
    pub person: Option<PersonId>,
    pub act: Act,
    pub way: Way,
    /// The key that was used, or that the act is about.
    pub access_key: Option<AccessKeyId>,
    /// The link that was used, or that the act is about.
    pub link: Option<LinkId>,
    pub instance: Option<String>,
    pub bucket: Option<String>,
    /// The key of an object.
    pub key: Option<String>,
    /// As programs call it: `PutObject`.
    pub call: Option<&'static str>,
    pub from: Option<IpAddr>,
    /// Why not; `None`: it was done.
    pub refusal: Option<String>,
}

impl Entry {
    /// An act of nobody yet, about nothing in particular; the rest is filled in.
    pub fn of(act: Act, way: Way, at: Timestamp) -> Self {
        Self {
            at,
            person: None,
            act,
            way,
            access_key: None,
            link: None,
            instance: None,
            bucket: None,
            key: None,
            call: None,
            from: None,
            refusal: None,
        }
    }
}

impl Database {
    /// Adds entries, all or none.
    pub async fn record_activity(&self, entries: Vec<Entry>) -> Result<(), Error> {
        self.write(move |transaction| {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO activity (at, person, act, way, access_key, instance, bucket, \
                 object_key, call, from_address, refusal, link) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?;
            for entry in &entries {
                insert.execute(params![
                    Seconds(entry.at),
                    entry.person,
                    entry.act.as_str(),
                    entry.way.as_str(),
                    entry.access_key.as_ref().map(AccessKeyId::as_str),
                    entry.instance,
                    entry.bucket,
                    entry.key.as_deref().map(cut),
                    entry.call,
                    entry.from.map(|from| from.to_canonical().to_string()),
                    entry.refusal.as_deref().map(cut),
                    entry.link,
                ])?;
            }
            Ok(())
        })
        .await
    }

    /// What was done in the person's name, newest first: at most `limit` entries older than the one named `before`.
    pub async fn activity_of(
        &self,
        person: PersonId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<gateway_api::ActivityEntry>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, at, act, way, access_key, instance, bucket, object_key, call, \
                 from_address, refusal, link FROM activity \
                 WHERE person = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            )?;
            let before = before.unwrap_or(i64::MAX);
            let rows = statement.query_map(params![person, before, limit], read)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Drops entries from before `oldest`, so many at a time; answers whether there may be more.
    pub async fn drop_activity(&self, oldest: Timestamp) -> Result<bool, Error> {
        self.write(move |transaction| {
            let dropped = transaction.execute(
                "DELETE FROM activity WHERE id IN \
                 (SELECT id FROM activity WHERE at < ?1 ORDER BY at LIMIT ?2)",
                params![Seconds(oldest), DROPPED_MAX],
            )?;
            Ok(u32::try_from(dropped).is_ok_and(|dropped| dropped == DROPPED_MAX))
        })
        .await
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<gateway_api::ActivityEntry> {
    let (act, way): (String, String) = (row.get("act")?, row.get("way")?);
    Ok(gateway_api::ActivityEntry {
        id: row.get("id")?,
        at: row.get::<_, Seconds>("at")?.0.to_string(),
        act: Act::parse(&act),
        way: Way::parse(&way),
        access_key: row.get("access_key")?,
        instance: row.get("instance")?,
        bucket: row.get("bucket")?,
        key: row.get("object_key")?,
        call: row.get("call")?,
        from: row.get("from_address")?,
        link: row.get::<_, Option<LinkId>>("link")?.map(|link| link.0.to_string()),
        refusal: row.get("refusal")?,
    })
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_BYTES_MAX)]
}
