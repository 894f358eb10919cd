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

const SCAN: &str = "SELECT key, size, etag, modified_ms FROM object
    WHERE bucket = ?1 AND key >= ?2 AND key < ?3 ORDER BY key";

/// One page of the newest versions of a bucket.
pub fn objects(
    connection: &Connection,
    bucket: i64,
    query: Query<'_>,
) -> Result<Page<Listed>, Failure> {
    let mut page = Page::empty();
    walk(connection.prepare_cached(SCAN)?, bucket, query, &mut page, |row, key| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    const QUERY: Query<'static> =
        Query { prefix: "", delimiter: "", after: "", entries_max: PAGE_ENTRIES_MAX };

    /// A bucket of `count` keys `folder/0000000`, and one key on each side.
    fn records(count: u32) -> Connection {
        let connection = schema::in_memory();
        let fill =
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)
            INSERT INTO object SELECT 1, CAST(printf('folder/%07d', i) AS BLOB), i, NULL, 1, 'e', 0,
            NULL, '{}' FROM n";
        connection.execute(fill, [count]).unwrap();
        let beside = "INSERT INTO object VALUES (1, ?1, -1, NULL, 1, 'e', 0, NULL, '{}')";
        for key in ["above", "file", "folder", "folder0"] {
            connection.execute(beside, [key.as_bytes()]).unwrap();
        }
        connection
    }

    #[test]
    fn a_page_of_a_million_keys_reads_no_more_rows_than_one_of_a_thousand() {
        let connection = records(1_000_000);
        let check = |query: Query<'_>, entries: usize, prefixes: usize, rows_read: usize| {
            let page = objects(&connection, 1, query).unwrap();
            let found = (page.entries.len(), page.prefixes.len());
            assert_eq!((found, page.rows_read), ((entries, prefixes), rows_read), "{query:?}");
        };
        check(QUERY, 1000, 0, 1001);
        check(Query { prefix: "folder/", ..QUERY }, 1000, 0, 1001);
        check(Query { prefix: "folder/", after: "folder/0500000", ..QUERY }, 1000, 0, 1001);
        check(Query { prefix: "folder/09999", ..QUERY }, 100, 0, 100);
        // Above, file, folder, one row of the million, folder0.
        check(Query { delimiter: "/", ..QUERY }, 4, 1, 5);
        check(Query { delimiter: "/", after: "folder/", ..QUERY }, 1, 0, 1);
        check(Query { delimiter: "/", after: "folder/0000001", ..QUERY }, 1, 0, 1);
    }

    #[test]
    fn no_page_sorts_or_scans_a_table() {
        let connection = records(1);
        let check = |sql: &str| {
            let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = explain.query_map((1, [], []), |row| row.get::<_, String>(3)).unwrap();
            let plan = steps.collect::<Result<Vec<_>, _>>().unwrap().join("; ");
            assert!(plan.contains("USING PRIMARY KEY"), "{plan}");
            assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
        };
        check(SCAN);
        check(crate::store::history::SCAN);
    }

    #[test]
    fn the_end_of_a_prefix_is_above_all_it_starts() {
        assert_eq!(end_of(""), [0xff]);
        assert_eq!(end_of("a/"), b"a0");
        assert!("é\u{10ffff}".as_bytes() < end_of("é").as_slice());
    }
}
