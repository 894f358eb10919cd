//! Rows of objects: the newest version of each key, the past ones and the delete markers.

use rusqlite::{Connection, OptionalExtension, Row};

use super::attributes::Attributes;
use super::buckets::{Bucket, Versioning};
use super::digest::Checksums;
use super::failure::Failure;
use super::intake::Body;
use super::tags::{self, Tags};
use super::writer::Change;

/// A version as recorded. `version` is `None` for the one S3 calls `null`.
#[derive(Debug, Clone)]
pub struct Version {
    pub seq: i64,
    pub version: Option<String>,
    pub size: u64,
    pub etag: String,
    pub modified_ms: i64,
    /// How many parts it was uploaded in; `None` when it came in one piece.
    pub parts: Option<u32>,
    pub attributes: Attributes,
}

/// One blob file of a body.
#[derive(Debug, Clone)]
pub struct Segment {
    pub number: u32,
    pub blob: String,
    pub size: u64,
    pub checksums: Checksums,
}

/// What is about to become the newest version of a key.
pub struct Arrival {
    pub size: u64,
    pub etag: String,
    pub parts: Option<u32>,
    pub attributes: Attributes,
    pub tags: Tags,
}

/// The columns of [`Version`], the same in `object` and `past`.
const COLUMNS: &str = "seq, version, size, etag, modified_ms, parts, attributes";

fn version(row: &Row<'_>) -> Result<Version, Failure> {
    Ok(Version {
        seq: row.get(0)?,
        version: row.get(1)?,
        size: row.get::<_, i64>(2)?.cast_unsigned(),
        etag: row.get(3)?,
        modified_ms: row.get(4)?,
        parts: row.get(5)?,
        attributes: serde_json::from_str(row.get_ref(6)?.as_str().map_err(from_sql)?)?,
    })
}

fn from_sql(error: rusqlite::types::FromSqlError) -> Failure {
    Failure::Records(error.into())
}

/// The newest version of a key; `None` when the key was never there or is hidden by a marker.
pub fn current(
    connection: &Connection,
    bucket: i64,
    key: &str,
) -> Result<Option<Version>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM object WHERE bucket = ?1 AND key = ?2");
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query((bucket, key.as_bytes()))?;
    rows.next()?.map(version).transpose()
}

/// What a read of `key` gets: the version named, or the newest.
pub fn find(
    connection: &Connection,
    bucket: i64,
    key: &str,
    version_id: Option<&str>,
) -> Result<Version, Failure> {
    if let Some(newest) = current(connection, bucket, key)?
        && version_id.is_none_or(|id| id == newest.version.as_deref().unwrap_or("null"))
    {
        return Ok(newest);
    }
    let sql = format!(
        "SELECT {COLUMNS}, marker FROM past WHERE bucket = ?1 AND key = ?2 ORDER BY seq DESC"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query((bucket, key.as_bytes()))?;
    while let Some(row) = rows.next()? {
        let id: Option<String> = row.get(1)?;
        let asked = version_id.is_none_or(|asked| asked == id.as_deref().unwrap_or("null"));
        if asked && row.get(7)? {
            let asked_by_version = version_id.is_some();
            return Err(Failure::Marker { version: id, asked_by_version });
        }
        if asked {
            return version(row);
        }
    }
    Err(if version_id.is_some() { Failure::NO_VERSION } else { Failure::NO_KEY })
}

/// The bytes of a small body.
pub fn inline_body(connection: &Connection, seq: i64) -> Result<Option<Vec<u8>>, Failure> {
    let mut select = connection.prepare_cached("SELECT bytes FROM inline WHERE seq = ?1")?;
    Ok(select.query_row([seq], |row| row.get(0)).optional()?)
}

/// The blobs of a body, in order.
pub fn segments(connection: &Connection, seq: i64) -> Result<Vec<Segment>, Failure> {
    let sql = "SELECT number, blob, size, checksums FROM segment WHERE seq = ?1 ORDER BY number";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([seq])?;
    let mut segments = Vec::new();
    while let Some(row) = rows.next()? {
        segments.push(Segment {
            number: row.get(0)?,
            blob: row.get(1)?,
            size: row.get::<_, i64>(2)?.cast_unsigned(),
            checksums: serde_json::from_str(row.get_ref(3)?.as_str().map_err(from_sql)?)?,
        });
    }
    Ok(segments)
}

/// Makes `arrival`, whose body already has the number `seq`, the newest version of the key; returns
/// its version id.
pub fn put(
    change: &mut Change<'_>,
    bucket: &Bucket,
    key: &str,
    seq: i64,
    arrival: &Arrival,
) -> Result<Option<String>, Failure> {
    let id = match bucket.versioning {
        Versioning::Enabled => Some(new_version_id()?),
        Versioning::Never | Versioning::Suspended => None,
    };
    make_room(change, bucket, key)?;
    let sql = format!(
        "INSERT INTO object (bucket, key, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    );
    change.connection.prepare_cached(&sql)?.execute((
        bucket.id,
        key.as_bytes(),
        seq,
        &id,
        arrival.size.cast_signed(),
        &arrival.etag,
        change.now_ms,
        arrival.parts,
        serde_json::to_string(&arrival.attributes)?,
    ))?;
    tags::put(change.connection, seq, &arrival.tags)?;
    Ok(id)
}

/// Records a received body under `seq`.
pub fn put_body(
    change: &mut Change<'_>,
    seq: i64,
    size: u64,
    checksums: &Checksums,
    body: Body,
) -> Result<(), Failure> {
    match body {
        Body::Inline(bytes, _reservation) => {
            let sql = "INSERT INTO inline (seq, bytes) VALUES (?1, ?2)";
            change.connection.prepare_cached(sql)?.execute((seq, bytes.as_ref()))?;
            change.count_space(size.cast_signed());
        }
        Body::Blob(blob) => {
            put_segment(change, seq, 1, size, checksums, &blob.name)?;
            change.keep_blob(blob);
        }
    }
    Ok(())
}

/// Records one blob of a body.
pub fn put_segment(
    change: &mut Change<'_>,
    seq: i64,
    number: u32,
    size: u64,
    checksums: &Checksums,
    blob: &str,
) -> Result<(), Failure> {
    let sql =
        "INSERT INTO segment (seq, number, blob, size, checksums) VALUES (?1, ?2, ?3, ?4, ?5)";
    let checksums = serde_json::to_string(checksums)?;
    change.connection.prepare_cached(sql)?.execute((
        seq,
        number,
        blob,
        size.cast_signed(),
        checksums,
    ))?;
    change.count_space(size.cast_signed());
    Ok(())
}

/// What a delete did, as its answer tells.
#[derive(Debug, Default)]
pub struct Deleted {
    /// The version deleted, or the marker written.
    pub version: Option<String>,
    pub marker: bool,
}

/// Deletes the key: in a bucket with versions by a marker, else for good. A key that is not there is
/// deleted as well.
pub fn delete(change: &mut Change<'_>, bucket: &Bucket, key: &str) -> Result<Deleted, Failure> {
    if bucket.versioning == Versioning::Never {
        make_room(change, bucket, key)?;
        return Ok(Deleted::default());
    }
    let id = match bucket.versioning {
        Versioning::Enabled => Some(new_version_id()?),
        Versioning::Never | Versioning::Suspended => None,
    };
    make_room(change, bucket, key)?;
    let sql = format!(
        "INSERT INTO past (bucket, key, {COLUMNS}, marker)
         VALUES (?1, ?2, ?3, ?4, 0, '', ?5, NULL, '{{}}', 1)"
    );
    let row = (bucket.id, key.as_bytes(), change.next_seq()?, &id, change.now_ms);
    change.connection.prepare_cached(&sql)?.execute(row)?;
    Ok(Deleted { version: Some(id.unwrap_or_else(|| "null".to_owned())), marker: true })
}

/// Deletes one version for good; the newest one left takes its place. A version that is not there is
/// deleted as well.
pub fn delete_version(
    change: &mut Change<'_>,
    bucket: &Bucket,
    key: &str,
    version_id: &str,
) -> Result<Deleted, Failure> {
    let id = (version_id != "null").then_some(version_id);
    let of_newest = "DELETE FROM object
        WHERE bucket = ?1 AND key = ?2 AND version IS ?3 RETURNING seq, 0";
    let of_past = "DELETE FROM past
        WHERE bucket = ?1 AND key = ?2 AND version IS ?3 RETURNING seq, marker";
    let mut marker = false;
    for sql in [of_newest, of_past] {
        let gone = change
            .connection
            .prepare_cached(sql)?
            .query_row((bucket.id, key.as_bytes(), id), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((seq, was_marker)) = gone {
            marker = was_marker;
            remove_body(change, seq)?;
            break;
        }
    }
    promote(change, bucket, key)?;
    Ok(Deleted { version: Some(version_id.to_owned()), marker })
}

/// Takes the newest version out of the way of what comes: into the past when the bucket keeps
/// versions, else for good. The `null` version is replaced wherever it is.
fn make_room(change: &mut Change<'_>, bucket: &Bucket, key: &str) -> Result<(), Failure> {
    if bucket.versioning != Versioning::Enabled {
        for sql in [
            "DELETE FROM object WHERE bucket = ?1 AND key = ?2 AND version IS NULL RETURNING seq",
            "DELETE FROM past WHERE bucket = ?1 AND key = ?2 AND version IS NULL RETURNING seq",
        ] {
            let gone: Option<i64> = change
                .connection
                .prepare_cached(sql)?
                .query_row((bucket.id, key.as_bytes()), |row| row.get(0))
                .optional()?;
            if let Some(seq) = gone {
                remove_body(change, seq)?;
            }
        }
    }
    if bucket.versioning != Versioning::Never {
        let into_past = format!(
            "INSERT INTO past (bucket, key, {COLUMNS}, marker)
             SELECT bucket, key, {COLUMNS}, 0 FROM object WHERE bucket = ?1 AND key = ?2"
        );
        let of_key = (bucket.id, key.as_bytes());
        change.connection.prepare_cached(&into_past)?.execute(of_key)?;
        let taken = "DELETE FROM object WHERE bucket = ?1 AND key = ?2";
        change.connection.prepare_cached(taken)?.execute(of_key)?;
    }
    Ok(())
}

/// Brings the newest past version back when nothing, not even a marker, is newer.
fn promote(change: &Change<'_>, bucket: &Bucket, key: &str) -> Result<(), Failure> {
    let of_key = (bucket.id, key.as_bytes());
    let newest_of_past = "SELECT seq, marker FROM past WHERE bucket = ?1 AND key = ?2
        AND NOT EXISTS (SELECT 1 FROM object WHERE bucket = ?1 AND key = ?2)
        ORDER BY seq DESC LIMIT 1";
    let newest: Option<(i64, bool)> = change
        .connection
        .prepare_cached(newest_of_past)?
        .query_row(of_key, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((seq, false)) = newest else { return Ok(()) };
    let back = format!(
        "INSERT INTO object (bucket, key, {COLUMNS})
         SELECT bucket, key, {COLUMNS} FROM past WHERE bucket = ?1 AND key = ?2 AND seq = ?3"
    );
    let of_version = (bucket.id, key.as_bytes(), seq);
    change.connection.prepare_cached(&back)?.execute(of_version)?;
    let taken = "DELETE FROM past WHERE bucket = ?1 AND key = ?2 AND seq = ?3";
    change.connection.prepare_cached(taken)?.execute(of_version)?;
    Ok(())
}

/// Removes what hangs on a version or a part: its bytes and tags.
pub fn remove_body(change: &mut Change<'_>, seq: i64) -> Result<(), Failure> {
    let inline = "DELETE FROM inline WHERE seq = ?1 RETURNING length(bytes)";
    let bytes: Option<i64> =
        change.connection.prepare_cached(inline)?.query_row([seq], |row| row.get(0)).optional()?;
    change.count_space(-bytes.unwrap_or(0));
    if bytes.is_none() {
        let segment = "DELETE FROM segment WHERE seq = ?1 RETURNING blob, size";
        let mut delete = change.connection.prepare_cached(segment)?;
        let rows = delete.query_map([seq], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
        for (blob, size) in rows.collect::<Result<Vec<(String, i64)>, _>>()? {
            change.remove_blob(seq, blob);
            change.count_space(-size);
        }
    }
    change.connection.prepare_cached("DELETE FROM tag WHERE seq = ?1")?.execute([seq])?;
    Ok(())
}

/// Random, so that a version id says nothing and never comes twice.
fn new_version_id() -> Result<String, Failure> {
    Ok(super::random_hex::<16>()?)
}
