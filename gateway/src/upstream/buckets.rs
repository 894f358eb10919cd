//! Buckets of an instance.

use super::{Error, Upstream};
use crate::policy::Permit;
use crate::s3::names::{Bucket, BucketName};
use crate::s3::operation::Operation;
use crate::s3::xml;

/// Whether a bucket is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    Now,
    /// It was there, in the upstream account the gateway uses: whose it is, only the database knows.
    Before,
}

impl Upstream {
    /// All buckets the gateway's account sees, in the upstream's order; those whose names are none by S3's rules are
    /// left out.
    pub async fn list_buckets(&self, permit: &Permit) -> Result<Vec<BucketName>, Error> {
        let operation @ Operation::ListBuckets { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let document = instance.ask_document(operation).await?;
        xml::parse_buckets(&document).map_err(|error| instance.unreadable(error))
    }

    /// A bucket that is there and closed to the gateway's account is [`Error::Refused`] with 403.
    pub async fn bucket_exists(&self, permit: &Permit) -> Result<bool, Error> {
        let operation @ Operation::HeadBucket { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        self.exists(operation).await
    }

    /// Makes the bucket and says whether it is new; looks first, because some servers answer "made" for what was
    /// there. Two who make it at the same moment may both be told that it is new: who owns it is settled by the
    /// database's record. [`Error::BucketTaken`] where another account has the name.
    pub async fn create_bucket(&self, permit: &Permit) -> Result<Created, Error> {
        let operation @ Operation::CreateBucket { bucket } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        match self.exists(&Operation::HeadBucket { bucket: bucket.clone() }).await {
            Ok(true) => return Ok(Created::Before),
            // To other accounts' buckets servers answer differently; making one tells plainly.
            Ok(false) | Err(Error::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
        match self.instance(operation)?.ask(operation).await {
            Ok(_) => Ok(Created::Now),
            Err(Error::Refused { code, .. }) if code == "BucketAlreadyOwnedByYou" => {
                Ok(Created::Before)
            }
            Err(error) => Err(error),
        }
    }

    /// [`Error::BucketNotEmpty`] where something is in it, also an unfinished upload on some servers.
    pub async fn delete_bucket(&self, permit: &Permit) -> Result<(), Error> {
        let operation @ Operation::DeleteBucket { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        self.instance(operation)?.ask(operation).await.map(|_| ())
    }

    async fn exists(&self, operation: &Operation) -> Result<bool, Error> {
        match self.instance(operation)?.ask(operation).await {
            Ok(_) => Ok(true),
            Err(Error::NoSuchBucket { bucket: Bucket { .. } }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
