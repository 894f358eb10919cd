//! Temporary keys for programs that bring a token of the identity provider.

use serde::Deserialize;

use super::Fault;
use crate::sts::DURATION_SECONDS_MIN;

/// AWS STS API Reference: twelve hours.
const SECONDS_MAX: u32 = 12 * 3_600;

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sts {
    /// For whom the tokens must be that programs bring; none: `oidc.client_id` alone.
    pub audiences: Vec<String>,
    /// Longest life of a temporary key, also of one made on the page.
    pub seconds_max: u32,
    /// Requests for temporary keys by one address.
    pub per_minute: u32,
}

impl Default for Sts {
    fn default() -> Self {
        Self { audiences: Vec::new(), seconds_max: SECONDS_MAX, per_minute: 600 }
    }
}

impl Sts {
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.audiences.iter().any(String::is_empty) {
            faults.push(Fault::new("sts.audiences", "", "no audience may be empty"));
        }
        if !(DURATION_SECONDS_MIN..=SECONDS_MAX).contains(&self.seconds_max) {
            let cure = format!("{DURATION_SECONDS_MIN} to {SECONDS_MAX} (twelve hours)");
            faults.push(Fault::new("sts.seconds_max", self.seconds_max, cure));
        }
        if !(10..=1_000_000).contains(&self.per_minute) {
            faults.push(Fault::new("sts.per_minute", self.per_minute, "10 to 1000000"));
        }
        faults
    }
}
