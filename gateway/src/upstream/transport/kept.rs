//! Connections that wait for their next request.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use http::Uri;
use tokio::runtime::Handle;

use super::connection::Connection;

/// Shorter than servers and balancers keep idle connections (20 s and more), so that a request seldom meets one that
/// is just being closed.
const IDLE_SECONDS_MAX: u64 = 15;

pub(super) const CONNECTIONS_MAX: usize = 64;

/// Idle connections, the last used last. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept(Arc<Mutex<Shelf>>);

#[derive(Debug, Default)]
struct Shelf {
    idle: Vec<Idle>,
    /// Somebody comes by to close what nobody used.
    is_swept: bool,
}

#[derive(Debug)]
struct Idle {
    connection: Connection,
    since: Instant,
}

impl Kept {
    /// The connection to that origin that was used last, if there is one that is open still and at home here.
    pub(super) fn take(&self, origin: &Uri) -> Option<Connection> {
        let here = Some(Handle::current().id());
        loop {
            let mut idle = {
                let mut kept = self.lock();
                let fits =
                    |idle: &Idle| idle.connection.home == here && idle.connection.origin == *origin;
                let place = kept.idle.iter().rposition(fits)?;
                kept.idle.remove(place)
            };
            if !idle.is_stale() && idle.connection.is_free() {
                return Some(idle.connection);
            }
        }
    }

    /// Keeps the connection, if it can serve another request. Where there are too many, what nobody used for longest is
    /// closed: it may be at home where nobody asks any more.
    pub(super) fn put(&self, mut connection: Connection) {
        if connection.home.is_none() || !connection.is_free() {
            return;
        }
        let mut kept = self.lock();
        let oldest = (kept.idle.len() == CONNECTIONS_MAX).then(|| kept.idle.remove(0));
        kept.idle.push(Idle { connection, since: Instant::now() });
        if !std::mem::replace(&mut kept.is_swept, true) {
            tokio::spawn(sweep(Arc::downgrade(&self.0)));
        }
        // To close it takes calls of the kernel, which others need not wait for.
        drop(kept);
        drop(oldest);
    }

    #[cfg(test)]
    pub(super) fn holds_an_open_one(&self) -> bool {
        self.lock().idle.iter_mut().any(|idle| idle.connection.is_free())
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Idle {
    fn is_stale(&self) -> bool {
        Duration::from_secs(IDLE_SECONDS_MAX) <= self.since.elapsed()
    }
}

/// Closes what nobody used for too long, until nothing is kept.
async fn sweep(shelf: Weak<Mutex<Shelf>>) {
    loop {
        tokio::time::sleep(Duration::from_secs(IDLE_SECONDS_MAX)).await;
        let Some(kept) = shelf.upgrade().map(Kept) else { return };
        let mut kept = kept.lock();
        kept.idle.retain(|idle| !idle.is_stale());
        if kept.idle.is_empty() {
            kept.is_swept = false;
            return;
        }
    }
}
