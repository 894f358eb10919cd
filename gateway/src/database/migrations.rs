//! Brings a database file to the newest version: numbered scripts, each run once, in one transaction with its number.

use rusqlite::{Connection, TransactionBehavior};

use super::Error;

/// In order; a script that was released is never edited, only followed by another.
const SCRIPTS: &[&str] = &[
    include_str!("migrations/0001_first_light.sql"),
    include_str!("migrations/0002_departures.sql"),
    include_str!("migrations/0003_taking_out.sql"),
    include_str!("migrations/0004_preferences.sql"),
    include_str!("migrations/0005_searches.sql"),
    include_str!("migrations/0006_access_keys.sql"),
    include_str!("migrations/0007_activity.sql"),
    include_str!("migrations/0008_sharing.sql"),
    include_str!("migrations/0009_links.sql"),
    include_str!("migrations/0010_upload_requests.sql"),
    include_str!("migrations/0011_publications.sql"),
    include_str!("migrations/0012_arrivals_seen.sql"),
    include_str!("migrations/0013_activity_views.sql"),
    include_str!("migrations/0014_honest_records.sql"),
    include_str!("migrations/0015_team_keys.sql"),
];

pub(super) fn run(connection: &mut Connection) -> Result<(), Error> {
    run_scripts(connection, SCRIPTS)
}

fn run_scripts(connection: &mut Connection, scripts: &[&str]) -> Result<(), Error> {
    let known = i64::try_from(scripts.len()).unwrap_or(i64::MAX);
    // Immediate: of two processes that start together, one migrates and the other then finds it done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(Error::Newer { found, known });
    }
    let done = usize::try_from(found).map_err(|_| Error::Unreadable("version"))?;
    for script in &scripts[done..] {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_runs_once_and_a_newer_database_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        let first = "CREATE TABLE a (x INTEGER)";
        let second = "CREATE TABLE b (x INTEGER)";
        run_scripts(&mut connection, &[first]).unwrap();
        run_scripts(&mut connection, &[first, second]).unwrap();
        run_scripts(&mut connection, &[first, second]).unwrap();
        let refused = run_scripts(&mut connection, &[first]).unwrap_err();
        assert!(matches!(refused, Error::Newer { found: 2, known: 1 }), "{refused:?}");
    }

    #[test]
    fn a_script_that_fails_leaves_nothing_behind() {
        let mut connection = Connection::open_in_memory().unwrap();
        let half = "CREATE TABLE a (x INTEGER); CREATE TABLE a (x INTEGER)";
        assert!(run_scripts(&mut connection, &[half]).is_err());
        run_scripts(&mut connection, &["CREATE TABLE a (x INTEGER)"]).unwrap();
    }
}
