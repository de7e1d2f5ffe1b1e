//! The front door: sessions from identity, memberships from access and opened links from review make one actor.

use async_trait::async_trait;
use kernel::{Actor, App, Result};
use webkit::{Doorkeeper, Visitor};

/// Composes the areas' halves.
pub struct FrontDoor {
    app: App,
}

impl FrontDoor {
    /// Over this application's sessions.
    pub fn new(app: App) -> Self {
        Self { app }
    }
}

#[async_trait]
impl Doorkeeper for FrontDoor {
    async fn actor(&self, visitor: &Visitor) -> Result<Actor> {
        let member = match &visitor.member {
            Some(token) => access::door::member(&self.app, token).await?,
            None => None,
        };
        let grants = match &visitor.guest {
            Some(token) => match identity::sessions::find_guest(&self.app, token).await? {
                Some(session) => review::guests::grants(&self.app, session).await?,
                None => Vec::new(),
            },
            None => Vec::new(),
        };
        Ok(Actor::browser(member, grants))
    }

    async fn actor_unnoticed(&self, visitor: &Visitor) -> Result<Actor> {
        let member = match &visitor.member {
            Some(token) => access::door::member_unnoticed(&self.app, token).await?,
            None => None,
        };
        let session = match &visitor.guest {
            Some(token) => identity::sessions::find_guest_unnoticed(&self.app, token).await?,
            None => None,
        };
        let grants = match session {
            Some(session) => review::guests::grants(&self.app, session).await?,
            None => Vec::new(),
        };
        Ok(Actor::browser(member, grants))
    }
}
