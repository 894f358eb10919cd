//! What each request of a program asks about its key.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Error, UsableKey, row};
use crate::policy::AccessKeyId;

/// A key that is neither disabled nor revoked and whose owner is not shut out, and when it may be used.
#[derive(Clone, Debug)]
pub struct KnownKey {
    pub usable: UsableKey,
    pub(super) expires_at: Timestamp,
    /// When the identity provider vouched last for the owner, or named the team's group; `None` for whom only the
    /// operator knows.
    pub(super) vouched_at: Option<Timestamp>,
}

impl KnownKey {
    pub fn find(connection: &Connection, id: &AccessKeyId) -> Result<Option<Self>, Error> {
        connection
            .prepare_cached(
                // In the order in which `row::known` reads them.
                "SELECT people.id, handle, people.name, email, group_claims, \
                 instance, buckets, read_only, sources, secret, session_token, groups_max, \
                 last_used_at, teams.id, teams.name, group_claim, expires_at, \
                 COALESCE(groups_confirmed_at, vouched_at, named_at) \
                 FROM access_keys LEFT JOIN people ON people.id = access_keys.owner \
                 LEFT JOIN teams ON teams.id = access_keys.team \
                 WHERE access_keys.id = ?1 AND revoked_at IS NULL \
                 AND access_keys.disabled_at IS NULL AND people.disabled_at IS NULL",
            )?
            .query_row(params![id.as_str()], |row| Ok(row::known(id.clone(), row)))
            .optional()?
            .transpose()
    }

    pub fn may_be_used(&self, now: Timestamp, vouched_after: Timestamp) -> bool {
        let vouched = |at: Timestamp| vouched_after.as_second() <= at.as_second();
        now < self.expires_at && self.vouched_at.is_none_or(vouched)
    }
}
