//! The two cookies: one for a member's session, one for the review links a browser has opened. Both carry 256 random
//! bits, are bound to this host (`__Host-`), invisible to scripts and never sent from another site.

use http::{HeaderMap, HeaderValue, header};

/// A member's session.
pub const MEMBER_COOKIE: &str = "__Host-session";
/// The review links opened in this browser.
pub const GUEST_COOKIE: &str = "__Host-guest";

/// A `Set-Cookie` header.
#[derive(Debug, Clone)]
pub struct SetCookie {
    name: &'static str,
    value: String,
    max_age_seconds: i64,
}

impl SetCookie {
    /// Sets a token for some time.
    pub fn token(name: &'static str, token: &str, max_age_ms: i64) -> Self {
        Self {
            name,
            value: token.to_owned(),
            max_age_seconds: max_age_ms / 1000,
        }
    }

    /// Removes a cookie.
    pub fn remove(name: &'static str) -> Self {
        Self {
            name,
            value: String::new(),
            max_age_seconds: 0,
        }
    }

    /// Adds the header to a response.
    pub fn apply(&self, headers: &mut HeaderMap) {
        let text = format!(
            "{}={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Strict",
            self.name, self.value, self.max_age_seconds
        );
        if let Ok(mut value) = HeaderValue::from_str(&text) {
            value.set_sensitive(true);
            headers.append(header::SET_COOKIE, value);
        }
    }
}

/// The value of a cookie in a request; the first one wins.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}
