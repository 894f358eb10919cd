//! The tables of the store, and how connections to them are opened.
//!
//! Durability: WAL with `synchronous=FULL`, so a commit that returned survives the loss of power.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::failure::Failure;

/// Raised when the tables change in a way older programs would misread.
pub const SCHEMA_VERSION: i64 = 1;

/// Pages the writer may keep, in KiB: the rows that batches of writes touch again and again.
const WRITER_CACHE_KIB: i64 = 4 * 1024;
/// Pages each reader may keep, in KiB; several stores share a process, so it is small.
const READER_CACHE_KIB: i64 = 1024;
/// How long a connection waits for another's lock, which only recovery at start takes.
const BUSY_MS_MAX: u64 = 5_000;
/// The log is cut back to this size after a burst of writes.
const JOURNAL_BYTES_MAX: i64 = 16 * 1024 * 1024;

/// `object` holds the newest version of each key unless it is a delete marker, so that listing a
/// bucket is one range scan over it; `past` holds every other version and all markers, newest first.
///
/// `seq` names a version for life and orders the versions of a key; bodies and tags hang on it:
/// `inline` for small bodies, else `segment`, one row a blob file, in order. Parts of unfinished
/// uploads have segments too, which completion hands to the object: no byte is copied.
const TABLES: &str = "
CREATE TABLE counter (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,
  space_bytes INTEGER NOT NULL
);
INSERT INTO counter VALUES (1, 0, 0);
CREATE TABLE bucket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created_ms INTEGER NOT NULL,
  versioning TEXT CHECK (versioning IN ('Enabled', 'Suspended'))
);
CREATE TABLE object (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  seq INTEGER NOT NULL,
  version TEXT,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  modified_ms INTEGER NOT NULL,
  parts INTEGER,
  attributes TEXT NOT NULL,
  PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE TABLE past (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  seq INTEGER NOT NULL,
  version TEXT,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  modified_ms INTEGER NOT NULL,
  parts INTEGER,
  attributes TEXT NOT NULL,
  marker INTEGER NOT NULL,
  PRIMARY KEY (bucket, key, seq DESC)
) WITHOUT ROWID;
CREATE TABLE inline (
  seq INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
);
CREATE TABLE segment (
  seq INTEGER NOT NULL,
  number INTEGER NOT NULL,
  blob TEXT NOT NULL,
  size INTEGER NOT NULL,
  checksums TEXT NOT NULL,
  PRIMARY KEY (seq, number)
) WITHOUT ROWID;
CREATE INDEX segment_blob ON segment (blob);
CREATE TABLE tag (
  seq INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (seq, name)
) WITHOUT ROWID;
CREATE TABLE upload (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  name TEXT NOT NULL,
  seq INTEGER NOT NULL,
  initiated_ms INTEGER NOT NULL,
  attributes TEXT NOT NULL,
  tags TEXT NOT NULL,
  algorithm TEXT,
  kind TEXT NOT NULL,
  PRIMARY KEY (bucket, key, name)
) WITHOUT ROWID;
CREATE TABLE part (
  upload INTEGER NOT NULL,
  number INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  modified_ms INTEGER NOT NULL,
  checksums TEXT NOT NULL,
  PRIMARY KEY (upload, number)
) WITHOUT ROWID;
CREATE TABLE completed (
  name TEXT PRIMARY KEY,
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  parts TEXT NOT NULL,
  answer TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX completed_at ON completed (at_ms);
";

/// Opens the writing connection, making the tables when the file is new.
pub fn open_writer(file: &Path) -> Result<(Connection, i64), Failure> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_MS_MAX))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_BYTES_MAX)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(64);
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == 0 {
        create(&connection)?;
        return Ok((connection, SCHEMA_VERSION));
    }
    Ok((connection, version))
}

/// Records in memory, for tests of what is done with them.
#[cfg(test)]
pub fn in_memory() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    create(&connection).unwrap();
    connection
}

/// Makes the tables in one transaction, so that a kill leaves none or all.
fn create(connection: &Connection) -> Result<(), Failure> {
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
    ))?;
    Ok(())
}

/// Opens a connection that can only read.
pub fn open_reader(file: &Path) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_MS_MAX))?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}
