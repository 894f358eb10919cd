//! Whose bucket it is: a record, never a guess from a name. A bucket nobody recorded belongs to nobody.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::rows::Seconds;
use super::{Database, Error, people, rows};
use crate::policy::{BucketFacts, Caller, Facts, Handle, Owner, PersonId};
use crate::s3::names::{Bucket, InstanceId};
use crate::s3::operation::{Action, Operation};

/// A bucket that is recorded for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketRecord {
    pub bucket: Bucket,
    pub owner: PersonId,
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

/// How a request to keep a name for a person went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// Kept for the person now or before; the upstream is still to be asked.
    Pending,
    /// The bucket is the person's already.
    Ready,
    /// Kept for, or owned by, somebody else.
    Taken,
}

impl BucketRecord {
    /// What a decision about `action` in this bucket may rest on. A pending record lets its owner create the bucket
    /// and nobody else; it opens nothing.
    pub fn facts(&self, action: Action) -> BucketFacts {
        let counts = self.state == BucketState::Ready || action == Action::CreateBucket;
        let owner = counts.then_some(Owner::Person(self.owner));
        BucketFacts { owner, ..BucketFacts::default() }
    }
}

impl Database {
    /// The records that concern the operation. The caller does not matter yet: ownership is the only record.
    pub async fn facts(&self, _caller: &Caller, operation: &Operation) -> Result<Facts, Error> {
        let Some(bucket) = operation.bucket().cloned() else { return Ok(Facts::default()) };
        let (action, source) = (operation.action(), operation.source());
        self.look_up(move |connection| {
            let facts = |bucket: &Bucket, action| {
                let record = find(connection, bucket)?;
                Ok::<_, Error>(record.map(|record| record.facts(action)).unwrap_or_default())
            };
            Ok(Facts {
                bucket: facts(&bucket, action)?,
                source: source.as_ref().map(|source| facts(source, Action::Read)).transpose()?,
            })
        })
        .await
    }

    /// What is recorded of a bucket and whoever asks, apart from grants: what decides about sharing.
    pub async fn facts_of_bucket(
        &self,
        _caller: &Caller,
        bucket: &Bucket,
    ) -> Result<BucketFacts, Error> {
        let record = self.bucket(bucket).await?;
        Ok(record.map(|record| record.facts(Action::Share)).unwrap_or_default())
    }

    pub async fn bucket(&self, bucket: &Bucket) -> Result<Option<BucketRecord>, Error> {
        let bucket = bucket.clone();
        self.look_up(move |connection| find(connection, &bucket)).await
    }

    /// The person's buckets by instance and name, on one instance or on all; pending ones too, as their state says.
    pub async fn buckets_of(
        &self,
        person: PersonId,
        instance: Option<&InstanceId>,
    ) -> Result<Vec<BucketRecord>, Error> {
        let instance = instance.cloned();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT instance, name, owner, state, adopted, created_at FROM buckets \
                 WHERE owner = ?1 AND (?2 IS NULL OR instance = ?2) ORDER BY instance, name",
            )?;
            let instance = instance.as_ref().map(InstanceId::as_str);
            let rows =
                statement.query_map(params![person, instance], |row| Ok(read_bucket(row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// Keeps the name for the person before the upstream is asked, so that of two who ask at once one wins.
    pub async fn reserve_bucket(
        &self,
        bucket: &Bucket,
        person: PersonId,
    ) -> Result<Reservation, Error> {
        let bucket = bucket.clone();
        self.write(move |transaction| {
            insert(transaction, &bucket, person, BucketState::Pending, false)?;
            let record = find(transaction, &bucket)?.ok_or(Error::Unreadable("bucket"))?;
            Ok(match record.state {
                _ if record.owner != person => Reservation::Taken,
                BucketState::Pending => Reservation::Pending,
                BucketState::Ready => Reservation::Ready,
            })
        })
        .await
    }

    /// The upstream confirmed that it made the bucket for this person: from now on it is theirs. Confirming twice
    /// changes nothing.
    pub async fn confirm_bucket(&self, bucket: &Bucket, person: PersonId) -> Result<(), Error> {
        let bucket = bucket.clone();
        self.write(move |transaction| {
            let confirmed = transaction.execute(
                "UPDATE buckets SET state = 'ready' \
                 WHERE instance = ?1 AND name = ?2 AND owner = ?3",
                params![bucket.instance.as_str(), bucket.name.as_str(), person],
            )?;
            if confirmed == 0 { Err(Error::NotReserved(bucket)) } else { Ok(()) }
        })
        .await
    }

    /// Gives up a name the upstream refused. What was confirmed stays.
    pub async fn release_bucket(&self, bucket: &Bucket, person: PersonId) -> Result<(), Error> {
        let bucket = bucket.clone();
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM buckets \
                 WHERE instance = ?1 AND name = ?2 AND owner = ?3 AND state = 'pending'",
                params![bucket.instance.as_str(), bucket.name.as_str(), person],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets a bucket that the upstream deleted.
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
            insert(transaction, &bucket, owner, BucketState::Ready, true)?;
            transaction.execute(
                "UPDATE buckets SET state = 'ready', adopted = 1 \
                 WHERE instance = ?1 AND name = ?2 AND owner = ?3 AND state = 'pending'",
                params![bucket.instance.as_str(), bucket.name.as_str(), owner],
            )?;
            let record = find(transaction, &bucket)?.ok_or(Error::Unreadable("bucket"))?;
            if record.owner == owner { Ok(record) } else { Err(Error::BucketTaken(bucket)) }
        })
        .await
    }
}

/// Records the bucket unless it is recorded already.
fn insert(
    transaction: &Transaction<'_>,
    bucket: &Bucket,
    owner: PersonId,
    state: BucketState,
    adopted: bool,
) -> Result<(), Error> {
    transaction.execute(
        "INSERT INTO buckets (instance, name, owner, state, adopted, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (instance, name) DO NOTHING",
        params![
            bucket.instance.as_str(),
            bucket.name.as_str(),
            owner,
            match state {
                BucketState::Pending => "pending",
                BucketState::Ready => "ready",
            },
            i64::from(adopted),
            Seconds(Timestamp::now())
        ],
    )?;
    Ok(())
}

fn find(connection: &Connection, bucket: &Bucket) -> Result<Option<BucketRecord>, Error> {
    connection
        .prepare_cached(
            "SELECT instance, name, owner, state, adopted, created_at FROM buckets \
             WHERE instance = ?1 AND name = ?2",
        )?
        .query_row(params![bucket.instance.as_str(), bucket.name.as_str()], |row| {
            Ok(read_bucket(row))
        })
        .optional()?
        .transpose()
}

fn read_bucket(row: &Row<'_>) -> Result<BucketRecord, Error> {
    let instance: String = row.get("instance")?;
    let name: String = row.get("name")?;
    let state: String = row.get("state")?;
    Ok(BucketRecord {
        bucket: rows::bucket(&instance, &name)?,
        owner: row.get("owner")?,
        state: match state.as_str() {
            "pending" => BucketState::Pending,
            "ready" => BucketState::Ready,
            _ => return Err(Error::Unreadable("bucket state")),
        },
        adopted: row.get::<_, i64>("adopted")? != 0,
        created_at: row.get::<_, Seconds>("created_at")?.0,
    })
}
