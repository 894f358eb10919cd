//! What one address may ask of the doors that are open to everybody, in one place.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use http::{Extensions, HeaderMap};

use super::meter::Meter;
use super::network::{Proxies, counted};

/// The address at the other end of the request's connection: a client, or a proxy.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// Of a request. Only a test serves requests without a connection: they come from nowhere.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }
}

/// Doors that are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Signing in and out: each attempt costs a record and a call to the provider.
    SignIn,
    /// Sign-outs that the provider reports by itself, many at a time.
    ProviderCall,
    /// Public data: each request asks an instance.
    Public,
    /// Addresses in lists for programs, which ask for one small file after the other.
    Download,
}

/// Requests a minute of one address, by door. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Limits {
    pub proxies: Proxies,
    pub sign_in: Meter,
    pub provider_calls: Meter,
    pub public: Meter,
    pub downloads: Meter,
}

impl Limits {
    /// Counts one request at a door.
    ///
    /// # Errors
    /// How long its client should wait.
    pub fn count(
        &self,
        door: Door,
        peer: IpAddr,
        headers: &HeaderMap,
        now: Instant,
    ) -> Result<(), Duration> {
        let meter = match door {
            Door::SignIn => &self.sign_in,
            Door::ProviderCall => &self.provider_calls,
            Door::Public => &self.public,
            Door::Download => &self.downloads,
        };
        meter.count(counted(self.proxies.client(peer, headers)), now)
    }
}
