//! Where it is still to be found out whether a newcomer has a bucket from before Cellier.

use rusqlite::params;

use super::{Database, Error};
use crate::policy::PersonId;
use crate::s3::names::InstanceId;

impl Database {
    /// Notes the instances that are about to be searched, so that neither a storage that is down nor the end of the
    /// process loses one.
    pub async fn begin_searches(
        &self,
        person: PersonId,
        instances: Vec<InstanceId>,
    ) -> Result<(), Error> {
        self.write(move |transaction| {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO searches (person, instance) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?;
            for instance in instances {
                insert.execute(params![person, instance.as_str()])?;
            }
            Ok(())
        })
        .await
    }

    /// The instances that did not answer yet.
    pub async fn open_searches(&self, person: PersonId) -> Result<Vec<InstanceId>, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT instance FROM searches WHERE person = ?1 ORDER BY instance",
            )?;
            let rows = statement.query_map([person], |row| row.get::<_, String>(0))?;
            rows.map(|row| InstanceId::parse(&row?).map_err(|_| Error::Unreadable("instance")))
                .collect()
        })
        .await
    }

    /// The instance answered, whatever it said: it is not searched again.
    pub async fn end_search(&self, person: PersonId, instance: &InstanceId) -> Result<(), Error> {
        let instance = instance.clone();
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM searches WHERE person = ?1 AND instance = ?2",
                params![person, instance.as_str()],
            )?;
            Ok(())
        })
        .await
    }
}
