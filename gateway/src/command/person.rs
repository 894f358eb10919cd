//! `cellier person`: who is known, and who is shut out.

use std::io::Write;

use clap::Subcommand;

use super::{Error, Place};
use crate::database::{Disabled, NewPerson};
use crate::policy::Handle;

#[derive(Debug, Subcommand)]
pub enum Person {
    /// Bind a handle to an identity before its first sign-in.
    Add {
        #[command(flatten)]
        place: Place,
        /// firstname.lastname
        handle: String,
        /// The name shown on screen.
        #[arg(long)]
        name: String,
        /// Issuer of the identity, exactly as in its tokens.
        #[arg(long)]
        issuer: String,
        /// Subject (`sub`) at that issuer.
        #[arg(long)]
        subject: String,
    },
    /// Everybody, one a line: handle, state, name.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// End every session of a person, revoke their access keys, and let nobody sign in as them.
    Disable {
        #[command(flatten)]
        place: Place,
        handle: String,
    },
    /// Let a disabled person sign in again.
    Enable {
        #[command(flatten)]
        place: Place,
        handle: String,
    },
}

impl Person {
    pub async fn run(self) -> Result<(), Error> {
        let mut out = std::io::stdout().lock();
        match self {
            Self::Add { place, handle, name, issuer, subject } => {
                let handle = parse(&handle)?;
                place
                    .database()
                    .await?
                    .add_person(NewPerson { handle: handle.clone(), name, issuer, subject })
                    .await?;
                writeln!(out, "{handle} is known")?;
            }
            Self::List { place } => {
                for record in place.database().await?.list_people().await? {
                    let state = if record.disabled_at.is_some() { "disabled" } else { "active" };
                    writeln!(out, "{}\t{state}\t{}", record.person.handle, record.person.name)?;
                }
            }
            Self::Disable { place, handle } => {
                let handle = parse(&handle)?;
                let Disabled { sessions, access_keys } =
                    place.database().await?.disable_person(&handle).await?;
                writeln!(
                    out,
                    "{handle} is disabled; sessions ended: {sessions}; access keys revoked: {access_keys}"
                )?;
            }
            Self::Enable { place, handle } => {
                let handle = parse(&handle)?;
                place.database().await?.enable_person(&handle).await?;
                writeln!(out, "{handle} may sign in again")?;
            }
        }
        Ok(())
    }
}

fn parse(text: &str) -> Result<Handle, Error> {
    Handle::parse(text).ok_or_else(|| {
        Error::Usage(format!("`{text}` is no handle: firstname.lastname in a-z 0-9 -"))
    })
}
