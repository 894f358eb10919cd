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
const PUBLICATIONS_MAX: i64 = 10_000;

/// What is to be made public. Whether the giver may, the policy said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPublication {
    pub bucket: Bucket,
    /// `None`: all of the bucket.
    pub prefix: Option<KeyPrefix>,
    pub by: PersonId,
    /// What was made public of the bucket and is so no more: what of that stands in the way makes room.
    pub lapsed: Vec<GrantId>,
}

/// How making public went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publishing {
    Published(Box<GrantRecord>),
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

    /// All that was made public of a bucket; also what is so no more.
    pub async fn made_public(&self, bucket: &Bucket) -> Result<Vec<GrantId>, Error> {
        let bucket = bucket.clone();
        self.read(move |connection| {
            Ok(made_public(connection, &bucket)?.into_iter().map(|(id, _)| id).collect())
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

/// Number and prefix of what was made public of a bucket.
fn made_public(connection: &Connection, bucket: &Bucket) -> Result<Vec<(GrantId, String)>, Error> {
    let mut statement = connection.prepare(
        "SELECT id, prefix FROM grants WHERE grantee = 'public' AND bucket = ?2 AND instance = ?1",
    )?;
    let place = params![bucket.instance.as_str(), bucket.name.as_str()];
    let rows = statement.query_map(place, |row| Ok((row.get(0)?, row.get(1)?)))?;
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
    let taken = transaction
        .prepare(
            "SELECT 1 FROM grants WHERE grantee = 'public' AND bucket = ?2 AND instance <> ?1",
        )?
        .exists(params![place.0, place.1])?;
    if taken {
        return Ok(Publishing::NameTaken);
    }
    let prefix = prefix.as_ref().map_or("", KeyPrefix::as_str);
    let mut there = made_public(transaction, bucket)?;
    let overlaps = |other: &str| prefix.starts_with(other) || other.starts_with(prefix);
    let in_the_way: Vec<_> = there.extract_if(.., |(_, other)| overlaps(other)).collect();
    if let Some((_, other)) = in_the_way.iter().find(|(id, _)| !lapsed.contains(id)) {
        return Ok(Publishing::Overlaps(other.clone()));
    }
    for (id, _) in in_the_way {
        transaction.execute("DELETE FROM grants WHERE id = ?1", params![id])?;
    }
    let all: i64 = transaction.query_row(
        "SELECT COUNT(*) FROM grants WHERE grantee = 'public'",
        [],
        |row| row.get(0),
    )?;
    if there.len() >= PUBLICATIONS_PER_BUCKET_MAX || all >= PUBLICATIONS_MAX {
        return Ok(Publishing::Full);
    }
    let id: i64 = transaction.query_row(
        "INSERT INTO grants (instance, bucket, grantee, prefix, role, given_by, given_at) \
         VALUES (?1, ?2, 'public', ?3, ?4, ?5, ?6) RETURNING id",
        params![place.0, place.1, prefix, RoleText(Role::Viewer), by, Seconds(now)],
        |row| row.get(0),
    )?;
    let record = grants::find(transaction, GrantId(id))?.ok_or(Error::Unreadable("grant"))?;
    Ok(Publishing::Published(Box::new(record)))
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
