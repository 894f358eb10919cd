//! What arrives through upload requests: room is taken before a file is sent, and given back where it does not arrive.

use gateway_api::{ARRIVAL_NEWS_MAX, ARRIVAL_SENDERS_MAX, UploadTerms};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::super::rows::{self, Seconds};
use super::super::{Database, Error};
use crate::policy::{LinkId, PersonId};
use crate::s3::names::{Bucket, Key};

/// A file that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub key: Key,
    /// In bytes.
    pub size: u64,
    /// As they call themselves; may be empty.
    pub sender: String,
    pub note: String,
    pub at: Timestamp,
}

/// What arrived through one upload request and was not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewArrivals {
    pub link: LinkId,
    pub label: String,
    pub bucket: Bucket,
    /// Ends in `/`; empty for all of the bucket.
    pub prefix: String,
    pub files: u64,
    pub bytes: u64,
    /// The last who sent some, as they call themselves, each once.
    pub senders: Vec<String>,
    /// There are more than these.
    pub more_senders: bool,
    pub newest_at: Timestamp,
    /// The newest of them.
    pub upto: i64,
}

impl Database {
    /// What arrived through the person's upload requests, into one bucket or any, and was not seen; the newest first.
    pub async fn new_arrivals(
        &self,
        sharer: PersonId,
        bucket: Option<Bucket>,
    ) -> Result<Vec<NewArrivals>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT links.id AS link, label, instance, bucket, prefixes, seen_arrival, \
                 COUNT(*) AS count, SUM(size) AS size, MAX(link_arrivals.id) AS upto, \
                 MAX(at) AS newest_at FROM links JOIN link_arrivals \
                 ON link_arrivals.link = links.id AND link_arrivals.id > seen_arrival \
                 WHERE sharer = ?1 AND (?2 IS NULL OR instance = ?2 AND bucket = ?3) \
                 GROUP BY links.id ORDER BY upto DESC LIMIT ?4",
            )?;
            let (instance, name) = (
                bucket.as_ref().map(|bucket| bucket.instance.as_str()),
                bucket.as_ref().map(|bucket| bucket.name.as_str()),
            );
            let asked = params![sharer, instance, name, ARRIVAL_NEWS_MAX];
            let rows = statement.query_map(asked, |row| Ok(news(connection, row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// The sharer has seen what arrived through the link up to `upto`, and no more than arrived; whether there is one.
    pub async fn see_arrivals(
        &self,
        sharer: PersonId,
        link: LinkId,
        upto: i64,
    ) -> Result<bool, Error> {
        self.write(move |transaction| {
            let seen = transaction.execute(
                "UPDATE links SET seen_arrival = MAX(seen_arrival, MIN(?3, COALESCE( \
                 (SELECT MAX(id) FROM link_arrivals WHERE link = ?1), 0))) \
                 WHERE id = ?1 AND sharer = ?2",
                params![link, sharer, upto],
            )?;
            Ok(seen > 0)
        })
        .await
    }

    /// Takes room for a file of `size` bytes; `false` where there is none left. Of two who come at once for the last
    /// of it one gets it.
    pub async fn take_room(
        &self,
        link: LinkId,
        terms: &UploadTerms,
        size: u64,
    ) -> Result<bool, Error> {
        let (files, bytes) = (terms.files_max, terms.bytes_max);
        self.write(move |transaction| {
            let taken = transaction.execute(
                "UPDATE links SET files = files + 1, bytes = bytes + ?2 WHERE id = ?1 \
                 AND (?3 IS NULL OR files < ?3) AND (?4 IS NULL OR bytes + ?2 <= ?4)",
                params![link, column(size), files, bytes.map(column)],
            )?;
            Ok(taken > 0)
        })
        .await
    }

    /// Gives the room of a file back that did not arrive.
    pub async fn give_room_back(&self, link: LinkId, size: u64) -> Result<(), Error> {
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE links SET files = MAX(files - 1, 0), bytes = MAX(bytes - ?2, 0) \
                 WHERE id = ?1",
                params![link, column(size)],
            )?;
            Ok(())
        })
        .await
    }

    /// Records a file that arrived.
    pub async fn record_arrival(&self, link: LinkId, arrival: Arrival) -> Result<(), Error> {
        self.write(move |transaction| {
            let Arrival { key, size, sender, note, at } = &arrival;
            transaction.execute(
                "INSERT INTO link_arrivals (link, key, size, sender, note, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![link, key.as_str(), column(*size), sender, note, Seconds(*at)],
            )?;
            let sql = "UPDATE links SET last_used_at = ?2 WHERE id = ?1";
            transaction.execute(sql, params![link, Seconds(*at)])?;
            Ok(())
        })
        .await
    }

    /// What arrived through the link, newest first; at most `limit`.
    pub async fn arrivals(&self, link: LinkId, limit: u32) -> Result<Vec<Arrival>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, size, sender, note, at FROM link_arrivals WHERE link = ?1 \
                 ORDER BY id DESC LIMIT ?2",
            )?;
            let rows = statement.query_map(params![link, limit], |row| {
                let (key, size): (String, i64) = (row.get("key")?, row.get("size")?);
                let at = row.get::<_, Seconds>("at")?.0;
                let (sender, note) = (row.get("sender")?, row.get("note")?);
                Ok(Key::parse(key).map_err(|_| Error::Unreadable("key")).and_then(|key| {
                    let size = u64::try_from(size).map_err(|_| Error::Unreadable("size"))?;
                    Ok(Arrival { key, size, sender, note, at })
                }))
            })?;
            rows.map(|row| row?).collect()
        })
        .await
    }
}

fn news(connection: &Connection, row: &Row<'_>) -> Result<NewArrivals, Error> {
    let link: LinkId = row.get("link")?;
    let seen: i64 = row.get("seen_arrival")?;
    let (instance, name): (String, String) = (row.get("instance")?, row.get("bucket")?);
    let prefixes: String = row.get("prefixes")?;
    // An upload request has one; of the whole bucket it is the empty one, or none is written.
    let prefixes: Vec<String> =
        serde_json::from_str(&prefixes).map_err(|_| Error::Unreadable("prefixes"))?;
    let number = |column: &str| -> Result<u64, Error> {
        u64::try_from(row.get::<_, i64>(column)?).map_err(|_| Error::Unreadable("size"))
    };
    let mut senders = connection
        .prepare_cached(
            "SELECT sender FROM link_arrivals WHERE link = ?1 AND id > ?2 AND sender <> '' \
             GROUP BY sender ORDER BY MAX(id) DESC LIMIT ?3",
        )?
        .query_map(params![link, seen, ARRIVAL_SENDERS_MAX + 1], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    let named = ARRIVAL_SENDERS_MAX as usize;
    let more_senders = named < senders.len();
    senders.truncate(named);
    Ok(NewArrivals {
        link,
        label: row.get("label")?,
        bucket: rows::bucket(&instance, &name)?,
        prefix: prefixes.into_iter().next().unwrap_or_default(),
        files: number("count")?,
        bytes: number("size")?,
        senders,
        more_senders,
        newest_at: row.get::<_, Seconds>("newest_at")?.0,
        upto: row.get("upto")?,
    })
}

/// Whole numbers of columns have 63 bits; no file is larger.
fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
