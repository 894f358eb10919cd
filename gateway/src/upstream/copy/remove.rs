//! The end of a move: the source goes, once its copy is confirmed.

use super::Copied;
use super::passage::End;
use crate::policy::Permit;
use crate::s3::operation::{Deletion, Operation};
use crate::upstream::tries::Tries;
use crate::upstream::{Error, Upstream};

impl Upstream {
    /// Removes what was copied, unless it is another by now ([`Error::SourceChanged`]). One that is gone already is no
    /// error. Where the upstream does not know conditional deletions it is looked at before, which is not atomic.
    pub async fn remove_copied(&self, permit: &Permit, copied: &Copied) -> Result<(), Error> {
        let operation = permit.operation();
        let Operation::DeleteObject { bucket, key, deletion: Deletion::Newest } = operation else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let end = End { instance, bucket: bucket.clone(), key };
        let conditional = instance.capabilities.conditional_deletes;
        let etag = copied.source_etag.clone();
        let deletion = if conditional { Deletion::Unchanged { etag } } else { Deletion::Newest };
        let (bucket, key) = (bucket.clone(), key.clone());
        let operation = Operation::DeleteObject { bucket, key, deletion };
        // Between two names of one storage the copy could be the source: then its date is another.
        let look = !conditional || !copied.within;
        let mut tries = Tries::default();
        loop {
            if look && !end.holds(copied).await? {
                return Ok(());
            }
            match instance.ask(&operation).await {
                Ok(_) | Err(Error::NoSuchKey { .. }) => return Ok(()),
                Err(Error::PreconditionFailed { .. }) => return Err(end.changed()),
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl End<'_> {
    /// Whether what was copied is still there; [`Error::SourceChanged`] where something else is.
    async fn holds(&self, copied: &Copied) -> Result<bool, Error> {
        match self.head().await {
            Ok(head) => {
                let same = head.etag == copied.source_etag
                    && head.size == copied.source_size
                    && head.modified == copied.source_modified;
                if same { Ok(true) } else { Err(self.changed()) }
            }
            Err(Error::NoSuchKey { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
