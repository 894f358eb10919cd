//! `cellier publication`: what people made public, for the operator to see and to close.

use std::io::Write;

use clap::Subcommand;
use gateway_api::{Act, Way};
use jiff::Timestamp;

use super::{Error, Place};
use crate::activity::Entry;
use crate::app;
use crate::database::{Database, GrantRecord};
use crate::policy::{GrantId, KeyPrefix, Policy};

#[derive(Debug, Subcommand)]
pub enum Publication {
    /// One a line: place, `public` or `lapsed`, who made it public, when.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Close one at once.
    TakeBack {
        #[command(flatten)]
        place: Place,
        /// INSTANCE/BUCKET/PREFIX/ as it is listed; of a whole bucket INSTANCE/BUCKET/
        publication: String,
    },
}

impl Publication {
    pub async fn run(self) -> Result<(), Error> {
        let mut out = std::io::stdout().lock();
        match self {
            Self::List { place } => {
                let config = place.config()?;
                let policy = app::policy(&config)?;
                let database = super::open(&config.database_file).await?;
                let in_force = in_force(&policy, &database).await?;
                for record in database.public_grants().await? {
                    let public = in_force.contains(&record.grant.id);
                    let state = if public { "public" } else { "lapsed" };
                    let (by, at) = (&record.giver.handle, record.given_at.strftime("%FT%TZ"));
                    writeln!(out, "{}\t{state}\t{by}\t{at}", address(&record))?;
                }
            }
            Self::TakeBack { place, publication } => {
                let database = place.database().await?;
                let found = database.public_grants().await?;
                let record = found.into_iter().find(|record| address(record) == publication);
                let record = record.ok_or_else(|| {
                    Error::Usage(format!("`{publication}` is not public: see what is listed"))
                })?;
                database.take_back(record.grant.id).await?;
                note(&database, &record).await?;
                writeln!(out, "{publication} is private again")?;
            }
        }
        Ok(())
    }
}

/// What is public now, by the settings and rights of this moment.
async fn in_force(policy: &Policy, database: &Database) -> Result<Vec<GrantId>, Error> {
    let now = Timestamp::now();
    let found = database.publications(None).await?;
    let open = found.iter().filter(|publication| policy.is_in_force(publication, now));
    Ok(open.map(|publication| publication.given.grant.id).collect())
}

/// `minimal/anne.roy/prices/`
fn address(record: &GrantRecord) -> String {
    let prefix = record.grant.prefix.as_ref().map_or("", KeyPrefix::as_str);
    format!("{}/{prefix}", record.grant.bucket)
}

/// Whoever made it public finds it in their record.
async fn note(database: &Database, record: &GrantRecord) -> Result<(), Error> {
    let grant = &record.grant;
    let entry = Entry {
        person: Some(grant.by),
        instance: Some(grant.bucket.instance.to_string()),
        bucket: Some(grant.bucket.name.to_string()),
        key: grant.prefix.as_ref().map(|prefix| prefix.as_str().to_owned()),
        ..Entry::of(Act::Unpublish, Way::Command, Timestamp::now())
    };
    Ok(database.record_activity(vec![entry]).await?)
}
