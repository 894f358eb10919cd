//! Networks in CIDR notation, and whose request it is when it came through proxies.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use http::{HeaderMap, HeaderName};

/// What every reverse proxy speaks; `Forwarded` (RFC 7239) is spoken by few, and two truths would be one too many.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The addresses that begin with the same bits, such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: u128,
    mask: u128,
}

impl Network {
    /// An address alone is a network of one. `None` where bits are set that the length leaves out: then one of the two
    /// is a mistake.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let own_bits: u8 = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(length) => length.parse::<u8>().ok().filter(|length| *length <= own_bits)?,
            None => own_bits,
        };
        // IPv4 lies at the end of the 128 bits.
        let mask = mask(128 - u32::from(own_bits - length));
        let address = bits(address);
        (address & !mask == 0).then_some(Self { address, mask })
    }

    fn holds(self, address: IpAddr) -> bool {
        bits(address) & self.mask == self.address
    }
}

/// All addresses in one space: IPv4 as IPv6 maps it (RFC 4291 §2.5.5.2).
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn mask(length: u32) -> u128 {
    u128::MAX.checked_shl(128 - length).unwrap_or(0)
}

/// What one client is counted by: its address, or the 64 bits of it that a provider gives to one connection, for the
/// other 64 are whatever the client likes.
pub fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask(64))),
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
    fn a_network_holds_the_addresses_that_begin_like_it() {
        let check = |network: &str, address: &str, expected: bool| {
            let network = Network::parse(network).unwrap();
            assert_eq!(network.holds(address.parse().unwrap()), expected, "{network:?} {address}");
        };
        check("10.0.0.0/8", "10.255.1.2", true);
        check("10.0.0.0/8", "11.0.0.1", false);
        check("10.0.0.0/8", "::ffff:10.1.2.3", true);
        check("0.0.0.0/0", "203.0.113.9", true);
        check("0.0.0.0/0", "2001:db8::1", false);
        check("203.0.113.9", "203.0.113.9", true);
        check("203.0.113.9", "203.0.113.8", false);
        check("2001:db8::/32", "2001:db8:1::5", true);
        check("2001:db8::/32", "2001:db9::5", false);
        check("::/0", "2001:db9::5", true);
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in
            ["", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/-1", "proxy", "2001:db8::/129", "/8"]
        {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }

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
