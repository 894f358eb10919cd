//! Access keys: what programs show instead of a session. A key acts for its owner; whether it may be used is asked
//! of these records at each request.

mod row;

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::rows::Seconds;
use super::{Database, Error, Fingerprint};
use crate::network::Network;
use crate::policy::{AccessKey, AccessKeyId, Handle, KeyScope, PersonId};
use crate::sealing::Sealed;

/// Lasting keys of one person that are not revoked, expired ones included.
const LASTING_KEYS_PER_PERSON_MAX: i64 = 200;
/// Temporary keys of one person that have not expired.
const TEMPORARY_KEYS_PER_PERSON_MAX: i64 = 1_000;
/// Revoked keys of one person that are remembered; whoever makes and revokes without end fills no disk.
const REVOKED_KEYS_PER_PERSON_MAX: i64 = 200;
/// How long a lasting key is remembered after it expired or was revoked; a temporary one is forgotten at once.
const MEMORY_HOURS: i64 = 90 * 24;

/// Raised when what a sealed secret is bound to changes.
const SECRET_VERSION: u8 = 1;

/// An access key to be recorded.
#[derive(Clone, Debug)]
pub struct NewAccessKey {
    pub id: AccessKeyId,
    pub owner: PersonId,
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
    pub owner: PersonId,
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
    /// Its owner's.
    pub handle: Handle,
    pub record: AccessKeyRecord,
    /// Not usable until the identity provider vouches for its owner again.
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

/// A key that is neither disabled nor revoked and whose owner is not shut out, and when it may be used.
#[derive(Clone, Debug)]
pub(super) struct KnownKey {
    usable: UsableKey,
    expires_at: Timestamp,
    /// When the identity provider vouched last for the owner; `None` for whom only the operator knows.
    vouched_at: Option<Timestamp>,
}

impl KnownKey {
    fn may_be_used(&self, now: Timestamp, vouched_after: Timestamp) -> bool {
        let vouched = |at: Timestamp| vouched_after.as_second() <= at.as_second();
        now < self.expires_at && self.vouched_at.is_none_or(vouched)
    }
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
            let held: i64 = transaction.query_row(
                "SELECT COUNT(*) FROM access_keys WHERE owner = ?1 AND revoked_at IS NULL \
                 AND (session_token IS NULL) = ?2 AND (expires_at > ?3 OR ?2)",
                params![key.owner, key.session_token.is_none(), Seconds(key.created_at)],
                |row| row.get(0),
            )?;
            let max = match key.session_token {
                Some(_) => TEMPORARY_KEYS_PER_PERSON_MAX,
                None => LASTING_KEYS_PER_PERSON_MAX,
            };
            if held >= max {
                return Ok(KeyRecording::Full);
            }
            transaction.execute(
                "DELETE FROM access_keys WHERE id IN (SELECT id FROM access_keys WHERE owner = ?1 \
                 AND revoked_at IS NOT NULL ORDER BY revoked_at DESC LIMIT 1000 OFFSET ?2)",
                params![key.owner, REVOKED_KEYS_PER_PERSON_MAX],
            )?;
            let inserted = insert(transaction, &key)?;
            Ok(if inserted { KeyRecording::Recorded } else { KeyRecording::OwnerDisabled })
        })
        .await
    }

    /// The key, if it may be used at `now`: neither expired, disabled nor revoked, its owner not shut out, and vouched
    /// for by the identity provider after `vouched_after`. Whom only the operator knows, only the operator shuts out.
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

    /// The person's keys that are not revoked, newest first; expired and disabled ones too.
    pub async fn access_keys_of(&self, owner: PersonId) -> Result<Vec<AccessKeyRecord>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {} FROM access_keys WHERE owner = ?1 AND revoked_at IS NULL \
                 ORDER BY created_at DESC, id",
                row::COLUMNS
            ))?;
            let rows = statement.query_map(params![owner], |row| Ok(row::record(row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// Every key with its owner's handle, by handle and age: for the operator's command. Whom the identity provider
    /// vouched for last before `vouched_after`, pauses.
    pub async fn list_access_keys(
        &self,
        owner: Option<PersonId>,
        vouched_after: Timestamp,
    ) -> Result<Vec<ListedKey>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {}, handle, COALESCE(groups_confirmed_at, vouched_at, ?2) < ?2 AS paused \
                 FROM access_keys JOIN (SELECT id AS person, handle, groups_confirmed_at, \
                 vouched_at FROM people) ON person = owner \
                 WHERE ?1 IS NULL OR owner = ?1 ORDER BY handle, created_at, id",
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
        owner: Option<PersonId>,
        id: &AccessKeyId,
        change: KeyChange,
        now: Timestamp,
    ) -> Result<Option<AccessKeyRecord>, Error> {
        let id = id.clone();
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
                     AND (?2 IS NULL OR owner = ?2) AND revoked_at IS NULL \
                     AND (session_token IS NULL OR NOT ?4)"
                ),
                params![id.as_str(), owner, value, lasting],
            )?;
            if changed == 0 { Ok(None) } else { find(transaction, &id) }
        })
        .await
    }

    /// Revokes what the person has, or only what is temporary; answers the keys that were not revoked before.
    pub async fn revoke_access_keys_of(
        &self,
        owner: PersonId,
        temporary: bool,
        now: Timestamp,
    ) -> Result<Vec<AccessKeyRecord>, Error> {
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

/// Whose a sealed secret is: one that was moved to another key, or to another person, does not open.
pub fn secret_owner(id: &AccessKeyId, owner: PersonId) -> Vec<u8> {
    format!("{id}/person/{}/{SECRET_VERSION}", owner.0).into_bytes()
}

/// As [`Database::revoke_access_keys_of`].
pub(super) fn revoke_of(
    transaction: &Transaction<'_>,
    owner: PersonId,
    temporary: bool,
    now: Timestamp,
) -> Result<Vec<AccessKeyRecord>, Error> {
    let mut statement = transaction.prepare_cached(&format!(
        "UPDATE access_keys SET revoked_at = ?2, secret = x'' \
         WHERE owner = ?1 AND revoked_at IS NULL \
         AND (session_token IS NOT NULL OR NOT ?3) RETURNING {}",
        row::COLUMNS
    ))?;
    let rows =
        statement.query_map(params![owner, Seconds(now), temporary], |row| Ok(row::record(row)))?;
    rows.map(|row| row?).collect()
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
    let inserted = transaction.execute(
        "INSERT INTO access_keys (id, owner, name, instance, buckets, read_only, sources, secret, \
         session_token, created_at, expires_at, groups_max) \
         SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 FROM people \
         WHERE id = ?2 AND disabled_at IS NULL",
        params![
            key.id.as_str(),
            key.owner,
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
        ],
    )?;
    Ok(inserted > 0)
}

pub(super) fn known(connection: &Connection, id: &AccessKeyId) -> Result<Option<KnownKey>, Error> {
    connection
        .prepare_cached(
            // In the order in which `row::known` reads them.
            "SELECT people.id, handle, people.name, email, group_claims, \
             instance, buckets, read_only, sources, secret, session_token, groups_max, \
             last_used_at, expires_at, COALESCE(groups_confirmed_at, vouched_at) \
             FROM access_keys JOIN people ON people.id = access_keys.owner \
             WHERE access_keys.id = ?1 AND revoked_at IS NULL \
             AND access_keys.disabled_at IS NULL AND people.disabled_at IS NULL",
        )?
        .query_row(params![id.as_str()], |row| Ok(row::known(id.clone(), row)))
        .optional()?
        .transpose()
}

fn find(connection: &Connection, id: &AccessKeyId) -> Result<Option<AccessKeyRecord>, Error> {
    connection
        .prepare_cached(&format!("SELECT {} FROM access_keys WHERE id = ?1", row::COLUMNS))?
        .query_row(params![id.as_str()], |row| Ok(row::record(row)))
        .optional()?
        .transpose()
}
