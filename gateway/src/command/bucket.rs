//! `cellier bucket`: ownership, by the operator's word.

use std::io::Write;
use std::path::Path;

use clap::Subcommand;

use super::{Error, Place};
use crate::app::App;
use crate::config::Config;
use crate::error;
use crate::policy::Handle;
use crate::s3::names::{self, BucketName, InstanceId};
use crate::s3::operation::Operation;

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
        /// Record it without asking the storage whether it has such a bucket.
        #[arg(long)]
        offline: bool,
    },
}

impl Bucket {
    pub async fn run(self) -> Result<(), Error> {
        let Self::Adopt { place, bucket, handle, offline } = self;
        let bucket = parse(&bucket)?;
        let handle = Handle::parse(&handle)
            .ok_or_else(|| Error::Usage(format!("`{handle}` is no handle")))?;
        let database = place.database().await?;
        // The storages of a demo are to be found by nobody but the demo itself.
        if let Some(file) = place.config.as_deref().filter(|_| !offline) {
            ask_storage(file, &bucket).await?;
        }
        database.adopt_bucket(&bucket, &handle).await?;
        writeln!(std::io::stdout().lock(), "{bucket} is recorded for {handle}")?;
        Ok(())
    }
}

/// A record of a bucket that is not there would be somebody's for the day that anybody makes one of that name.
async fn ask_storage(file: &Path, bucket: &names::Bucket) -> Result<(), Error> {
    let (app, _) = App::build(&Config::load(file)?).await?;
    let not_asked =
        |source: error::Error| Error::NotAsked { bucket: bucket.clone(), source: Box::new(source) };
    let operation = Operation::HeadBucket { bucket: bucket.clone() };
    let permit = app.gate.permit_cellier(operation).await.map_err(not_asked)?;
    match app.upstream.bucket_exists(&permit).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::NoSuchBucket(bucket.clone())),
        Err(source) => Err(not_asked(source.into())),
    }
}

fn parse(text: &str) -> Result<names::Bucket, Error> {
    let wrong = || Error::Usage(format!("`{text}` is not INSTANCE/BUCKET"));
    let (instance, name) = text.split_once('/').ok_or_else(wrong)?;
    let instance = InstanceId::parse(instance).map_err(|error| Error::Usage(error.to_string()))?;
    let name = BucketName::parse(name).map_err(|error| Error::Usage(error.to_string()))?;
    Ok(names::Bucket { instance, name })
}
