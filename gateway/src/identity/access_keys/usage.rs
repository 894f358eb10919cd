//! When and from where keys were used last: kept in memory for a moment and written down together, so that no request
//! waits for it.

use std::future::Future;
use std::net::IpAddr;
use std::sync::PoisonError;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{AccessKeys, Credential};
use crate::database::KeyUse;

/// That a key is in use is recorded at most this often.
const USED_SECONDS_MIN: i64 = 60;
/// How often what was used is written down, all at once.
const RECORD_SECONDS: u64 = 5;
/// Keys whose use waits to be written down; of more, the use is written down a little later.
const USES_MAX: usize = 10_000;

impl AccessKeys {
    /// Says that a request with the key was let in. Costs nothing but a look at the time, except once a minute.
    pub fn used(&self, credential: &Credential, from: IpAddr, now: Timestamp) {
        let due = credential.last_used_at.is_none_or(|last| {
            now.duration_since(last) >= SignedDuration::from_secs(USED_SECONDS_MIN)
        });
        if !due {
            return;
        }
        let mut uses = self.0.uses.lock().unwrap_or_else(PoisonError::into_inner);
        if uses.len() < USES_MAX || uses.contains_key(&credential.id) {
            uses.insert(credential.id.clone(), (now, from.to_canonical()));
        }
    }

    /// Writes down what was used, until `shutdown` and once more then.
    pub async fn run_recorder(&self, shutdown: impl Future<Output = ()>) {
        let mut interval = tokio::time::interval(Duration::from_secs(RECORD_SECONDS));
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(shutdown);
        loop {
            let last = tokio::select! {
                () = &mut shutdown => true,
                _ = interval.tick() => false,
            };
            self.record_uses().await;
            if last {
                return;
            }
        }
    }

    pub(super) async fn record_uses(&self) {
        let uses = std::mem::take(&mut *self.0.uses.lock().unwrap_or_else(PoisonError::into_inner));
        if uses.is_empty() {
            return;
        }
        let uses = uses.into_iter().map(|(id, (at, from))| KeyUse { id, at, from }).collect();
        if let Err(error) = self.0.database.note_key_uses(uses).await {
            // A full disk must not keep programs out: the next use is written down instead.
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the use of access keys was not recorded"
            );
        }
    }
}
