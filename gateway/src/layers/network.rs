//! Whose request it is when it came through proxies.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use http::{HeaderMap, HeaderName};

use crate::network::{self, Network};

/// What every reverse proxy speaks; `Forwarded` (RFC 7239) is spoken by few, and two truths would be one too many.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What one client is counted by: its address, or the 64 bits of it that a provider gives to one connection, for the
/// other 64 are whatever the client likes.
pub fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & network::mask(64)))
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// The proxies in front of us that are believed. Nobody is, unless the operator says so.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Arc<[Network]>);

impl Proxies {
    pub fn new(networks: impl IntoIterator<Item = Network>) -> Self {
        Self(networks.into_iter().collect())
    }

    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(peer))
    }

    /// Whose request it is: the peer of the socket, or whom the proxies saw. Each appends the address it was asked by,
    /// so that the list is read from its end for as long as who wrote it is believed; what stands before, anybody could
    /// have written.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines: Vec<&str> = headers
            .get_all(FORWARDED_FOR)
            .iter()
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        for seen in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.trusts(client) {
                break;
            }
            let Some(address) = address(seen.trim()) else { break };
            client = address.to_canonical();
        }
        client
    }
}

/// An address; some proxies add the port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_proxies_that_are_trusted_say_whose_request_it_is() {
        let proxies =
            Proxies::new(["10.0.0.0/8", "127.0.0.1"].map(|text| Network::parse(text).unwrap()));
        let check = |peer: &str, forwarded: &[&str], expected: &str| {
            let lines = forwarded.iter().map(|line| (FORWARDED_FOR, line.parse().unwrap()));
            let client = proxies.client(peer.parse().unwrap(), &lines.collect());
            assert_eq!(client.to_string(), expected, "{peer} {forwarded:?}");
        };
        check("10.0.0.1", &["203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &["198.51.100.7, 203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &["198.51.100.7", "203.0.113.9, 10.0.0.2"], "203.0.113.9");
        check("10.0.0.1", &["[2001:db8::1]:443"], "2001:db8::1");
        check("10.0.0.1", &["203.0.113.9:5000"], "203.0.113.9");
        check("10.0.0.1", &["unknown"], "10.0.0.1");
        check("10.0.0.1", &["203.0.113.9, unknown"], "10.0.0.1");
        check("10.0.0.1", &[], "10.0.0.1");
        check("::ffff:10.0.0.1", &["203.0.113.9"], "203.0.113.9");
        check("203.0.113.1", &["198.51.100.7"], "203.0.113.1");
        check("127.0.0.2", &["127.0.0.1"], "127.0.0.2");
    }

    #[test]
    fn a_client_of_ipv6_is_its_network() {
        let check = |address: &str, expected: &str| {
            assert_eq!(counted(address.parse().unwrap()).to_string(), expected);
        };
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
        check("203.0.113.9", "203.0.113.9");
        check("::ffff:203.0.113.9", "203.0.113.9");
    }
}
