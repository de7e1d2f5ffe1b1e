//! Places for long answers: so many for each network address, and whoever finds none waits before the work begins.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::proxies::{self, Counted};

/// Counts answers by address, or by the /64 and the /48 of an IPv6 address.
pub(crate) struct Places {
    each: usize,
    networks: Mutex<Networks>,
}

type Networks = HashMap<IpNet, Arc<Semaphore>>;

/// A place among the answers of every network that its address counts towards.
pub(crate) struct Place {
    _held: Vec<Held>,
}

/// One network's places, while somebody holds one or waits for one.
struct Network {
    places: Arc<Places>,
    counted: IpNet,
    semaphore: Option<Arc<Semaphore>>,
}

/// The permit goes first, and with it its share of the semaphore.
struct Held {
    _permit: Option<OwnedSemaphorePermit>,
    _network: Network,
}

impl Places {
    pub(crate) fn new(each: usize) -> Self {
        Self {
            each,
            networks: Mutex::default(),
        }
    }

    /// Waits for a place. The smallest network comes first, so that nobody holds a place of the larger one while they
    /// wait for their own.
    pub(crate) async fn take(places: &Arc<Self>, address: IpAddr) -> Place {
        let mut held = Vec::new();
        for counted in proxies::counted(address) {
            let network = Network::of(places, &counted);
            let permit = match &network.semaphore {
                // Nobody closes it.
                Some(semaphore) => Arc::clone(semaphore).acquire_owned().await.ok(),
                None => None,
            };
            held.push(Held {
                _permit: permit,
                _network: network,
            });
        }
        Place { _held: held }
    }

    fn networks(&self) -> MutexGuard<'_, Networks> {
        self.networks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Network {
    fn of(places: &Arc<Places>, counted: &Counted) -> Self {
        let all = places.each.saturating_mul(counted.shares);
        let mut networks = places.networks();
        let semaphore = networks
            .entry(counted.network)
            .or_insert_with(|| Arc::new(Semaphore::new(all)));
        Self {
            places: Arc::clone(places),
            counted: counted.network,
            semaphore: Some(Arc::clone(semaphore)),
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let mut networks = self.places.networks();
        // Inside the lock, so that the last one of two who leave sees that nobody else is here.
        self.semaphore = None;
        let is_left = |semaphore| Arc::strong_count(semaphore) == 1;
        if networks.get(&self.counted).is_some_and(is_left) {
            networks.remove(&self.counted);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn at(places: &Arc<Places>, address: &str) -> Option<Place> {
        Places::take(places, address.parse().unwrap()).now_or_never()
    }

    #[test]
    fn an_address_has_its_places_and_no_more() {
        let places = Arc::new(Places::new(2));

        let first = at(&places, "192.0.2.1");
        let second = at(&places, "192.0.2.1");

        assert!(first.is_some() && second.is_some());
        assert!(at(&places, "192.0.2.1").is_none());
        assert!(
            at(&places, "192.0.2.2").is_some(),
            "somebody else has theirs"
        );
        drop(first);
        assert!(at(&places, "192.0.2.1").is_some());
    }

    #[test]
    fn whoever_holds_a_48_has_places_twice_and_no_more() {
        let places = Arc::new(Places::new(1));

        let held = (
            at(&places, "2001:db8:1:1::1"),
            at(&places, "2001:db8:1:2::1"),
        );

        assert!(held.0.is_some() && held.1.is_some());
        assert!(at(&places, "2001:db8:1:1::2").is_none(), "the /64 is full");
        assert!(at(&places, "2001:db8:1:3::1").is_none(), "the /48 is full");
        assert!(at(&places, "2001:db8:2:1::1").is_some());
    }

    #[test]
    fn nothing_is_kept_of_those_who_left_or_stopped_waiting() {
        let places = Arc::new(Places::new(1));
        let held = at(&places, "2001:db8::1");
        let mut waiting = Box::pin(Places::take(&places, "2001:db8::2".parse().unwrap()));
        assert!(waiting.as_mut().now_or_never().is_none());

        drop(held);
        assert!(!places.networks().is_empty(), "somebody waits");
        drop(waiting);

        assert!(places.networks().is_empty());
    }
}
