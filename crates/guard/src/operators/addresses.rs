//! Networks that an address may lie in.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::error::Problem;

/// A list of networks.
#[derive(Debug)]
pub(crate) struct Addresses(Vec<IpNet>);

impl Addresses {
    /// Parses addresses and networks, separated by commas, blanks or line breaks.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        text.lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .flat_map(|line| line.split([',', ' ', '\t']))
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.parse::<IpNet>()
                    .or_else(|_| part.parse::<IpAddr>().map(IpNet::from))
                    .map_err(|_| {
                        Problem::new(
                            format!("{part:?} is no network"),
                            "addresses such as 10.0.0.0/8 or ::1",
                        )
                    })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    pub(crate) fn contain(&self, value: &[u8]) -> bool {
        std::str::from_utf8(value)
            .ok()
            .and_then(|text| text.parse::<IpAddr>().ok())
            .is_some_and(|address| self.0.iter().any(|network| network.contains(&address)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_contain_their_addresses() {
        let list = Addresses::parse("127.0.0.1,::1, 10.0.0.0/8").unwrap();
        assert!(list.contain(b"127.0.0.1") && list.contain(b"10.2.3.4") && list.contain(b"::1"));
        assert!(!list.contain(b"127.0.0.2") && !list.contain(b"localhost"));
        assert!(Addresses::parse("10.0.0.0/99").is_err());
    }
}
