//! Whether an instance is there, as real traffic finds it.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// So many failures without a success in between, and the instance counts as unavailable: one lost connection is none.
const FAILURES_TO_UNAVAILABLE: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Available,
    /// Unreachable, silent or failing since then.
    Unavailable {
        since: Timestamp,
    },
}

#[derive(Debug, Default)]
pub(super) struct Health(Mutex<Failures>);

#[derive(Debug, Default)]
struct Failures {
    count: u32,
    /// Of the first of them.
    since: Timestamp,
}

impl Health {
    /// The instance answered, if only to refuse.
    pub(super) fn answered(&self) {
        self.failures().count = 0;
    }

    pub(super) fn failed(&self, now: Timestamp) {
        let mut failures = self.failures();
        if failures.count == 0 {
            failures.since = now;
        }
        failures.count = failures.count.saturating_add(1);
    }

    pub(super) fn status(&self) -> Status {
        let failures = self.failures();
        if failures.count < FAILURES_TO_UNAVAILABLE {
            Status::Available
        } else {
            Status::Unavailable { since: failures.since }
        }
    }

    fn failures(&self) -> std::sync::MutexGuard<'_, Failures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_unavailable_after_some_failures_in_a_row() {
        let health = Health::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        health.failed(at(1));
        health.failed(at(2));
        assert_eq!(health.status(), Status::Available);
        health.failed(at(3));
        assert_eq!(health.status(), Status::Unavailable { since: at(1) });
        health.answered();
        assert_eq!(health.status(), Status::Available);
        health.failed(at(9));
        assert_eq!(health.status(), Status::Available);
    }
}
