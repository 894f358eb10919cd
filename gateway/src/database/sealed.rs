//! What is sealed in the records, to be sealed anew when the sealing key was replaced.

use rusqlite::types::Value;
use rusqlite::{Row, Transaction, params};

use super::{Database, Error, access_keys};
use crate::policy::AccessKeyId;
use crate::sealing::{self, Purpose, Sealed, SealingKey};

/// How sealing anew went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Values that are sealed with the newest key now and were not before.
    pub changed: usize,
    /// Values that no key in the file opens: whatever they were for has to be made anew.
    pub lost: usize,
}

/// A column of sealed values.
struct Column {
    table: &'static str,
    /// What tells its rows apart.
    key: &'static str,
    name: &'static str,
    purpose: Purpose,
    /// Whose the value in a row is, as it was sealed.
    owner: fn(&Row<'_>) -> Result<Vec<u8>, Error>,
}

/// All there are: a test looks for columns of sealed values that are missing here.
const COLUMNS: [Column; 7] = [
    Column {
        table: "access_keys",
        key: "id",
        name: "secret",
        purpose: Purpose::AccessKey,
        owner: |row| {
            let id: String = row.get("id")?;
            let id = AccessKeyId::parse(&id).ok_or(Error::Unreadable("access key"))?;
            Ok(access_keys::secret_owner(&id, access_keys::owner(row)?))
        },
    },
    keyed("sessions", "id_hash", "id_token", Purpose::IdToken),
    keyed("sessions", "id_hash", "refresh_token", Purpose::RefreshToken),
    keyed("departures", "id_hash", "id_token", Purpose::IdToken),
    keyed("sign_in_attempts", "state_hash", "secrets", Purpose::SignInAttempt),
    keyed("download_tickets", "id_hash", "secret", Purpose::DownloadTicket),
    keyed("links", "id_hash", "address", Purpose::LinkAddress),
];

/// A column whose values belong to what their rows are found by.
const fn keyed(
    table: &'static str,
    key: &'static str,
    name: &'static str,
    purpose: Purpose,
) -> Column {
    Column { table, key, name, purpose, owner: |row| Ok(row.get("key")?) }
}

/// Table and name of each.
#[cfg(test)]
pub(super) fn columns() -> Vec<(String, String)> {
    COLUMNS.iter().map(|column| (column.table.to_owned(), column.name.to_owned())).collect()
}

impl Database {
    /// Seals anew whatever was sealed with a key that was replaced, all in one step. May be done while a gateway runs.
    pub async fn reseal(&self, sealing_key: SealingKey) -> Result<Resealed, Error> {
        self.write(move |transaction| {
            let mut total = Resealed::default();
            for column in &COLUMNS {
                let Resealed { changed, lost } = reseal(transaction, column, &sealing_key)?;
                total = Resealed { changed: total.changed + changed, lost: total.lost + lost };
            }
            Ok(total)
        })
        .await
    }
}

fn reseal(
    transaction: &Transaction<'_>,
    column: &Column,
    sealing_key: &SealingKey,
) -> Result<Resealed, Error> {
    let Column { table, key, name, purpose, owner } = column;
    let mut rows = transaction.prepare(&format!(
        "SELECT *, {key} AS key, {name} AS sealed FROM {table} WHERE LENGTH({name}) > 0"
    ))?;
    let mut rows = rows.query([])?;
    let mut news: Vec<(Value, Sealed)> = Vec::new();
    let mut lost = 0;
    while let Some(row) = rows.next()? {
        let sealed: Sealed = row.get("sealed")?;
        match sealing_key.reseal(*purpose, &owner(row)?, &sealed) {
            Ok(Some(resealed)) => news.push((row.get("key")?, resealed)),
            Ok(None) => {}
            Err(sealing::Error::OtherKey | sealing::Error::Tampered) => lost += 1,
            Err(error) => return Err(error.into()),
        }
    }
    drop(rows);
    let mut update =
        transaction.prepare(&format!("UPDATE {table} SET {name} = ?2 WHERE {key} = ?1"))?;
    for (row, sealed) in &news {
        update.execute(params![row, sealed])?;
    }
    Ok(Resealed { changed: news.len(), lost })
}
