//! What is public: grants to everybody. Names of public buckets are unique across instances, because an address of
//! public data names the bucket alone.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};

use super::given::{SELECT_GIVEN, read_given};
use super::rows::{RoleText, Seconds};
use super::{Database, Error, GrantRecord, buckets, grants};
use crate::policy::{GrantId, KeyPrefix, PersonId, Publication, Role};
use crate::s3::names::{Bucket, BucketName};
use crate::s3::operation::Action;

/// In one bucket, so that whatever is asked of it looks at few.
const PUBLICATIONS_PER_BUCKET_MAX: usize = 64;

/// In all, so that the list of datasets can be read by somebody.
const PUBLICATIONS_MAX: usize = 10_000;

/// What is to be made public. Whether the giver may, the policy said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPublication {
    pub bucket: Bucket,
    /// `None`: all of the bucket.
    pub prefix: Option<KeyPrefix>,
    pub by: PersonId,
    /// What was made public of buckets of this name and is so no more: what of that stands in the way ends.
    pub lapsed: Vec<GrantId>,
}

/// How making public went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publishing {
    Published {
        record: Box<GrantRecord>,
        /// What had lapsed and gave way: what overlapped it, and all that had the name on another instance.
        ended: Vec<GrantRecord>,
    },
    /// This prefix is public: the same, one around it, or one in it.
    Overlaps(String),
    /// Something is public in a bucket of the same name on another instance.
    NameTaken,
    /// As much is public as may be, of the bucket or in all.
    Full,
    /// Nobody is recorded for the bucket.
    NoSuchBucket,
}

impl Database {
    /// What was made public, with what decides whether it is so now, by bucket, instance and prefix; of buckets of one
    /// name, or of all. What was given by people who were shut out is left out.
    pub async fn publications(&self, name: Option<&BucketName>) -> Result<Vec<Publication>, Error> {
        if let Some(name) = name.cloned() {
            return self.look_up(move |connection| named(connection, &name)).await;
        }
        self.read(|connection| list(connection, &format!("{SELECT_GIVEN} {PUBLIC} {ORDER}"), []))
            .await
    }

    /// All that was made public of buckets of this name; also what is so no more.
    pub async fn made_public(&self, name: &BucketName) -> Result<Vec<GrantId>, Error> {
        let name = name.clone();
        self.read(move |connection| {
            Ok(made_public(connection, &name)?.into_iter().map(|made| made.id).collect())
        })
        .await
    }

    /// Makes a prefix public, unless something is in the way.
    pub async fn publish(
        &self,
        wanted: NewPublication,
        now: Timestamp,
    ) -> Result<Publishing, Error> {
        self.write(move |transaction| publish(transaction, &wanted, now)).await
    }
}

/// Something that was made public.
struct Made {
    id: GrantId,
    instance: String,
    prefix: String,
}

fn made_public(connection: &Connection, name: &BucketName) -> Result<Vec<Made>, Error> {
    let mut statement = connection.prepare(
        "SELECT id, instance, prefix FROM grants WHERE grantee = 'public' AND bucket = ?1",
    )?;
    let rows = statement.query_map(params![name.as_str()], |row| {
        Ok(Made { id: row.get(0)?, instance: row.get(1)?, prefix: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn publish(
    transaction: &Transaction<'_>,
    wanted: &NewPublication,
    now: Timestamp,
) -> Result<Publishing, Error> {
    let NewPublication { bucket, prefix, by, lapsed } = wanted;
    let place = (bucket.instance.as_str(), bucket.name.as_str());
    if buckets::find(transaction, bucket)?.is_none() {
        return Ok(Publishing::NoSuchBucket);
    }
    let prefix = prefix.as_ref().map_or("", KeyPrefix::as_str);
    let mut there = made_public(transaction, &bucket.name)?;
    let elsewhere: Vec<_> = there.extract_if(.., |made| made.instance != place.0).collect();
    if elsewhere.iter().any(|made| !lapsed.contains(&made.id)) {
        return Ok(Publishing::NameTaken);
    }
    let overlaps =
        |made: &mut Made| prefix.starts_with(&made.prefix) || made.prefix.starts_with(prefix);
    let in_the_way: Vec<_> = there.extract_if(.., overlaps).collect();
    if let Some(made) = in_the_way.iter().find(|made| !lapsed.contains(&made.id)) {
        return Ok(Publishing::Overlaps(made.prefix.clone()));
    }
    let giving_way: Vec<GrantId> =
        elsewhere.iter().chain(&in_the_way).map(|made| made.id).collect();
    let all: i64 = transaction.query_row(
        "SELECT COUNT(*) FROM grants WHERE grantee = 'public'",
        [],
        |row| row.get(0),
    )?;
    let left = usize::try_from(all).unwrap_or(usize::MAX).saturating_sub(giving_way.len());
    if PUBLICATIONS_PER_BUCKET_MAX <= there.len() || PUBLICATIONS_MAX <= left {
        return Ok(Publishing::Full);
    }
    let mut ended = Vec::new();
    for id in giving_way {
        ended.extend(grants::find(transaction, id)?);
        transaction.execute("DELETE FROM grants WHERE id = ?1", params![id])?;
    }
    let id: i64 = transaction.query_row(
        "INSERT INTO grants (instance, bucket, grantee, prefix, role, given_by, given_at) \
         VALUES (?1, ?2, 'public', ?3, ?4, ?5, ?6) RETURNING id",
        params![place.0, place.1, prefix, RoleText(Role::Viewer), by, Seconds(now)],
        |row| row.get(0),
    )?;
    let record = grants::find(transaction, GrantId(id))?.ok_or(Error::Unreadable("grant"))?;
    Ok(Publishing::Published { record: Box::new(record), ended })
}

const PUBLIC: &str = "AND grantee = 'public'";

const NAMED: &str = "AND grants.bucket = ?1";

const ORDER: &str = "ORDER BY grants.bucket, grants.instance, prefix, grants.id";

fn named(connection: &Connection, name: &BucketName) -> Result<Vec<Publication>, Error> {
    // Of most names nothing was made public, and this answers that from the index alone.
    let any = connection
        .prepare_cached("SELECT 1 FROM grants WHERE grantee = 'public' AND bucket = ?1 LIMIT 1")?
        .exists(params![name.as_str()])?;
    if !any {
        return Ok(Vec::new());
    }
    list(connection, &format!("{SELECT_GIVEN} {PUBLIC} {NAMED} {ORDER}"), params![name.as_str()])
}

fn list(
    connection: &Connection,
    text: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Publication>, Error> {
    let mut statement = connection.prepare_cached(text)?;
    let rows = statement.query_map(values, |row| Ok(read_given(row)))?;
    let mut found: Vec<Publication> = Vec::new();
    for given in rows {
        let given = given??;
        // Those of one bucket come one after another.
        let before = found.last().filter(|last| last.given.grant.bucket == given.grant.bucket);
        let bucket = match before {
            Some(last) => last.bucket.clone(),
            None => buckets::find(connection, &given.grant.bucket)?
                .map(|record| record.facts(Action::Read))
                .unwrap_or_default(),
        };
        found.push(Publication { given, bucket });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::tests::is_found_by_its_key;
    use super::*;

    #[test]
    fn what_is_public_is_found_by_the_name_of_its_bucket() {
        let plan = is_found_by_its_key(&format!("{SELECT_GIVEN} {PUBLIC} {NAMED} {ORDER}"));
        assert!(plan.contains("USING INDEX grants_public (bucket=?)"), "{plan}");
    }
}
