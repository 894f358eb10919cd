//! `cellier sealing-key`: replacing the key that seals the secrets in the database, while a gateway runs.

use std::io::Write;

use clap::Subcommand;

use super::{Error, Place};
use crate::config::Config;
use crate::database::Resealed;
use crate::sealing::SealingKey;

#[derive(Debug, Subcommand)]
pub enum Sealing {
    /// Put a new key first into the key file, and seal every secret with it. The old key stays, and only opens.
    Rotate {
        #[command(flatten)]
        place: Place,
    },
    /// Seal every secret with the first key of the file: where the file itself is changed by other means.
    Reseal {
        #[command(flatten)]
        place: Place,
    },
    /// Seal every secret with the first key of the file, and remove the others from it.
    Retire {
        #[command(flatten)]
        place: Place,
    },
}

impl Sealing {
    pub async fn run(self) -> Result<(), Error> {
        let (Self::Rotate { place } | Self::Reseal { place } | Self::Retire { place }) = &self;
        let config = place.config()?;
        let file = &config.sealing_key_file;
        if matches!(self, Self::Rotate { .. }) {
            // The database first: a key is not replaced for records that are not there.
            super::open(&config.database_file).await?;
            SealingKey::rotate(file)?;
        }
        let Resealed { changed, lost } = reseal(&config).await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "sealed anew: {changed}; opened by no key: {lost}")?;
        if matches!(self, Self::Retire { .. }) {
            let removed = SealingKey::retire(file)?;
            writeln!(out, "keys removed from the file: {removed}")?;
        }
        Ok(())
    }
}

async fn reseal(config: &Config) -> Result<Resealed, Error> {
    let database = super::open(&config.database_file).await?;
    Ok(database.reseal(SealingKey::load(&config.sealing_key_file)?).await?)
}
