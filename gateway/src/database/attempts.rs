//! Sign-ins that were begun and not yet completed: each counts once, in the browser that began it.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::rows::Seconds;
use super::{Database, Error, Fingerprint};
use crate::sealing::Sealed;

/// How long somebody may take at the identity provider.
pub const ATTEMPT_SECONDS_MAX: i64 = 600;
/// Tabs in which one browser signs in at once; the oldest gives way.
const ATTEMPTS_PER_BROWSER_MAX: i64 = 10;
/// Attempts in all: bounds what strangers can make us record. The oldest gives way.
const ATTEMPTS_MAX: i64 = 10_000;

#[derive(Clone, Debug)]
pub struct NewAttempt {
    pub state: Fingerprint,
    /// Of the cookie that ties the attempt to its browser.
    pub browser: Fingerprint,
    /// Nonce and PKCE verifier.
    pub secrets: Sealed,
    pub resume: Resume,
    pub created_at: Timestamp,
}

/// Where the person goes on afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resume {
    /// A path of ours, checked before.
    pub return_to: String,
    /// `fr` or `en`.
    pub language: String,
}

/// What an answer of the identity provider belongs to.
#[derive(Clone, Debug)]
pub enum Consumed {
    /// An open attempt of this browser; it is used up now.
    Ready {
        secrets: Sealed,
        resume: Resume,
    },
    AlreadyUsed(Resume),
    Expired(Resume),
    /// Somebody else began it: it stays open for them.
    OtherBrowser,
    /// Never begun here, or forgotten long ago.
    Unknown,
}

impl Database {
    pub async fn begin_attempt(&self, attempt: NewAttempt) -> Result<(), Error> {
        self.write(move |transaction| {
            forget_old(transaction, attempt.created_at)?;
            make_room(transaction, attempt.browser)?;
            transaction.execute(
                "INSERT INTO sign_in_attempts \
                 (state_hash, browser_hash, secrets, return_to, language, created_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    attempt.state,
                    attempt.browser,
                    attempt.secrets,
                    attempt.resume.return_to,
                    attempt.resume.language,
                    Seconds(attempt.created_at)
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// Uses the attempt up, if it is open, young enough and this browser's.
    pub async fn consume_attempt(
        &self,
        state: Fingerprint,
        browser: Option<Fingerprint>,
        now: Timestamp,
    ) -> Result<Consumed, Error> {
        self.write(move |transaction| {
            let found = transaction
                .query_row(
                    "SELECT browser_hash, secrets, return_to, language, created_at, consumed_at \
                     FROM sign_in_attempts WHERE state_hash = ?1",
                    params![state],
                    read_attempt,
                )
                .optional()?;
            let Some(attempt) = found else { return Ok(Consumed::Unknown) };
            if browser != Some(attempt.browser) {
                return Ok(Consumed::OtherBrowser);
            }
            if attempt.used {
                return Ok(Consumed::AlreadyUsed(attempt.resume));
            }
            if attempt.created_at <= oldest(now) {
                return Ok(Consumed::Expired(attempt.resume));
            }
            transaction.execute(
                "UPDATE sign_in_attempts SET consumed_at = ?2, secrets = ?3 WHERE state_hash = ?1",
                params![state, Seconds(now), Sealed::from_bytes(Vec::new())],
            )?;
            Ok(Consumed::Ready { secrets: attempt.secrets, resume: attempt.resume })
        })
        .await
    }
}

struct Found {
    browser: Fingerprint,
    secrets: Sealed,
    resume: Resume,
    created_at: Timestamp,
    used: bool,
}

fn read_attempt(row: &Row<'_>) -> rusqlite::Result<Found> {
    Ok(Found {
        browser: row.get("browser_hash")?,
        secrets: row.get("secrets")?,
        resume: Resume { return_to: row.get("return_to")?, language: row.get("language")? },
        created_at: row.get::<_, Seconds>("created_at")?.0,
        used: row.get::<_, Option<Seconds>>("consumed_at")?.is_some(),
    })
}

/// Kept for twice their life, so that a late answer is told to be late rather than unknown.
pub(super) fn forget_old(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    transaction.execute(
        "DELETE FROM sign_in_attempts WHERE created_at <= ?1",
        params![Seconds(oldest(oldest(now)))],
    )?;
    Ok(())
}

fn make_room(transaction: &Transaction<'_>, browser: Fingerprint) -> Result<(), Error> {
    transaction.execute(
        "DELETE FROM sign_in_attempts WHERE state_hash IN (SELECT state_hash \
         FROM sign_in_attempts WHERE browser_hash = ?1 ORDER BY created_at DESC \
         LIMIT 1000 OFFSET ?2)",
        params![browser, ATTEMPTS_PER_BROWSER_MAX - 1],
    )?;
    transaction.execute(
        "DELETE FROM sign_in_attempts WHERE state_hash IN (SELECT state_hash \
         FROM sign_in_attempts ORDER BY created_at DESC LIMIT 1000 OFFSET ?1)",
        params![ATTEMPTS_MAX - 1],
    )?;
    Ok(())
}

fn oldest(now: Timestamp) -> Timestamp {
    now.saturating_sub(SignedDuration::from_secs(ATTEMPT_SECONDS_MAX)).unwrap_or(Timestamp::MIN)
}
