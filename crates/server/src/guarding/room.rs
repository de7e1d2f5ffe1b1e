//! Room for bodies that have not been judged yet. Anybody may send one, so there is so much of it for each address and so
//! much altogether.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use ipnet::IpNet;

use crate::proxies::{self, Counted};

/// Bytes altogether.
const TOTAL: usize = 64 << 20;

/// Bytes from one address, or one /64 of IPv6: sixteen of the longest bodies. A /48 has room for twice as many.
const PER_ADDRESS: usize = 4 << 20;

/// Counts bytes by address.
#[derive(Debug)]
pub(super) struct Room {
    total: usize,
    per_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_address: HashMap<IpNet, usize>,
}

/// What one request takes, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    room: Arc<Room>,
    counted: Vec<Counted>,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self::new(TOTAL, PER_ADDRESS)
    }
}

impl Room {
    pub(super) fn new(total: usize, per_address: usize) -> Self {
        Self {
            total,
            per_address,
            taken: Mutex::default(),
        }
    }

    /// A share of nothing yet.
    pub(super) fn share(room: &Arc<Self>, address: IpAddr) -> Share {
        Share {
            room: Arc::clone(room),
            counted: proxies::counted(address),
            bytes: 0,
        }
    }
}

impl Share {
    /// Takes more; `false` if there is no room for it.
    // SECURITY: guarded by tests `an_address_gets_its_room_and_no_more` and `bodies_wait_in_bounded_room`.
    pub(super) fn grow(&mut self, bytes: usize) -> bool {
        let mut taken = self
            .room
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let fits = |Counted { network, shares }: &Counted| {
            let so_far = taken.by_address.get(network).copied().unwrap_or(0);
            so_far + bytes <= self.room.per_address.saturating_mul(*shares)
        };
        if !self.counted.iter().all(fits) || taken.total + bytes > self.room.total {
            return false;
        }
        taken.total += bytes;
        for Counted { network, .. } in &self.counted {
            *taken.by_address.entry(*network).or_insert(0) += bytes;
        }
        self.bytes += bytes;
        true
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut taken = self
            .room
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        taken.total -= self.bytes;
        for Counted { network, .. } in &self.counted {
            if let Some(by_address) = taken.by_address.get_mut(network) {
                *by_address -= self.bytes;
                if *by_address == 0 {
                    taken.by_address.remove(network);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_its_room_and_no_more() {
        let room = Arc::new(Room::new(25, 10));
        let share = |address: &str| Room::share(&room, address.parse().unwrap());
        let (mut first, mut second) = (share("2001:db8:1:2::1"), share("2001:db8:1:2::2"));
        assert!(first.grow(6) && second.grow(4));
        assert!(!second.grow(1), "they share a /64");

        let (mut other, mut last) = (share("192.0.2.1"), share("192.0.2.2"));
        assert!(other.grow(10));
        assert!(!last.grow(6), "there is no more altogether");
        assert!(last.grow(5));

        drop(first);
        assert!(second.grow(6), "what was given back is there again");
        drop((second, other, last));
        let taken = room.taken.lock().unwrap();
        assert!(taken.total == 0 && taken.by_address.is_empty());
    }

    #[test]
    fn whoever_holds_a_48_gets_twice_the_share_and_no_more() {
        let room = Arc::new(Room::new(100, 10));
        let share = |address: &str| Room::share(&room, address.parse().unwrap());
        let (mut first, mut second) = (share("2001:db8:1:1::1"), share("2001:db8:1:2::1"));
        assert!(first.grow(10) && second.grow(9));

        let mut third = share("2001:db8:1:3::1");
        assert!(!third.grow(2), "the /48 has one byte left");
        assert!(third.grow(1));
        assert!(share("2001:db8:2:3::1").grow(10), "somebody else's");

        drop((first, second, third));
        let taken = room.taken.lock().unwrap();
        assert!(taken.total == 0 && taken.by_address.is_empty());
    }
}
