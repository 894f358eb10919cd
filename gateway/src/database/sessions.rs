//! Sessions: who is signed in, until when, and whose turn it is to ask the identity provider again.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::rows::Seconds;
use super::{Database, Error, Fingerprint, Profile, people};
use crate::policy::{Person, PersonId};
use crate::sealing::Sealed;

/// Sessions of one person at a time; the one seen longest ago gives way.
const SESSIONS_PER_PERSON_MAX: i64 = 50;

/// A session to be recorded.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Of the identifier in the cookie; the identifier itself is recorded nowhere.
    pub id: Fingerprint,
    pub person: PersonId,
    pub created_at: Timestamp,
    pub idle_ends_at: Timestamp,
    pub ends_at: Timestamp,
    /// The provider's own name of its session (`sid`), by which it may end ours.
    pub provider_session: Option<String>,
    pub id_token: Sealed,
    pub refresh_token: Option<Sealed>,
    pub refresh_due_at: Option<Timestamp>,
}

/// A session that is alive.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    pub id: Fingerprint,
    pub person: Person,
    pub last_seen_at: Timestamp,
    pub idle_ends_at: Timestamp,
    pub ends_at: Timestamp,
    pub refresh_due_at: Option<Timestamp>,
}

/// What is kept for a moment of a session that was ended: the hint for the provider's own sign-out.
#[derive(Clone, Debug)]
pub struct Departure {
    pub id_token: Sealed,
}

/// The right to refresh a session, held by one process at a time.
#[derive(Clone, Debug)]
pub struct RefreshClaim {
    pub session: Fingerprint,
    pub person: PersonId,
    pub subject: String,
    pub refresh_token: Sealed,
    /// Of the sign-in: its nonce is the only one that later ID tokens may bear.
    pub id_token: Sealed,
}

/// What a refresh brought.
#[derive(Clone, Debug)]
pub struct Refreshed {
    /// `None`: the provider does not rotate, the old one stays.
    pub refresh_token: Option<Sealed>,
    /// `None`: the provider said nothing of the person.
    pub profile: Option<Profile>,
    pub due_at: Timestamp,
}

impl SessionRecord {
    /// As recorded, over or not; `None` for whom the operator disabled.
    pub(super) fn find(connection: &Connection, id: Fingerprint) -> Result<Option<Self>, Error> {
        connection
            .prepare_cached(
                "SELECT id, handle, name, email, group_claims, last_seen_at, idle_ends_at, \
                 ends_at, refresh_due_at FROM sessions JOIN people ON people.id = sessions.person \
                 WHERE id_hash = ?1 AND disabled_at IS NULL",
            )?
            .query_row(params![id], |row| {
                let due: Option<Seconds> = row.get("refresh_due_at")?;
                let last_seen_at = row.get::<_, Seconds>("last_seen_at")?.0;
                let idle_ends_at = row.get::<_, Seconds>("idle_ends_at")?.0;
                let ends_at = row.get::<_, Seconds>("ends_at")?.0;
                Ok(people::read_first(row).map(|person| Self {
                    id,
                    person,
                    last_seen_at,
                    idle_ends_at,
                    ends_at,
                    refresh_due_at: due.map(|due| due.0),
                }))
            })
            .optional()?
            .transpose()
    }
}

impl Database {
    /// Records a session and ends the one it replaces, in one step. `false` when the person was disabled meanwhile:
    /// then nothing is recorded.
    pub async fn start_session(
        &self,
        session: NewSession,
        replaces: Option<Fingerprint>,
    ) -> Result<bool, Error> {
        self.write(move |transaction| {
            let started = insert(transaction, &session)?;
            if let Some(old) = replaces {
                super::tickets::hand_over(transaction, old, session.id)?;
                transaction.execute("DELETE FROM sessions WHERE id_hash = ?1", params![old])?;
            }
            transaction.execute(
                "DELETE FROM sessions WHERE id_hash IN (SELECT id_hash FROM sessions \
                 WHERE person = ?1 AND id_hash <> ?2 ORDER BY last_seen_at DESC \
                 LIMIT 1000 OFFSET ?3)",
                params![session.person, session.id, SESSIONS_PER_PERSON_MAX - 1],
            )?;
            Ok(started)
        })
        .await
    }

    /// The session, if it is alive at `now` and its person is not disabled.
    pub async fn session(
        &self,
        id: Fingerprint,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, Error> {
        self.recall(move |connection, memory| {
            let known = memory.session(connection, &id)?;
            let is_alive = |known: &&SessionRecord| now < known.ends_at.min(known.idle_ends_at);
            Ok(known.filter(is_alive).cloned())
        })
        .await
    }

    /// Records that the session was used at `now` and may now stay idle until `idle_ends_at`.
    pub async fn touch_session(
        &self,
        id: Fingerprint,
        now: Timestamp,
        idle_ends_at: Timestamp,
    ) -> Result<(), Error> {
        self.write(move |transaction| {
            // Never backwards: another replica may have written a later time.
            transaction.execute(
                "UPDATE sessions SET last_seen_at = ?2, idle_ends_at = ?3 \
                 WHERE id_hash = ?1 AND last_seen_at < ?2",
                params![id, Seconds(now), Seconds(idle_ends_at)],
            )?;
            Ok(())
        })
        .await
    }

    /// Ends one session, and keeps what the provider's own sign-out needs until `departs_by`, where that is given.
    /// `false` when there was no session.
    pub async fn end_session(
        &self,
        id: Fingerprint,
        departs_by: Option<Timestamp>,
    ) -> Result<bool, Error> {
        self.write(move |transaction| {
            if let Some(end) = departs_by {
                transaction.execute(
                    "INSERT OR REPLACE INTO departures (id_hash, id_token, ends_at) \
                     SELECT id_hash, id_token, ?2 FROM sessions WHERE id_hash = ?1",
                    params![id, Seconds(end)],
                )?;
            }
            let ended =
                transaction.execute("DELETE FROM sessions WHERE id_hash = ?1", params![id])?;
            Ok(ended > 0)
        })
        .await
    }

    /// Takes what was kept of an ended session: once, and in time.
    pub async fn take_departure(
        &self,
        id: Fingerprint,
        now: Timestamp,
    ) -> Result<Option<Departure>, Error> {
        self.write(move |transaction| {
            let taken = transaction
                .query_row(
                    "DELETE FROM departures WHERE id_hash = ?1 RETURNING id_token, ends_at",
                    params![id],
                    |row| {
                        let departure = Departure { id_token: row.get("id_token")? };
                        Ok((departure, row.get::<_, Seconds>("ends_at")?.0))
                    },
                )
                .optional()?;
            Ok(taken.and_then(|(departure, ends_at)| (ends_at > now).then_some(departure)))
        })
        .await
    }

    /// Live sessions whose refresh is due, longest overdue first, at most `limit`.
    pub async fn due_refreshes(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Fingerprint>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id_hash FROM sessions WHERE refresh_due_at <= ?1 \
                 AND refresh_claimed_until <= ?1 AND ends_at > ?1 AND idle_ends_at > ?1 \
                 ORDER BY refresh_due_at LIMIT ?2",
            )?;
            let rows = statement.query_map(params![Seconds(now), limit], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Takes the right to refresh a session until `claimed_until`; `None` when it is not due, has ended, or somebody
    /// else is at it.
    pub async fn claim_refresh(
        &self,
        session: Fingerprint,
        now: Timestamp,
        claimed_until: Timestamp,
    ) -> Result<Option<RefreshClaim>, Error> {
        self.write(move |transaction| {
            let claimed = transaction.execute(
                "UPDATE sessions SET refresh_claimed_until = ?3 WHERE id_hash = ?1 \
                 AND refresh_due_at <= ?2 AND refresh_claimed_until <= ?2 \
                 AND ends_at > ?2 AND idle_ends_at > ?2 AND refresh_token IS NOT NULL",
                params![session, Seconds(now), Seconds(claimed_until)],
            )?;
            if claimed == 0 {
                return Ok(None);
            }
            Ok(Some(transaction.query_row(
                "SELECT person, sub, refresh_token, id_token FROM sessions \
                 JOIN people ON people.id = sessions.person WHERE id_hash = ?1",
                params![session],
                |row| {
                    Ok(RefreshClaim {
                        session,
                        person: row.get(0)?,
                        subject: row.get(1)?,
                        refresh_token: row.get(2)?,
                        id_token: row.get(3)?,
                    })
                },
            )?))
        })
        .await
    }

    /// Records what a refresh brought and gives the claim back. A session that ended meanwhile stays ended.
    pub async fn finish_refresh(
        &self,
        claim: &RefreshClaim,
        refreshed: Refreshed,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (session, person) = (claim.session, claim.person);
        self.write(move |transaction| {
            let alive = transaction.execute(
                "UPDATE sessions SET refresh_token = COALESCE(?2, refresh_token), \
                 refresh_due_at = ?3, refresh_claimed_until = 0 WHERE id_hash = ?1",
                params![session, refreshed.refresh_token, Seconds(refreshed.due_at)],
            )?;
            match refreshed.profile {
                Some(profile) if alive > 0 => {
                    people::update_profile(transaction, person, &profile, now)
                }
                _ => Ok(()),
            }
        })
        .await
    }

    /// Gives the claim back without news: the provider could not be asked, and is asked again at `due_at`.
    pub async fn postpone_refresh(
        &self,
        claim: &RefreshClaim,
        due_at: Timestamp,
    ) -> Result<(), Error> {
        let session = claim.session;
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE sessions SET refresh_due_at = ?2, refresh_claimed_until = 0 \
                 WHERE id_hash = ?1",
                params![session, Seconds(due_at)],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets what has expired: sessions, departures, sign-in attempts, used logout tokens, archives, tickets and, much
    /// later, access keys and grants.
    pub async fn sweep(&self, now: Timestamp) -> Result<(), Error> {
        self.write(move |transaction| {
            let now = Seconds(now);
            transaction.execute(
                "DELETE FROM sessions WHERE ends_at <= ?1 OR idle_ends_at <= ?1",
                params![now],
            )?;
            transaction.execute("DELETE FROM departures WHERE ends_at <= ?1", params![now])?;
            transaction
                .execute("DELETE FROM logout_tokens WHERE expires_at <= ?1", params![now])?;
            super::archives::forget_old(transaction, now.0)?;
            super::tickets::forget_old(transaction, now.0)?;
            super::access_keys::forget_old(transaction, now.0)?;
            super::grants::forget_old(transaction, now.0)?;
            super::links::forget_old(transaction, now.0)?;
            super::attempts::forget_old(transaction, now.0)
        })
        .await
    }
}

fn insert(transaction: &Transaction<'_>, session: &NewSession) -> Result<bool, Error> {
    let inserted = transaction.execute(
        "INSERT INTO sessions (id_hash, person, created_at, last_seen_at, idle_ends_at, ends_at, \
         provider_session, id_token, refresh_token, refresh_due_at, refresh_claimed_until) \
         SELECT ?1, id, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0 FROM people \
         WHERE id = ?2 AND disabled_at IS NULL",
        params![
            session.id,
            session.person,
            Seconds(session.created_at),
            Seconds(session.idle_ends_at),
            Seconds(session.ends_at),
            session.provider_session,
            session.id_token,
            session.refresh_token,
            session.refresh_due_at.map(Seconds),
        ],
    )?;
    Ok(inserted > 0)
}
