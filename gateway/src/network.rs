//! Networks in CIDR notation: whom the operator or the owner of an access key means by addresses. Pure.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

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

    pub fn holds(self, address: IpAddr) -> bool {
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

/// The first `length` of 128 bits.
pub fn mask(length: u32) -> u128 {
    u128::MAX.checked_shl(128 - length).unwrap_or(0)
}

/// As it is parsed: `10.0.0.0/8`, and an address alone for a network of one.
impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.mask.count_ones();
        // What begins as mapped IPv4 does, and leaves none of that beginning open, was written as IPv4.
        let (address, own_bits, length) = match Ipv6Addr::from_bits(self.address).to_ipv4_mapped() {
            Some(address) if length >= 96 => (IpAddr::V4(address), 32, length - 96),
            _ => (IpAddr::V6(Ipv6Addr::from_bits(self.address)), 128, length),
        };
        if length == own_bits {
            write!(formatter, "{address}")
        } else {
            write!(formatter, "{address}/{length}")
        }
    }
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
    fn a_network_is_written_as_it_is_read() {
        let texts = ["10.0.0.0/8", "0.0.0.0/0", "203.0.113.9", "2001:db8::/32", "::/0", "::1"];
        for text in texts {
            assert_eq!(Network::parse(text).unwrap().to_string(), text);
        }
    }
}
