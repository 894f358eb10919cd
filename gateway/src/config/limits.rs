//! How much one address may ask of what is open to everybody.

use serde::Deserialize;

use super::Fault;
use crate::network::Network;

/// Limits for one address (IPv6: one /64). The defaults are for a whole office behind one address.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Networks of the reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Requests to sign in or out.
    pub sign_in_per_minute: u32,
    /// Sign-outs that the OpenID provider reports by itself.
    pub provider_calls_per_minute: u32,
    /// Requests for public data.
    pub public_per_minute: u32,
    /// Requests of programs that fetch what a list names: a folder of small files is thousands of them.
    pub downloads_per_minute: u32,
    /// Connections open at a time.
    pub connections_per_address: u32,
    /// Requests of programs, from one address.
    pub s3_per_minute: u32,
    /// Requests of programs, from one address, that are not answered yet.
    pub s3_at_once: u32,
    /// Requests with one access key.
    pub access_key_per_minute: u32,
    /// Requests with one access key that are not answered yet.
    pub access_key_at_once: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            trusted_proxies: Vec::new(),
            sign_in_per_minute: 600,
            provider_calls_per_minute: 6000,
            public_per_minute: 6000,
            downloads_per_minute: 60_000,
            connections_per_address: 1000,
            s3_per_minute: 1_000_000,
            s3_at_once: 4000,
            access_key_per_minute: 1_000_000,
            access_key_at_once: 2000,
        }
    }
}

impl Limits {
    /// The networks, once [`super::Config::load`] found no fault.
    pub fn networks(&self) -> impl Iterator<Item = Network> {
        self.trusted_proxies.iter().filter_map(|text| Network::parse(text))
    }

    pub(super) fn faults(&self) -> Vec<Fault> {
        let cure = "an address, or a network by its first address and its length: 10.0.0.0/8";
        let wrong = self.trusted_proxies.iter().filter(|text| Network::parse(text).is_none());
        let mut faults: Vec<_> =
            wrong.map(|text| Fault::new("limits.trusted_proxies", text, cure)).collect();
        let numbers = [
            ("limits.sign_in_per_minute", self.sign_in_per_minute, 1_000_000),
            ("limits.provider_calls_per_minute", self.provider_calls_per_minute, 1_000_000),
            ("limits.public_per_minute", self.public_per_minute, 1_000_000),
            ("limits.downloads_per_minute", self.downloads_per_minute, 1_000_000),
            ("limits.connections_per_address", self.connections_per_address, 100_000),
            ("limits.s3_per_minute", self.s3_per_minute, 100_000_000),
            ("limits.s3_at_once", self.s3_at_once, 100_000),
            ("limits.access_key_per_minute", self.access_key_per_minute, 100_000_000),
            ("limits.access_key_at_once", self.access_key_at_once, 100_000),
        ];
        for (setting, value, max) in numbers {
            if !(10..=max).contains(&value) {
                faults.push(Fault::new(setting, value, format!("10 to {max}")));
            }
        }
        faults
    }
}
