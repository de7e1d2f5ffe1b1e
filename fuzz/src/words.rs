//! Short words of a request: ids, ranges, addresses, codes, tokens.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue};
use kernel::{PersonId, ReviewId};

#[path = "../../crates/access/src/rules/code.rs"]
mod code;
#[path = "../../crates/server/src/proxies.rs"]
mod proxies;
#[path = "../../crates/media/src/rules/range.rs"]
mod range;

use proxies::{ForwardedHeader, Networks, Trust};

/// Reads ids, codes and tokens; what is understood is written the same way.
pub fn read_word(text: &str) {
    if let Ok(id) = text.parse::<ReviewId>() {
        assert_eq!(id.to_string(), text);
        assert!(text.parse::<PersonId>().is_err());
    }
    if let Some(code) = code::SetupCode::parse(text) {
        assert!(code::SetupCode::parse(&code.to_string()).is_some_and(|again| again == code));
    }
    if let Some(token) = vault::token::Token::parse(text) {
        assert_eq!(token.to_text().as_str(), text);
    }
}

/// Reads a `Range` header; a part lies inside the file and is not empty.
pub fn read_range(text: &str, size: u64) {
    if let range::Wanted::Part(part) = range::wanted(Some(text), size) {
        assert!(part.start < part.end && part.end <= size, "{part:?} of {size}");
    }
}

/// Reads a mail address; its one spelling is its own, and holds nothing that ends a header or a command.
pub fn read_address(text: &str) {
    if let Some(address) = vault::address::normalise_email(text) {
        assert_eq!(vault::address::normalise_email(&address).as_deref(), Some(address.as_str()));
        assert!(address.len() <= 254 && address.matches('@').count() == 1, "{address:?}");
        assert!(!address.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\",;:()[]\\".contains(c)), "{address:?}");
    }
}

/// Reads the header of a proxy and no byte more: whatever follows it belongs to TLS.
pub fn read_introduction(bytes: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let read = |mut bytes: &[u8]| {
        let found = runtime.block_on(proxies::introduced(&mut bytes)).ok();
        found.map(|found| (found, bytes.len()))
    };
    if let Some((found, left)) = read(bytes) {
        let longer = [bytes, b"\x16\x03\x01"].concat();
        assert_eq!(read(&longer), Some((found, left + 3)));
    }
}

/// Reads forwarded headers: without a trusted proxy they mean nothing, and with one the client is nobody but the peer
/// or somebody that the headers name.
pub fn read_forwarded(value: &[u8], trusted: bool) {
    let Ok(value) = HeaderValue::from_bytes(value) else {
        return;
    };
    let peer = IpAddr::from(if trusted { [10_u8, 0, 0, 1] } else { [192, 0, 2, 1] });
    let mut headers = HeaderMap::new();
    for name in ["x-forwarded-for", "forwarded"] {
        headers.append(HeaderName::from_static(name), value.clone());
    }
    for header in [ForwardedHeader::XForwardedFor, ForwardedHeader::Forwarded] {
        let proxies = Networks::try_from(vec!["10.0.0.0/8".to_owned()]).expect("a network");
        let trust = Trust { proxy_protocol_from: Networks::default(), proxies, header };
        let client = trust.client(peer, &headers);
        assert!(trusted || client == peer);
        let counted = proxies::counted(client);
        assert!(counted.iter().all(|counted| counted.network.contains(&client.to_canonical())));
    }
}
