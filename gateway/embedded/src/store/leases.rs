//! Bodies being read are not removed until the last reader is done.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::blobs::Blobs;

/// Who reads which body, by the `seq` of its version; and what waits to be removed.
pub struct Leases {
    blobs: Arc<Blobs>,
    held: Mutex<HashMap<i64, Held>>,
}

#[derive(Default)]
struct Held {
    readers: usize,
    doomed: Vec<String>,
}

impl Leases {
    pub fn new(blobs: Arc<Blobs>) -> Arc<Self> {
        Arc::new(Self { blobs, held: Mutex::default() })
    }

    /// Keeps the blobs of a body in place. What was removed before is not brought back, so the
    /// segments must be looked up after the lease is taken.
    pub fn take(self: &Arc<Self>, seq: i64) -> Lease {
        self.held().entry(seq).or_default().readers += 1;
        Lease { leases: Arc::clone(self), seq }
    }

    /// Removes a blob of a body that no record mentions any more, now or when its readers are done.
    pub fn remove(&self, seq: i64, blob: String) {
        if let Some(held) = self.held().get_mut(&seq) {
            held.doomed.push(blob);
            return;
        }
        self.blobs.remove(&blob);
    }

    /// Whether a blob is only there until its readers are done.
    pub fn is_doomed(&self, blob: &str) -> bool {
        self.held().values().any(|held| held.doomed.iter().any(|doomed| doomed == blob))
    }

    fn held(&self) -> MutexGuard<'_, HashMap<i64, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to read a body to its end.
pub struct Lease {
    leases: Arc<Leases>,
    seq: i64,
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut held = self.leases.held();
        let Some(of_body) = held.get_mut(&self.seq) else { return };
        of_body.readers -= 1;
        if of_body.readers == 0 {
            let doomed = held.remove(&self.seq).map(|of_body| of_body.doomed).unwrap_or_default();
            drop(held);
            for blob in doomed {
                self.leases.blobs.remove(&blob);
            }
        }
    }
}
