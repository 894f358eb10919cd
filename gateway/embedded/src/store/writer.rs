//! The one writer: a thread that takes queued changes and commits them together.
//!
//! A durable commit costs one sync of the log however many changes it holds, so changes that queue
//! up during one commit share the next. Each runs inside its own savepoint: one that is refused
//! leaves no trace, and none is answered before the commit returned.

use std::sync::Arc;
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::blobs::Placed;
use super::clock;
use super::failure::Failure;
use super::leases::Leases;
use super::space::Space;

/// Changes that may wait for the writer; more senders wait in turn.
const QUEUE_CHANGES_MAX: usize = 256;
/// Changes committed together, so that the first of a batch is not kept waiting long.
const BATCH_CHANGES_MAX: usize = 128;

/// The way to the writing thread. Dropping it lets the thread finish what is queued and end.
pub struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread that owns the writing connection.
    pub fn start(
        connection: Connection,
        leases: Arc<Leases>,
        space: Arc<Space>,
    ) -> std::io::Result<Self> {
        let (queue, waiting) = mpsc::channel(QUEUE_CHANGES_MAX);
        let mut desk = Desk { connection, leases, space, latest_ms: 0, log_to_cut: false };
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || desk.work_off(waiting))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Runs `work` in a transaction; returns once it is durable. A caller that gives up waiting does
    /// not undo it.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut Change<'_>) -> Result<T, Failure> + Send + 'static,
    {
        let queue = self.queue.as_ref().ok_or(Failure::Closed)?;
        let (reply, answer) = oneshot::channel();
        let job = Write { work: Some(work), outcome: None, reply };
        queue.send(Box::new(job)).await.map_err(|_closed| Failure::Closed)?;
        answer.await.map_err(|_closed| Failure::Closed)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // The thread denies panics; were there one, it has been reported on standard error.
            let _ = thread.join();
        }
    }
}

/// What a piece of work changes: rows through `connection`, and the files that go with them.
pub struct Change<'a> {
    pub connection: &'a Connection,
    /// The time of the change, never before that of an earlier change.
    pub now_ms: i64,
    placed: Vec<Placed>,
    removed: Vec<(i64, String)>,
    space_delta: i64,
    /// The log, which otherwise keeps its size, is to give its space back to the disk.
    pub cut_log: bool,
}

impl Change<'_> {
    /// The next number in the order of all versions and parts; never used twice.
    pub fn next_seq(&self) -> Result<i64, Failure> {
        let sql = "UPDATE counter SET seq = seq + 1 RETURNING seq";
        Ok(self.connection.prepare_cached(sql)?.query_one([], |row| row.get(0))?)
    }

    /// A blob that a row now mentions: it stays if the change is committed, else it goes.
    pub fn keep_blob(&mut self, blob: Placed) {
        self.placed.push(blob);
    }

    /// A blob that no row mentions any more: it goes once the change is committed.
    pub fn remove_blob(&mut self, seq: i64, blob: String) {
        self.removed.push((seq, blob));
    }

    /// Body bytes that came (positive) or went (negative).
    pub fn count_space(&mut self, bytes: i64) {
        self.space_delta += bytes;
    }
}

/// A queued change, with its types forgotten.
trait Job: Send {
    /// Does the work; false when it was refused and must leave no trace.
    fn run(&mut self, change: &mut Change<'_>) -> bool;
    /// Tells the caller, after the commit.
    fn answer(self: Box<Self>, committed: Result<(), Failure>);
}

struct Write<T, F> {
    work: Option<F>,
    outcome: Option<Result<T, Failure>>,
    reply: oneshot::Sender<Result<T, Failure>>,
}

impl<T, F> Job for Write<T, F>
where
    T: Send,
    F: FnOnce(&mut Change<'_>) -> Result<T, Failure> + Send,
{
    fn run(&mut self, change: &mut Change<'_>) -> bool {
        let outcome = self.work.take().map(|work| work(change));
        let done = matches!(outcome, Some(Ok(_)));
        self.outcome = outcome;
        done
    }

    fn answer(self: Box<Self>, committed: Result<(), Failure>) {
        let outcome = match (self.outcome, committed) {
            (Some(Ok(_)) | None, Err(fault)) => Err(fault),
            (Some(outcome), _) => outcome,
            (None, Ok(())) => Err(Failure::Closed),
        };
        // Nobody listens when the request was cut; the change stands all the same.
        let _ = self.reply.send(outcome);
    }
}

/// What the changes of one batch leave to do after the commit.
#[derive(Default)]
struct Aftermath {
    placed: Vec<Placed>,
    removed: Vec<(i64, String)>,
    space_delta: i64,
    cut_log: bool,
}

/// The thread's own state.
struct Desk {
    connection: Connection,
    leases: Arc<Leases>,
    space: Arc<Space>,
    latest_ms: i64,
    /// The disk is short of space, and the log was not cut yet.
    log_to_cut: bool,
}

impl Desk {
    fn work_off(&mut self, mut waiting: mpsc::Receiver<Box<dyn Job>>) {
        while let Some(first) = waiting.blocking_recv() {
            let mut batch = vec![first];
            while batch.len() < BATCH_CHANGES_MAX
                && let Ok(job) = waiting.try_recv()
            {
                batch.push(job);
            }
            self.commit_together(batch);
        }
    }

    fn commit_together(&mut self, mut batch: Vec<Box<dyn Job>>) {
        let mut aftermath = Aftermath::default();
        let outcome = self.run_all(&mut batch, &mut aftermath);
        match &outcome {
            Ok(()) => {
                self.space.record(aftermath.space_delta);
                aftermath.placed.into_iter().for_each(Placed::recorded);
            }
            Err(fault) => {
                tracing::error!(error = fault as &dyn std::error::Error, "a commit failed");
                // After a failed sync nobody knows whether the rows are on the disk: the blobs stay
                // for the sweep of the next start, which does.
                if !matches!(fault, Failure::StorageFull) {
                    aftermath.placed.into_iter().for_each(Placed::recorded);
                }
                aftermath.removed.clear();
            }
        }
        self.log_to_cut |= aftermath.cut_log || matches!(outcome, Err(Failure::StorageFull));
        if self.log_to_cut {
            self.cut_log();
        }
        for job in batch {
            job.answer(match &outcome {
                Ok(()) => Ok(()),
                Err(Failure::StorageFull) => Err(Failure::StorageFull),
                Err(_) => Err(Failure::Closed),
            });
        }
        for (seq, blob) in aftermath.removed {
            self.leases.remove(seq, blob);
        }
    }

    /// On a disk still full this fails, and the next change tries again.
    fn cut_log(&mut self) {
        let cut = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy = self.connection.query_row(cut, [], |row| row.get::<_, bool>(0));
        self.log_to_cut = !matches!(busy, Ok(false));
    }

    /// Runs the batch in one transaction. An error means that nothing of it was committed.
    fn run_all(
        &mut self,
        batch: &mut [Box<dyn Job>],
        aftermath: &mut Aftermath,
    ) -> Result<(), Failure> {
        self.latest_ms = self.latest_ms.max(clock::now_ms());
        let transaction = self.connection.unchecked_transaction()?;
        for job in batch {
            let mut change = Change {
                connection: &transaction,
                now_ms: self.latest_ms,
                placed: Vec::new(),
                removed: Vec::new(),
                space_delta: 0,
                cut_log: false,
            };
            transaction.execute_batch("SAVEPOINT change")?;
            let done = job.run(&mut change);
            if transaction.is_autocommit() {
                // A full disk makes SQLite roll back everything by itself.
                return Err(Failure::StorageFull);
            }
            if done {
                transaction.execute_batch("RELEASE change")?;
                aftermath.placed.append(&mut change.placed);
                aftermath.removed.append(&mut change.removed);
                aftermath.space_delta += change.space_delta;
                aftermath.cut_log |= change.cut_log;
            } else {
                transaction.execute_batch("ROLLBACK TO change; RELEASE change")?;
            }
        }
        if aftermath.space_delta != 0 {
            let sql = "UPDATE counter SET space_bytes = space_bytes + ?1";
            transaction.prepare_cached(sql)?.execute([aftermath.space_delta])?;
        }
        Ok(transaction.commit()?)
    }
}
