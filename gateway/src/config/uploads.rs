//! Uploads that were begun and never ended.

use jiff::SignedDuration;
use serde::Deserialize;

use super::Fault;

/// Longest that can be said: ten years.
const DAYS_MAX: u32 = 3650;

/// A month without a single part. Nobody who still sends waits so long, not even over holidays; what is left then is room
/// that is paid for and that no list of objects shows.
const DAYS_DEFAULT: u32 = 30;

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Uploads {
    /// What nothing was added to for so many days is given up; 0: never.
    pub unfinished_days_max: u32,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { unfinished_days_max: DAYS_DEFAULT }
    }
}

impl Uploads {
    pub(super) fn faults(&self) -> Option<Fault> {
        fault("uploads.unfinished_days_max", self.unfinished_days_max)
    }
}

pub(super) fn fault(setting: impl Into<String>, days: u32) -> Option<Fault> {
    (DAYS_MAX < days).then(|| Fault::new(setting, days, format!("0 (never) to {DAYS_MAX}")))
}

/// How long nothing may be added to an upload, as days say it; `None`: for ever.
pub fn age(days: u32) -> Option<SignedDuration> {
    (days != 0).then(|| SignedDuration::from_hours(24 * i64::from(days)))
}
