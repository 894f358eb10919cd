//! What the holders of a link do with it: opened, taken, and passwords tried.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Transaction, params};

use super::super::rows::Seconds;
use super::super::{Database, Error, Fingerprint};
use crate::policy::LinkId;

/// Within so long, what one visitor opens or takes again is not counted again.
const VISIT_SECONDS: i64 = 3_600;
/// Wrong passwords of one visitor within so long, and of all visitors of a link together.
const ATTEMPTS_SECONDS: i64 = 900;
const ATTEMPTS_PER_VISITOR_MAX: i64 = 5;
const ATTEMPTS_PER_LINK_MAX: i64 = 50;

/// What is noted of a visitor beside what they took.
const OPENED: &str = "opened";
const REFUSED: &str = "refused";

/// Whether something was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Yes,
    /// The same visitor took the same within the hour.
    Again,
    /// As many as the link allows were taken before.
    Exhausted,
}

/// Whether a password may be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Counted as wrong, under this number, until it is forgiven.
    Begun(i64),
    /// There were too many: come back after so many seconds.
    Wait { seconds: u64 },
}

impl Database {
    /// Counts that a visitor looks at what a link opens, once an hour; whether it is counted now.
    pub async fn count_open(
        &self,
        link: LinkId,
        visitor: Fingerprint,
        now: Timestamp,
    ) -> Result<bool, Error> {
        if self.visited(link, visitor, opening(), now).await? {
            return Ok(false);
        }
        self.write(move |transaction| {
            let first = note(transaction, link, visitor, opening(), now)?;
            if first {
                transaction.execute(
                    "UPDATE links SET opens = opens + 1, last_used_at = ?2 WHERE id = ?1",
                    params![link, Seconds(now)],
                )?;
            }
            Ok(first)
        })
        .await
    }

    /// Counts that a visitor takes something, unless no more may be taken.
    pub async fn count_download(
        &self,
        link: LinkId,
        visitor: Fingerprint,
        what: Fingerprint,
        now: Timestamp,
    ) -> Result<Counted, Error> {
        if self.visited(link, visitor, what, now).await? {
            return Ok(Counted::Again);
        }
        self.write(move |transaction| {
            if !note(transaction, link, visitor, what, now)? {
                return Ok(Counted::Again);
            }
            let counted = transaction.execute(
                "UPDATE links SET downloads = downloads + 1, last_used_at = ?2 \
                 WHERE id = ?1 AND (downloads_max IS NULL OR downloads < downloads_max)",
                params![link, Seconds(now)],
            )?;
            if counted == 0 {
                transaction.execute(
                    "DELETE FROM link_visits WHERE link = ?1 AND visitor = ?2 AND what = ?3",
                    params![link, visitor, what],
                )?;
                return Ok(Counted::Exhausted);
            }
            Ok(Counted::Yes)
        })
        .await
    }

    /// Notes that a visitor was refused; whether it is the first time within the hour.
    pub async fn count_link_refusal(
        &self,
        link: LinkId,
        visitor: Fingerprint,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let refusal = Fingerprint::of(REFUSED);
        if self.visited(link, visitor, refusal, now).await? {
            return Ok(false);
        }
        self.write(move |transaction| note(transaction, link, visitor, refusal, now)).await
    }

    /// Whether the visitor opened or took it within the hour: ranges cost no writing.
    pub async fn visited(
        &self,
        link: LinkId,
        visitor: Fingerprint,
        what: Fingerprint,
        now: Timestamp,
    ) -> Result<bool, Error> {
        self.look_up(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT 1 FROM link_visits \
                 WHERE link = ?1 AND visitor = ?2 AND what = ?3 AND at > ?4",
            )?;
            let since = Seconds(before(now, VISIT_SECONDS));
            Ok(statement.exists(params![link, visitor, what, since])?)
        })
        .await
    }

    /// Whether the visitor took anything within the hour: what they began they may finish, though nothing more is given.
    pub async fn has_taken(
        &self,
        link: LinkId,
        visitor: Fingerprint,
        now: Timestamp,
    ) -> Result<bool, Error> {
        self.look_up(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT 1 FROM link_visits \
                 WHERE link = ?1 AND visitor = ?2 AND what NOT IN (?3, ?4) AND at > ?5",
            )?;
            let (opened, refused) = (opening(), Fingerprint::of(REFUSED));
            let since = Seconds(before(now, VISIT_SECONDS));
            Ok(statement.exists(params![link, visitor, opened, refused, since])?)
        })
        .await
    }

    /// Counts an attempt before its password is looked at, so that many at once are no more than one after the other.
    pub async fn begin_link_attempt(
        &self,
        link: LinkId,
        visitor: Fingerprint,
        now: Timestamp,
    ) -> Result<Attempt, Error> {
        self.write(move |transaction| {
            let since = Seconds(before(now, ATTEMPTS_SECONDS));
            let (all, own, oldest): (i64, i64, Option<Seconds>) = transaction.query_row(
                "SELECT COUNT(*), COUNT(*) FILTER (WHERE visitor = ?2), MIN(at) \
                 FROM link_attempts WHERE link = ?1 AND at > ?3",
                params![link, visitor, since],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?;
            if all >= ATTEMPTS_PER_LINK_MAX || own >= ATTEMPTS_PER_VISITOR_MAX {
                let oldest = oldest.map_or(now, |seconds| seconds.0);
                let wait = oldest.as_second() + ATTEMPTS_SECONDS - now.as_second();
                return Ok(Attempt::Wait { seconds: u64::try_from(wait.max(1)).unwrap_or(1) });
            }
            transaction.execute(
                "INSERT INTO link_attempts (link, visitor, at) VALUES (?1, ?2, ?3)",
                params![link, visitor, Seconds(now)],
            )?;
            Ok(Attempt::Begun(transaction.last_insert_rowid()))
        })
        .await
    }

    /// The password was right.
    pub async fn forgive_link_attempt(&self, attempt: i64) -> Result<(), Error> {
        self.write(move |transaction| {
            transaction.execute("DELETE FROM link_attempts WHERE id = ?1", params![attempt])?;
            Ok(())
        })
        .await
    }

    /// Records a browser that gave the password.
    pub async fn give_link_pass(
        &self,
        pass: Fingerprint,
        link: LinkId,
        ends_at: Timestamp,
    ) -> Result<(), Error> {
        self.write(move |transaction| {
            transaction.execute(
                "INSERT INTO link_passes (id_hash, link, ends_at) VALUES (?1, ?2, ?3)",
                params![pass, link, Seconds(ends_at)],
            )?;
            Ok(())
        })
        .await
    }

    /// Whether the browser gave the password of this link.
    pub async fn has_link_pass(
        &self,
        pass: Fingerprint,
        link: LinkId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        self.look_up(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT 1 FROM link_passes WHERE id_hash = ?1 AND link = ?2 AND ends_at > ?3",
            )?;
            Ok(statement.exists(params![pass, link, Seconds(now)])?)
        })
        .await
    }
}

/// Looking at the page, where else a name stands for what is taken.
fn opening() -> Fingerprint {
    Fingerprint::of(OPENED)
}

/// Notes a visit, unless one was noted within the hour.
fn note(
    transaction: &Transaction<'_>,
    link: LinkId,
    visitor: Fingerprint,
    what: Fingerprint,
    now: Timestamp,
) -> Result<bool, Error> {
    let noted = transaction.execute(
        "INSERT INTO link_visits (link, visitor, what, at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (link, visitor, what) DO UPDATE SET at = ?4 WHERE at <= ?5",
        params![link, visitor, what, Seconds(now), Seconds(before(now, VISIT_SECONDS))],
    )?;
    Ok(noted > 0)
}

pub(super) fn forget_old(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    let ends = [
        ("DELETE FROM link_visits WHERE at <= ?1", before(now, VISIT_SECONDS)),
        ("DELETE FROM link_attempts WHERE at <= ?1", before(now, ATTEMPTS_SECONDS)),
        ("DELETE FROM link_passes WHERE ends_at <= ?1", now),
    ];
    for (sql, end) in ends {
        transaction.execute(sql, params![Seconds(end)])?;
    }
    Ok(())
}

fn before(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_sub(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MIN)
}
