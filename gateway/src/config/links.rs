//! What people may make of share links.

use jiff::SignedDuration;
use serde::Deserialize;

use super::Fault;
use crate::links::LinkRules;

/// Longest that the operator may let a link live: ten years.
const DAYS_MAX: u32 = 3650;

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Links {
    /// Longest life of a link, from when it is made or changed.
    pub days_max: u32,
    /// Whether a link may last until it is taken back.
    pub without_end: bool,
}

impl Default for Links {
    fn default() -> Self {
        Self { days_max: 365, without_end: false }
    }
}

impl Links {
    /// What links are made and found by. `pause_after_days`: links pause as access keys do.
    pub fn rules(&self, pause_after_days: u32) -> LinkRules {
        let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
        LinkRules {
            life_max: days(self.days_max),
            without_end: self.without_end,
            groups_max_age: days(pause_after_days),
        }
    }

    pub(super) fn faults(&self) -> Option<Fault> {
        let wrong = !(1..=DAYS_MAX).contains(&self.days_max);
        wrong.then(|| Fault::new("links.days_max", self.days_max, format!("1 to {DAYS_MAX}")))
    }
}
