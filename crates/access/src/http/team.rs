//! The members of one's team and the invitations to it.

use axum::extract::State;
use identity::http::PersonDto;
use kernel::ids::InvitationKind;
use kernel::{Action, App, Error, InvitationId, Millis, Role, abilities};
use serde::{Deserialize, Serialize};
use webkit::{
    AbilityWord, Created, NoContent, PathId, Problem, Problems, Reply, RoleWord, SignedIn, Valid,
};

use crate::invitations::{self, Invitation, NewInvitation};
use crate::teams::{self, Team, TeamMember};

/// A member of one's team.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TeamMemberDto {
    #[serde(flatten)]
    person: PersonDto,
    /// UTC milliseconds.
    joined_at: Millis,
}

/// An open invitation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Invitation)]
pub(crate) struct InvitationDto {
    #[schema(value_type = String)]
    id: InvitationId,
    email: String,
    name: String,
    /// The role that it gives.
    #[schema(value_type = RoleWord)]
    role: &'static str,
    /// UTC milliseconds.
    created_at: Millis,
    /// UTC milliseconds.
    expires_at: Millis,
    /// The link to hand over; null when the role is above one's own.
    #[schema(required)]
    url: Option<String>,
}

/// The team as its members see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TeamMembers {
    members: Vec<TeamMemberDto>,
    /// Empty for members who do not manage members.
    invitations: Vec<InvitationDto>,
    /// What the viewer may do.
    #[schema(value_type = Vec<AbilityWord>)]
    abilities: Vec<&'static str>,
}

/// List the members of one's team, and the invitations for those who manage members.
#[utoipa::path(get, path = "/api/v1/team/members", tag = "team", responses((status = 200, body = TeamMembers), Problems))]
pub(crate) async fn members(
    State(app): State<App>,
    SignedIn(actor, member): SignedIn,
) -> Result<Reply<TeamMembers>, Problem> {
    let mut reader = app.read(&actor).await?;
    let members = teams::members(&mut reader, member.team).await?;
    let invitations = invitations::list(&mut reader, &member).await?;
    Ok(Reply(TeamMembers {
        members: members.into_iter().map(TeamMemberDto::from).collect(),
        invitations: invitations.into_iter().map(InvitationDto::from).collect(),
        abilities: abilities(&actor, &Team(member.team), &[Action::ManageMembers]),
    }))
}

/// Somebody to invite.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvitationInput {
    email: String,
    name: String,
    /// Not above one's own.
    #[schema(value_type = RoleWord)]
    role: String,
}

/// The invitation that was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Invited {
    #[schema(value_type = String)]
    id: InvitationId,
    /// The link to hand over.
    url: String,
}

/// Invite somebody to one's team.
#[utoipa::path(post, path = "/api/v1/team/invitations", tag = "team", request_body = InvitationInput,
    responses((status = 201, body = Invited), Problems))]
pub(crate) async fn invite(
    State(app): State<App>,
    SignedIn(_actor, member): SignedIn,
    Valid(input): Valid<InvitationInput>,
) -> Result<Created<Invited>, Problem> {
    let role = Role::parse(&input.role).ok_or_else(unknown_role)?;
    let new = NewInvitation {
        email: input.email,
        name: input.name,
        role,
    };
    let invitation = invitations::invite(&app, &member, &new).await?;
    let url = invitation
        .url
        .ok_or_else(|| Error::broken("one's own invitation has no link"))?;
    Ok(Created(Invited {
        id: invitation.id,
        url,
    }))
}

/// Take an invitation back.
#[utoipa::path(delete, path = "/api/v1/team/invitations/{id}", tag = "team", params(("id" = String, Path)),
    responses((status = 204), Problems))]
pub(crate) async fn revoke(
    State(app): State<App>,
    SignedIn(_actor, member): SignedIn,
    PathId(id): PathId<InvitationKind>,
) -> Result<NoContent, Problem> {
    invitations::revoke(&app, &member, id).await?;
    Ok(NoContent)
}

impl From<TeamMember> for TeamMemberDto {
    fn from(member: TeamMember) -> Self {
        let TeamMember {
            card,
            role,
            joined_at,
        } = member;
        Self {
            person: PersonDto::new(&card).with_role(role).with_email(&card),
            joined_at,
        }
    }
}

impl From<Invitation> for InvitationDto {
    fn from(invitation: Invitation) -> Self {
        let Invitation {
            id,
            email,
            name,
            role,
            created_at,
            expires_at,
            url,
        } = invitation;
        Self {
            id,
            email,
            name,
            role: role.token(),
            created_at,
            expires_at,
            url,
        }
    }
}

fn unknown_role() -> Error {
    Error::Invalid {
        field: "role",
        code: "unknown_role",
        detail: "Choose one of the roles owner, admin, manager and member.",
    }
}
