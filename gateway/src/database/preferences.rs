//! How people want their page: small texts under names, kept for them and not read.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::{Database, Error};
use crate::policy::PersonId;

/// A person's preferences and their version, which is zero before the first change.
pub type Kept = (u64, BTreeMap<String, String>);

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// All preferences as they are now.
    Kept(u64, BTreeMap<String, String>),
    /// They would have taken more room than there is: nothing was changed.
    Full,
}

impl Database {
    /// The person's preferences; empty before the first change.
    pub async fn preferences(&self, person: PersonId) -> Result<Kept, Error> {
        self.look_up(move |connection| read(connection, person)).await
    }

    /// Writes the named values and no others; `None` forgets a name. Names and values together take at most
    /// `bytes_max`. Of two who change the same name the later one counts.
    pub async fn change_preferences(
        &self,
        person: PersonId,
        changes: BTreeMap<String, Option<String>>,
        bytes_max: usize,
    ) -> Result<Keeping, Error> {
        self.write(move |transaction| {
            let (version, mut values) = read(transaction, person)?;
            let before = values.clone();
            for (name, value) in changes {
                match value {
                    Some(value) => values.insert(name, value),
                    None => values.remove(&name),
                };
            }
            if values == before {
                return Ok(Keeping::Kept(version, values));
            }
            let bytes: usize = values.iter().map(|(name, value)| name.len() + value.len()).sum();
            // Whoever is over the limit, because it was larger once, may still forget.
            if bytes_max < bytes && before.len() <= values.len() {
                return Ok(Keeping::Full);
            }
            let version = version + 1;
            let document = serde_json::to_string(&values).map_err(|_| UNREADABLE)?;
            transaction.execute(
                "INSERT INTO preferences (person, version, document) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (person) DO UPDATE SET version = ?2, document = ?3",
                params![person, i64::try_from(version).map_err(|_| UNREADABLE)?, document],
            )?;
            Ok(Keeping::Kept(version, values))
        })
        .await
    }
}

const UNREADABLE: Error = Error::Unreadable("preferences");

fn read(connection: &Connection, person: PersonId) -> Result<Kept, Error> {
    let row = connection
        .prepare_cached("SELECT version, document FROM preferences WHERE person = ?1")?
        .query_row(params![person], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    let Some((version, document)) = row else { return Ok(Kept::default()) };
    let version = u64::try_from(version).map_err(|_| UNREADABLE)?;
    Ok((version, serde_json::from_str(&document).map_err(|_| UNREADABLE)?))
}
