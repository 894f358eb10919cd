//! Sessions ended by the identity provider's word (back-channel logout).

use jiff::Timestamp;
use rusqlite::params;

use super::rows::Seconds;
use super::{Database, Error, Fingerprint};

/// A logout token whose signature and claims were checked. It names a person (`subject`), a session of the provider's
/// (`provider_session`), or both.
#[derive(Clone, Debug)]
pub struct LogoutNotice {
    /// Of issuer and `jti`.
    pub token: Fingerprint,
    /// Until when the token must be remembered as used.
    pub expires_at: Timestamp,
    pub issuer: String,
    pub subject: Option<String>,
    pub provider_session: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoutOutcome {
    /// How many sessions ended; none is no fault, they may have ended before.
    Ended(usize),
    /// The token was used before.
    Replayed,
}

impl Database {
    /// Ends the sessions that match everything the notice names.
    pub async fn log_out(&self, notice: LogoutNotice) -> Result<LogoutOutcome, Error> {
        self.write(move |transaction| {
            let first_time = transaction.execute(
                "INSERT INTO logout_tokens (token_hash, expires_at) VALUES (?1, ?2) \
                 ON CONFLICT (token_hash) DO NOTHING",
                params![notice.token, Seconds(notice.expires_at)],
            )?;
            if first_time == 0 {
                return Ok(LogoutOutcome::Replayed);
            }
            if notice.subject.is_none() && notice.provider_session.is_none() {
                return Ok(LogoutOutcome::Ended(0));
            }
            let ended = transaction.execute(
                "DELETE FROM sessions WHERE (?3 IS NULL OR provider_session = ?3) \
                 AND person IN (SELECT id FROM people WHERE iss = ?1 AND (?2 IS NULL OR sub = ?2))",
                params![notice.issuer, notice.subject, notice.provider_session],
            )?;
            Ok(LogoutOutcome::Ended(ended))
        })
        .await
    }
}
