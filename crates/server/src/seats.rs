//! Counts connections, so that one network address cannot take all of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use ipnet::IpNet;

use crate::proxies;

/// Counts connections by address, or by the /64 of an IPv6 address.
pub(crate) struct Seats {
    limit: usize,
    taken: Mutex<HashMap<IpNet, usize>>,
}

/// One counted connection.
pub(crate) struct Seat {
    seats: Arc<Seats>,
    prefix: IpNet,
}

impl Seats {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            taken: Mutex::new(HashMap::new()),
        }
    }

    pub(crate) fn take(seats: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let prefix = proxies::prefix(address);
        let mut taken = seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(prefix).or_insert(0);
        if *count >= seats.limit {
            return None;
        }
        *count += 1;
        Some(Seat {
            seats: Arc::clone(seats),
            prefix,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self
            .seats
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.prefix) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.prefix);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_customer_of_ipv6_counts_once() {
        let seats = Arc::new(Seats::new(1));
        let at = |text: &str| Seats::take(&seats, text.parse().unwrap());

        let first = at("2001:db8:1:2::1");

        assert!(first.is_some());
        assert!(at("2001:db8:1:2:3:4:5:6").is_none());
        assert!(at("2001:db8:1:3::1").is_some());
    }

    #[test]
    fn an_address_gets_its_share_and_no_more() {
        let seats = Arc::new(Seats::new(2));
        let address = IpAddr::from([127, 0, 0, 1]);

        let first = Seats::take(&seats, address);
        let second = Seats::take(&seats, address);

        assert!(first.is_some() && second.is_some());
        assert!(Seats::take(&seats, address).is_none());
        assert!(Seats::take(&seats, IpAddr::from([127, 0, 0, 2])).is_some());
        drop(first);
        assert!(Seats::take(&seats, address).is_some());
    }
}
