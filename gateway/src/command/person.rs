//! `cellier person`: who is known, and who is shut out.

use std::io::Write;

use clap::Subcommand;
use gateway_api::Act;

use super::key::record_act;
use super::{Error, Place};
use crate::database::{Disabled, NewPerson};
use crate::policy::Handle;

/// Stands where the issuer of somebody stands who never signs in. No provider can be configured by this name: theirs
/// are addresses.
const NO_ISSUER: &str = "urn:cellier:operator";

#[derive(Debug, Subcommand)]
pub enum Person {
    /// Bind a handle to an identity before its first sign-in, or keep it for somebody who never signs in.
    Add {
        #[command(flatten)]
        place: Place,
        /// firstname.lastname
        handle: String,
        /// The name shown on screen; the handle where it is left out.
        #[arg(long)]
        name: Option<String>,
        /// Issuer of the identity, exactly as in its tokens. Left out, nobody signs in as this person: only access
        /// keys act for them.
        #[arg(long, requires = "subject")]
        issuer: Option<String>,
        /// Subject (`sub`) at that issuer.
        #[arg(long, requires = "issuer")]
        subject: Option<String>,
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
                let person = NewPerson {
                    handle: handle.clone(),
                    name: name.unwrap_or_else(|| handle.to_string()),
                    issuer: issuer.unwrap_or_else(|| NO_ISSUER.to_owned()),
                    subject: subject.unwrap_or_else(|| handle.to_string()),
                };
                place.database().await?.add_person(person).await?;
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
                let database = place.database().await?;
                let known = database.person_by_handle(&handle).await?;
                let keys = match &known {
                    Some(record) => database.access_keys_of(record.person.id).await?,
                    None => Vec::new(),
                };
                let Disabled { sessions, access_keys, links, keys_of_teams } =
                    database.disable_person(&handle).await?;
                for key in &keys {
                    record_act(&database, Act::RevokeKey, key).await?;
                }
                writeln!(
                    out,
                    "{handle} is disabled; sessions ended: {sessions}; access keys revoked: \
                     {access_keys}; links taken back: {links}"
                )?;
                if keys_of_teams > 0 {
                    writeln!(
                        out,
                        "{handle} knows the secrets of access keys of teams, which live on: \
                         {keys_of_teams} (cellier key list, cellier key revoke)"
                    )?;
                }
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

pub fn parse(text: &str) -> Result<Handle, Error> {
    Handle::parse(text).ok_or_else(|| {
        Error::Usage(format!("`{text}` is no handle: firstname.lastname in a-z 0-9 -"))
    })
}
