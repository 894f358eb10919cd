//! Pages of versions and delete markers: by key, and the newest first within a key.

use rusqlite::{Connection, OptionalExtension, Row};
use s3s::S3ErrorCode;

use super::failure::Failure;
use super::listing::{Page, Query, common_prefix, key_of, walk};

/// A version or a delete marker, as a listing tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub version: Option<String>,
    pub size: u64,
    pub etag: String,
    pub modified_ms: i64,
    pub marker: bool,
    pub newest: bool,
}

/// Both tables are in the order asked for, so they are merged row by row and not sorted.
pub const SCAN: &str = "
    SELECT key, seq, version, size, etag, modified_ms, 0 FROM object
    WHERE bucket = ?1 AND key >= ?2 AND key < ?3
    UNION ALL
    SELECT key, seq, version, size, etag, modified_ms, marker FROM past
    WHERE bucket = ?1 AND key >= ?2 AND key < ?3
    ORDER BY 1, 2 DESC";

/// What is left of one key, after one of its versions.
const REST_OF_KEY: &str = "
    SELECT key, seq, version, size, etag, modified_ms, marker FROM past
    WHERE bucket = ?1 AND key = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4";

/// One page of versions. With `after_version`, `query.after` goes on in the middle of its key.
pub fn versions(
    connection: &Connection,
    bucket: i64,
    query: Query<'_>,
    after_version: Option<&str>,
) -> Result<Page<Entry>, Failure> {
    let mut page = Page::empty();
    if let Some(version) = after_version
        && common_prefix(query.after, query).is_none()
        && 0 < query.entries_max
    {
        rest_of_key(connection, bucket, query, version, &mut page)?;
    }
    let mut previous: Option<String> = None;
    walk(connection.prepare_cached(SCAN)?, bucket, query, &mut page, |row, key| {
        let newest = previous.as_deref() != Some(key);
        if newest {
            previous = Some(key.to_owned());
        }
        entry(row, key, newest)
    })?;
    Ok(page)
}

fn rest_of_key(
    connection: &Connection,
    bucket: i64,
    query: Query<'_>,
    version: &str,
    page: &mut Page<Entry>,
) -> Result<(), Failure> {
    let sql = "SELECT seq FROM object WHERE bucket = ?1 AND key = ?2 AND version IS ?3
        UNION ALL SELECT seq FROM past WHERE bucket = ?1 AND key = ?2 AND version IS ?3";
    let id = (version != "null").then_some(version);
    let seq: Option<i64> = connection
        .prepare_cached(sql)?
        .query_row((bucket, query.after.as_bytes(), id), |row| row.get(0))
        .optional()?;
    let Some(seq) = seq else {
        // The version was deleted between two pages: its key is left behind rather than told twice.
        return Ok(());
    };
    let mut rest = connection.prepare_cached(REST_OF_KEY)?;
    let limit = i64::try_from(query.entries_max + 1).unwrap_or(i64::MAX);
    let mut rows = rest.query((bucket, query.after.as_bytes(), seq, limit))?;
    while let Some(row) = rows.next()? {
        page.rows_read += 1;
        if page.entries.len() == query.entries_max {
            page.next_after = Some(query.after.to_owned());
            return Ok(());
        }
        page.entries.push(entry(row, key_of(row)?, false)?);
    }
    Ok(())
}

fn entry(row: &Row<'_>, key: &str, newest: bool) -> Result<Entry, Failure> {
    Ok(Entry {
        key: key.to_owned(),
        version: row.get(2)?,
        size: row.get::<_, i64>(3)?.cast_unsigned(),
        etag: row.get(4)?,
        modified_ms: row.get(5)?,
        marker: row.get(6)?,
        newest,
    })
}

/// A version marker without a key says nothing.
pub fn check_markers(key: Option<&str>, version: Option<&str>) -> Result<(), Failure> {
    if version.is_some_and(|version| !version.is_empty()) && key.is_none_or(str::is_empty) {
        return Err(Failure::Refused(
            S3ErrorCode::InvalidArgument,
            "A version-id marker cannot be specified without a key marker.",
        ));
    }
    Ok(())
}
