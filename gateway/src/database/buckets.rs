//! Whose bucket it is: a record, never a guess from a name. A bucket nobody recorded belongs to nobody.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::rows::Seconds;
use super::{Database, Error, people, rows, teams};
use crate::policy::{BucketFacts, Handle, Owner, PersonId, Role, Settings, Team, TeamId, TeamName};
use crate::s3::names::{Bucket, BucketName, InstanceId};
use crate::s3::operation::Action;

/// A bucket that is recorded for a person or a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketRecord {
    pub bucket: Bucket,
    pub owner: Owner,
    /// The team that owns it, where one does.
    pub team: Option<Team>,
    pub settings: Settings,
    pub state: BucketState,
    /// Whether an operator recorded a bucket that existed already.
    pub adopted: bool,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BucketState {
    /// The name is kept for the owner, but the upstream has not confirmed that the bucket was made for them: until
    /// then what lies under that name may be somebody else's.
    Pending,
    Ready,
}

/// How a request to keep a name for an owner went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// Kept for the owner now or before; the upstream is still to be asked.
    Pending,
    /// The bucket is the owner's already.
    Ready,
    /// Kept for, or owned by, somebody else.
    Taken,
}

/// A bucket of one of somebody's teams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamBucket {
    pub record: BucketRecord,
    pub team: Team,
    /// What a manager set for the person in that team.
    pub set_role: Option<Role>,
}

impl BucketRecord {
    /// What a decision about `action` in this bucket may rest on. A pending record lets its owner create the bucket
    /// and nobody else; it opens nothing.
    pub fn facts(&self, action: Action) -> BucketFacts {
        let counts = self.state == BucketState::Ready || action == Action::CreateBucket;
        BucketFacts {
            owner: counts.then_some(self.owner),
            team: self.team.clone(),
            settings: self.settings,
            ..BucketFacts::default()
        }
    }
}

impl Database {
    pub async fn bucket(&self, bucket: &Bucket) -> Result<Option<BucketRecord>, Error> {
        let bucket = bucket.clone();
        self.look_up(move |connection| find(connection, &bucket)).await
    }

    /// The buckets of a person or a team by instance and name, on one instance or on all; pending ones too, as their state
    /// says.
    pub async fn buckets_of(
        &self,
        owner: impl Into<Owner>,
        instance: Option<&InstanceId>,
    ) -> Result<Vec<BucketRecord>, Error> {
        let (instance, owner) = (instance.cloned(), owner.into());
        self.read(move |connection| {
            let (column, id) = rows::owner(owner);
            let mut statement = connection.prepare_cached(&format!(
                "{SELECT} WHERE buckets.{column} = ?1 AND (?2 IS NULL OR instance = ?2) \
                 ORDER BY instance, buckets.name"
            ))?;
            let instance = instance.as_ref().map(InstanceId::as_str);
            let rows = statement.query_map(params![id, instance], |row| Ok(read(row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// The buckets on an instance that are somebody's, by name: at most `limit` behind the one named.
    pub async fn buckets_on(
        &self,
        instance: &InstanceId,
        after: Option<&BucketName>,
        limit: u32,
    ) -> Result<Vec<BucketRecord>, Error> {
        let (instance, after) = (instance.clone(), after.cloned());
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "{SELECT} WHERE instance = ?1 AND buckets.name > ?2 AND state = 'ready' \
                 ORDER BY buckets.name LIMIT ?3"
            ))?;
            let after = after.as_ref().map_or("", BucketName::as_str);
            let found = statement
                .query_map(params![instance.as_str(), after, limit], |row| Ok(read(row)))?;
            found.map(|row| row?).collect()
        })
        .await
    }

    /// The buckets of all teams whose exact group is one of `groups`, by instance and name, with what a manager set for
    /// the person there. Whether the group still is a team, the operator's rules say.
    pub async fn team_buckets_of(
        &self,
        person: PersonId,
        groups: &[String],
        instance: Option<&InstanceId>,
    ) -> Result<Vec<TeamBucket>, Error> {
        let (groups, instance) = (rows::json(groups)?, instance.cloned());
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "{SELECT} WHERE buckets.team IN (SELECT id FROM teams WHERE group_claim IN \
                 (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR instance = ?2) \
                 ORDER BY instance, buckets.name"
            ))?;
            let instance = instance.as_ref().map(InstanceId::as_str);
            let found = statement.query_map(params![groups, instance], |row| Ok(read(row)))?;
            let with_role = |record: BucketRecord| {
                let team = record.team.clone().ok_or(Error::Unreadable("team of a bucket"))?;
                let set_role = teams::set_role(connection, team.id, person)?;
                Ok(TeamBucket { record, team, set_role })
            };
            found.map(|row| with_role(row??)).collect()
        })
        .await
    }

    /// Keeps the name for the owner before the upstream is asked, so that of two who ask at once one wins.
    pub async fn reserve_bucket(
        &self,
        bucket: &Bucket,
        owner: impl Into<Owner>,
    ) -> Result<Reservation, Error> {
        let (bucket, owner) = (bucket.clone(), owner.into());
        self.write(move |transaction| {
            insert(transaction, &bucket, owner, BucketState::Pending, false)?;
            let record = find(transaction, &bucket)?.ok_or(Error::Unreadable("bucket"))?;
            Ok(match record.state {
                _ if record.owner != owner => Reservation::Taken,
                BucketState::Pending => Reservation::Pending,
                BucketState::Ready => Reservation::Ready,
            })
        })
        .await
    }

    /// The upstream confirmed that it made the bucket for this owner: from now on it is theirs. Confirming twice
    /// changes nothing.
    pub async fn confirm_bucket(
        &self,
        bucket: &Bucket,
        owner: impl Into<Owner>,
    ) -> Result<(), Error> {
        let (bucket, (person, team)) = (bucket.clone(), columns(owner.into()));
        self.write(move |transaction| {
            let confirmed = transaction.execute(
                "UPDATE buckets SET state = 'ready' \
                 WHERE instance = ?1 AND name = ?2 AND owner IS ?3 AND team IS ?4",
                params![bucket.instance.as_str(), bucket.name.as_str(), person, team],
            )?;
            if confirmed == 0 { Err(Error::NotReserved(bucket)) } else { Ok(()) }
        })
        .await
    }

    /// Gives up a name the upstream refused. What was confirmed stays.
    pub async fn release_bucket(
        &self,
        bucket: &Bucket,
        owner: impl Into<Owner>,
    ) -> Result<(), Error> {
        let (bucket, (person, team)) = (bucket.clone(), columns(owner.into()));
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM buckets WHERE instance = ?1 AND name = ?2 \
                 AND owner IS ?3 AND team IS ?4 AND state = 'pending'",
                params![bucket.instance.as_str(), bucket.name.as_str(), person, team],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets a bucket that the upstream deleted, and all that was given of it.
    pub async fn forget_bucket(&self, bucket: &Bucket) -> Result<(), Error> {
        let bucket = bucket.clone();
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM buckets WHERE instance = ?1 AND name = ?2",
                params![bucket.instance.as_str(), bucket.name.as_str()],
            )?;
            Ok(())
        })
        .await
    }

    /// Records a bucket that exists already for the person of this handle, by the operator's word. Never takes what is
    /// recorded for somebody else, not even a reservation.
    pub async fn adopt_bucket(
        &self,
        bucket: &Bucket,
        handle: &Handle,
    ) -> Result<BucketRecord, Error> {
        let (bucket, handle) = (bucket.clone(), handle.clone());
        self.write(move |transaction| {
            let owner = people::by_handle(transaction, &handle)?
                .ok_or(Error::NoSuchPerson(handle))?
                .person
                .id;
            adopt(transaction, bucket, Owner::Person(owner))
        })
        .await
    }

    /// The same for a team.
    pub async fn adopt_team_bucket(
        &self,
        bucket: &Bucket,
        team: TeamId,
    ) -> Result<BucketRecord, Error> {
        let bucket = bucket.clone();
        self.write(move |transaction| adopt(transaction, bucket, Owner::Team(team))).await
    }

    /// What managers decide about a bucket. `None` where nobody is recorded for it.
    pub async fn change_settings(
        &self,
        bucket: &Bucket,
        settings: Settings,
    ) -> Result<Option<BucketRecord>, Error> {
        let bucket = bucket.clone();
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE buckets SET contributors_share = ?3, shared_folders = ?4 \
                 WHERE instance = ?1 AND name = ?2",
                params![
                    bucket.instance.as_str(),
                    bucket.name.as_str(),
                    settings.contributors_share,
                    settings.shared_folders
                ],
            )?;
            find(transaction, &bucket)
        })
        .await
    }
}

fn adopt(
    transaction: &Transaction<'_>,
    bucket: Bucket,
    owner: Owner,
) -> Result<BucketRecord, Error> {
    insert(transaction, &bucket, owner, BucketState::Ready, true)?;
    let (person, team) = columns(owner);
    transaction.execute(
        "UPDATE buckets SET state = 'ready', adopted = 1 WHERE instance = ?1 AND name = ?2 \
         AND owner IS ?3 AND team IS ?4 AND state = 'pending'",
        params![bucket.instance.as_str(), bucket.name.as_str(), person, team],
    )?;
    let record = find(transaction, &bucket)?.ok_or(Error::Unreadable("bucket"))?;
    if record.owner == owner { Ok(record) } else { Err(Error::BucketTaken(bucket)) }
}

/// The two columns of which one is set.
fn columns(owner: Owner) -> (Option<PersonId>, Option<TeamId>) {
    match owner {
        Owner::Person(person) => (Some(person), None),
        Owner::Team(team) => (None, Some(team)),
    }
}

/// Records the bucket unless it is recorded already.
fn insert(
    transaction: &Transaction<'_>,
    bucket: &Bucket,
    owner: Owner,
    state: BucketState,
    adopted: bool,
) -> Result<(), Error> {
    let (person, team) = columns(owner);
    transaction.execute(
        "INSERT INTO buckets (instance, name, owner, team, state, adopted, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (instance, name) DO NOTHING",
        params![
            bucket.instance.as_str(),
            bucket.name.as_str(),
            person,
            team,
            match state {
                BucketState::Pending => "pending",
                BucketState::Ready => "ready",
            },
            adopted,
            Seconds(Timestamp::now())
        ],
    )?;
    Ok(())
}

/// What [`read`] reads, by name.
const SELECT: &str = "SELECT instance, buckets.name AS name, owner, team, state, adopted, \
    contributors_share, shared_folders, buckets.created_at AS recorded_at, \
    teams.name AS team_name, group_claim \
    FROM buckets LEFT JOIN teams ON teams.id = buckets.team";

pub(super) fn find(
    connection: &Connection,
    bucket: &Bucket,
) -> Result<Option<BucketRecord>, Error> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE instance = ?1 AND buckets.name = ?2"))?
        .query_row(params![bucket.instance.as_str(), bucket.name.as_str()], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// Columns by place, in the order of `SELECT`: each request reads a bucket, and looking for their names would take
/// longer than asking for the row.
fn read(row: &Row<'_>) -> Result<BucketRecord, Error> {
    let instance: String = row.get(0)?;
    let name: String = row.get(1)?;
    let state: String = row.get(4)?;
    let team: Option<TeamId> = row.get(3)?;
    let owner = match (row.get(2)?, team) {
        (Some(person), None) => Owner::Person(person),
        (None, Some(team)) => Owner::Team(team),
        _ => return Err(Error::Unreadable("owner of a bucket")),
    };
    let team = |id| {
        let name: String = row.get(9)?;
        let name = TeamName::parse(&name).ok_or(Error::Unreadable("team name"))?;
        Ok::<_, Error>(Team { id, name, group: row.get(10)? })
    };
    Ok(BucketRecord {
        bucket: rows::bucket(&instance, &name)?,
        owner,
        team: match owner {
            Owner::Person(_) => None,
            Owner::Team(id) => Some(team(id)?),
        },
        settings: Settings { contributors_share: row.get(6)?, shared_folders: row.get(7)? },
        state: match state.as_str() {
            "pending" => BucketState::Pending,
            "ready" => BucketState::Ready,
            _ => return Err(Error::Unreadable("bucket state")),
        },
        adopted: row.get(5)?,
        created_at: row.get::<_, Seconds>(8)?.0,
    })
}
