//! Runs the streams of a connection. One whose answer nobody reads is given up: a browser whose reader paused asks again
//! for what it misses. A connection without any is let go.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper_util::rt::TokioExecutor;

use super::turn::Turn;

tokio::task_local! {
    /// The turns of the stream that is being served.
    static TURN: Arc<Turn>;
}

/// The streams of one connection.
#[derive(Debug, Clone)]
pub(crate) struct Streams {
    unread: Duration,
    activity: Arc<Activity>,
}

#[derive(Debug)]
struct Activity {
    open: Mutex<usize>,
    /// The peer's while no stream is open.
    turn: Turn,
}

/// One of the streams that are open.
struct Open(Arc<Activity>);

impl Streams {
    /// Gives up what nobody has read for this long.
    pub(crate) fn new(unread: Duration) -> Self {
        let turn = Turn::new();
        turn.theirs();
        let activity = Activity {
            open: Mutex::default(),
            turn,
        };
        Self {
            unread,
            activity: Arc::new(activity),
        }
    }

    /// Waits, for this long at least, until there has been no stream for this long.
    pub(crate) fn idle(&self, patience: Duration) -> impl Future<Output = ()> + use<> {
        let activity = Arc::clone(&self.activity);
        async move {
            tokio::time::sleep(patience).await;
            activity.turn.passed_by(patience).await;
        }
    }
}

impl<F> hyper::rt::Executor<F> for Streams
where
    F: Future<Output = ()> + Send + 'static,
{
    // SECURITY: a stream that is dropped is reset, and what was read for it is freed, which no peer's shut window can
    // prevent; guarded by test `an_answer_that_nobody_reads_is_given_up`.
    fn execute(&self, stream: F) {
        let open = Open::new(&self.activity);
        let unread = self.unread;
        // The connection that asked for it waits for it.
        TokioExecutor::new().execute(async move {
            let _open = open;
            let turn = Arc::new(Turn::new());
            let stream = TURN.scope(Arc::clone(&turn), stream);
            tokio::select! {
                biased;
                () = stream => {}
                () = turn.passed_by(unread) => {
                    metrics::counter!("countersign_answers_given_up").increment(1);
                }
            }
        });
    }
}

/// The turns of the stream that is being served.
pub(super) fn turn() -> Arc<Turn> {
    TURN.try_with(Arc::clone)
        .unwrap_or_else(|_| Arc::new(Turn::new()))
}

impl Open {
    fn new(activity: &Arc<Activity>) -> Self {
        let mut open = activity.open();
        *open += 1;
        activity.turn.ours();
        Self(Arc::clone(activity))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut open = self.0.open();
        *open -= 1;
        if *open == 0 {
            self.0.turn.theirs();
        }
    }
}

impl Activity {
    fn open(&self) -> MutexGuard<'_, usize> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
