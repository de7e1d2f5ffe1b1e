//! The address that people type, as browsers send it. They compare nothing themselves: whoever changes something says where
//! the page came from, and that has to equal `http.public_origin` letter by letter.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The port that browsers leave out.
const DEFAULT_PORT: u16 = 443;

/// Brings an address into the form that browsers send: a name in small letters and no default port.
///
/// # Errors
/// The rest of a sentence that begins with the setting's name.
pub(super) fn normalised(typed: &str) -> Result<String, String> {
    let refused = |why: &str| Err(format!("{why}, it is {typed:?}"));
    let scheme = typed.get(..8).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("https://") {
        return refused("must begin with https://");
    }
    let place = typed.get(8..).unwrap_or_default();
    if place.contains(['/', '?', '#', '\\']) {
        return refused(
            "must end after the name and the port: a server is reached at the top of its address, so leave out the rest",
        );
    }
    if place.contains('@') {
        // Not repeated: it may hold a password.
        return Err("must not name a person: leave out everything up to the @".to_owned());
    }
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (place, None),
    };
    let port = match port.map(str::parse::<u16>) {
        None | Some(Ok(DEFAULT_PORT)) => String::new(),
        Some(Ok(port @ 1..)) => format!(":{port}"),
        Some(Ok(0) | Err(_)) => return refused("must have a number from 1 to 65535 as its port"),
    };
    if !host.is_ascii() {
        return refused(
            "must have its name in the form that computers use among themselves, which begins with xn--",
        );
    }
    let Some(host) = name(host) else {
        return refused("must have the name of a machine, such as https://review.example.org");
    };
    Ok(format!("https://{host}{port}"))
}

/// A name or an address; nothing if it is neither.
fn name(host: &str) -> Option<String> {
    if let Some(address) = host.strip_prefix('[') {
        let address: Ipv6Addr = address.strip_suffix(']')?.parse().ok()?;
        // Browsers write none of its parts in the form of IPv4.
        return IpAddr::V6(address)
            .to_canonical()
            .is_ipv6()
            .then(|| format!("[{address}]"));
    }
    let is_label = |label: &str| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !label.is_empty() && label.bytes().all(known)
    };
    if !host.split('.').all(is_label) {
        return None;
    }
    // What ends with a number is an address to browsers, however few parts it has.
    let last = host.rsplit('.').next()?;
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(host.parse::<Ipv4Addr>().ok()?.to_string());
    }
    Some(host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_brought_into_the_form_that_browsers_send() {
        for (typed, sent) in [
            ("https://localhost:8443", "https://localhost:8443"),
            ("https://Review.Example.org", "https://review.example.org"),
            ("HTTPS://review.example.org", "https://review.example.org"),
            (
                "https://review.example.org:443",
                "https://review.example.org",
            ),
            ("https://x.org:08443", "https://x.org:8443"),
            (
                "https://xn--prfung-n2a.example",
                "https://xn--prfung-n2a.example",
            ),
            ("https://192.0.2.1:443", "https://192.0.2.1"),
            ("https://[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443"),
            ("https://[::1]", "https://[::1]"),
        ] {
            assert_eq!(normalised(typed).as_deref(), Ok(sent), "{typed}");
            assert_eq!(normalised(sent).as_deref(), Ok(sent), "{sent}");
        }
    }

    #[test]
    fn an_origin_that_no_browser_sends_is_refused_in_words() {
        for (typed, why) in [
            ("", "https://"),
            ("review.example.org", "https://"),
            ("http://review.example.org", "https://"),
            ("https://x.org/", "leave out the rest"),
            ("https://x.org:443/", "leave out the rest"),
            ("https://x.org/review", "leave out the rest"),
            ("https://x.org//", "leave out the rest"),
            ("https://x.org?team=1", "leave out the rest"),
            ("https://x.org#top", "leave out the rest"),
            ("https://mara:otters@x.org", "up to the @"),
            ("https://x.org:", "port"),
            ("https://x.org:0", "port"),
            ("https://x.org:65536", "port"),
            ("https://x.org:https", "port"),
            ("https://prüfung.example", "xn--"),
            ("https://", "name of a machine"),
            ("https://:8443", "name of a machine"),
            ("https://x..org", "name of a machine"),
            ("https://x.org.", "name of a machine"),
            ("https://x org", "name of a machine"),
            ("https://*.x.org", "name of a machine"),
            ("https://192.0.2", "name of a machine"),
            ("https://2001:db8::1", "name of a machine"),
            ("https://[2001:db8::1", "name of a machine"),
            ("https://[::ffff:192.0.2.1]", "name of a machine"),
        ] {
            let said = normalised(typed).unwrap_err();
            assert!(said.contains(why), "{typed}: {said}");
            assert!(!said.contains("otters"), "{said}");
        }
    }
}
