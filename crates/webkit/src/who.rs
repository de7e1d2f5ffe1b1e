//! Extractors that say in a handler's signature who may call it at all. What they may do is the permission table's.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use http::request::Parts;
use kernel::{Actor, App, Error, Member};

use crate::Problem;

/// Anybody, signed in or not.
#[derive(Debug, Clone)]
pub struct Anyone(pub Actor);

/// A member or somebody who has opened a review link.
#[derive(Debug, Clone)]
pub struct Known(pub Actor);

/// A signed-in member.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Actor, pub Member);

/// What is known about the browser; personal data, sealed wherever it is kept.
#[derive(Debug, Clone, Default)]
pub struct VisitorFacts {
    /// The peer's network address.
    pub address: Option<IpAddr>,
    /// The `User-Agent`, at most 256 characters.
    pub browser: String,
    /// The guest cookie's value, so that a second link joins the same guest session.
    pub guest_token: Option<String>,
}

fn actor(parts: &Parts) -> Result<Actor, Problem> {
    // The session layer stands in front of every route; without it nothing is served.
    parts
        .extensions
        .get::<Actor>()
        .cloned()
        .ok_or_else(|| Error::broken("a route was served without the session layer").into())
}

impl FromRequestParts<App> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        actor(parts).map(Self)
    }
}

impl FromRequestParts<App> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let actor = actor(parts)?;
        if actor.is_anonymous() {
            Err(Error::Unauthenticated.into())
        } else {
            Ok(Self(actor))
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let actor = actor(parts)?;
        let member = actor.as_member().cloned().ok_or(Error::Unauthenticated)?;
        Ok(Self(actor, member))
    }
}

impl FromRequestParts<App> for VisitorFacts {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
