//! How much of a network address one visitor controls, so that counters follow the visitor and not the address.

use std::net::{IpAddr, Ipv6Addr};

/// The network that one visitor is taken for: a single IPv4 address, an IPv6 /64.
pub fn narrow(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => leading(address, 8),
    }
}

/// The network that one customer of a provider may hold: an IPv4 /24, an IPv6 /48.
pub fn wide(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().into_iter().take(3).collect(),
        IpAddr::V6(address) => leading(address, 6),
    }
}

fn leading(address: Ipv6Addr, bytes: usize) -> Vec<u8> {
    address.octets().into_iter().take(bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_of_one_visitor_are_one_network() {
        assert_eq!(
            narrow(at("2001:db8:1:2::1")),
            narrow(at("2001:db8:1:2:ffff::9"))
        );
        assert_ne!(narrow(at("2001:db8:1:2::1")), narrow(at("2001:db8:1:3::1")));
        assert_eq!(wide(at("2001:db8:1:2::1")), wide(at("2001:db8:1:3::1")));
        assert_ne!(narrow(at("192.0.2.1")), narrow(at("192.0.2.2")));
        assert_eq!(wide(at("192.0.2.1")), wide(at("192.0.2.2")));
    }

    #[test]
    fn an_ipv4_address_in_ipv6_clothes_is_the_same_visitor() {
        assert_eq!(narrow(at("::ffff:192.0.2.1")), narrow(at("192.0.2.1")));
        assert_eq!(wide(at("::ffff:192.0.2.1")), wide(at("192.0.2.9")));
    }
}
