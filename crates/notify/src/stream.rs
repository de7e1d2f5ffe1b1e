//! `GET /events`: numbered events as server-sent events, resumable by number.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use crate::places::{self, Place};
use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use futures::Stream;
use http::HeaderMap;
use kernel::{Actor, App, GuestGrant, LiveEvent};
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use webkit::{Doorkeeper, Known, Problem, Problems, Visitor};

/// How stale an actor may be when an event is checked against their permission.
const RECHECK: Duration = Duration::from_millis(500);
/// How long a stream may stay quiet before its right to exist is checked anyway.
const QUIET: Duration = Duration::from_secs(1);

/// What a change looks like on the wire: ids only.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Change {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    project: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    review: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    comment: Option<String>,
}

impl From<&LiveEvent> for Change {
    fn from(event: &LiveEvent) -> Self {
        Self {
            kind: event.kind.token(),
            project: event.project.map(|id| id.to_string()),
            file: event.file.map(|id| id.to_string()),
            version: event.version.map(|id| id.to_string()),
            group: event.group.map(|id| id.to_string()),
            review: event.review.map(|id| id.to_string()),
            comment: event.comment.map(|id| id.to_string()),
        }
    }
}

/// Follow what changes.
///
/// Events named `change` carry ids; `reset` says that too much was missed, or that access was lost, and everything
/// should be read again.
/// `Last-Event-ID` resumes.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    tag = "live",
    responses((status = 200, description = "Server-sent events, whose data is this", body = Change, content_type = "text/event-stream"), Problems)
)]
pub(crate) async fn events(
    State(app): State<App>,
    who: Known,
    Extension(visitor): Extension<Visitor>,
    Extension(doorkeeper): Extension<Arc<dyn Doorkeeper>>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<SseEvent, Infallible>>>, Problem> {
    let place = places::take(&who.0)?;
    // Listens before it reads what was missed, so that nothing falls between.
    let receiver = app.subscribe();
    let resume_from = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|id| id.parse().ok());
    let missed = match resume_from {
        Some(sequence) => audit::since(&app, sequence).await?,
        None => Vec::new(),
    };
    let listener = Listener {
        _place: place,
        reset: missed.len() >= 1000,
        over: false,
        seen: resume_from.unwrap_or(0),
        missed: missed.into(),
        receiver,
        actor: who.0,
        checked: Instant::now(),
        visitor,
        doorkeeper,
    };
    let stream = futures::stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

struct Listener {
    _place: Place,
    receiver: Receiver<Arc<LiveEvent>>,
    missed: VecDeque<LiveEvent>,
    seen: i64,
    reset: bool,
    /// The right to listen is gone; the last word, that everything should be read again, has been said.
    over: bool,
    actor: Actor,
    checked: Instant,
    visitor: Visitor,
    doorkeeper: Arc<dyn Doorkeeper>,
}

impl Listener {
    /// The next event this listener may know of; `None` ends the stream.
    async fn next(&mut self) -> Option<SseEvent> {
        loop {
            if std::mem::take(&mut self.reset) {
                self.missed.clear();
                return Some(SseEvent::default().event("reset").data("{}"));
            }
            if self.over {
                return None;
            }
            if let Some(event) = self.missed.pop_front() {
                self.seen = event.sequence;
                if self.visible(&event).await {
                    return Some(on_the_wire(&event));
                }
                continue;
            }
            match tokio::time::timeout(QUIET, self.receiver.recv()).await {
                Err(_) => self.recheck().await,
                Ok(Err(RecvError::Closed)) => return None,
                Ok(Err(RecvError::Lagged(_))) => self.reset = true,
                Ok(Ok(event)) if event.sequence <= self.seen => {}
                Ok(Ok(event)) => {
                    self.seen = event.sequence;
                    if self.visible(&event).await {
                        return Some(on_the_wire(&event));
                    }
                }
            }
        }
    }

    // SECURITY: whoever lost access hears nothing more; guarded by test `a_removed_reviewer_hears_nothing_more`.
    async fn visible(&mut self, event: &LiveEvent) -> bool {
        if self.checked.elapsed() > RECHECK || review::live::changes_access(event.kind) {
            self.recheck().await;
        }
        !self.over && review::live::visible(&self.actor, event)
    }

    // SECURITY: whoever leaves a page open is signed out in time all the same; guarded by
    // test `an_open_stream_does_not_keep_a_session_alive`.
    /// Looks at the listener again. Whoever has lost a group is told to read everything again, so that an open page
    /// notices at once; whoever has lost all of them hears nothing after that.
    async fn recheck(&mut self) {
        let actor = match self.doorkeeper.actor_unnoticed(&self.visitor).await {
            Ok(actor) => actor,
            // Who cannot be looked at is nobody.
            Err(_) => Actor::anonymous(),
        };
        let lost = |held: &GuestGrant| actor.grant(held.group).is_none();
        let left_team = self.actor.as_member().is_some() && actor.as_member().is_none();
        self.over = actor.is_anonymous();
        self.reset |= self.over || left_team || self.actor.grants().iter().any(lost);
        self.actor = actor;
        self.checked = Instant::now();
    }
}

fn on_the_wire(event: &LiveEvent) -> SseEvent {
    let data = serde_json::to_string(&Change::from(event)).unwrap_or_default();
    SseEvent::default()
        .id(event.sequence.to_string())
        .event("change")
        .data(data)
}
