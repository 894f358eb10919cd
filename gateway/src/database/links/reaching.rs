//! Which links have to do with a place.

use jiff::Timestamp;
use rusqlite::params;

use super::super::places::Place;
use super::super::rows::Seconds;
use super::super::{Database, Error};
use super::{LinkRecord, row};
use crate::policy::{Handle, LinkId};
use crate::s3::names::Bucket;

/// The first `?8` of them older than `?7`, newest first.
const REACHING: &str = "\
    SELECT id FROM (\
    SELECT link FROM link_places WHERE instance = ?1 AND bucket = ?2 \
    AND place IN (SELECT value FROM json_each(?3)) \
    UNION \
    SELECT link FROM link_places WHERE instance = ?1 AND bucket = ?2 AND ?4 < place AND place < ?5) \
    JOIN links ON links.id = link WHERE link < ?7 \
    AND revoked_at IS NULL AND (expires_at IS NULL OR ?6 < expires_at) \
    ORDER BY link DESC LIMIT ?8";

impl Database {
    /// Anybody's links that open the place or something of it, and have not ended at `now`, newest first, with the handle
    /// of who gave them out: at most `limit` older than the one named `before`. `place` ends in `/`, is empty for all of
    /// the bucket, or is the key of an object.
    pub async fn links_reaching(
        &self,
        bucket: &Bucket,
        place: &str,
        before: Option<LinkId>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<(Handle, LinkRecord)>, Error> {
        let (bucket, place) = (bucket.clone(), Place::of(place)?);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {}, handle FROM links JOIN (SELECT id AS person, handle FROM people) \
                 ON person = sharer WHERE id IN ({REACHING}) ORDER BY id DESC",
                row::COLUMNS
            ))?;
            let values = params![
                bucket.instance.as_str(),
                bucket.name.as_str(),
                place.holders,
                place.after,
                place.before,
                Seconds(now),
                before.unwrap_or(LinkId(i64::MAX)),
                limit,
            ];
            let rows = statement.query_map(values, |row| {
                let handle: String = row.get("handle")?;
                Ok(row::record(row).and_then(|record| {
                    let handle = Handle::parse(&handle).ok_or(Error::Unreadable("handle"))?;
                    Ok((handle, record))
                }))
            })?;
            rows.map(|row| row?).collect()
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::is_found_by_its_key;
    use super::*;

    #[test]
    fn links_are_found_by_what_they_open_however_many_a_bucket_has() {
        let plan = is_found_by_its_key(REACHING);
        assert!(plan.contains("(instance=? AND bucket=? AND place=?"), "{plan}");
        assert!(plan.contains("(instance=? AND bucket=? AND place>? AND place<?)"), "{plan}");
    }
}
