//! Grants: what people gave others to use, for a while or until it is taken back.

mod reaching;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::rows::{self, RoleText, Seconds};
use super::{Database, Error};
use crate::policy::{
    Email, Grant, GrantId, Grantee, Handle, KeyPrefix, PersonId, Role, TeamId, TeamName,
};
use crate::s3::names::Bucket;

/// Of one bucket, so that its lists can be read by somebody.
const GRANTS_PER_BUCKET_MAX: i64 = 10_000;

const ENDED_DAYS_KEPT: i64 = 30;

/// What is to be given. Whether the giver may, the policy said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGrant {
    pub to: Grantee,
    pub bucket: Bucket,
    /// `None`: all of the bucket.
    pub prefix: Option<KeyPrefix>,
    pub role: Role,
    pub until: Option<Timestamp>,
    pub by: PersonId,
}

/// A grant as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRecord {
    pub grant: Grant,
    pub given_at: Timestamp,
    pub giver: Named,
    /// The person it is given to, where it is one.
    pub person: Option<Named>,
    /// The team it is given to, where it is one.
    pub team: Option<TeamName>,
}

/// Somebody, for the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub handle: Handle,
    pub name: String,
}

/// How giving went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Giving {
    Given(Box<GrantRecord>),
    /// The bucket has as many grants as one may have.
    Full,
    /// Nobody is recorded for the bucket.
    NoSuchBucket,
}

impl Database {
    /// Records a grant. Giving the same place to the same grantee again changes role and end of the giver's own grant.
    /// An address that somebody signed in with, verified, is that person from the start.
    pub async fn give(&self, wanted: NewGrant, now: Timestamp) -> Result<Giving, Error> {
        self.write(move |transaction| {
            let place = (wanted.bucket.instance.as_str(), wanted.bucket.name.as_str());
            let (recorded, held): (bool, i64) = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM buckets WHERE instance = ?1 AND name = ?2), \
                 (SELECT COUNT(*) FROM grants WHERE instance = ?1 AND bucket = ?2)",
                params![place.0, place.1],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            if !recorded {
                return Ok(Giving::NoSuchBucket);
            }
            if held >= GRANTS_PER_BUCKET_MAX {
                return Ok(Giving::Full);
            }
            let to = known(transaction, &wanted.to)?;
            let id: i64 = transaction.query_row(
                "INSERT INTO grants \
                 (instance, bucket, grantee, prefix, role, until, given_by, given_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                 ON CONFLICT (instance, bucket, grantee, prefix, given_by) DO UPDATE \
                 SET role = excluded.role, until = excluded.until, given_at = excluded.given_at \
                 RETURNING id",
                params![
                    place.0,
                    place.1,
                    grantee_text(&to),
                    wanted.prefix.as_ref().map_or("", KeyPrefix::as_str),
                    RoleText(wanted.role),
                    wanted.until.map(Seconds),
                    wanted.by,
                    Seconds(now),
                ],
                |row| row.get(0),
            )?;
            let record = find(transaction, GrantId(id))?.ok_or(Error::Unreadable("grant"))?;
            Ok(Giving::Given(Box::new(record)))
        })
        .await
    }

    /// Changes role and end; from now on it is `by`'s grant. `None` where there is no such grant. Where `by` gave the
    /// same already, that one is replaced.
    pub async fn change_grant(
        &self,
        id: GrantId,
        role: Role,
        until: Option<Timestamp>,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Option<GrantRecord>, Error> {
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE OR REPLACE grants SET role = ?2, until = ?3, given_by = ?4, given_at = ?5 \
                 WHERE id = ?1",
                params![id, RoleText(role), until.map(Seconds), by, Seconds(now)],
            )?;
            find(transaction, id)
        })
        .await
    }

    /// Ends a grant at once, and answers what it was; `None` where there is none.
    pub async fn take_back(&self, id: GrantId) -> Result<Option<GrantRecord>, Error> {
        self.write(move |transaction| {
            let record = find(transaction, id)?;
            transaction.execute("DELETE FROM grants WHERE id = ?1", params![id])?;
            Ok(record)
        })
        .await
    }

    pub async fn grant(&self, id: GrantId) -> Result<Option<GrantRecord>, Error> {
        self.look_up(move |connection| find(connection, id)).await
    }

    /// What was made public of a bucket, by prefix; also what is so no more.
    pub async fn public_grants_of(&self, bucket: &Bucket) -> Result<Vec<GrantRecord>, Error> {
        let bucket = bucket.clone();
        self.read(move |connection| {
            let condition = "grantee = 'public' AND grants.bucket = ?2 AND grants.instance = ?1 \
                 ORDER BY prefix, grant_id";
            list(connection, condition, params![bucket.instance.as_str(), bucket.name.as_str()])
        })
        .await
    }

    /// All that was made public, by place; also what is so no more.
    pub async fn public_grants(&self) -> Result<Vec<GrantRecord>, Error> {
        self.read(move |connection| {
            let condition = "grantee = 'public' ORDER BY grants.instance, grants.bucket, prefix";
            list(connection, condition, [])
        })
        .await
    }

    /// What the person gave, newest first: at most `limit` older than the one named `before`.
    pub async fn grants_given_by(
        &self,
        person: PersonId,
        before: Option<GrantId>,
        limit: u32,
    ) -> Result<Vec<GrantRecord>, Error> {
        self.read(move |connection| {
            let condition = "given_by = ?1 AND grants.id < ?2 ORDER BY grants.id DESC LIMIT ?3";
            let before = before.unwrap_or(GrantId(i64::MAX));
            list(connection, condition, params![person, before, limit])
        })
        .await
    }
}

/// An address becomes the person who signed in with it first; before anybody did, it waits.
pub(super) fn bind_email(
    transaction: &Transaction<'_>,
    email: &str,
    person: PersonId,
) -> Result<(), Error> {
    let Some(email) = Email::parse(email) else { return Ok(()) };
    let waiting = grantee_text(&Grantee::Email(email));
    transaction.execute(
        "UPDATE OR REPLACE grants SET grantee = ?2 WHERE grantee = ?1",
        params![waiting, grantee_of_person(person)],
    )?;
    Ok(())
}

/// Ended grants are kept for a while, for their givers to see and to renew.
pub(super) fn forget_old(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    let kept = SignedDuration::from_hours(24 * ENDED_DAYS_KEPT);
    let remembered = now.saturating_sub(kept).unwrap_or(Timestamp::MIN);
    transaction.execute("DELETE FROM grants WHERE until <= ?1", params![Seconds(remembered)])?;
    Ok(())
}

/// Who bears the address already, if exactly one person does.
fn known(connection: &Connection, to: &Grantee) -> Result<Grantee, Error> {
    let Grantee::Email(email) = to else { return Ok(to.clone()) };
    let mut statement = connection.prepare_cached(
        "SELECT id FROM people WHERE lower(email) = ?1 AND disabled_at IS NULL LIMIT 2",
    )?;
    let found = statement
        .query_map(params![email.as_str()], |row| row.get(0))?
        .collect::<Result<Vec<PersonId>, _>>()?;
    Ok(match found[..] {
        [person] => Grantee::Person(person),
        _ => to.clone(),
    })
}

/// Begins with what [`read_grant`] reads.
const SELECT: &str = "SELECT grants.id AS grant_id, grants.instance AS instance, \
    grants.bucket AS bucket, grantee, prefix, role, until, given_by, given_at, \
    giver.handle AS giver_handle, giver.name AS giver_name, \
    person.handle AS person_handle, person.name AS person_name, teams.name AS team_name \
    FROM grants JOIN people AS giver ON giver.id = given_by \
    LEFT JOIN people AS person ON grantee LIKE 'person:%' \
    AND person.id = CAST(substr(grantee, 8) AS INTEGER) \
    LEFT JOIN teams ON grantee LIKE 'team:%' AND teams.id = CAST(substr(grantee, 6) AS INTEGER)";

pub(super) fn find(connection: &Connection, id: GrantId) -> Result<Option<GrantRecord>, Error> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE grants.id = ?1"))?
        .query_row(params![id], |row| Ok(read_record(row)))
        .optional()?
        .transpose()
}

fn list(
    connection: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<GrantRecord>, Error> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE {condition}"))?;
    let rows = statement.query_map(values, |row| Ok(read_record(row)))?;
    rows.map(|row| row?).collect()
}

fn read_record(row: &Row<'_>) -> Result<GrantRecord, Error> {
    let named = |handle: Option<String>, name: Option<String>| {
        let Some((handle, name)) = handle.zip(name) else { return Ok(None) };
        let handle = Handle::parse(&handle).ok_or(Error::Unreadable("handle"))?;
        Ok::<_, Error>(Some(Named { handle, name }))
    };
    let team: Option<String> = row.get("team_name")?;
    let team = team.map(|name| TeamName::parse(&name).ok_or(Error::Unreadable("team name")));
    Ok(GrantRecord {
        grant: read_grant(row)?,
        given_at: row.get::<_, Seconds>("given_at")?.0,
        giver: named(row.get("giver_handle")?, row.get("giver_name")?)?
            .ok_or(Error::Unreadable("giver of a grant"))?,
        person: named(row.get("person_handle")?, row.get("person_name")?)?,
        team: team.transpose()?,
    })
}

/// Reads the grant's own columns where they stand first: number, instance, bucket, grantee, prefix, role, end, giver. By
/// place: a decision may read some, and looking for their names would take longer than asking for the row.
pub(super) fn read_grant(row: &Row<'_>) -> Result<Grant, Error> {
    let (instance, bucket): (String, String) = (row.get(1)?, row.get(2)?);
    let (grantee, prefix): (String, String) = (row.get(3)?, row.get(4)?);
    let prefix = match prefix.as_str() {
        "" => None,
        text => Some(KeyPrefix::parse(text).map_err(|_| Error::Unreadable("prefix of a grant"))?),
    };
    Ok(Grant {
        id: row.get(0)?,
        to: parse_grantee(&grantee).ok_or(Error::Unreadable("grantee"))?,
        bucket: rows::bucket(&instance, &bucket)?,
        prefix,
        role: row.get::<_, RoleText>(5)?.0,
        until: row.get::<_, Option<Seconds>>(6)?.map(|seconds| seconds.0),
        by: row.get(7)?,
    })
}

/// Whether there is any in the bucket: the first entry of an index says so.
pub(super) fn any_in(connection: &Connection, bucket: &Bucket) -> Result<bool, Error> {
    let any = connection
        .prepare_cached("SELECT 1 FROM grants WHERE instance = ?1 AND bucket = ?2 LIMIT 1")?
        .exists(params![bucket.instance.as_str(), bucket.name.as_str()])?;
    Ok(any)
}

pub(super) fn grantee_of_person(person: PersonId) -> String {
    grantee_text(&Grantee::Person(person))
}

pub(super) fn grantee_of_team(team: TeamId) -> String {
    grantee_text(&Grantee::Team(team))
}

fn grantee_text(grantee: &Grantee) -> String {
    match grantee {
        Grantee::Person(person) => format!("person:{}", person.0),
        Grantee::Team(team) => format!("team:{}", team.0),
        Grantee::Email(email) => format!("email:{}", email.as_str()),
        Grantee::Everyone => "everyone".to_owned(),
        Grantee::Public => "public".to_owned(),
    }
}

fn parse_grantee(text: &str) -> Option<Grantee> {
    match text.split_once(':') {
        Some(("person", id)) => Some(Grantee::Person(PersonId(id.parse().ok()?))),
        Some(("team", id)) => Some(Grantee::Team(TeamId(id.parse().ok()?))),
        Some(("email", address)) => Email::parse(address).map(Grantee::Email),
        None if text == "everyone" => Some(Grantee::Everyone),
        None if text == "public" => Some(Grantee::Public),
        _ => None,
    }
}
