//! Copies, inside one instance and from one to another.
//!
//! Invariants: a copy counts only once it is confirmed; the source is removed only after that, and only where it is
//! still what was copied; what fails or is stopped leaves nothing behind at the target.

mod passage;
mod remove;
mod stream;
mod upload;

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use self::passage::Passage;
use super::{Error, Upstream};
use crate::policy::Permit;
use crate::s3::operation::Operation;

/// Objects that are copied at the same time, over all requests: each takes connections and, between instances, the
/// gateway's own bandwidth.
const COPIES_AT_ONCE_MAX: usize = 32;

/// What copying one object needs, decided before anything is sent.
#[derive(Debug)]
pub enum CopyPermits {
    /// For [`Operation::CopyObject`]: inside one instance.
    Within(Box<Permit>),
    /// For [`Operation::GetObject`] and [`Operation::PutObject`]: from one instance to another.
    Between { read: Box<Permit>, write: Box<Permit> },
}

/// The source as the person saw it. Where it is another now, nothing is copied ([`Error::SourceChanged`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Without quotes.
    pub etag: Option<String>,
    /// In bytes.
    pub size: Option<u64>,
}

/// A copy that is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Of the copy, without quotes.
    pub etag: String,
    source_etag: String,
    /// In bytes.
    source_size: u64,
    source_modified: Timestamp,
    /// Inside one instance.
    within: bool,
}

/// How a copy goes on: how far it is, and whether it is wanted still.
#[derive(Debug, Default)]
pub struct Course {
    bytes: AtomicU64,
    /// Once cancelled nothing new is begun, and what cannot end soon is given up.
    pub stop: CancellationToken,
}

impl Course {
    pub fn new(stop: CancellationToken) -> Self {
        Self { bytes: AtomicU64::new(0), stop }
    }

    /// Bytes of the copy that are there, in whole parts.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    fn advance(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// From which size on objects travel in parts. The defaults are for the world; tests lower them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopySizes {
    /// The largest object that an instance copies in one request. S3's own limit: 5 GiB.
    pub whole_bytes_max: u64,
    /// Of the parts of a larger one; more where 10,000 would not do.
    pub part_bytes: u64,
    /// The largest object that goes from one instance to another in one request.
    pub streamed_bytes_max: u64,
    /// Of the parts of a larger one; one that breaks off is sent once more.
    pub streamed_part_bytes: u64,
}

impl Default for CopySizes {
    fn default() -> Self {
        Self {
            whole_bytes_max: 5 << 30,
            part_bytes: 256 << 20,
            streamed_bytes_max: 64 << 20,
            streamed_part_bytes: 64 << 20,
        }
    }
}

/// What all copies share.
#[derive(Debug)]
pub(super) struct Copying {
    slots: Semaphore,
    sizes: CopySizes,
}

impl Default for Copying {
    fn default() -> Self {
        Self { slots: Semaphore::new(COPIES_AT_ONCE_MAX), sizes: CopySizes::default() }
    }
}

impl Copying {
    pub(super) fn with_sizes(sizes: CopySizes) -> Self {
        Self { sizes, ..Self::default() }
    }
}

impl Upstream {
    /// Copies one object, whatever its size, with what is stored beside its bytes, and answers when the copy is
    /// confirmed: by an entity tag that is the source's, or by the size that the target tells.
    ///
    /// [`Error::SourceChanged`] where the source is not, or no longer, what was seen; [`Error::PreconditionFailed`]
    /// where the target's condition does not hold; [`Error::Stopped`] when it was stopped. Then and with any other
    /// error the target is as it was, unless the last word on it was lost, or it could not be given its tags: what was
    /// written then stays, and so does the source. Dropping the future may leave parts of an upload behind.
    pub async fn copy_object(
        &self,
        permits: &CopyPermits,
        seen: &Seen,
        course: &Course,
    ) -> Result<Copied, Error> {
        let passage = self.passage(permits)?;
        let slot = self.copying.slots.acquire();
        let _slot = tokio::select! {
            biased;
            () = course.stop.cancelled() => return Err(Error::Stopped),
            slot = slot => slot.map_err(|_| Error::Stopped)?,
        };
        passage.cross(seen, course).await
    }

    fn passage<'a>(&'a self, permits: &'a CopyPermits) -> Result<Passage<'a>, Error> {
        let sizes = self.copying.sizes;
        match permits {
            CopyPermits::Within(permit) => {
                let operation = permit.operation();
                Passage::within(self.instance(operation)?, operation, sizes)
            }
            CopyPermits::Between { read, write } => {
                let (read, write) = (read.operation(), write.operation());
                let (Operation::GetObject { .. }, Operation::PutObject { .. }) = (read, write)
                else {
                    return Err(Error::WrongPermit);
                };
                Passage::between(self.instance(read)?, read, self.instance(write)?, write, sizes)
            }
        }
    }
}
