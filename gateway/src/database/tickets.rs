//! Tickets for downloads without a cookie, which end with the session they were given in.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::rows::Seconds;
use super::{Database, Error, Fingerprint, people, rows};
use crate::policy::Person;
use crate::s3::names::Bucket;
use crate::sealing::Sealed;

/// Tickets of one session; the one that ends first gives way.
const TICKETS_PER_SESSION_MAX: i64 = 100;

#[derive(Clone, Debug)]
pub struct NewTicket {
    /// Of the identifier in the addresses.
    pub id: Fingerprint,
    pub session: Fingerprint,
    pub bucket: Bucket,
    /// Makes and checks the codes of the addresses.
    pub secret: Sealed,
    pub ends_at: Timestamp,
}

/// A ticket that is good, and whose it is.
#[derive(Clone, Debug)]
pub struct TicketRecord {
    pub person: Person,
    pub bucket: Bucket,
    pub secret: Sealed,
}

impl Database {
    pub async fn give_ticket(&self, ticket: NewTicket) -> Result<(), Error> {
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM download_tickets WHERE id_hash IN (SELECT id_hash \
                 FROM download_tickets WHERE session = ?1 ORDER BY ends_at DESC \
                 LIMIT 1000 OFFSET ?2)",
                params![ticket.session, TICKETS_PER_SESSION_MAX - 1],
            )?;
            transaction.execute(
                "INSERT INTO download_tickets (id_hash, session, instance, bucket, secret, ends_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    ticket.id,
                    ticket.session,
                    ticket.bucket.instance.as_str(),
                    ticket.bucket.name.as_str(),
                    ticket.secret,
                    Seconds(ticket.ends_at),
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// The ticket, if it and its session are alive at `now` and its person is not disabled.
    pub async fn ticket(
        &self,
        id: Fingerprint,
        now: Timestamp,
    ) -> Result<Option<TicketRecord>, Error> {
        self.look_up(move |connection| {
            connection
                .prepare_cached(
                    "SELECT people.id AS id, handle, people.name AS name, email, group_claims, \
                     instance, bucket, secret FROM download_tickets \
                     JOIN sessions ON sessions.id_hash = download_tickets.session \
                     JOIN people ON people.id = sessions.person \
                     WHERE download_tickets.id_hash = ?1 AND download_tickets.ends_at > ?2 \
                     AND sessions.ends_at > ?2 AND idle_ends_at > ?2 AND disabled_at IS NULL",
                )?
                .query_row(params![id, Seconds(now)], |row| {
                    let (instance, bucket): (String, String) =
                        (row.get("instance")?, row.get("bucket")?);
                    let (person, secret) = (people::read_own(row), row.get("secret")?);
                    Ok(person.and_then(|person| {
                        let bucket = rows::bucket(&instance, &bucket)?;
                        Ok(TicketRecord { person, bucket, secret })
                    }))
                })
                .optional()?
                .transpose()
        })
        .await
    }
}

pub(super) fn forget_old(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    transaction
        .execute("DELETE FROM download_tickets WHERE ends_at <= ?1", params![Seconds(now)])?;
    Ok(())
}

/// What was opened in a session goes on in the one that replaces it, where it is the same person's.
pub(super) fn hand_over(
    transaction: &Transaction<'_>,
    old: Fingerprint,
    new: Fingerprint,
) -> Result<(), Error> {
    for table in ["archives", "download_tickets"] {
        transaction.execute(
            &format!(
                "UPDATE {table} SET session = ?2 WHERE session = ?1 AND \
                 (SELECT person FROM sessions WHERE id_hash = ?1) = \
                 (SELECT person FROM sessions WHERE id_hash = ?2)"
            ),
            params![old, new],
        )?;
    }
    Ok(())
}
