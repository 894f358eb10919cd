//! What is in the way of a file: an object of its key, and which version of it the person allowed to replace.

use std::cell::RefCell;

use gateway_api::{ObjectDetails, ProblemKind};

use super::queue::{Item, Target};
use super::sending::{End, Sending};
use crate::gateway::{self, Error, Over};
use crate::proof::Sums;

/// As the details call the checksum that the page computes.
const CHECKSUM: &str = "crc64nvme";

impl Sending {
    /// What the write may replace.
    pub(super) fn over(&self) -> Over<'_> {
        let Item { overwrite, seen, .. } = &self.item;
        match (overwrite, seen) {
            (false, _) => Over::Nothing,
            (true, Some(etag)) => Over::Only(etag),
            (true, None) => Over::Anything,
        }
    }

    /// The write met another object than it may replace, or none where one was to be replaced.
    pub(super) fn met(&self, error: &Error) -> bool {
        let over_seen = matches!(self.over(), Over::Only(_));
        error.is(ProblemKind::ObjectExists)
            || over_seen
                && [ProblemKind::Precondition, ProblemKind::NoSuchObject]
                    .into_iter()
                    .any(|kind| error.is(kind))
    }

    /// Looks at what is there, so that an answer holds for that and for nothing else.
    pub(super) async fn taken(&self) -> End {
        match self.details().await {
            Ok(ObjectDetails { etag, .. }) => End::Taken { seen: etag },
            Err(error) if self.item.overwrite && error.is(ProblemKind::NoSuchObject) => {
                End::Vanished
            }
            Err(_) => End::Taken { seen: None },
        }
    }

    /// Whether what is there is this file, stored by a request whose answer was lost.
    pub(super) async fn is_stored(&self, known: &RefCell<Option<Sums>>) -> bool {
        let Some(Sums { crc64nvme, .. }) = known.borrow().clone() else { return false };
        let Ok(ObjectDetails { size, checksums, .. }) = self.details().await else { return false };
        size == self.item.bytes && checksums.get(CHECKSUM) == Some(&crc64nvme)
    }

    async fn details(&self) -> Result<ObjectDetails, Error> {
        let Target { instance, bucket, key } = &self.item.target;
        gateway::details(instance, bucket, key).await
    }
}
