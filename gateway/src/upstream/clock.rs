//! The storage's time, as far as it differs from ours: signatures are made for its clock.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Smaller differences are not why a request was refused (S3 allows 15 minutes).
const OFFSET_SECONDS_MIN: i64 = 60;

#[derive(Debug, Default)]
pub(super) struct Clock {
    offset_seconds: AtomicI64,
}

impl Clock {
    pub(super) fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_secs(self.offset_seconds.load(Ordering::Relaxed));
        let now = Timestamp::now();
        now.checked_add(offset).unwrap_or(now)
    }

    /// Takes over what the storage says the time is. Answers the new offset in seconds, or `None` when signatures
    /// were made for about this time already, so that trying again would change nothing.
    pub(super) fn learn(&self, theirs: Timestamp) -> Option<i64> {
        let wrong_by = theirs.as_second() - self.now().as_second();
        if wrong_by.abs() < OFFSET_SECONDS_MIN {
            return None;
        }
        let offset = theirs.as_second() - Timestamp::now().as_second();
        self.offset_seconds.store(offset, Ordering::Relaxed);
        Some(offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_learned_once() {
        let clock = Clock::default();
        let theirs = Timestamp::now() + SignedDuration::from_hours(2);
        assert!(clock.learn(theirs).is_some_and(|offset| (7199..=7200).contains(&offset)));
        assert!((clock.now().as_second() - theirs.as_second()).abs() <= 1);
        assert_eq!(clock.learn(theirs), None);
    }
}
