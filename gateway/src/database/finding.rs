//! Whom somebody may mean by what they type: never a list of everybody.

use rusqlite::{OptionalExtension, Row, params};

use super::{Database, Error, Named};
use crate::policy::{Email, Handle, PersonId, TeamName};

impl Database {
    pub async fn named(&self, person: PersonId) -> Result<Option<Named>, Error> {
        self.look_up(move |connection| {
            connection
                .prepare_cached("SELECT handle, name FROM people WHERE id = ?1")?
                .query_row(params![person], |row| Ok(read(row)))
                .optional()?
                .transpose()
        })
        .await
    }

    /// Whose this address is, verified.
    pub async fn person_of_address(&self, address: &Email) -> Result<Option<Named>, Error> {
        let address = address.as_str().to_owned();
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT handle, name FROM people \
                     WHERE lower(email) = ?1 AND disabled_at IS NULL ORDER BY id LIMIT 1",
                )?
                .query_row(params![address], |row| Ok(read(row)))
                .optional()?
                .transpose()
        })
        .await
    }

    /// Whose handle begins so, by handle. Whoever was shut out is not among them.
    pub async fn people_beginning(&self, text: &str, limit: u32) -> Result<Vec<Named>, Error> {
        let text = text.to_owned();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT handle, name FROM people \
                 WHERE handle >= ?1 AND substr(handle, 1, length(?1)) = ?1 \
                 AND disabled_at IS NULL ORDER BY handle LIMIT ?2",
            )?;
            let rows = statement.query_map(params![text, limit], |row| Ok(read(row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// Which teams' names begin so, by name.
    pub async fn teams_beginning(&self, text: &str, limit: u32) -> Result<Vec<TeamName>, Error> {
        let text = text.to_owned();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT name FROM teams \
                 WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1 ORDER BY name LIMIT ?2",
            )?;
            let rows = statement.query_map(params![text, limit], |row| row.get::<_, String>(0))?;
            let name = |name: String| TeamName::parse(&name).ok_or(Error::Unreadable("team name"));
            rows.map(|row| name(row?)).collect()
        })
        .await
    }
}

fn read(row: &Row<'_>) -> Result<Named, Error> {
    let handle: String = row.get("handle")?;
    let handle = Handle::parse(&handle).ok_or(Error::Unreadable("handle"))?;
    Ok(Named { handle, name: row.get("name")? })
}
