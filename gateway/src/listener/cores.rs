//! Threads that serve connections, each with a runtime of its own.
//!
//! What a runtime shares between threads it has to wake them for: a request that comes in on one and goes on on another
//! costs more in calls of the kernel than in work of ours. Here a connection stays with the thread that it was given to,
//! and so does what it asks of an instance (`upstream/transport/kept.rs`). Meant for many connections that need little
//! each; whatever computes for long would hold up its neighbours.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio_util::sync::{CancellationToken, DropGuard};

/// A thread for each core. They end once nobody holds this any more. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cores(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    runtimes: Vec<Handle>,
    /// How many connections were given away.
    given: AtomicUsize,
    _end: DropGuard,
}

impl Cores {
    /// As many threads as this process may run at once.
    ///
    /// # Errors
    /// The system has no threads or file descriptors left.
    pub fn start() -> std::io::Result<Self> {
        let end = CancellationToken::new();
        let count = thread::available_parallelism().map_or(1, usize::from);
        let start = |number| {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            let (handle, ended) = (runtime.handle().clone(), end.clone().cancelled_owned());
            let thread = thread::Builder::new().name(format!("core-{number}"));
            thread.spawn(move || runtime.block_on(ended))?;
            Ok(handle)
        };
        let runtimes = (0..count).map(start).collect::<std::io::Result<_>>()?;
        Ok(Self(Arc::new(Inner { runtimes, given: AtomicUsize::new(0), _end: end.drop_guard() })))
    }

    /// Gives the work to one of them, in turn.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let turn = self.0.given.fetch_add(1, Ordering::Relaxed) % self.0.runtimes.len();
        self.0.runtimes[turn].spawn(work);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn work_is_given_to_all_in_turn_and_stays_where_it_is() {
        let cores = Cores::start().unwrap();
        let (tell, mut told) = mpsc::unbounded_channel();
        let count = cores.0.runtimes.len();
        for _ in 0..count {
            let tell = tell.clone();
            cores.spawn(async move {
                let before = thread::current().id();
                tokio::task::yield_now().await;
                let _ = tell.send((before, thread::current().id()));
            });
        }
        drop(tell);
        let mut threads = HashSet::new();
        while let Some((before, after)) = told.recv().await {
            assert_eq!(before, after);
            threads.insert(after);
        }
        assert_eq!(threads.len(), count);
    }

    #[tokio::test]
    async fn they_end_with_the_last_who_holds_them() {
        let cores = Cores::start().unwrap();
        let (held, mut end) = mpsc::channel::<()>(1);
        cores.spawn(async move {
            let _held = held;
            std::future::pending::<()>().await;
        });
        drop(cores);
        assert!(end.recv().await.is_none());
    }
}
