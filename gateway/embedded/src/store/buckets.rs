//! Bucket rows.

use rusqlite::{Connection, OptionalExtension};
use s3s::S3ErrorCode;

use super::failure::Failure;
use super::writer::Change;

/// Whether writes keep what they replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versioning {
    /// The state of a new bucket; once left, it does not come back.
    Never,
    Enabled,
    Suspended,
}

/// A bucket as recorded.
#[derive(Debug, Clone)]
pub struct Bucket {
    pub id: i64,
    pub name: String,
    pub created_ms: i64,
    pub versioning: Versioning,
}

const COLUMNS: &str = "id, name, created_ms, versioning";

fn bucket(row: &rusqlite::Row<'_>) -> rusqlite::Result<Bucket> {
    let versioning = match row.get::<_, Option<String>>(3)?.as_deref() {
        Some("Enabled") => Versioning::Enabled,
        Some(_) => Versioning::Suspended,
        None => Versioning::Never,
    };
    Ok(Bucket { id: row.get(0)?, name: row.get(1)?, created_ms: row.get(2)?, versioning })
}

/// The bucket of that name.
pub fn find(connection: &Connection, name: &str) -> Result<Bucket, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM bucket WHERE name = ?1");
    let found = connection.prepare_cached(&sql)?.query_row([name], bucket).optional()?;
    found.ok_or(Failure::NO_BUCKET)
}

/// At most `count_max` buckets after `after`, by name, of those that start with `prefix`.
pub fn list(
    connection: &Connection,
    prefix: &str,
    after: &str,
    count_max: usize,
) -> Result<Vec<Bucket>, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} FROM bucket WHERE name > ?1 AND substr(name, 1, length(?2)) = ?2
         ORDER BY name LIMIT ?3"
    );
    let limit = i64::try_from(count_max).unwrap_or(i64::MAX);
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map((after, prefix, limit), bucket)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Makes a bucket; false when it is there already.
pub fn create(change: &Change<'_>, name: &str) -> Result<bool, Failure> {
    let sql = "INSERT INTO bucket (name, created_ms) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    Ok(change.connection.prepare_cached(sql)?.execute((name, change.now_ms))? == 1)
}

/// Deletes a bucket that holds nothing: no object, no version, no delete marker, no upload.
pub fn delete(change: &Change<'_>, name: &str) -> Result<(), Failure> {
    let bucket = find(change.connection, name)?;
    let sql = "SELECT EXISTS (SELECT 1 FROM object WHERE bucket = ?1)
        OR EXISTS (SELECT 1 FROM past WHERE bucket = ?1)
        OR EXISTS (SELECT 1 FROM upload WHERE bucket = ?1)";
    if change.connection.query_row(sql, [bucket.id], |row| row.get(0))? {
        return Err(Failure::Refused(
            S3ErrorCode::BucketNotEmpty,
            "The bucket you tried to delete is not empty; versions, delete markers and unfinished \
             uploads count.",
        ));
    }
    change.connection.execute("DELETE FROM bucket WHERE id = ?1", [bucket.id])?;
    Ok(())
}

pub fn set_versioning(change: &Change<'_>, name: &str, state: Versioning) -> Result<(), Failure> {
    let state = match state {
        Versioning::Enabled => Some("Enabled"),
        Versioning::Suspended => Some("Suspended"),
        Versioning::Never => None,
    };
    let sql = "UPDATE bucket SET versioning = ?2 WHERE name = ?1";
    match change.connection.execute(sql, (name, state))? {
        0 => Err(Failure::NO_BUCKET),
        _ => Ok(()),
    }
}
