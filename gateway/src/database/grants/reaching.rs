//! Which grants have to do with a place, or with a person.

use jiff::Timestamp;
use rusqlite::params;

use super::super::places::Place;
use super::super::rows::{self, Seconds};
use super::super::{Database, Error};
use super::{GrantRecord, list};
use crate::policy::{Grant, GrantId, KeyPrefix, Person};
use crate::s3::names::Bucket;

/// The first `?9` that have to do with a place, after the prefix `?7` and the number `?8`.
const REACHING: &str = "\
    SELECT id FROM (\
    SELECT id, prefix, grantee, until FROM grants WHERE instance = ?1 AND bucket = ?2 \
    AND prefix IN (SELECT value FROM json_each(?3)) \
    UNION ALL \
    SELECT id, prefix, grantee, until FROM grants WHERE instance = ?1 AND bucket = ?2 \
    AND ?4 < prefix AND prefix < ?5) \
    WHERE grantee <> 'public' AND (until IS NULL OR ?6 < until) AND (prefix, id) > (?7, ?8) \
    ORDER BY prefix, id LIMIT ?9";

/// The last `?5` that others gave a person, in the bucket `?6`, `?7` or in any, of those before the number `?4`.
const GIVEN: &str = "\
    SELECT given.id FROM grants AS given JOIN people AS sharer ON sharer.id = given.given_by \
    WHERE given.grantee IN (SELECT 'person:' || ?1 UNION ALL SELECT 'everyone' \
    UNION ALL SELECT 'team:' || id FROM teams WHERE group_claim IN \
    (SELECT value FROM json_each(?2))) \
    AND given.given_by <> ?1 AND (given.until IS NULL OR ?3 < given.until) \
    AND sharer.disabled_at IS NULL \
    AND (?6 IS NULL OR given.instance = ?6 AND given.bucket = ?7) AND given.id < ?4 \
    ORDER BY given.id DESC LIMIT ?5";

impl Database {
    /// Those that have to do with a place, by prefix and age: that hold it, or lie in it, and have not ended at `now`. At
    /// most `limit` that come after `after`. What was made public is not among them. `place` ends in `/`, is empty for all
    /// of the bucket, or is the key of an object.
    pub async fn grants_reaching(
        &self,
        bucket: &Bucket,
        place: &str,
        after: Option<&Grant>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<GrantRecord>, Error> {
        let (bucket, place) = (bucket.clone(), Place::of(place)?);
        let after = after.map_or((String::new(), GrantId(0)), |last| {
            (last.prefix.as_ref().map_or("", KeyPrefix::as_str).to_owned(), last.id)
        });
        self.read(move |connection| {
            let condition = format!("grants.id IN ({REACHING}) ORDER BY prefix, grant_id");
            let values = params![
                bucket.instance.as_str(),
                bucket.name.as_str(),
                place.holders,
                place.after,
                place.before,
                Seconds(now),
                after.0,
                after.1,
                limit,
            ];
            list(connection, &condition, values)
        })
        .await
    }

    /// What others gave the person: by name, to a team of theirs, or to everyone; what has not ended at `now`, newest
    /// first: of one bucket, or of all; at most `limit` that were given before `before`. Whether each is worth anything now
    /// is the policy's to say.
    pub async fn shared_with(
        &self,
        person: &Person,
        bucket: Option<&Bucket>,
        before: Option<GrantId>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<GrantRecord>, Error> {
        let (id, groups) = (person.id, rows::json(&person.groups)?);
        let bucket = bucket.cloned();
        self.read(move |connection| {
            let bucket = bucket.as_ref();
            let condition = format!("grants.id IN ({GIVEN}) ORDER BY grant_id DESC");
            let values = params![
                id,
                groups,
                Seconds(now),
                before.unwrap_or(GrantId(i64::MAX)),
                limit,
                bucket.map(|bucket| bucket.instance.as_str()),
                bucket.map(|bucket| bucket.name.as_str()),
            ];
            list(connection, &condition, values)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::is_found_by_its_key;
    use super::*;

    #[test]
    fn the_grants_of_a_place_and_of_a_person_are_found_by_their_keys_however_many_there_are() {
        let plan = is_found_by_its_key(REACHING);
        assert!(plan.contains("(instance=? AND bucket=? AND prefix=?)"), "{plan}");
        assert!(plan.contains("(instance=? AND bucket=? AND prefix>? AND prefix<?)"), "{plan}");
        let plan = is_found_by_its_key(GIVEN);
        assert!(plan.contains("grants_by_grantee (grantee=? AND rowid<?)"), "{plan}");
    }
}
