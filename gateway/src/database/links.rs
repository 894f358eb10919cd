//! Share links: what opens objects to whoever has an address. A link acts for its sharer; whether it may be used is
//! asked of these records at each request.

mod arrivals;
mod reaching;
mod row;
mod visits;

use gateway_api::UploadTerms;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

pub use self::arrivals::{Arrival, NewArrivals};
pub use self::visits::{Attempt, Counted};
use super::rows::Seconds;
use super::{Database, Error, Fingerprint};
use crate::policy::{Items, LinkId, PersonId, ShareLink};
use crate::s3::names::Bucket;
use crate::sealing::Sealed;

/// Links of one person that were not taken back, expired ones included.
const LINKS_PER_PERSON_MAX: i64 = 20_000;
/// How long a link is remembered after it expired or was taken back: who comes too late is told so.
const MEMORY_HOURS: i64 = 90 * 24;

/// A link to be recorded.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// Of what stands in its address.
    pub address_hash: Fingerprint,
    /// What stands in its address.
    pub address: Sealed,
    pub sharer: PersonId,
    pub bucket: Bucket,
    pub items: Items,
    /// An upload request.
    pub upload: Option<UploadTerms>,
    pub face: LinkFace,
    /// Argon2id, in the PHC string format.
    pub password: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

/// What may be changed of a link without closing it to anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkFace {
    /// For the sharer alone.
    pub label: String,
    /// For those who open it; either may be empty.
    pub message_en: String,
    pub message_fr: String,
    pub view_only: bool,
    pub downloads_max: Option<u32>,
}

/// Everything recorded of a link but its password.
#[derive(Clone, Debug)]
pub struct LinkRecord {
    pub id: LinkId,
    pub address_hash: Fingerprint,
    pub address: Sealed,
    pub sharer: PersonId,
    pub bucket: Bucket,
    pub items: Items,
    pub upload: Option<UploadTerms>,
    pub face: LinkFace,
    pub has_password: bool,
    pub opens: u64,
    pub downloads: u64,
    /// That arrived, or are on their way.
    pub files: u64,
    pub bytes: u64,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
}

/// A link that may be used now.
#[derive(Clone, Debug)]
pub struct UsableLink {
    /// With its sharer and their groups as they are at this moment.
    pub link: ShareLink,
    pub upload: Option<UploadTerms>,
    pub face: LinkFace,
    pub password: Option<String>,
    pub downloads: u64,
}

/// What an address leads to.
#[derive(Clone, Debug)]
pub enum FoundLink {
    Usable(Box<UsableLink>),
    /// It has expired or was taken back, its sharer was shut out, or it pauses.
    Over {
        id: LinkId,
        sharer: PersonId,
    },
    Unknown,
}

/// What is to be different of a link; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct LinkChange {
    pub face: Option<LinkFace>,
    pub expires_at: Option<Option<Timestamp>>,
    /// Whoever gave the old one has to give the new one.
    pub password: Option<Option<String>>,
}

impl Database {
    /// Records a link. `None`: its sharer has as many as one may have, or was shut out meanwhile.
    pub async fn record_link(&self, link: NewLink) -> Result<Option<LinkRecord>, Error> {
        self.write(move |transaction| {
            let held: i64 = transaction.query_row(
                "SELECT COUNT(*) FROM links WHERE sharer = ?1 AND revoked_at IS NULL",
                params![link.sharer],
                |row| row.get(0),
            )?;
            if held >= LINKS_PER_PERSON_MAX {
                return Ok(None);
            }
            let Some(id) = insert(transaction, &link)? else { return Ok(None) };
            find(transaction, link.sharer, id)
        })
        .await
    }

    /// What the address leads to at `now`. Asked at every request with a link: one question, whose cost is the same
    /// for an address that never was. A link pauses while nobody vouches for its sharer (`vouched_after`), as access
    /// keys do.
    pub async fn link_at(
        &self,
        address: Fingerprint,
        now: Timestamp,
        vouched_after: Timestamp,
    ) -> Result<FoundLink, Error> {
        self.look_up(move |connection| {
            find_usable(
                connection,
                "id_hash = ?1",
                params![address, Seconds(now), Seconds(vouched_after)],
            )
        })
        .await
    }

    /// The links that the person gave out and did not take back, into one bucket or any, newest first: at most `limit`
    /// older than `before`.
    pub async fn links_of(
        &self,
        sharer: PersonId,
        bucket: Option<Bucket>,
        before: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkRecord>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {} FROM links WHERE sharer = ?1 AND id < ?2 AND revoked_at IS NULL \
                 AND (?4 IS NULL OR instance = ?4 AND bucket = ?5) ORDER BY id DESC LIMIT ?3",
                row::COLUMNS
            ))?;
            let before = before.map_or(i64::MAX, |before| before.0);
            let bucket = bucket.as_ref();
            let rows = statement.query_map(
                params![
                    sharer,
                    before,
                    limit,
                    bucket.map(|bucket| bucket.instance.as_str()),
                    bucket.map(|bucket| bucket.name.as_str())
                ],
                |row| Ok(row::record(row)),
            )?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// The link, if it is this person's and was not taken back.
    pub async fn link(&self, sharer: PersonId, id: LinkId) -> Result<Option<LinkRecord>, Error> {
        self.look_up(move |connection| find(connection, sharer, id)).await
    }

    /// Changes a link of this person's; `None` when it is not there.
    pub async fn change_link(
        &self,
        sharer: PersonId,
        id: LinkId,
        change: LinkChange,
    ) -> Result<Option<LinkRecord>, Error> {
        self.write(move |transaction| {
            if find(transaction, sharer, id)?.is_none() {
                return Ok(None);
            }
            if let Some(face) = &change.face {
                transaction.execute(
                    "UPDATE links SET label = ?2, message_en = ?3, message_fr = ?4, \
                     view_only = ?5, downloads_max = ?6 WHERE id = ?1",
                    params![
                        id,
                        face.label,
                        face.message_en,
                        face.message_fr,
                        face.view_only,
                        face.downloads_max
                    ],
                )?;
            }
            if let Some(expires_at) = change.expires_at {
                transaction.execute(
                    "UPDATE links SET expires_at = ?2 WHERE id = ?1",
                    params![id, expires_at.map(Seconds)],
                )?;
            }
            if let Some(password) = &change.password {
                let sql = "UPDATE links SET password = ?2 WHERE id = ?1";
                transaction.execute(sql, params![id, password])?;
                transaction.execute("DELETE FROM link_passes WHERE link = ?1", params![id])?;
            }
            find(transaction, sharer, id)
        })
        .await
    }

    /// The link, whoever gave it out, if it was not taken back.
    pub async fn anybodys_link(&self, id: LinkId) -> Result<Option<LinkRecord>, Error> {
        self.look_up(move |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {} FROM links WHERE id = ?1 AND revoked_at IS NULL",
                    row::COLUMNS
                ))?
                .query_row(params![id], |row| Ok(row::record(row)))
                .optional()?
                .transpose()
        })
        .await
    }

    /// Takes a link back, for good; whether there was one.
    pub async fn revoke_link(&self, id: LinkId, now: Timestamp) -> Result<bool, Error> {
        self.write(move |transaction| {
            let revoked = transaction.execute(
                "UPDATE links SET revoked_at = ?2, address = x'' \
                 WHERE id = ?1 AND revoked_at IS NULL",
                params![id, Seconds(now)],
            )?;
            Ok(revoked > 0)
        })
        .await
    }
}

/// The same by its number.
pub(super) fn by_id(
    connection: &Connection,
    id: LinkId,
    now: Timestamp,
    vouched_after: Timestamp,
) -> Result<FoundLink, Error> {
    find_usable(connection, "links.id = ?1", params![id, Seconds(now), Seconds(vouched_after)])
}

/// `values` are what the condition compares, when it is asked, and after when the sharer must have been vouched for.
fn find_usable(
    connection: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<FoundLink, Error> {
    let found = connection
        .prepare_cached(&format!("{USABLE} WHERE {condition}"))?
        .query_row(values, |row| {
            if !row.get::<_, bool>("usable")? {
                let (id, sharer) = (row.get("link")?, row.get("id")?);
                return Ok(Ok(FoundLink::Over { id, sharer }));
            }
            Ok(row::usable(row).map(|usable| FoundLink::Usable(Box::new(usable))))
        })
        .optional()?;
    found.unwrap_or(Ok(FoundLink::Unknown))
}

/// With whether it may be used at ?2, its sharer vouched for after ?3.
const USABLE: &str = "SELECT people.id AS id, handle, people.name AS name, email, group_claims, \
             links.id AS link, instance, bucket, keys, prefixes, upload, label, message_en, \
             message_fr, view_only, downloads_max, password, downloads, expires_at, \
             (expires_at IS NULL OR expires_at > ?2) AND revoked_at IS NULL \
             AND people.disabled_at IS NULL \
             AND COALESCE(groups_confirmed_at, vouched_at, ?3) >= ?3 AS usable \
             FROM links JOIN people ON people.id = links.sharer";

/// Takes all links of a person back, for good; answers how many there were.
pub(super) fn revoke_all(
    transaction: &Transaction<'_>,
    sharer: PersonId,
    now: Timestamp,
) -> Result<usize, Error> {
    Ok(transaction.execute(
        "UPDATE links SET revoked_at = ?2, address = x'' WHERE sharer = ?1 AND revoked_at IS NULL",
        params![sharer, Seconds(now)],
    )?)
}

/// Forgets links some time after their end, and what was kept of their visitors for a while.
pub(super) fn forget_old(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    let oldest =
        now.saturating_sub(SignedDuration::from_hours(MEMORY_HOURS)).unwrap_or(Timestamp::MIN);
    transaction.execute(
        "DELETE FROM links WHERE expires_at <= ?1 OR revoked_at <= ?1",
        params![Seconds(oldest)],
    )?;
    visits::forget_old(transaction, now)
}

/// Not for somebody who was shut out meanwhile.
fn insert(transaction: &Transaction<'_>, link: &NewLink) -> Result<Option<LinkId>, Error> {
    let (keys, prefixes) = row::written(&link.items)?;
    let id = transaction
        .query_row(
            "INSERT INTO links (id_hash, address, sharer, instance, bucket, keys, prefixes, label, \
             message_en, message_fr, view_only, password, downloads_max, created_at, expires_at, upload) \
             SELECT ?1, ?2, id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16 FROM people \
             WHERE id = ?3 AND disabled_at IS NULL RETURNING id",
            params![
                link.address_hash,
                link.address,
                link.sharer,
                link.bucket.instance.as_str(),
                link.bucket.name.as_str(),
                keys,
                prefixes,
                link.face.label,
                link.face.message_en,
                link.face.message_fr,
                link.face.view_only,
                link.password,
                link.face.downloads_max,
                Seconds(link.created_at),
                link.expires_at.map(Seconds),
                row::written_terms(link.upload.as_ref())?,
            ],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(id) = id {
        transaction.execute(
            "INSERT INTO link_places (instance, bucket, place, link) \
             SELECT ?1, ?2, value, ?5 FROM json_each(?3) \
             UNION SELECT ?1, ?2, value, ?5 FROM json_each(?4)",
            params![link.bucket.instance.as_str(), link.bucket.name.as_str(), keys, prefixes, id],
        )?;
    }
    Ok(id)
}

fn find(
    connection: &Connection,
    sharer: PersonId,
    id: LinkId,
) -> Result<Option<LinkRecord>, Error> {
    connection
        .prepare_cached(&format!(
            "SELECT {} FROM links WHERE id = ?1 AND sharer = ?2 AND revoked_at IS NULL",
            row::COLUMNS
        ))?
        .query_row(params![id, sharer], |row| Ok(row::record(row)))
        .optional()?
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::super::tests::is_found_by_its_key;
    use super::*;

    #[test]
    fn a_link_is_found_by_its_address_however_many_there_are() {
        let plan = is_found_by_its_key(&format!("{USABLE} WHERE id_hash = ?1"));
        assert!(plan.contains("(id_hash=?)"), "{plan}");
        is_found_by_its_key(&format!("{USABLE} WHERE links.id = ?1"));
    }
}
