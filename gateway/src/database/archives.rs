//! Archives that were prepared and wait to be fetched: what was checked, so that what is missing later can be named.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::rows::{Seconds, column};
use super::{Database, Error, Fingerprint};
use crate::s3::names::{Bucket, Key};

/// Archives that wait, of one session; the oldest gives way.
const WAITING_PER_SESSION_MAX: i64 = 10;
/// Archives that wait, of all strangers together; the oldest gives way.
const WAITING_OF_STRANGERS_MAX: i64 = 50;
/// An archive that is under way for longer was cut off with its process.
const UNDER_WAY_HOURS_MAX: i64 = 48;

#[derive(Clone, Debug)]
pub struct NewArchive {
    /// Of the identifier in the address; the identifier itself is recorded nowhere.
    pub id: Fingerprint,
    /// Whose it is; `None`: whoever has the address may use it.
    pub session: Option<Fingerprint>,
    pub bucket: Bucket,
    /// The folder or the object that was selected, for the record; empty for all of the bucket.
    pub place: String,
    /// Of the file.
    pub name: String,
    pub created_at: Timestamp,
    pub ends_at: Timestamp,
}

/// An archive that can be fetched, or is being fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveRecord {
    pub number: i64,
    pub bucket: Bucket,
    /// The folder or the object that was selected; empty for all of the bucket.
    pub place: String,
    pub name: String,
    /// How many are to be in it.
    pub objects: u64,
    /// What the list of missing objects is called inside.
    pub report: String,
}

/// An object as it was when the archive was prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedObject {
    pub key: Key,
    /// In the archive.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// Without quotes; empty where the storage gives none.
    pub etag: String,
    pub modified: Timestamp,
}

impl Database {
    /// Begins an archive; it cannot be used before [`Database::finish_archive`]. Answers its number.
    pub async fn begin_archive(&self, archive: NewArchive) -> Result<i64, Error> {
        self.write(move |transaction| {
            make_room(transaction, archive.session)?;
            transaction.execute(
                "INSERT INTO archives (id_hash, session, instance, bucket, name, created_at, ends_at, \
                 place) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    archive.id,
                    archive.session,
                    archive.bucket.instance.as_str(),
                    archive.bucket.name.as_str(),
                    archive.name,
                    Seconds(archive.created_at),
                    Seconds(archive.ends_at),
                    archive.place,
                ],
            )?;
            Ok(transaction.last_insert_rowid())
        })
        .await
    }

    /// Records what is to be in the archive, from the `first` number on.
    pub async fn archive_objects(
        &self,
        archive: i64,
        first: u64,
        objects: Vec<ArchivedObject>,
    ) -> Result<(), Error> {
        self.write(move |transaction| {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO archive_objects (archive, number, key, name, size, etag, modified_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            for (number, object) in (first..).zip(&objects) {
                statement.execute(params![
                    archive,
                    column(number),
                    object.key.as_str(),
                    object.name,
                    column(object.size),
                    object.etag,
                    Seconds(object.modified),
                ])?;
            }
            Ok(())
        })
        .await
    }

    /// From now on the archive can be used.
    pub async fn finish_archive(
        &self,
        archive: i64,
        objects: u64,
        report: String,
    ) -> Result<(), Error> {
        self.write(move |transaction| {
            let sql = "UPDATE archives SET objects = ?2, report = ?3 WHERE id = ?1";
            transaction.execute(sql, params![archive, column(objects), report])?;
            Ok(())
        })
        .await
    }

    /// The archive, if it waits for this session.
    pub async fn waiting_archive(
        &self,
        id: Fingerprint,
        session: Option<Fingerprint>,
        now: Timestamp,
    ) -> Result<Option<ArchiveRecord>, Error> {
        self.look_up(move |connection| {
            let found = connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM archives WHERE {WAITING}"))?
                .query_row(params![id, session, Seconds(now)], |row| Ok(read_archive(row)))
                .optional()?;
            found.transpose()
        })
        .await
    }

    /// Uses the archive up, if it waits for this session: of two who ask at once one gets it. It no longer ends with
    /// the session.
    pub async fn use_archive(
        &self,
        id: Fingerprint,
        session: Option<Fingerprint>,
        now: Timestamp,
    ) -> Result<Option<ArchiveRecord>, Error> {
        self.write(move |transaction| {
            let found = transaction
                .query_row(
                    &format!(
                        "UPDATE archives SET used_at = ?3, session = NULL WHERE {WAITING} \
                         RETURNING {COLUMNS}"
                    ),
                    params![id, session, Seconds(now)],
                    |row| Ok(read_archive(row)),
                )
                .optional()?;
            found.transpose()
        })
        .await
    }

    /// Up to `limit` objects of the archive in order, from the `first` number on.
    pub async fn archived_objects(
        &self,
        archive: i64,
        first: u64,
        limit: u32,
    ) -> Result<Vec<ArchivedObject>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, name, size, etag, modified_at FROM archive_objects \
                 WHERE archive = ?1 AND number >= ?2 ORDER BY number LIMIT ?3",
            )?;
            let rows = statement
                .query_map(params![archive, column(first), limit], |row| Ok(read_object(row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    pub async fn forget_archive(&self, archive: i64) -> Result<(), Error> {
        self.write(move |transaction| {
            transaction.execute("DELETE FROM archives WHERE id = ?1", params![archive])?;
            Ok(())
        })
        .await
    }
}

const COLUMNS: &str = "id, instance, bucket, place, name, objects, report";

/// ?1 the archive, ?2 the session that asks, ?3 now.
const WAITING: &str = "id_hash = ?1 AND (session IS NULL OR session = ?2) AND ends_at > ?3 \
                       AND used_at IS NULL AND report IS NOT NULL";

/// Deletes what nobody fetched in time, and what was cut off.
pub(super) fn forget_old(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    let oldest = now
        .saturating_sub(SignedDuration::from_hours(UNDER_WAY_HOURS_MAX))
        .unwrap_or(Timestamp::MIN);
    transaction.execute(
        "DELETE FROM archives WHERE used_at IS NULL AND ends_at <= ?1 OR used_at <= ?2",
        params![Seconds(now), Seconds(oldest)],
    )?;
    Ok(())
}

fn make_room(transaction: &Transaction<'_>, session: Option<Fingerprint>) -> Result<(), Error> {
    let max = if session.is_some() { WAITING_PER_SESSION_MAX } else { WAITING_OF_STRANGERS_MAX };
    transaction.execute(
        "DELETE FROM archives WHERE id IN (SELECT id FROM archives \
         WHERE session IS ?1 AND used_at IS NULL ORDER BY id DESC LIMIT 1000 OFFSET ?2)",
        params![session, max - 1],
    )?;
    Ok(())
}

fn read_archive(row: &Row<'_>) -> Result<ArchiveRecord, Error> {
    let instance: String = row.get("instance")?;
    let bucket: String = row.get("bucket")?;
    let objects: i64 = row.get("objects")?;
    Ok(ArchiveRecord {
        number: row.get("id")?,
        bucket: super::rows::bucket(&instance, &bucket)?,
        place: row.get("place")?,
        name: row.get("name")?,
        objects: u64::try_from(objects).map_err(|_| Error::Unreadable("number of objects"))?,
        report: row.get("report")?,
    })
}

fn read_object(row: &Row<'_>) -> Result<ArchivedObject, Error> {
    let key: String = row.get("key")?;
    let size: i64 = row.get("size")?;
    Ok(ArchivedObject {
        key: Key::parse(key).map_err(|_| Error::Unreadable("key"))?,
        name: row.get("name")?,
        size: u64::try_from(size).map_err(|_| Error::Unreadable("size"))?,
        etag: row.get("etag")?,
        modified: row.get::<_, Seconds>("modified_at")?.0,
    })
}
