//! `cellier bucket`: ownership, by the operator's word.

use std::io::Write;
use std::path::Path;

use clap::Subcommand;

use super::{Error, Place, owner};
use crate::app::App;
use crate::config::Config;
use crate::error;
use crate::policy::{Handle, TeamId, TeamName};
use crate::s3::names::{self, BucketName, InstanceId};
use crate::s3::operation::Operation;

#[derive(Debug, Subcommand)]
pub enum Bucket {
    /// Record an existing bucket for a person or a team.
    Adopt {
        #[command(flatten)]
        place: Place,
        /// INSTANCE/BUCKET
        bucket: String,
        /// The person's handle, such as anne.roy, or the name of a team, such as prices
        owner: String,
        /// The team's group, exactly as the OpenID provider names it; needed where nobody signed in as a member yet and
        /// the settings leave more than one
        #[arg(long)]
        group: Option<String>,
        /// Record it without asking the storage whether it has such a bucket.
        #[arg(long)]
        offline: bool,
    },
}

impl Bucket {
    pub async fn run(self) -> Result<(), Error> {
        let Self::Adopt { place, bucket, owner: named, group, offline } = self;
        let bucket = parse(&bucket)?;
        let config = place.config()?;
        let database = super::open(&config.database_file).await?;
        let wanted = match (Handle::parse(&named), TeamName::parse(&named)) {
            (Some(handle), _) => Wanted::Person(handle),
            (None, Some(name)) => {
                Wanted::Team(owner::team(&config, &database, name, group).await?.id)
            }
            (None, None) => {
                let text = format!("`{named}` is neither a handle nor the name of a team");
                return Err(Error::Usage(text));
            }
        };
        // The storages of a demo are to be found by nobody but the demo itself.
        if let Some(file) = place.config.as_deref().filter(|_| !offline) {
            ask_storage(file, &bucket).await?;
        }
        match wanted {
            Wanted::Person(handle) => database.adopt_bucket(&bucket, &handle).await?,
            Wanted::Team(team) => database.adopt_team_bucket(&bucket, team).await?,
        };
        writeln!(std::io::stdout().lock(), "{bucket} is recorded for {named}")?;
        Ok(())
    }
}

/// For whom a bucket is to be recorded.
enum Wanted {
    Person(Handle),
    Team(TeamId),
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
