//! One connection that writes, a few that read, and who may use them when. SQLite blocks, so work happens on the
//! runtime's blocking threads, and waiting for a turn does not hold one; only what takes microseconds is answered where
//! it is asked ([`Connections::look_up`]).

use std::fmt;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;

use super::memory::Memory;
use super::{Error, migrations};

/// SQLite in WAL mode reads beside a writer; more readers than this gain nothing on one file.
const READERS_MAX: usize = 4;
/// How long a question waits for its turn before it fails with [`Error::Busy`].
const TURN_SECONDS_MAX: u64 = 10;
/// How long SQLite waits for another process that writes.
const LOCK_SECONDS_MAX: u64 = 5;
/// Statements that a connection keeps prepared: more than there are, so that none is parsed twice.
const STATEMENTS_MAX: usize = 64;
/// How soon it is tried again to switch a new file to WAL.
const WAL_RETRY: Duration = Duration::from_millis(10);

/// How often this process wrote, to whichever file: one that is open twice is asked by both.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

pub(super) struct Connections {
    path: PathBuf,
    writer: Arc<Mutex<Connection>>,
    writer_turn: Arc<Semaphore>,
    /// Idle readers; a reader that panicked is not put back, and the next question opens another. There are as many as
    /// ever read at once: [`READERS_MAX`], and one for each thread of the runtime.
    readers: Arc<Mutex<Vec<Reader>>>,
    reader_turns: Arc<Semaphore>,
}

/// A connection that reads.
struct Reader {
    connection: Connection,
    memory: Memory,
}

impl Connections {
    pub(super) fn open(path: PathBuf) -> Result<Self, Error> {
        create_private(&path)?;
        let mut writer = connect(&path)?;
        migrations::run(&mut writer)?;
        Ok(Self {
            path,
            writer: Arc::new(Mutex::new(writer)),
            writer_turn: Arc::new(Semaphore::new(1)),
            readers: Arc::new(Mutex::new(Vec::new())),
            reader_turns: Arc::new(Semaphore::new(READERS_MAX)),
        })
    }

    /// Answers at once, on the thread that asks: handing a question to another thread and back takes several times as
    /// long as answering it, and most requests ask two or three. Only for questions of a few rows that are found by
    /// their keys. In WAL mode they wait for nobody who writes; in the rare moments when they would (another process
    /// recovers the file, or closes it as the last) and while no reader is idle, they go the way of [`Self::read`].
    ///
    /// A read transaction begins and ends with each statement, so what was committed before counts.
    pub(super) async fn look_up<T: Send + 'static>(
        &self,
        question: impl Fn(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.at_once(move |reader| question(&reader.connection)).await
    }

    /// As [`Self::look_up`], with what the connection remembers, which is what the file says (`memory`).
    pub(super) async fn recall<T: Send + 'static>(
        &self,
        question: impl Fn(&Connection, &mut Memory) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let written = WRITTEN.load(Ordering::Acquire);
        self.at_once(move |Reader { connection, memory }| {
            memory.refresh(connection, written)?;
            question(connection, memory)
        })
        .await
    }

    async fn at_once<T: Send + 'static>(
        &self,
        question: impl Fn(&mut Reader) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if let Some(mut reader) = take(&self.readers) {
            reader.connection.busy_timeout(Duration::ZERO)?;
            let answer = question(&mut reader);
            put_back(&self.readers, reader);
            if !matches!(&answer, Err(Error::Failed(error)) if is_busy(error)) {
                return answer;
            }
        }
        self.in_turn(question).await
    }

    /// Answers on a blocking thread.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.in_turn(move |reader| question(&reader.connection)).await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Reader) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        // The permit travels into the thread: when the asking future is dropped, the turn lasts as long as the work.
        let turn = wait_for(&self.reader_turns).await?;
        let (readers, path) = (Arc::clone(&self.readers), self.path.clone());
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let new = || {
                Ok::<_, Error>(Reader { connection: connect(&path)?, memory: Memory::default() })
            };
            let mut reader = take(&readers).map_or_else(new, Ok)?;
            reader.connection.busy_timeout(Duration::from_secs(LOCK_SECONDS_MAX))?;
            let answer = question(&mut reader);
            put_back(&readers, reader);
            answer
        })
        .await
        .map_err(Error::Interrupted)?
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = wait_for(&self.writer_turn).await?;
        let writer = Arc::clone(&self.writer);
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            // A panic inside a transaction undid it, so the connection is still good.
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            // Immediate: a transaction that reads first and writes later could not wait for another process.
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = change(&transaction)?;
            let committed = transaction.commit();
            // Before anybody is told: whoever asks after that asks the file. Also where it is not known whether it holds.
            WRITTEN.fetch_add(1, Ordering::Release);
            committed?;
            Ok(answer)
        })
        .await
        .map_err(Error::Interrupted)?
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connections").field("path", &self.path).finish_non_exhaustive()
    }
}

fn take(readers: &Mutex<Vec<Reader>>) -> Option<Reader> {
    readers.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn put_back(readers: &Mutex<Vec<Reader>>, reader: Reader) {
    readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

async fn wait_for(turns: &Arc<Semaphore>) -> Result<tokio::sync::OwnedSemaphorePermit, Error> {
    let turn = Arc::clone(turns).acquire_owned();
    tokio::time::timeout(Duration::from_secs(TURN_SECONDS_MAX), turn)
        .await
        .map_err(|_| Error::Busy)?
        .map_err(|_| Error::Busy)
}

/// SQLite gives its WAL files the mode of the database file, so that is all there is to protect.
fn create_private(path: &Path) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|source| Error::Open { path: path.to_owned(), source })
}

fn connect(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(LOCK_SECONDS_MAX))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    use_wal(&connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // The schema holds no SQL functions of ours; whoever edits the file by hand gains none either.
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// Of processes that make a new file together only one can switch it to WAL; SQLite tells the others at once that it
/// is busy, without the wait it was asked for.
fn use_wal(connection: &Connection) -> Result<(), Error> {
    let given_up = Instant::now() + Duration::from_secs(LOCK_SECONDS_MAX);
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if is_busy(&error) && Instant::now() < given_up => {
                std::thread::sleep(WAL_RETRY);
            }
            switched => return Ok(switched?),
        }
    }
}
