//! Rows of multipart uploads and their parts.

use rusqlite::{Connection, OptionalExtension, Row};
use s3s::S3ErrorCode;

use super::attributes::Attributes;
use super::buckets;
use super::digest::{Algorithm, Checksums, Kind};
use super::failure::Failure;
use super::intake::{Body, Received};
use super::listing::{Page, Query, common_prefix, key_of, walk};
use super::tags::Tags;
use super::versions;
use super::writer::Change;

/// Parts of an upload, as on S3.
pub const PARTS_MAX: i32 = 10_000;

/// Uploads that are ended in one change: each may have 10,000 parts.
const EXPIRED_PER_CHANGE: i64 = 10;

/// An unfinished upload.
#[derive(Debug, Clone)]
pub struct Upload {
    pub key: String,
    /// Its id, as clients know it.
    pub name: String,
    pub seq: i64,
    pub initiated_ms: i64,
    pub attributes: Attributes,
    pub tags: Tags,
    /// The checksum asked for at its creation.
    pub algorithm: Option<Algorithm>,
    pub kind: Kind,
}

impl Upload {
    /// The checksum its parts are given: without any asked for, the one that costs least.
    pub fn part_algorithm(&self) -> Algorithm {
        self.algorithm.unwrap_or(Algorithm::Crc64nvme)
    }
}

/// A part of an unfinished upload.
#[derive(Debug, Clone)]
pub struct Part {
    pub number: i32,
    pub seq: i64,
    pub size: u64,
    pub etag: String,
    pub modified_ms: i64,
    pub checksums: Checksums,
}

/// Where an upload is, as requests name it.
#[derive(Debug, Clone)]
pub struct Place {
    pub bucket: String,
    pub key: String,
    pub upload: String,
}

const COLUMNS: &str = "key, name, seq, initiated_ms, attributes, tags, algorithm, kind";

fn upload(row: &Row<'_>, key: &str) -> Result<Upload, Failure> {
    let json = |index| row.get::<_, String>(index);
    let algorithm: Option<String> = row.get(6)?;
    Ok(Upload {
        key: key.to_owned(),
        name: row.get(1)?,
        seq: row.get(2)?,
        initiated_ms: row.get(3)?,
        attributes: serde_json::from_str(&json(4)?)?,
        tags: serde_json::from_str(&json(5)?)?,
        algorithm: algorithm.map(|name| Algorithm::from_name(&name)).transpose()?,
        kind: serde_json::from_str(&json(7)?)?,
    })
}

/// Starts an upload.
pub fn create(change: &Change<'_>, bucket: &str, upload: &Upload) -> Result<(), Failure> {
    let bucket = buckets::find(change.connection, bucket)?;
    let sql = format!(
        "INSERT INTO upload (bucket, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    );
    change.connection.prepare_cached(&sql)?.execute((
        bucket.id,
        upload.key.as_bytes(),
        &upload.name,
        change.next_seq()?,
        change.now_ms,
        serde_json::to_string(&upload.attributes)?,
        serde_json::to_string(&upload.tags)?,
        upload.algorithm.map(Algorithm::name),
        serde_json::to_string(&upload.kind)?,
    ))?;
    Ok(())
}

/// The upload at `place`, and the bucket it is in.
pub fn find(connection: &Connection, place: &Place) -> Result<(buckets::Bucket, Upload), Failure> {
    let bucket = buckets::find(connection, &place.bucket)?;
    let sql = format!("SELECT {COLUMNS} FROM upload WHERE bucket = ?1 AND key = ?2 AND name = ?3");
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query((bucket.id, place.key.as_bytes(), &place.upload))?;
    let row = rows.next()?.ok_or(Failure::NO_UPLOAD)?;
    let upload = upload(row, &place.key)?;
    Ok((bucket, upload))
}

/// Forgets an upload; its parts must be gone or have become an object's.
pub fn forget(change: &Change<'_>, bucket: i64, upload: &Upload) -> Result<(), Failure> {
    let sql = "DELETE FROM part WHERE upload = ?1";
    change.connection.prepare_cached(sql)?.execute([upload.seq])?;
    let sql = "DELETE FROM upload WHERE bucket = ?1 AND key = ?2 AND name = ?3";
    let row = (bucket, upload.key.as_bytes(), &upload.name);
    change.connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

/// Ends an upload and removes its parts.
pub fn abort(change: &mut Change<'_>, place: &Place) -> Result<(), Failure> {
    let (bucket, upload) = find(change.connection, place)?;
    for part in parts(change.connection, upload.seq, 0, PARTS_MAX.cast_unsigned())? {
        versions::remove_body(change, part.seq)?;
    }
    forget(change, bucket.id, &upload)
}

/// Ends some of the uploads that are older than `age_ms`, and tells how many; none when none is left.
pub fn expire(change: &mut Change<'_>, age_ms: i64) -> Result<u64, Failure> {
    let sql = "SELECT bucket.name, upload.key, upload.name FROM upload
        JOIN bucket ON bucket.id = upload.bucket WHERE initiated_ms <= ?1 LIMIT ?2";
    let mut select = change.connection.prepare_cached(sql)?;
    let rows =
        select.query_map((change.now_ms.saturating_sub(age_ms), EXPIRED_PER_CHANGE), |row| {
            let key = String::from_utf8_lossy(row.get_ref(1)?.as_blob()?).into_owned();
            Ok(Place { bucket: row.get(0)?, key, upload: row.get(2)? })
        })?;
    let places = rows.collect::<Result<Vec<_>, _>>()?;
    drop(select);
    for place in &places {
        abort(change, place)?;
    }
    Ok(places.len() as u64)
}

/// Records a received part, in place of an earlier one of the same number.
pub fn put_part(
    change: &mut Change<'_>,
    place: &Place,
    number: i32,
    received: Received,
) -> Result<(), Failure> {
    let (_, upload) = find(change.connection, place)?;
    let replaced = "DELETE FROM part WHERE upload = ?1 AND number = ?2 RETURNING seq";
    let replaced: Option<i64> = change
        .connection
        .prepare_cached(replaced)?
        .query_row((upload.seq, number), |row| row.get(0))
        .optional()?;
    if let Some(seq) = replaced {
        versions::remove_body(change, seq)?;
    }
    let seq = change.next_seq()?;
    let etag = received.etag();
    let Received { body, size, checksums, .. } = received;
    debug_assert!(matches!(body, Body::Blob(_)), "a part has a blob of its own");
    let sql = "INSERT INTO part (upload, number, seq, size, etag, modified_ms, checksums)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let told = serde_json::to_string(&checksums)?;
    let row = (upload.seq, number, seq, size.cast_signed(), etag, change.now_ms, told);
    change.connection.prepare_cached(sql)?.execute(row)?;
    versions::put_body(change, seq, size, &checksums, body)
}

/// At most `count_max` parts above number `after`.
pub fn parts(
    connection: &Connection,
    upload: i64,
    after: i32,
    count_max: u32,
) -> Result<Vec<Part>, Failure> {
    let sql = "SELECT number, seq, size, etag, modified_ms, checksums FROM part
        WHERE upload = ?1 AND number > ?2 ORDER BY number LIMIT ?3";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query((upload, after, count_max))?;
    let mut parts = Vec::new();
    while let Some(row) = rows.next()? {
        parts.push(Part {
            number: row.get(0)?,
            seq: row.get(1)?,
            size: row.get::<_, i64>(2)?.cast_unsigned(),
            etag: row.get(3)?,
            modified_ms: row.get(4)?,
            checksums: serde_json::from_str(&row.get::<_, String>(5)?)?,
        });
    }
    Ok(parts)
}

/// One page of unfinished uploads, by key and id. With `after_upload`, `query.after` goes on in the
/// middle of its key.
pub fn list(
    connection: &Connection,
    bucket: i64,
    query: Query<'_>,
    after_upload: Option<&str>,
) -> Result<Page<Upload>, Failure> {
    let mut page = Page::empty();
    if let Some(name) = after_upload
        && common_prefix(query.after, query).is_none()
        && 0 < query.entries_max
    {
        rest_of_key(connection, bucket, query, name, &mut page)?;
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM upload WHERE bucket = ?1 AND key >= ?2 AND key < ?3
         ORDER BY key, name"
    );
    walk(connection.prepare_cached(&sql)?, bucket, query, &mut page, upload)?;
    Ok(page)
}

fn rest_of_key(
    connection: &Connection,
    bucket: i64,
    query: Query<'_>,
    name: &str,
    page: &mut Page<Upload>,
) -> Result<(), Failure> {
    let sql = format!(
        "SELECT {COLUMNS} FROM upload WHERE bucket = ?1 AND key = ?2 AND name > ?3 ORDER BY name"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query((bucket, query.after.as_bytes(), name))?;
    while let Some(row) = rows.next()? {
        if page.entries.len() == query.entries_max {
            page.next_after = Some(query.after.to_owned());
            return Ok(());
        }
        page.entries.push(upload(row, key_of(row)?)?);
    }
    Ok(())
}

/// Part numbers run from 1 to 10,000.
pub fn check_number(number: i32) -> Result<(), Failure> {
    if (1..=PARTS_MAX).contains(&number) {
        return Ok(());
    }
    Err(Failure::Refused(
        S3ErrorCode::InvalidArgument,
        "Part number must be an integer between 1 and 10000, inclusive.",
    ))
}
