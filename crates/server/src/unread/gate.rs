//! Who comes in: a place is there, or waited for, before the work begins, so that nothing is prepared for who waits.

use std::net::IpAddr;
use std::sync::Arc;

use hyper::Method;

use super::Limits;
use crate::places::{Place, Places};

/// The places of requests that read and of those that change something. These arrive slowly and are answered in a few
/// words, so that they would keep readers waiting.
pub(crate) struct Gate {
    answers: Arc<Places>,
    changes: Arc<Places>,
    limits: Limits,
}

impl Gate {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            answers: Arc::new(Places::new(limits.answers)),
            changes: Arc::new(Places::new(limits.changes)),
            limits: limits.clone(),
        }
    }

    /// A place, if there is one in time. What would be sent meanwhile to be stored lies in memory, so that changes do not
    /// wait.
    // SECURITY: guarded by tests `a_peer_that_reads_nothing_has_its_places_and_no_more` and
    // `what_changes_something_has_places_too`.
    pub(crate) async fn enter(&self, method: &Method, client: IpAddr) -> Option<Place> {
        let place = if method == Method::GET {
            let place = Places::take(&self.answers, client);
            tokio::time::timeout(self.limits.wait, place).await.ok()
        } else {
            Places::try_take(&self.changes, client)
        };
        if place.is_none() {
            metrics::counter!("countersign_requests_crowded").increment(1);
        }
        place
    }
}
