//! Who a request comes from when proxies stand between: the PROXY header in front of a connection, and the header in
//! which trusted proxies name their client. What anybody else says about themselves is ignored.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use ppp::HeaderResult;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt};

/// Networks, each as `10.0.0.0/8`; a plain address is a network of one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Networks(Vec<IpNet>);

/// The header in which proxies name their client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// `X-Forwarded-For: client, proxy`
    XForwardedFor,
    /// `Forwarded: for=client, for=proxy` (RFC 7239)
    Forwarded,
}

/// Whose words about a client are believed.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Networks whose connections begin with a PROXY header.
    pub proxy_protocol_from: Networks,
    /// Networks whose forwarded header is believed.
    pub proxies: Networks,
    /// The header.
    pub header: ForwardedHeader,
}

/// Bytes of the signature of version 2; every header of version 1 is longer.
const SIGNATURE: usize = 12;
/// The longest addresses and extras of version 2 that are read; real ones have some hundred bytes.
const LONGEST: usize = 4096;
/// The longest line of version 1.
const LONGEST_LINE: usize = 107;

impl Networks {
    /// Whether an address lies in one of them.
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whether one of them is the whole of IPv4 or IPv6.
    pub fn are_everything(&self) -> bool {
        self.0.iter().any(|network| network.prefix_len() == 0)
    }
}

impl TryFrom<Vec<String>> for Networks {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        let network = |word: &String| {
            word.parse()
                .or_else(|_| word.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| format!("{word:?} is no network: write \"10.0.0.0/8\" or an address"))
        };
        Ok(Self(words.iter().map(network).collect::<Result<_, _>>()?))
    }
}

impl From<Networks> for Vec<String> {
    fn from(networks: Networks) -> Self {
        networks.0.iter().map(ToString::to_string).collect()
    }
}

/// A network that one customer may hold, and how many times an address's share belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The network.
    pub network: IpNet,
    /// How many shares it has.
    pub shares: usize,
}

/// What an address counts towards: itself in IPv4; in IPv6 the /64 that one customer has at least, and the /48 that one
/// may have.
// SECURITY: whoever holds a /48 has 65536 networks of /64, each with a share of its own; guarded by tests
// `whoever_holds_a_48_gets_twice_the_share_and_no_more` of connections and of bodies.
pub fn counted(address: IpAddr) -> Vec<Counted> {
    let address = address.to_canonical();
    let lengths: &[(u8, usize)] = if address.is_ipv4() {
        &[(32, 1)]
    } else {
        &[(64, 1), (48, 2)]
    };
    let counted = lengths.iter().map(|(length, shares)| Counted {
        network: IpNet::new(address, *length)
            .unwrap_or_else(|_| IpNet::from(address))
            .trunc(),
        shares: *shares,
    });
    counted.collect()
}

/// Reads the PROXY header that a connection begins with, and not a byte more. `None` is a proxy that speaks for itself.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] when the connection begins with anything else.
pub async fn introduced(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    let mut bytes = vec![0; SIGNATURE];
    stream.read_exact(&mut bytes).await?;
    if bytes == ppp::v2::PROTOCOL_PREFIX {
        let mut rest = [0; 4];
        stream.read_exact(&mut rest).await?;
        let [_, _, high, low] = rest;
        let length = usize::from(u16::from_be_bytes([high, low]));
        if length > LONGEST {
            return Err(no_header());
        }
        bytes.extend_from_slice(&rest);
        let begun = bytes.len();
        bytes.resize(begun + length, 0);
        stream
            .read_exact(bytes.get_mut(begun..).unwrap_or_default())
            .await?;
    } else if bytes.starts_with(ppp::v1::PROTOCOL_PREFIX.as_bytes()) {
        // Byte by byte, since whatever follows the line belongs to TLS.
        while bytes.last() != Some(&b'\n') {
            if bytes.len() >= LONGEST_LINE {
                return Err(no_header());
            }
            bytes.push(stream.read_u8().await?);
        }
    }
    match HeaderResult::parse(&bytes) {
        HeaderResult::V1(Ok(header)) => Ok(match header.addresses {
            ppp::v1::Addresses::Tcp4(tcp) => Some(tcp.source_address.into()),
            ppp::v1::Addresses::Tcp6(tcp) => Some(tcp.source_address.into()),
            ppp::v1::Addresses::Unknown => None,
        }),
        HeaderResult::V2(Ok(header)) => Ok(match (header.command, header.addresses) {
            (ppp::v2::Command::Proxy, ppp::v2::Addresses::IPv4(ip)) => {
                Some(ip.source_address.into())
            }
            (ppp::v2::Command::Proxy, ppp::v2::Addresses::IPv6(ip)) => {
                Some(ip.source_address.into())
            }
            (ppp::v2::Command::Local | ppp::v2::Command::Proxy, _) => None,
        }),
        HeaderResult::V1(Err(_)) | HeaderResult::V2(Err(_)) => Err(no_header()),
    }
}

fn no_header() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no PROXY header")
}

impl Trust {
    /// The client of a request on a connection from `peer`: as far back as trusted proxies vouch for.
    // SECURITY: the header is a list to which each proxy appends; everything left of the first untrusted address was
    // written by somebody unknown. Guarded by test `what_the_client_wrote_itself_is_ignored`.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.proxies.contain(peer) {
            return peer.to_canonical();
        }
        let name = match self.header {
            ForwardedHeader::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            ForwardedHeader::Forwarded => header::FORWARDED,
        };
        let values: Vec<&str> = headers
            .get_all(name)
            .iter()
            .map(|value| value.to_str().unwrap_or("?"))
            .collect();
        let hops = values.iter().flat_map(|value| value.split(',')).rev();
        let mut nearest = peer;
        for hop in hops {
            let named = match self.header {
                ForwardedHeader::XForwardedFor => address(hop),
                ForwardedHeader::Forwarded => forwarded_for(hop).and_then(address),
            };
            // Hidden or unreadable: what is known so far is all that is known.
            let Some(named) = named else {
                break;
            };
            nearest = named;
            if !self.proxies.contain(named) {
                break;
            }
        }
        nearest.to_canonical()
    }
}

fn forwarded_for(hop: &str) -> Option<&str> {
    let mut pairs = hop
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| name.eq_ignore_ascii_case("for"));
    Some(pairs.next_back()?.1.trim_matches('"'))
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    IpAddr::from_str(bare.unwrap_or(text))
        .or_else(|_| SocketAddr::from_str(text).map(|address| address.ip()))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trust(header: ForwardedHeader) -> Trust {
        let words = vec!["10.0.0.0/8".to_owned(), "fd00::/8".to_owned()];
        Trust {
            proxy_protocol_from: Networks::default(),
            proxies: words.try_into().unwrap(),
            header,
        }
    }

    fn client(header: ForwardedHeader, peer: &str, headers: &[(&'static str, &str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        trust(header)
            .client(peer.parse().unwrap(), &map)
            .to_string()
    }

    #[test]
    fn what_the_client_wrote_itself_is_ignored() {
        let name = "x-forwarded-for";
        for (peer, values, expected) in [
            // Nobody trusted: the header means nothing.
            ("203.0.113.9", vec!["192.0.2.1"], "203.0.113.9"),
            // One proxy, which appended the address it saw.
            ("10.0.0.1", vec!["192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", vec!["127.0.0.1, 192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", vec!["10.9.9.9, 192.0.2.1"], "192.0.2.1"),
            // A second line of the header goes on where the first ends.
            ("10.0.0.1", vec!["127.0.0.1", "192.0.2.1"], "192.0.2.1"),
            // Two proxies.
            (
                "10.0.0.1",
                vec!["8.8.8.8, 192.0.2.1, 10.0.0.2"],
                "192.0.2.1",
            ),
            ("fd00::1", vec!["2001:db8::7, fd00::2"], "2001:db8::7"),
            ("::ffff:10.0.0.1", vec!["::ffff:192.0.2.1"], "192.0.2.1"),
            // With ports, and what is none.
            ("10.0.0.1", vec!["192.0.2.1:4711"], "192.0.2.1"),
            ("10.0.0.1", vec!["[2001:db8::7]:4711"], "2001:db8::7"),
            ("10.0.0.1", vec!["192.0.2.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", vec!["192.0.2.1, "], "10.0.0.1"),
            (
                "10.0.0.1",
                vec!["192.0.2.1, 10.0.0.2, garbage; drop"],
                "10.0.0.1",
            ),
            ("10.0.0.1", vec![], "10.0.0.1"),
        ] {
            let headers: Vec<_> = values.iter().map(|value| (name, *value)).collect();
            let found = client(ForwardedHeader::XForwardedFor, peer, &headers);
            assert_eq!(found, expected, "{peer} {values:?}");
        }
    }

    #[test]
    fn only_the_chosen_header_is_read() {
        let both = [
            ("x-forwarded-for", "192.0.2.1"),
            ("forwarded", "for=198.51.100.2"),
        ];
        let by = |header| client(header, "10.0.0.1", &both);
        assert_eq!(by(ForwardedHeader::XForwardedFor), "192.0.2.1");
        assert_eq!(by(ForwardedHeader::Forwarded), "198.51.100.2");
        for (value, expected) in [
            ("for=192.0.2.1;proto=https;by=10.0.0.1", "192.0.2.1"),
            ("For=\"[2001:db8::7]:4711\"", "2001:db8::7"),
            ("for=127.0.0.1, for=192.0.2.1", "192.0.2.1"),
            ("for=_hidden", "10.0.0.1"),
            ("proto=https", "10.0.0.1"),
        ] {
            let found = client(
                ForwardedHeader::Forwarded,
                "10.0.0.1",
                &[("forwarded", value)],
            );
            assert_eq!(found, expected, "{value}");
        }
    }

    /// What the bytes say, and what of them is left for TLS.
    async fn read(mut bytes: &[u8]) -> (io::Result<Option<IpAddr>>, usize) {
        let outcome = introduced(&mut bytes).await;
        (outcome, bytes.len())
    }

    #[tokio::test]
    async fn a_proxy_header_names_the_client_in_both_versions() {
        let client = |text: &str| Some(text.parse::<IpAddr>().unwrap());
        let second = version_two(0x21, &[192, 0, 2, 1, 10, 0, 0, 1, 0x12, 0x67, 1, 0xbb]);
        let local = version_two(0x20, &[192, 0, 2, 1, 10, 0, 0, 1, 0x12, 0x67, 1, 0xbb]);
        for (header, expected) in [
            (
                b"PROXY TCP4 192.0.2.1 10.0.0.1 4711 443\r\n".to_vec(),
                client("192.0.2.1"),
            ),
            (
                b"PROXY TCP6 2001:db8::7 fd00::1 4711 443\r\n".to_vec(),
                client("2001:db8::7"),
            ),
            (b"PROXY UNKNOWN\r\n".to_vec(), None),
            (second, client("192.0.2.1")),
            (local, None),
        ] {
            let hello = b"\x16\x03\x01 the handshake";
            let (found, left) = read(&[header.as_slice(), hello].concat()).await;
            assert_eq!(found.unwrap(), expected, "{header:?}");
            assert_eq!(left, hello.len(), "not a byte of the handshake is taken");
            for end in 0..header.len() {
                assert!(
                    read(&header[..end]).await.0.is_err(),
                    "cut after {end} bytes"
                );
            }
        }
    }

    #[tokio::test]
    async fn what_is_no_proxy_header_is_refused() {
        let endless = [b"PROXY TCP4 ".as_slice(), &[b'1'; 200]].concat();
        let long = version_two(0x21, &[]);
        let long = [&long[..14], &[0xff, 0xff], &vec![0; 70_000]].concat();
        for none in [
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".as_slice(),
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello hello",
            b"PROXY TCP4 everybody 10.0.0.1 1 2\r\n",
            b"PROXY \xff\xff and more\r\n",
            &endless,
            &long,
        ] {
            let error = read(none).await.0.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{none:?}");
        }
    }

    fn version_two(command: u8, addresses: &[u8]) -> Vec<u8> {
        let mut bytes = b"\r\n\r\n\0\r\nQUIT\n".to_vec();
        bytes.extend([command, 0x11, 0, u8::try_from(addresses.len()).unwrap()]);
        bytes.extend(addresses);
        bytes
    }

    #[test]
    fn one_customer_counts_as_one() {
        let of = |address: &str| -> Vec<(String, usize)> {
            let counted = counted(address.parse().unwrap()).into_iter();
            counted
                .map(|counted| (counted.network.to_string(), counted.shares))
                .collect()
        };
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        let (small, large) = ("2001:db8:1:2::/64", "2001:db8:1::/48");
        let expected = [(small.to_owned(), 1), (large.to_owned(), 2)];
        assert_eq!(of("2001:db8:1:2::1"), expected);
        assert_eq!(of("192.0.2.1"), [("192.0.2.1/32".to_owned(), 1)]);
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
    }
}
