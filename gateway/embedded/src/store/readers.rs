//! A small pool of read connections, used on blocking threads.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::Semaphore;

use super::failure::Failure;
use super::schema;

/// Reads that run at once; more wait their turn.
const READERS_MAX: usize = 4;

/// Read connections; cheap to clone.
#[derive(Clone)]
pub struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    turns: Arc<Semaphore>,
}

impl Readers {
    /// Opens the connections to `file`, which must hold the tables.
    pub fn open(file: &Path) -> Result<Self, Failure> {
        let idle =
            (0..READERS_MAX).map(|_| schema::open_reader(file)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { idle: Arc::new(Mutex::new(idle)), turns: Arc::new(Semaphore::new(READERS_MAX)) })
    }

    /// Runs `work` on one snapshot of the records.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        self.look_up(|connection| snapshot(connection, work)).await
    }

    /// Runs `work` with no snapshot: each of its statements sees what is committed by then.
    pub async fn look_up<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let turn =
            Arc::clone(&self.turns).acquire_owned().await.map_err(|_closed| Failure::Closed)?;
        let idle = Arc::clone(&self.idle);
        let done = tokio::task::spawn_blocking(move || {
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = taken.ok_or(Failure::Closed)?;
            let outcome = work(&mut connection);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(turn);
            outcome
        });
        done.await.map_err(|_stopped| Failure::Closed)?
    }
}

fn snapshot<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
    let outcome = work(&transaction)?;
    transaction.finish()?;
    Ok(outcome)
}
