//! Pages of keys: a range scan that jumps over what a delimiter rolls up.
//!
//! A page of n entries reads n rows and makes one seek for each common prefix, however many keys
//! lie below it or in the bucket.

use rusqlite::types::FromSqlError;
use rusqlite::{CachedStatement, Connection, Row};

use super::failure::Failure;

/// Entries of a page at most, as on S3.
pub const PAGE_ENTRIES_MAX: usize = 1000;

/// Above every key: keys are UTF-8, where this byte never occurs.
const ABOVE_ALL: [u8; 1] = [0xff];

/// Which keys are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    pub prefix: &'a str,
    /// Empty: nothing is rolled up.
    pub delimiter: &'a str,
    /// Names up to and including this one were given before; empty: from the start.
    pub after: &'a str,
    pub entries_max: usize,
}

/// A page of a listing, in the order of the keys' bytes.
#[derive(Debug)]
pub struct Page<T> {
    pub entries: Vec<T>,
    pub prefixes: Vec<String>,
    /// The last name of this page when there are more.
    pub next_after: Option<String>,
    /// Rows read, for the tests that hold listing to its promise.
    pub rows_read: usize,
}

impl<T> Page<T> {
    pub const fn empty() -> Self {
        Self { entries: Vec::new(), prefixes: Vec::new(), next_after: None, rows_read: 0 }
    }
}

/// What a listing tells of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub key: String,
    pub size: u64,
    pub etag: String,
    pub modified_ms: i64,
}

/// One page of the newest versions of a bucket.
pub fn objects(
    connection: &Connection,
    bucket: i64,
    query: Query<'_>,
) -> Result<Page<Listed>, Failure> {
    let scan = "SELECT key, size, etag, modified_ms FROM object
        WHERE bucket = ?1 AND key >= ?2 AND key < ?3 ORDER BY key";
    let mut page = Page::empty();
    walk(connection.prepare_cached(scan)?, bucket, query, &mut page, |row, key| {
        let key = key.to_owned();
        let size = row.get::<_, i64>(1)?.cast_unsigned();
        Ok(Listed { key, size, etag: row.get(2)?, modified_ms: row.get(3)? })
    })?;
    Ok(page)
}

/// Fills `page` from a scan that takes bucket, first key and end, and gives rows by key, the key
/// first. Jumps to the end of each common prefix instead of reading through it.
pub fn walk<T>(
    mut scan: CachedStatement<'_>,
    bucket: i64,
    query: Query<'_>,
    page: &mut Page<T>,
    mut read: impl FnMut(&Row<'_>, &str) -> Result<T, Failure>,
) -> Result<(), Failure> {
    if query.entries_max == 0 || page.next_after.is_some() {
        return Ok(());
    }
    let end = end_of(query.prefix);
    let mut from = start_of(query);
    let mut last = query.after.to_owned();
    'seek: loop {
        let mut rows = scan.query((bucket, &from, &end))?;
        while let Some(row) = rows.next()? {
            page.rows_read += 1;
            if page.entries.len() + page.prefixes.len() == query.entries_max {
                page.next_after = Some(last);
                return Ok(());
            }
            let key = key_of(row)?;
            if let Some(common) = common_prefix(key, query) {
                from = end_of(common);
                common.clone_into(&mut last);
                page.prefixes.push(common.to_owned());
                continue 'seek;
            }
            page.entries.push(read(row, key)?);
            key.clone_into(&mut last);
        }
        return Ok(());
    }
}

/// The key of a row, its first column. Keys came in as UTF-8 and are kept as bytes, so that they
/// sort by bytes.
pub fn key_of<'r>(row: &'r Row<'_>) -> Result<&'r str, Failure> {
    let from_sql = |error: FromSqlError| Failure::Records(error.into());
    let key = row.get_ref(0)?.as_blob().map_err(from_sql)?;
    std::str::from_utf8(key).map_err(|error| from_sql(FromSqlError::other(error)))
}

/// What `key` is rolled up into, when it holds the delimiter after the prefix.
pub fn common_prefix<'k>(key: &'k str, query: Query<'_>) -> Option<&'k str> {
    if query.delimiter.is_empty() {
        return None;
    }
    let rest = key.strip_prefix(query.prefix)?;
    let found = rest.find(query.delimiter)?;
    key.get(..query.prefix.len() + found + query.delimiter.len())
}

/// The first key the page may hold. A marker inside a common prefix leaves that prefix behind whole,
/// so that no prefix is given twice.
pub fn start_of(query: Query<'_>) -> Vec<u8> {
    if query.after < query.prefix || query.after.is_empty() {
        return query.prefix.as_bytes().to_vec();
    }
    match common_prefix(query.after, query) {
        Some(common) => end_of(common),
        None => [query.after.as_bytes(), b"\0"].concat(),
    }
}

/// The least bytes above everything that starts with `prefix`.
pub fn end_of(prefix: &str) -> Vec<u8> {
    let mut end = prefix.as_bytes().to_vec();
    // No byte of UTF-8 is 0xff, so the last one can always grow.
    match end.last_mut() {
        Some(last) => *last += 1,
        None => return ABOVE_ALL.to_vec(),
    }
    end
}
