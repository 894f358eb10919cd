//! The record of what is done.

use serde::Deserialize;

use super::Fault;
use crate::activity::Rules;

/// Longest that entries are kept: ten years.
const DAYS_MAX: u32 = 3650;

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Activity {
    /// Entries are dropped after so many days.
    pub days: u32,
    /// Which part of the reads is recorded: 0.0 none, 1.0 all. Writes and refusals always are.
    pub reads: f64,
    /// Also print each entry as a line of JSON on standard output.
    pub stdout: bool,
}

impl Default for Activity {
    fn default() -> Self {
        let Rules { reads, days, stdout } = Rules::default();
        Self { days, reads, stdout }
    }
}

impl Activity {
    pub fn rules(&self) -> Rules {
        Rules { reads: self.reads, days: self.days, stdout: self.stdout }
    }

    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !(1..=DAYS_MAX).contains(&self.days) {
            faults.push(Fault::new("activity.days", self.days, format!("1 to {DAYS_MAX}")));
        }
        if !(0.0..=1.0).contains(&self.reads) {
            faults.push(Fault::new("activity.reads", self.reads, "0.0 (none) to 1.0 (all)"));
        }
        faults
    }
}
