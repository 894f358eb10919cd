//! What was done in whose name: entries are added, read by whom they concern and, when they are old, dropped; none is
//! ever changed.

use std::collections::BTreeMap;
use std::net::IpAddr;

use gateway_api::{Act, ActivityAmount, Way};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use super::rows::{Seconds, column};
use super::{Database, Error};
use crate::policy::{AccessKeyId, LinkId, PersonId, TeamId};

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
    /// The team that it is about; found by the bucket where it is not said.
    pub team: Option<TeamId>,
    /// The team with whose key it was done, in nobody's name.
    pub by_team: Option<TeamId>,
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
    /// Of an act on many objects at once.
    pub amount: Option<ActivityAmount>,
    /// Why not, or of many why not all; `None`: it was done.
    pub refusal: Option<String>,
}

impl Entry {
    /// An act of nobody yet, about nothing in particular; the rest is filled in.
    pub fn of(act: Act, way: Way, at: Timestamp) -> Self {
        Self {
            at,
            person: None,
            team: None,
            by_team: None,
            act,
            way,
            access_key: None,
            link: None,
            instance: None,
            bucket: None,
            key: None,
            call: None,
            from: None,
            amount: None,
            refusal: None,
        }
    }
}

/// Whose record is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivityOf {
    /// What was done in this person's name.
    Person(PersonId),
    /// What was done to the team's buckets, keys and members, by whomever, and with its keys, wherever.
    Team(TeamId),
    /// Everything.
    All,
}

/// What of the record is wanted; what is `None` narrows nothing.
#[derive(Clone, Debug)]
pub struct ActivityQuery {
    pub of: ActivityOf,
    pub instance: Option<String>,
    pub bucket: Option<String>,
    /// In whose name, by handle.
    pub person: Option<String>,
    pub act: Option<Act>,
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only what was refused.
    pub refused: bool,
}

impl ActivityQuery {
    pub fn of(of: ActivityOf) -> Self {
        Self {
            of,
            instance: None,
            bucket: None,
            person: None,
            act: None,
            since: None,
            until: None,
            refused: false,
        }
    }

    /// Only what is asked stands in the question, so that the index that fits is found. The first `?` is the id that
    /// all are older than.
    fn conditions(self) -> (String, Vec<Value>) {
        let mut conditions = "activity.id < ?".to_owned();
        let mut values = Vec::new();
        let mut narrow = |condition: &str, value: Option<Value>| {
            if let Some(value) = value {
                conditions.push_str(" AND ");
                conditions.push_str(condition);
                values.push(value);
            }
        };
        let (person, team) = match self.of {
            ActivityOf::Person(person) => (Some(person.0), None),
            ActivityOf::Team(team) => (None, Some(team.0)),
            ActivityOf::All => (None, None),
        };
        narrow("activity.person = ?", person.map(Value::from));
        narrow(ABOUT_TEAM, team.map(Value::from));
        narrow("instance = ?", self.instance.map(Value::from));
        narrow("bucket = ?", self.bucket.map(Value::from));
        let of_handle = "activity.person = (SELECT id FROM people WHERE handle = ?)";
        narrow(of_handle, self.person.map(Value::from));
        narrow("act = ?", self.act.map(|act| act.as_str().to_owned().into()));
        narrow("at >= ?", self.since.map(|at| at.as_second().into()));
        narrow("at < ?", self.until.map(|at| at.as_second().into()));
        narrow("(refusal IS NOT NULL) = ?", self.refused.then_some(Value::from(1_i64)));
        (conditions, values)
    }
}

/// The condition on whom it is about, and what stands in its place for what a team did elsewhere. Asked as one condition
/// of two columns no index would answer in order.
const ABOUT_TEAM: &str = "activity.team = ?";
const BY_TEAM: &str = "by_team = ? AND activity.team IS NOT by_team";

const SELECT: &str = "SELECT activity.id AS id, at, act, way, access_key, instance, bucket, object_key, \
    call, from_address, refusal, link, asked, done, failed, bytes, handle, name, team_name FROM activity \
    LEFT JOIN (SELECT id AS known, handle, name FROM people) ON known = person \
    LEFT JOIN (SELECT id AS known_team, name AS team_name FROM teams) ON known_team = by_team";

impl Database {
    /// Adds entries, all or none.
    pub async fn record_activity(&self, entries: Vec<Entry>) -> Result<(), Error> {
        self.write(move |transaction| {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO activity (at, person, act, way, access_key, instance, bucket, \
                 object_key, call, from_address, refusal, link, team, by_team, asked, done, failed, bytes) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, COALESCE(?13, \
                 (SELECT team FROM buckets WHERE instance = ?6 AND name = ?7), ?14), ?14, ?15, ?16, ?17, ?18)",
            )?;
            // What was done just before a bucket was deleted is of its team as well, though nobody is recorded any more.
            let named: BTreeMap<_, TeamId> =
                entries.iter().filter_map(|entry| Some((place(entry)?, entry.team?))).collect();
            for entry in &entries {
                let of_bucket = place(entry).and_then(|place| named.get(&place));
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
                    entry.team.as_ref().or(of_bucket),
                    entry.by_team,
                    entry.amount.map(|amount| column(amount.asked)),
                    entry.amount.map(|amount| column(amount.done)),
                    entry.amount.map(|amount| column(amount.failed)),
                    entry.amount.and_then(|amount| amount.bytes).map(column),
                ])?;
            }
            Ok(())
        })
        .await
    }

    /// What was done, newest first: at most `limit` entries older than the one named `before`.
    pub async fn activity(
        &self,
        wanted: ActivityQuery,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<gateway_api::ActivityEntry>, Error> {
        self.read(move |connection| {
            let of_team = matches!(wanted.of, ActivityOf::Team(_));
            let (conditions, mut values) = wanted.conditions();
            values.insert(0, before.unwrap_or(i64::MAX).into());
            let mut sql = format!("{SELECT} WHERE {conditions}");
            if of_team {
                let elsewhere = conditions.replace(ABOUT_TEAM, BY_TEAM);
                sql = format!("{sql} UNION ALL {SELECT} WHERE {elsewhere}");
                values.extend_from_within(..);
            }
            sql.push_str(" ORDER BY id DESC LIMIT ?");
            values.push(i64::from(limit).into());
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params_from_iter(values), read)?;
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

fn place(entry: &Entry) -> Option<(&str, &str)> {
    Some((entry.instance.as_deref()?, entry.bucket.as_deref()?))
}

fn read(row: &Row<'_>) -> rusqlite::Result<gateway_api::ActivityEntry> {
    let (act, way): (String, String) = (row.get("act")?, row.get("way")?);
    Ok(gateway_api::ActivityEntry {
        id: row.get("id")?,
        at: row.get::<_, Seconds>("at")?.0.to_string(),
        person: match (row.get("handle")?, row.get("name")?) {
            (Some(handle), Some(name)) => Some(gateway_api::Somebody { handle, name }),
            _ => None,
        },
        by_team: row.get("team_name")?,
        act: Act::parse(&act),
        way: Way::parse(&way),
        access_key: row.get("access_key")?,
        instance: row.get("instance")?,
        bucket: row.get("bucket")?,
        key: row.get("object_key")?,
        call: row.get("call")?,
        from: row.get("from_address")?,
        link: row.get::<_, Option<LinkId>>("link")?.map(|link| link.0.to_string()),
        amount: amount(row)?,
        refusal: row.get("refusal")?,
    })
}

fn amount(row: &Row<'_>) -> rusqlite::Result<Option<ActivityAmount>> {
    let number = |name: &str| {
        let number: Option<i64> = row.get(name)?;
        Ok::<_, rusqlite::Error>(number.and_then(|number| u64::try_from(number).ok()))
    };
    let Some(asked) = number("asked")? else { return Ok(None) };
    let (done, failed) = (number("done")?.unwrap_or(0), number("failed")?.unwrap_or(0));
    Ok(Some(ActivityAmount { asked, done, failed, bytes: number("bytes")? }))
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_BYTES_MAX)]
}
