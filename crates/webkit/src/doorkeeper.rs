//! The seam through which the session layer learns who is acting; the server composes it from identity (sessions),
//! access (memberships) and review (opened links).

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header;
use kernel::{Actor, Result};

use crate::cookies::{self, GUEST_COOKIE, MEMBER_COOKIE};
use crate::{Problem, VisitorFacts};

/// What a browser presents.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// The member cookie's value.
    pub member: Option<String>,
    /// The guest cookie's value.
    pub guest: Option<String>,
}

/// Turns cookies into an actor.
#[async_trait]
pub trait Doorkeeper: Send + Sync {
    /// Unknown, revoked and expired tokens are the same as none. Counts as a sign of life.
    async fn actor(&self, visitor: &Visitor) -> Result<Actor>;

    /// The same without a sign of life: an open page that only listens must not keep a session alive for ever.
    async fn actor_unnoticed(&self, visitor: &Visitor) -> Result<Actor>;
}

/// The network address of the peer, put into the request by the accept loop.
#[derive(Debug, Clone, Copy)]
pub struct PeerAddress(pub IpAddr);

/// The layer in front of every route: puts the actor and the visitor's facts into the request.
pub async fn layer(
    State(doorkeeper): State<Arc<dyn Doorkeeper>>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let visitor = Visitor {
        member: cookies::read(headers, MEMBER_COOKIE).map(str::to_owned),
        guest: cookies::read(headers, GUEST_COOKIE).map(str::to_owned),
    };
    let facts = VisitorFacts {
        address: request.extensions().get::<PeerAddress>().map(|peer| peer.0),
        browser: headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .map(|browser| beginning(browser, 256).to_owned())
            .unwrap_or_default(),
        guest_token: visitor.guest.clone(),
    };
    let actor = if visitor.member.is_none() && visitor.guest.is_none() {
        Actor::anonymous()
    } else {
        match doorkeeper.actor(&visitor).await {
            Ok(actor) => actor,
            Err(error) => return Problem::from(error).into_response(),
        }
    };
    request.extensions_mut().insert(actor);
    request.extensions_mut().insert(visitor);
    request.extensions_mut().insert(doorkeeper);
    request.extensions_mut().insert(facts);
    next.run(request).await
}

/// At most so many characters of a text.
fn beginning(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters);
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_ends_between_characters() {
        let cases = [
            ("", 2, ""),
            ("ab", 2, "ab"),
            ("abc", 2, "ab"),
            ("äöü", 2, "äö"),
        ];
        for (text, characters, expected) in cases {
            assert_eq!(beginning(text, characters), expected);
        }
    }
}
