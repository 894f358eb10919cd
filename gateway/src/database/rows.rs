//! How values of ours stand in columns.

use jiff::Timestamp;
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use super::Error;
use crate::policy::{GrantId, Owner, PersonId, Role, TeamId};
use crate::s3::names::{Bucket, BucketName, InstanceId};
use crate::sealing::Sealed;

/// A bucket that was recorded.
pub(super) fn bucket(instance: &str, name: &str) -> Result<Bucket, Error> {
    Ok(Bucket {
        instance: InstanceId::parse(instance).map_err(|_| Error::Unreadable("instance"))?,
        name: BucketName::parse(name).map_err(|_| Error::Unreadable("bucket name"))?,
    })
}

/// Of the columns `owner` and `team` the one that is set, and to what.
pub(super) fn owner(owner: Owner) -> (&'static str, i64) {
    match owner {
        Owner::Person(person) => ("owner", person.0),
        Owner::Team(team) => ("team", team.0),
    }
}

/// A time in a column: whole seconds since 1970, UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seconds(pub(super) Timestamp);

impl ToSql for Seconds {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_second().into())
    }
}

impl FromSql for Seconds {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let seconds = i64::column_result(value)?;
        Timestamp::from_second(seconds).map(Self).map_err(|_| FromSqlError::OutOfRange(seconds))
    }
}

/// Numbers of records stand in columns as they are.
macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl ToSql for $number {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }

        impl FromSql for $number {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    )*};
}

numbers!(PersonId, TeamId, GrantId);

/// A role in a column, by its word.
#[derive(Clone, Copy, Debug)]
pub(super) struct RoleText(pub(super) Role);

impl ToSql for RoleText {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_str().into())
    }
}

impl FromSql for RoleText {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Role::parse(value.as_str()?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

/// Whole numbers of columns have 63 bits; no object is larger, and nobody has as many.
pub(super) fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A list in a question: `json_each` takes it apart.
pub(super) fn json<T: serde::Serialize + ?Sized>(list: &T) -> Result<String, Error> {
    serde_json::to_string(list).map_err(|_| Error::Unreadable("list"))
}

impl ToSql for Sealed {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_bytes().into())
    }
}

impl FromSql for Sealed {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Vec::<u8>::column_result(value).map(Self::from_bytes)
    }
}
