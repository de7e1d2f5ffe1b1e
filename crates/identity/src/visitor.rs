//! What is known about the browser that asks. Personal data: it is sealed wherever it is kept.

use std::net::IpAddr;

use http::HeaderMap;
use serde::{Deserialize, Serialize};
use webkit::{VisitorFacts, cookies};

use crate::devices::DEVICE_COOKIE;

/// Network address and browser of whoever asks.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The peer's network address, where there is a network.
    pub address: Option<IpAddr>,
    /// The `User-Agent`.
    pub browser: String,
    /// The device cookie's value.
    pub device: Option<String>,
}

impl Facts {
    /// Reads them from a request.
    pub fn of(visitor: &VisitorFacts, headers: &HeaderMap) -> Self {
        Self {
            address: visitor.address,
            browser: visitor.browser.clone(),
            device: cookies::read(headers, DEVICE_COOKIE).map(str::to_owned),
        }
    }
}

/// The facts as a session's row keeps them, sealed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct KeptFacts {
    pub(crate) address: String,
    pub(crate) browser: String,
}

impl From<&Facts> for KeptFacts {
    fn from(facts: &Facts) -> Self {
        let address = facts
            .address
            .map(|address| address.to_canonical().to_string());
        Self {
            address: address.unwrap_or_default(),
            browser: facts.browser.clone(),
        }
    }
}
