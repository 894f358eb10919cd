//! Access keys: what programs show instead of a session. A key acts for its owner; whether it may be used is asked
//! of these records at each request.

mod known;
mod row;

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

pub(super) use self::known::KnownKey;
pub(super) use self::row::owner;
use super::rows::{self, Seconds};
use super::{Database, Error, Fingerprint};
use crate::network::Network;
use crate::policy::{AccessKey, AccessKeyId, KeyScope, Owner, PersonId};
use crate::sealing::Sealed;

/// Lasting keys of one person or team that are not revoked, expired ones included.
const LASTING_KEYS_PER_OWNER_MAX: i64 = 200;
/// Temporary keys of one person or team that have not expired.
const TEMPORARY_KEYS_PER_OWNER_MAX: i64 = 1_000;
/// Revoked keys of one person or team that are remembered; whoever makes and revokes without end fills no disk.
const REVOKED_KEYS_PER_OWNER_MAX: i64 = 200;
/// How long a lasting key is remembered after it expired or was revoked; a temporary one is forgotten at once.
const MEMORY_HOURS: i64 = 90 * 24;

/// Raised when what a sealed secret is bound to changes.
const SECRET_VERSION: u8 = 1;

/// An access key to be recorded.
#[derive(Clone, Debug)]
pub struct NewAccessKey {
    pub id: AccessKeyId,
    pub owner: Owner,
    /// Of a team's key: the manager who makes it; `None`: the operator.
    pub made_by: Option<PersonId>,
    /// What its owner calls it.
    pub name: String,
    pub scope: KeyScope,
    /// From where it may be used; none: from anywhere.
    pub sources: Vec<Network>,
    pub secret: Sealed,
    /// Of a temporary key: what must be shown beside it.
    pub session_token: Option<Fingerprint>,
    /// At most these groups of the owner's count; `None`: all.
    pub groups_max: Option<Vec<String>>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Everything recorded of an access key but its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKeyRecord {
    pub id: AccessKeyId,
    pub owner: Owner,
    /// Of a team's key: the name of the manager who made it; `None`: the operator.
    pub made_by: Option<String>,
    pub name: String,
    pub scope: KeyScope,
    /// None: from anywhere.
    pub sources: Vec<Network>,
    pub temporary: bool,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// To the minute.
    pub last_used: Option<(Timestamp, IpAddr)>,
}

/// A key as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// The handle, or the name of the team.
    pub owner_name: String,
    pub record: AccessKeyRecord,
    /// Not usable until the identity provider vouches for its owner again, or names the team's group for anybody.
    pub paused: bool,
}

/// A key that may be used now, and what its use is checked against.
#[derive(Clone, Debug)]
pub struct UsableKey {
    /// With its owner and their groups as they are at this moment.
    pub key: AccessKey,
    pub secret: Sealed,
    pub session_token: Option<Fingerprint>,
    pub sources: Vec<Network>,
    pub last_used_at: Option<Timestamp>,
}

/// Whether a key was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRecording {
    Recorded,
    /// The owner has as many as one may have.
    Full,
    /// The owner was shut out meanwhile.
    OwnerDisabled,
}

/// What may be done to a key that exists. Revoking is for good: the secret is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyChange {
    Renew { expires_at: Timestamp },
    Disable,
    Enable,
    Revoke,
}

/// That a key was used, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    pub id: AccessKeyId,
    pub at: Timestamp,
    pub from: IpAddr,
}

impl Database {
    pub async fn record_access_key(&self, key: NewAccessKey) -> Result<KeyRecording, Error> {
        self.write(move |transaction| {
            let (column, owner) = rows::owner(key.owner);
            let held: i64 = transaction.query_row(
                &format!(
                    "SELECT COUNT(*) FROM access_keys WHERE {column} = ?1 AND revoked_at IS NULL \
                     AND (session_token IS NULL) = ?2 AND (expires_at > ?3 OR ?2)"
                ),
                params![owner, key.session_token.is_none(), Seconds(key.created_at)],
                |row| row.get(0),
            )?;
            let max = match key.session_token {
                Some(_) => TEMPORARY_KEYS_PER_OWNER_MAX,
                None => LASTING_KEYS_PER_OWNER_MAX,
            };
            if held >= max {
                return Ok(KeyRecording::Full);
            }
            transaction.execute(
                &format!(
                    "DELETE FROM access_keys WHERE id IN \
                     (SELECT id FROM access_keys WHERE {column} = ?1 AND revoked_at IS NOT NULL \
                     ORDER BY revoked_at DESC LIMIT 1000 OFFSET ?2)"
                ),
                params![owner, REVOKED_KEYS_PER_OWNER_MAX],
            )?;
            let inserted = insert(transaction, &key)?;
            Ok(if inserted { KeyRecording::Recorded } else { KeyRecording::OwnerDisabled })
        })
        .await
    }

    /// The key, if it may be used at `now`: neither expired, disabled nor revoked, its owner not shut out, and vouched
    /// for by the identity provider after `vouched_after` (for a team: by naming its group for anybody). Whom only the
    /// operator knows, only the operator shuts out.
    ///
    /// Asked at every request of a program, so this is one question, and remembered while it has the same answer.
    pub async fn usable_key(
        &self,
        id: &AccessKeyId,
        now: Timestamp,
        vouched_after: Timestamp,
    ) -> Result<Option<UsableKey>, Error> {
        let id = id.clone();
        self.recall(move |connection, memory| {
            let known = memory.key(connection, &id)?;
            let usable = known.filter(|known| known.may_be_used(now, vouched_after));
            Ok(usable.map(|known| known.usable.clone()))
        })
        .await
    }

    /// The keys of a person or a team that are not revoked, newest first; expired and disabled ones too.
    pub async fn access_keys_of(
        &self,
        owner: impl Into<Owner>,
    ) -> Result<Vec<AccessKeyRecord>, Error> {
        let (column, owner) = rows::owner(owner.into());
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {} FROM access_keys WHERE {column} = ?1 AND revoked_at IS NULL \
                 ORDER BY created_at DESC, id",
                row::COLUMNS
            ))?;
            let rows = statement.query_map(params![owner], |row| Ok(row::record(row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// Every key with the name of its owner, by that and age: for the operator's command. Whom the identity provider
    /// vouched for last before `vouched_after`, pauses.
    pub async fn list_access_keys(
        &self,
        owner: Option<Owner>,
        vouched_after: Timestamp,
    ) -> Result<Vec<ListedKey>, Error> {
        let (column, owner) = owner.map(rows::owner).unzip();
        let column = column.unwrap_or("owner");
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {}, COALESCE(handle, team_name) AS owner_name, \
                 COALESCE(groups_confirmed_at, vouched_at, named_at, ?2) < ?2 AS paused \
                 FROM access_keys LEFT JOIN (SELECT id AS person, handle, groups_confirmed_at, \
                 vouched_at FROM people) ON person = owner \
                 LEFT JOIN (SELECT id AS of_team, name AS team_name, named_at FROM teams) \
                 ON of_team = team \
                 WHERE ?1 IS NULL OR {column} = ?1 ORDER BY owner_name, created_at, id",
                row::COLUMNS
            ))?;
            let rows = statement
                .query_map(params![owner, Seconds(vouched_after)], |row| Ok(row::listed(row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// Changes a key of `owner` (`None`: of anybody, by the operator's word) and answers how it is now. `None` where
    /// there is no such key, or it was revoked before.
    pub async fn change_access_key(
        &self,
        owner: Option<Owner>,
        id: &AccessKeyId,
        change: KeyChange,
        now: Timestamp,
    ) -> Result<Option<AccessKeyRecord>, Error> {
        let id = id.clone();
        let (column, owner) = owner.map(rows::owner).unzip();
        let column = column.unwrap_or("owner");
        self.write(move |transaction| {
            let (columns, value) = match change {
                KeyChange::Renew { expires_at } => ("expires_at = ?3", Some(Seconds(expires_at))),
                KeyChange::Disable => {
                    ("disabled_at = COALESCE(disabled_at, ?3)", Some(Seconds(now)))
                }
                KeyChange::Enable => ("disabled_at = ?3", None),
                KeyChange::Revoke => ("revoked_at = ?3, secret = x''", Some(Seconds(now))),
            };
            // A temporary key lives as long as it was asked for.
            let lasting = matches!(change, KeyChange::Renew { .. });
            let changed = transaction.execute(
                &format!(
                    "UPDATE access_keys SET {columns} WHERE id = ?1 \
                     AND (?2 IS NULL OR {column} = ?2) AND revoked_at IS NULL \
                     AND (session_token IS NULL OR NOT ?4)"
                ),
                params![id.as_str(), owner, value, lasting],
            )?;
            if changed == 0 { Ok(None) } else { find(transaction, &id) }
        })
        .await
    }

    /// Revokes what a person or a team has, or only what is temporary; answers the keys that were not revoked before.
    pub async fn revoke_access_keys_of(
        &self,
        owner: impl Into<Owner>,
        temporary: bool,
        now: Timestamp,
    ) -> Result<Vec<AccessKeyRecord>, Error> {
        let owner = owner.into();
        self.write(move |transaction| revoke_of(transaction, owner, temporary, now)).await
    }

    /// Records when and from where keys were used last, all in one step.
    pub async fn note_key_uses(&self, uses: Vec<KeyUse>) -> Result<(), Error> {
        self.write(move |transaction| {
            let mut statement = transaction.prepare_cached(
                // Never backwards: another replica may have written a later time.
                "UPDATE access_keys SET last_used_at = ?2, last_used_from = ?3 \
                 WHERE id = ?1 AND COALESCE(last_used_at, 0) < ?2",
            )?;
            for KeyUse { id, at, from } in &uses {
                statement.execute(params![id.as_str(), Seconds(*at), from.to_string()])?;
            }
            Ok(())
        })
        .await
    }
}

/// Whose a sealed secret is: one that was moved to another key, or to another owner, does not open.
pub fn secret_owner(id: &AccessKeyId, owner: Owner) -> Vec<u8> {
    let (kind, number) = match owner {
        Owner::Person(person) => ("person", person.0),
        Owner::Team(team) => ("team", team.0),
    };
    format!("{id}/{kind}/{number}/{SECRET_VERSION}").into_bytes()
}

/// As [`Database::revoke_access_keys_of`].
pub(super) fn revoke_of(
    transaction: &Transaction<'_>,
    owner: Owner,
    temporary: bool,
    now: Timestamp,
) -> Result<Vec<AccessKeyRecord>, Error> {
    let (column, owner) = rows::owner(owner);
    let mut statement = transaction.prepare_cached(&format!(
        "UPDATE access_keys SET revoked_at = ?2, secret = x'' \
         WHERE {column} = ?1 AND revoked_at IS NULL \
         AND (session_token IS NOT NULL OR NOT ?3) RETURNING {}",
        row::COLUMNS
    ))?;
    let rows =
        statement.query_map(params![owner, Seconds(now), temporary], |row| Ok(row::record(row)))?;
    rows.map(|row| row?).collect()
}

/// How many keys of teams the person made that have not ended: who made one knows its secret.
pub(super) fn made_for_teams(
    transaction: &Transaction<'_>,
    person: PersonId,
    now: Timestamp,
) -> Result<usize, Error> {
    let count: i64 = transaction.query_row(
        "SELECT COUNT(*) FROM access_keys WHERE team IS NOT NULL AND made_by = ?1 \
         AND revoked_at IS NULL AND expires_at > ?2",
        params![person, Seconds(now)],
        |row| row.get(0),
    )?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(super) fn forget_old(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    let remembered =
        now.saturating_sub(SignedDuration::from_hours(MEMORY_HOURS)).unwrap_or(Timestamp::MIN);
    transaction.execute(
        "DELETE FROM access_keys WHERE expires_at <= ?2 OR revoked_at <= ?2 \
         OR (expires_at <= ?1 AND session_token IS NOT NULL)",
        params![Seconds(now), Seconds(remembered)],
    )?;
    Ok(())
}

fn insert(transaction: &Transaction<'_>, key: &NewAccessKey) -> Result<bool, Error> {
    let (column, owner) = rows::owner(key.owner);
    let known = match key.owner {
        Owner::Person(_) => "people WHERE id = ?2 AND disabled_at IS NULL",
        Owner::Team(_) => "teams WHERE id = ?2",
    };
    let inserted = transaction.execute(
        &format!(
            "INSERT INTO access_keys (id, {column}, name, instance, buckets, read_only, sources, \
             secret, session_token, created_at, expires_at, groups_max, made_by) \
             SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM {known}"
        ),
        params![
            key.id.as_str(),
            owner,
            key.name,
            key.scope.instance.as_str(),
            row::reach_text(&key.scope.reach)?,
            key.scope.read_only,
            row::sources_text(&key.sources)?,
            key.secret,
            key.session_token,
            Seconds(key.created_at),
            Seconds(key.expires_at),
            row::groups_text(key.groups_max.as_deref())?,
            key.made_by,
        ],
    )?;
    Ok(inserted > 0)
}

fn find(connection: &Connection, id: &AccessKeyId) -> Result<Option<AccessKeyRecord>, Error> {
    connection
        .prepare_cached(&format!("SELECT {} FROM access_keys WHERE id = ?1", row::COLUMNS))?
        .query_row(params![id.as_str()], |row| Ok(row::record(row)))
        .optional()?
        .transpose()
}
