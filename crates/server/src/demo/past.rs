//! A clock that begins some days ago and moves on as the story is told, so that the demo has a past.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{Clock, Millis};

const MINUTE: Millis = 60_000;
const DAY: Millis = 24 * 60 * MINUTE;

/// The application at the time that the story has reached.
#[derive(Clone)]
pub(crate) struct App {
    app: kernel::App,
    clock: Arc<StoryClock>,
}

#[derive(Debug)]
struct StoryClock {
    at: AtomicI64,
    latest: Millis,
}

impl Clock for StoryClock {
    fn now(&self) -> Millis {
        self.at.load(Ordering::SeqCst)
    }
}

impl App {
    /// Begins some days before now.
    pub(crate) fn days_ago(app: &kernel::App, days: Millis) -> Self {
        let now = app.now();
        let clock = Arc::new(StoryClock {
            at: AtomicI64::new(now - days * DAY),
            latest: now,
        });
        let at_clock: Arc<dyn Clock> = clock.clone();
        Self {
            app: app.with_clock(at_clock),
            clock,
        }
    }

    /// Lets some minutes pass, never beyond the present.
    pub(crate) fn pass(&self, minutes: Millis) {
        let later = self.clock.now() + minutes * MINUTE;
        self.clock
            .at
            .store(later.min(self.clock.latest), Ordering::SeqCst);
    }

    /// Some hours from the present.
    pub(crate) fn hours_away(&self, hours: Millis) -> Millis {
        self.clock.latest + hours * 60 * MINUTE
    }
}

impl std::ops::Deref for App {
    type Target = kernel::App;

    fn deref(&self) -> &kernel::App {
        &self.app
    }
}
