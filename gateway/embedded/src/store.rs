//! An S3 object store in one folder: records in `SQLite`, large bodies in files beside them.
//!
//! Spoken to over S3 like any other. Promises: an object is answered for once it is durable, whole and
//! verified; a kill at any moment loses no acknowledged object and leaves no broken one; what replaces
//! an object does so in one transaction or not at all; keys never become paths; bodies stream through
//! bounded buffers; a page of a listing costs what it holds, not what the bucket holds.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use s3s::S3ErrorCode;

mod attributes;
mod ballast;
mod blobs;
mod buckets;
mod clock;
mod completion;
mod conditions;
mod digest;
mod document;
mod failure;
mod gate;
mod history;
mod intake;
mod leases;
mod listing;
mod operations;
mod readers;
mod reading;
mod schema;
mod serving;
mod space;
mod tags;
mod uploads;
mod versions;
mod writer;

use failure::Failure;

/// Rows written in one transaction by [`Store::seed`], so that other writers get their turn.
const SEED_ROWS_PER_COMMIT: usize = 20_000;

/// The key pair that may do everything in a store.
#[derive(Clone)]
pub struct Credentials {
    pub access_key: String,
    pub secret_key: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// What may be set beside folder, credentials and region.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Bytes of object bodies the store may hold; what would exceed them is refused with
    /// `StorageFull` (507). `None`: as much as the disk takes.
    pub space_bytes_max: Option<u64>,
}

/// Why a store does not open, or does not do what it is asked outside of S3.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder, or a file in it, cannot be made or read.
    #[error("folder of the store `{}` cannot be used", .0.display())]
    Folder(PathBuf, #[source] std::io::Error),
    /// Another process has the store open.
    #[error("store `{}` is open in another process", .0.display())]
    InUse(PathBuf),
    /// The records cannot be opened.
    #[error("records of the store `{}` cannot be opened", .0.display())]
    Records(PathBuf, #[source] Box<dyn std::error::Error + Send + Sync>),
    /// The records were written by a later version of the program.
    #[error("records of the store `{folder}` have version {version}, made by a newer Cellier", folder = .0.display(), version = .1)]
    Newer(PathBuf, i64),
    /// Orphaned files cannot be looked for or removed.
    #[error("orphaned files of the store cannot be swept")]
    Sweep(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A bucket or an object cannot be written.
    #[error("`{0}` cannot be written to the store")]
    Write(String, #[source] Box<dyn std::error::Error + Send + Sync>),
}

/// An open store; cheap to clone. It closes when the last clone is dropped.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// The parts of a store. Fields are dropped in order: the writer ends before the lock is given up.
struct Inner {
    writer: writer::Writer,
    readers: readers::Readers,
    blobs: Arc<blobs::Blobs>,
    leases: Arc<leases::Leases>,
    space: Arc<space::Space>,
    ballast: Arc<ballast::Ballast>,
    credentials: Credentials,
    region: String,
    _lock: File,
}

impl Store {
    /// Opens the store in `folder`, made when missing, without limits of its own.
    ///
    /// # Errors
    /// When the folder cannot be used, is in use, or was written by a newer version.
    pub fn open(
        folder: &Path,
        credentials: Credentials,
        region: impl Into<String>,
    ) -> Result<Self, Error> {
        Self::open_with(folder, credentials, region, Settings::default())
    }

    /// Opens the store in `folder` with [`Settings`].
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(
        folder: &Path,
        credentials: Credentials,
        region: impl Into<String>,
        settings: Settings,
    ) -> Result<Self, Error> {
        let in_folder = |error| Error::Folder(folder.to_owned(), error);
        let in_records = |error: Failure| Error::Records(folder.to_owned(), error.into());
        std::fs::create_dir_all(folder).map_err(in_folder)?;
        let lock = lock(folder)?;
        let blobs = blobs::Blobs::open(folder).map_err(in_folder)?;
        let file = folder.join("records.sqlite");
        let (connection, version) = schema::open_writer(&file).map_err(in_records)?;
        if version != schema::SCHEMA_VERSION {
            return Err(Error::Newer(folder.to_owned(), version));
        }
        let sql = "SELECT space_bytes FROM counter";
        let recorded = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let space = space::Space::new(
            settings.space_bytes_max,
            recorded.map_err(|error| in_records(error.into()))?.cast_unsigned(),
        );
        let readers = readers::Readers::open(&file).map_err(in_records)?;
        let leases = leases::Leases::new(Arc::clone(&blobs));
        let writer = writer::Writer::start(connection, Arc::clone(&leases), Arc::clone(&space))
            .map_err(in_folder)?;
        let ballast = Arc::new(ballast::Ballast::open(folder));
        let region = region.into();
        let inner = Inner {
            writer,
            readers,
            blobs,
            leases,
            space,
            ballast,
            credentials,
            region,
            _lock: lock,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Removes the files of bodies that no record mentions, left by a killed process; returns how many.
    /// [`Store::serve`] does so by itself when it starts, beside its work.
    ///
    /// # Errors
    /// When folders or records cannot be read.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let swept = async {
            let blobs = Arc::clone(&self.inner.blobs);
            let found = self.inner.readers.look_up(move |records| {
                let sql = "SELECT EXISTS (SELECT 1 FROM segment WHERE blob = ?1)";
                let mut is_recorded = records.prepare_cached(sql)?;
                blobs.orphans(|blob| {
                    Ok::<_, Failure>(is_recorded.query_row([blob], |row| row.get(0))?)
                })
            });
            let orphans = found.await?;
            if orphans.is_empty() {
                return Ok(0);
            }
            let (blobs, leases) = (Arc::clone(&self.inner.blobs), Arc::clone(&self.inner.leases));
            // Between two commits it is known which of them are only waiting for their readers.
            let removal = self.inner.writer.write(move |_change| {
                let orphans = orphans.iter().filter(|blob| !leases.is_doomed(blob));
                Ok(orphans.map(|blob| blobs.remove(blob)).count() as u64)
            });
            removal.await
        };
        swept.await.map_err(|failure: Failure| Error::Sweep(failure.into()))
    }

    /// Ends the uploads that were begun longer ago than `age`, with their parts, and returns how many.
    /// [`Store::serve`] does so by itself with those of a week ago.
    ///
    /// # Errors
    /// When records cannot be read or written.
    pub async fn expire_uploads(&self, age: Duration) -> Result<u64, Error> {
        let age_ms = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        let mut ended = 0;
        loop {
            let batch =
                self.inner.writer.write(move |change| uploads::expire(change, age_ms)).await;
            match batch.map_err(|failure: Failure| Error::Sweep(failure.into()))? {
                0 => return Ok(ended),
                count => ended += count,
            }
        }
    }

    /// Makes a bucket unless it is there; true when it was made.
    ///
    /// # Errors
    /// When the name is not one S3 allows, or the record cannot be written.
    pub async fn ensure_bucket(&self, bucket: &str) -> Result<bool, Error> {
        let name = bucket.to_owned();
        let made = async {
            if !s3s::path::check_bucket_name(&name) {
                return Err(Failure::Refused(S3ErrorCode::InvalidBucketName, "not a bucket name"));
            }
            self.inner.writer.write(move |change| buckets::create(change, &name)).await
        };
        made.await.map_err(|failure| Error::Write(bucket.to_owned(), failure.into()))
    }

    /// Puts an object as an S3 PUT does: durable, hashed, visible at once.
    ///
    /// # Errors
    /// When the bucket does not exist, the key is longer than 1,024 bytes, or the disk fails.
    pub async fn put(
        &self,
        bucket: &str,
        key: &str,
        content_type: Option<&str>,
        body: Bytes,
    ) -> Result<(), Error> {
        operations::put::from_memory(&self.inner, bucket, key, content_type, body)
            .await
            .map_err(|failure| Error::Write(format!("{bucket}/{key}"), failure.into()))
    }

    /// Fills a bucket with small objects in bulk, straight into the records and not through S3, many
    /// to a commit: for benchmarks and tests. Bodies above 16 KiB are refused. Returns how many.
    ///
    /// # Errors
    /// As [`Store::put`]. What was committed before the error stays.
    pub async fn seed(
        &self,
        bucket: &str,
        objects: impl IntoIterator<Item = (String, Bytes)>,
    ) -> Result<u64, Error> {
        let in_bucket = |failure: Failure| Error::Write(bucket.to_owned(), failure.into());
        let mut objects = objects.into_iter();
        let mut seeded = 0;
        loop {
            let rows: Vec<_> = objects.by_ref().take(SEED_ROWS_PER_COMMIT).collect();
            if rows.is_empty() {
                return Ok(seeded);
            }
            seeded += rows.len() as u64;
            operations::put::in_bulk(&self.inner, bucket, rows).await.map_err(in_bucket)?;
        }
    }
}

/// Keeps other processes out for as long as the file is open; a kill gives it up.
fn lock(folder: &Path) -> Result<File, Error> {
    let file = File::create(folder.join("lock"))
        .map_err(|error| Error::Folder(folder.to_owned(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::InUse(folder.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(Error::Folder(folder.to_owned(), error)),
    }
}

/// Random bytes in hexadecimal.
fn random_hex<const BYTES: usize>() -> std::io::Result<String> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(hex::encode(bytes))
}
