//! What people may make of access keys.

use jiff::SignedDuration;
use serde::Deserialize;

use super::{Fault, Sts};
use crate::identity::KeyRules;

/// Longest that the operator may let a key live: ten years.
const DAYS_MAX: u32 = 3650;

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccessKeys {
    /// Longest life of a key, from when it is made or renewed.
    pub days_max: u32,
    /// Keys, and what people gave others, pause when the OpenID provider did not confirm their groups for so long.
    pub pause_after_days: u32,
}

impl Default for AccessKeys {
    fn default() -> Self {
        Self { days_max: 365, pause_after_days: 30 }
    }
}

impl AccessKeys {
    /// What keys are made and found by.
    pub fn rules(&self, sts: &Sts) -> KeyRules {
        let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
        KeyRules {
            life_max: days(self.days_max),
            temporary_seconds_max: sts.seconds_max,
            groups_max_age: days(self.pause_after_days),
        }
    }

    pub(super) fn faults(&self) -> Vec<Fault> {
        let numbers = [
            ("access_keys.days_max", self.days_max),
            ("access_keys.pause_after_days", self.pause_after_days),
        ];
        let wrong = numbers.into_iter().filter(|(_, days)| !(1..=DAYS_MAX).contains(days));
        wrong.map(|(setting, days)| Fault::new(setting, days, format!("1 to {DAYS_MAX}"))).collect()
    }
}
