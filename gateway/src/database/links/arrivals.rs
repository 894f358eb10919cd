//! What arrives through upload requests: room is taken before a file is sent, and given back where it does not arrive.

use gateway_api::UploadTerms;
use jiff::Timestamp;
use rusqlite::params;

use super::super::rows::Seconds;
use super::super::{Database, Error};
use crate::policy::LinkId;
use crate::s3::names::Key;

/// A file that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub key: Key,
    /// In bytes.
    pub size: u64,
    /// As they call themselves; may be empty.
    pub sender: String,
    pub note: String,
    pub at: Timestamp,
}

impl Database {
    /// Takes room for a file of `size` bytes; `false` where there is none left. Of two who come at once for the last
    /// of it one gets it.
    pub async fn take_room(
        &self,
        link: LinkId,
        terms: &UploadTerms,
        size: u64,
    ) -> Result<bool, Error> {
        let (files, bytes) = (terms.files_max, terms.bytes_max);
        self.write(move |transaction| {
            let taken = transaction.execute(
                "UPDATE links SET files = files + 1, bytes = bytes + ?2 WHERE id = ?1 \
                 AND (?3 IS NULL OR files < ?3) AND (?4 IS NULL OR bytes + ?2 <= ?4)",
                params![link, column(size), files, bytes.map(column)],
            )?;
            Ok(taken > 0)
        })
        .await
    }

    /// Gives the room of a file back that did not arrive.
    pub async fn give_room_back(&self, link: LinkId, size: u64) -> Result<(), Error> {
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE links SET files = MAX(files - 1, 0), bytes = MAX(bytes - ?2, 0) \
                 WHERE id = ?1",
                params![link, column(size)],
            )?;
            Ok(())
        })
        .await
    }

    /// Records a file that arrived.
    pub async fn record_arrival(&self, link: LinkId, arrival: Arrival) -> Result<(), Error> {
        self.write(move |transaction| {
            let Arrival { key, size, sender, note, at } = &arrival;
            transaction.execute(
                "INSERT INTO link_arrivals (link, key, size, sender, note, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![link, key.as_str(), column(*size), sender, note, Seconds(*at)],
            )?;
            let sql = "UPDATE links SET last_used_at = ?2 WHERE id = ?1";
            transaction.execute(sql, params![link, Seconds(*at)])?;
            Ok(())
        })
        .await
    }

    /// What arrived through the link, newest first; at most `limit`.
    pub async fn arrivals(&self, link: LinkId, limit: u32) -> Result<Vec<Arrival>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, size, sender, note, at FROM link_arrivals WHERE link = ?1 \
                 ORDER BY id DESC LIMIT ?2",
            )?;
            let rows = statement.query_map(params![link, limit], |row| {
                let (key, size): (String, i64) = (row.get("key")?, row.get("size")?);
                let at = row.get::<_, Seconds>("at")?.0;
                let (sender, note) = (row.get("sender")?, row.get("note")?);
                Ok(Key::parse(key).map_err(|_| Error::Unreadable("key")).and_then(|key| {
                    let size = u64::try_from(size).map_err(|_| Error::Unreadable("size"))?;
                    Ok(Arrival { key, size, sender, note, at })
                }))
            })?;
            rows.map(|row| row?).collect()
        })
        .await
    }
}

/// Whole numbers of columns have 63 bits; no file is larger.
fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
