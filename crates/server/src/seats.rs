//! Counts connections, so that one network address cannot take all of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use ipnet::IpNet;

use crate::proxies::{self, Counted};

/// Counts connections by address, or by the /64 and the /48 of an IPv6 address.
pub(crate) struct Seats {
    limit: usize,
    taken: Mutex<HashMap<IpNet, usize>>,
}

/// One counted connection.
pub(crate) struct Seat {
    seats: Arc<Seats>,
    counted: Vec<Counted>,
}

impl Seats {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            taken: Mutex::new(HashMap::new()),
        }
    }

    pub(crate) fn take(seats: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let counted = proxies::counted(address);
        let mut taken = seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |Counted { network, shares }: &Counted| {
            let limit = seats.limit.saturating_mul(*shares);
            taken.get(network).is_some_and(|count| *count >= limit)
        };
        if counted.iter().any(is_full) {
            return None;
        }
        for Counted { network, .. } in &counted {
            *taken.entry(*network).or_insert(0) += 1;
        }
        Some(Seat {
            seats: Arc::clone(seats),
            counted,
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
        for Counted { network, .. } in &self.counted {
            if let Some(count) = taken.get_mut(network) {
                *count -= 1;
                if *count == 0 {
                    taken.remove(network);
                }
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
    fn whoever_holds_a_48_gets_twice_the_share_and_no_more() {
        let seats = Arc::new(Seats::new(2));
        let at = |text: &str| Seats::take(&seats, text.parse().unwrap());

        let (first, second) = (at("2001:db8:1:1::1"), at("2001:db8:1:1::2"));
        assert!(at("2001:db8:1:1::3").is_none(), "the /64 is full");
        let (third, fourth) = (at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert!(first.is_some() && second.is_some() && third.is_some() && fourth.is_some());
        assert!(at("2001:db8:1:4::1").is_none(), "the /48 is full");
        assert!(at("2001:db8:2:4::1").is_some(), "somebody else's is not");

        drop(fourth);
        assert!(at("2001:db8:1:4::1").is_some());
        drop((first, second, third));
        assert!(seats.taken.lock().unwrap().is_empty());
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
