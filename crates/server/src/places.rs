//! Counts connections and requests, so that one network address cannot take all of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::proxies::{self, Counted};

/// So many for each address, or for the /64 and twice as many for the /48 of an IPv6 address.
pub(crate) struct Places {
    limit: usize,
    networks: Mutex<HashMap<IpNet, Entry>>,
}

/// A network of which somebody holds a place or waits for one.
struct Entry {
    free: Arc<Semaphore>,
    people: usize,
}

/// A place in every network that its address counts towards.
pub(crate) struct Place {
    _held: Vec<Held>,
}

struct Held {
    _permit: Option<OwnedSemaphorePermit>,
    _guest: Guest,
}

/// One of the people of an entry.
struct Guest {
    places: Arc<Places>,
    network: IpNet,
}

impl Places {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            networks: Mutex::default(),
        }
    }

    /// A place that is free.
    pub(crate) fn try_take(places: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let held = proxies::counted(address).into_iter().map(|counted| {
            let (guest, free) = Self::enter(places, counted);
            let permit = free.try_acquire_owned().ok()?;
            Some(Held::new(guest, Some(permit)))
        });
        let held = held.collect::<Option<_>>()?;
        Some(Place { _held: held })
    }

    /// Waits for a place. The smallest network comes first, so that nobody holds a place of the larger one while they
    /// wait for their own.
    pub(crate) async fn take(places: &Arc<Self>, address: IpAddr) -> Place {
        let mut held = Vec::new();
        for counted in proxies::counted(address) {
            let (guest, free) = Self::enter(places, counted);
            // Nobody closes it.
            held.push(Held::new(guest, free.acquire_owned().await.ok()));
        }
        Place { _held: held }
    }

    fn enter(places: &Arc<Self>, counted: Counted) -> (Guest, Arc<Semaphore>) {
        let Counted { network, shares } = counted;
        let limit = places.limit.saturating_mul(shares);
        let mut networks = places.networks();
        let entry = networks.entry(network).or_insert_with(|| Entry {
            free: Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS))),
            people: 0,
        });
        entry.people += 1;
        let guest = Guest {
            places: Arc::clone(places),
            network,
        };
        (guest, Arc::clone(&entry.free))
    }

    fn networks(&self) -> MutexGuard<'_, HashMap<IpNet, Entry>> {
        self.networks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn new(guest: Guest, permit: Option<OwnedSemaphorePermit>) -> Self {
        Self {
            _permit: permit,
            _guest: guest,
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut networks = self.places.networks();
        if let Some(entry) = networks.get_mut(&self.network) {
            entry.people -= 1;
            if entry.people == 0 {
                networks.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn wait(places: &Arc<Places>, address: &str) -> Option<Place> {
        Places::take(places, address.parse().unwrap()).now_or_never()
    }

    #[test]
    fn one_customer_of_ipv6_counts_once() {
        let places = Arc::new(Places::new(1));
        let at = |text: &str| Places::try_take(&places, text.parse().unwrap());

        let first = at("2001:db8:1:2::1");

        assert!(first.is_some());
        assert!(at("2001:db8:1:2:3:4:5:6").is_none());
        assert!(at("2001:db8:1:3::1").is_some());
    }

    #[test]
    fn whoever_holds_a_48_gets_twice_the_share_and_no_more() {
        let places = Arc::new(Places::new(2));
        let at = |text: &str| Places::try_take(&places, text.parse().unwrap());

        let (first, second) = (at("2001:db8:1:1::1"), at("2001:db8:1:1::2"));
        assert!(at("2001:db8:1:1::3").is_none(), "the /64 is full");
        let (third, fourth) = (at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert!(first.is_some() && second.is_some() && third.is_some() && fourth.is_some());
        assert!(at("2001:db8:1:4::1").is_none(), "the /48 is full");
        assert!(at("2001:db8:2:4::1").is_some(), "somebody else's is not");

        drop(fourth);
        assert!(at("2001:db8:1:4::1").is_some());
        drop((first, second, third));
        assert!(places.networks().is_empty());
    }

    #[test]
    fn an_address_gets_its_share_and_no_more() {
        let places = Arc::new(Places::new(2));
        let address = IpAddr::from([127, 0, 0, 1]);

        let first = Places::try_take(&places, address);
        let second = Places::try_take(&places, address);

        assert!(first.is_some() && second.is_some());
        assert!(Places::try_take(&places, address).is_none());
        assert!(Places::try_take(&places, IpAddr::from([127, 0, 0, 2])).is_some());
        drop(first);
        assert!(Places::try_take(&places, address).is_some());
    }

    #[test]
    fn a_limit_beyond_all_counting_is_none() {
        let places = Arc::new(Places::new(usize::MAX));

        assert!(Places::try_take(&places, IpAddr::from([127, 0, 0, 1])).is_some());
    }

    #[test]
    fn an_address_has_its_places_and_no_more() {
        let places = Arc::new(Places::new(2));

        let first = wait(&places, "192.0.2.1");
        let second = wait(&places, "192.0.2.1");

        assert!(first.is_some() && second.is_some());
        assert!(wait(&places, "192.0.2.1").is_none());
        assert!(
            wait(&places, "192.0.2.2").is_some(),
            "somebody else has theirs"
        );
        drop(first);
        assert!(wait(&places, "192.0.2.1").is_some());
    }

    #[test]
    fn whoever_holds_a_48_has_places_twice_and_no_more() {
        let places = Arc::new(Places::new(1));

        let held = (
            wait(&places, "2001:db8:1:1::1"),
            wait(&places, "2001:db8:1:2::1"),
        );

        assert!(held.0.is_some() && held.1.is_some());
        assert!(
            wait(&places, "2001:db8:1:1::2").is_none(),
            "the /64 is full"
        );
        assert!(
            wait(&places, "2001:db8:1:3::1").is_none(),
            "the /48 is full"
        );
        assert!(wait(&places, "2001:db8:2:1::1").is_some());
    }

    #[test]
    fn nothing_is_kept_of_those_who_left_or_stopped_waiting() {
        let places = Arc::new(Places::new(1));
        let held = wait(&places, "2001:db8::1");
        let mut waiting = Box::pin(Places::take(&places, "2001:db8::2".parse().unwrap()));
        assert!(waiting.as_mut().now_or_never().is_none());

        drop(held);
        assert!(!places.networks().is_empty(), "somebody waits");
        drop(waiting);

        assert!(places.networks().is_empty());
    }
}
