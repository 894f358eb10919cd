//! `cellier bucket`: ownership, by the operator's word.

use std::io::Write;

use clap::Subcommand;

use super::{Error, Place};
use crate::policy::Handle;
use crate::s3::names::{self, BucketName, InstanceId};

#[derive(Debug, Subcommand)]
pub enum Bucket {
    /// Record an existing bucket for a person.
    Adopt {
        #[command(flatten)]
        place: Place,
        /// INSTANCE/BUCKET
        bucket: String,
        /// The person's handle, such as anne.roy
        handle: String,
    },
}

impl Bucket {
    pub async fn run(self) -> Result<(), Error> {
        let Self::Adopt { place, bucket, handle } = self;
        let bucket = parse(&bucket)?;
        let handle = Handle::parse(&handle)
            .ok_or_else(|| Error::Usage(format!("`{handle}` is no handle")))?;
        place.database().await?.adopt_bucket(&bucket, &handle).await?;
        writeln!(std::io::stdout().lock(), "{bucket} is recorded for {handle}")?;
        Ok(())
    }
}

fn parse(text: &str) -> Result<names::Bucket, Error> {
    let wrong = || Error::Usage(format!("`{text}` is not INSTANCE/BUCKET"));
    let (instance, name) = text.split_once('/').ok_or_else(wrong)?;
    let instance = InstanceId::parse(instance).map_err(|error| Error::Usage(error.to_string()))?;
    let name = BucketName::parse(name).map_err(|error| Error::Usage(error.to_string()))?;
    Ok(names::Bucket { instance, name })
}
