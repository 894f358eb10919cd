//! Threads that serve connections, each with a runtime of its own, as few of them as the work needs.
//!
//! What a runtime shares between threads it has to wake them for: a request that comes in on one and goes on on another
//! costs more in calls of the kernel than in work of ours. Here a request stays with one thread, and so does what it
//! asks of an instance (`upstream/transport/kept.rs`). And a thread that serves many sleeps seldom, and finds several
//! answers each time it looks: two threads that share little work are woken, and interrupt the storage beside them,
//! nearly twice as often as one. So connections begin on the first thread, move on while it is too busy, and come
//! back when they fit there (`cores/load.rs` says when). Whatever computes for long holds up its neighbours.

mod load;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread;
use std::time::Instant;

use tokio::runtime::{Builder, Handle};
use tokio_util::sync::{CancellationToken, DropGuard};

use self::load::{Load, Stint, nanoseconds};

/// A thread for each core. They end once nobody holds this any more, and nothing goes on on them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cores(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    cores: Vec<Core>,
    since: Instant,
    /// The processor time of the thread that asks, in nanoseconds; now is given.
    spent: fn(u64) -> u64,
    _end: DropGuard,
}

#[derive(Debug)]
struct Core {
    runtime: Handle,
    load: Load,
}

impl Cores {
    /// As many threads as this process may run at once.
    ///
    /// # Errors
    /// The system has no threads or file descriptors left.
    pub fn start() -> std::io::Result<Self> {
        let count = thread::available_parallelism().map_or(1, usize::from);
        Self::of(count, |_| load::processor_time())
    }

    fn of(count: usize, spent: fn(u64) -> u64) -> std::io::Result<Self> {
        let end = CancellationToken::new();
        let start = |number| {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            let (handle, ended) = (runtime.handle().clone(), end.clone().cancelled_owned());
            let thread = thread::Builder::new().name(format!("core-{number}"));
            thread.spawn(move || runtime.block_on(ended))?;
            Ok(Core { runtime: handle, load: Load::default() })
        };
        let cores = (0..count).map(start).collect::<std::io::Result<_>>()?;
        let inner = Inner { cores, since: Instant::now(), spent, _end: end.drop_guard() };
        Ok(Self(Arc::new(inner)))
    }

    /// Begins the work on one of them. It may go on on another.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.begin(load::entrance(&self.loads(self.now())), Box::pin(work));
    }

    fn begin(&self, at: usize, work: Work) {
        if let Some(core) = self.0.cores.get(at) {
            core.runtime.spawn(Roaming { work, cores: self.clone(), at, stint: Stint::default() });
        }
    }

    fn now(&self) -> u64 {
        nanoseconds(self.0.since.elapsed())
    }

    fn loads(&self, now: u64) -> Vec<u32> {
        self.0.cores.iter().map(|core| core.load.at(now)).collect()
    }

    /// Where work that is done at `here` had better go on.
    fn better(&self, here: usize, stint: &mut Stint, now: u64) -> Option<usize> {
        let load = &self.0.cores.get(here)?.load;
        let share = load.share_of(stint, now, || (self.0.spent)(now))?;
        let there = load::better(here, share, &self.loads(now))?;
        load.subtract(share);
        self.0.cores.get(there)?.load.add(share, now);
        Some(there)
    }
}

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Work that goes on where there is room for it.
struct Roaming {
    work: Work,
    cores: Cores,
    at: usize,
    stint: Stint,
}

impl Future for Roaming {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let now = this.cores.now();
        let Some(there) = this.cores.better(this.at, &mut this.stint, now) else {
            let polled = this.work.as_mut().poll(context);
            this.stint.worked(this.cores.now().saturating_sub(now));
            return polled;
        };
        let work = std::mem::replace(&mut this.work, Box::pin(std::future::ready(())));
        this.cores.begin(there, work);
        Poll::Ready(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use tokio::sync::{Notify, mpsc};

    use super::*;

    const THREADS: usize = 2;
    const WORKERS: usize = 8;
    const PATIENCE: Duration = Duration::from_mins(1);

    /// Whether the threads are said to work all the time.
    static HARD: AtomicBool = AtomicBool::new(false);

    fn said(now: u64) -> u64 {
        if HARD.load(Ordering::Relaxed) { now } else { 0 }
    }

    /// Where each worked last.
    #[derive(Default)]
    struct Watched {
        at: Mutex<[Option<thread::ThreadId>; WORKERS]>,
        changed: Notify,
    }

    impl Watched {
        async fn work(self: Arc<Self>, worker: usize) {
            loop {
                tokio::time::sleep(Duration::from_millis(1)).await;
                self.at.lock().unwrap()[worker] = Some(thread::current().id());
                self.changed.notify_one();
            }
        }

        async fn until_on(&self, count: usize) {
            loop {
                self.changed.notified().await;
                let at = *self.at.lock().unwrap();
                let threads: HashSet<_> = at.iter().flatten().collect();
                if at.iter().all(Option::is_some) && threads.len() == count {
                    return;
                }
            }
        }
    }

    #[tokio::test]
    async fn work_spreads_while_it_is_hard_and_gathers_when_it_is_not() {
        let cores = Cores::of(THREADS, said).unwrap();
        let watched = Arc::new(Watched::default());
        for worker in 0..WORKERS {
            cores.spawn(Arc::clone(&watched).work(worker));
        }
        for (is_hard, threads) in [(false, 1), (true, THREADS), (false, 1)] {
            HARD.store(is_hard, Ordering::Relaxed);
            let there = tokio::time::timeout(PATIENCE, watched.until_on(threads)).await;
            assert!(there.is_ok(), "hard: {is_hard}");
        }
    }

    #[tokio::test]
    async fn they_end_with_the_last_who_holds_them() {
        let cores = Cores::start().unwrap();
        let (held, mut end) = mpsc::channel::<()>(1);
        for core in &cores.0.cores {
            let held = held.clone();
            core.runtime.spawn(async move {
                let _held = held;
                std::future::pending::<()>().await;
            });
        }
        drop((cores, held));
        assert!(end.recv().await.is_none());
    }
}
