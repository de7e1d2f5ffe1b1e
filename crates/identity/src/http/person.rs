//! A person on the wire, the same in every area.

use kernel::{PersonId, Role};
use serde::{Deserialize, Serialize};

use crate::PersonCard;

/// A person as the viewer may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Person)]
pub struct PersonDto {
    /// Who.
    #[schema(value_type = String)]
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Up to two letters that stand for them.
    pub initials: String,
    /// A member's role.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<webkit::RoleWord>, nullable = false)]
    pub role: Option<String>,
    /// Whether they have no account.
    pub guest: bool,
    /// Their address, when the viewer may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub email: Option<String>,
}

impl PersonDto {
    /// The person without the address.
    pub fn new(card: &PersonCard) -> Self {
        Self {
            id: card.id,
            name: card.name.clone(),
            initials: card.initials.clone(),
            role: None,
            guest: card.guest,
            email: None,
        }
    }

    /// Adds the member's role.
    #[must_use]
    pub fn with_role(mut self, role: Role) -> Self {
        self.role = Some(role.token().to_owned());
        self
    }

    /// Adds the address, for viewers who may see it: the person's own team, and nobody else.
    #[must_use]
    pub fn with_email(mut self, card: &PersonCard) -> Self {
        self.email.clone_from(&card.email);
        self
    }
}
