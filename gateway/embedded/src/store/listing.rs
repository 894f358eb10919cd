//! Pages of keys: a range scan that jumps over what a delimiter rolls up.
//!
//! A page of n entries reads n rows and makes one seek for each common prefix, however many keys
//! lie below it or in the bucket.

use rusqlite::Connection;

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
    pub objects: Vec<T>,
    pub prefixes: Vec<String>,
    /// The last name of this page when there are more.
    pub next_after: Option<String>,
    /// Rows read, for the tests that hold listing to its promise.
    pub rows_read: usize,
}

impl<T> Page<T> {
    pub const fn empty() -> Self {
        Self { objects: Vec::new(), prefixes: Vec::new(), next_after: None, rows_read: 0 }
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

const SCAN: &str = "SELECT key, size, etag, modified_ms FROM object
    WHERE bucket = ?1 AND key >= ?2 AND key < ?3 ORDER BY key";

/// One page of the newest versions of a bucket.
pub fn objects(
    connection: &Connection,
    bucket: i64,
    query: Query<'_>,
) -> Result<Page<Listed>, Failure> {
    let mut page = Page::empty();
    if query.entries_max == 0 {
        return Ok(page);
    }
    let end = end_of(query.prefix);
    let mut from = start_of(query);
    let mut last = String::new();
    let mut scan = connection.prepare_cached(SCAN)?;
    'seek: loop {
        let mut rows = scan.query((bucket, &from, &end))?;
        while let Some(row) = rows.next()? {
            page.rows_read += 1;
            if page.objects.len() + page.prefixes.len() == query.entries_max {
                page.next_after = Some(last);
                return Ok(page);
            }
            let key = text(row.get(0)?)?;
            if let Some(common) = common_prefix(&key, query) {
                from = end_of(common);
                last = common.to_owned();
                page.prefixes.push(common.to_owned());
                continue 'seek;
            }
            last.clone_from(&key);
            page.objects.push(Listed {
                key,
                size: row.get::<_, i64>(1)?.cast_unsigned(),
                etag: row.get(2)?,
                modified_ms: row.get(3)?,
            });
        }
        return Ok(page);
    }
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

/// Keys came in as UTF-8 and are kept as bytes, so that they sort by bytes.
pub fn text(key: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(key).map_err(|error| {
        let error = rusqlite::types::FromSqlError::other(error);
        Failure::Records(error.into())
    })
}
