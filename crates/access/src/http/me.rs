//! The member as the interface sees them: a part of `GET /me`, and the answer to everything that signs somebody in.

use axum::response::{IntoResponse, Response};
use identity::http::{PersonDto, with_cookies};
use identity::persons;
use kernel::{Action, Actor, App, Error, Member, Result, Role, SessionId, TeamId, abilities};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use vault::Protection;
use webkit::{AbilityWord, RoleWord};

use crate::Entered;
use crate::teams::{self, Team};

/// What a member may do in the team as a whole.
const TEAM_ACTIONS: [Action; 3] = [
    Action::CreateProject,
    Action::ManageMembers,
    Action::ReadAudit,
];

/// The signed-in member.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberPart {
    person: PersonDto,
    /// The address that signs in.
    email: String,
    /// Their role.
    #[schema(value_type = RoleWord)]
    role: &'static str,
    team: TeamPart,
    /// The session that asks.
    #[schema(value_type = String)]
    session: SessionId,
    /// What the member may do in the team.
    #[schema(value_type = Vec<AbilityWord>)]
    abilities: Vec<&'static str>,
}

/// The member's team.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamPart {
    #[schema(value_type = String)]
    id: TeamId,
    name: String,
}

/// Who else gets the keys when they get the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyProtection {
    /// The root key lies on the same disk as the data.
    BesideData,
    /// It is a file on another disk.
    SeparateFile,
    /// It needs a passphrase at start.
    Passphrase,
    /// It never leaves its own service.
    External,
    /// It lies somewhere that this version does not know.
    Unknown,
}

impl From<Protection> for KeyProtection {
    fn from(protection: Protection) -> Self {
        match protection {
            Protection::BesideData => Self::BesideData,
            Protection::SeparateFile => Self::SeparateFile,
            Protection::Passphrase => Self::Passphrase,
            Protection::External => Self::External,
            _ => Self::Unknown,
        }
    }
}

/// The product and what protects its keys.
#[derive(Debug, Serialize, ToSchema)]
struct EnteredProduct {
    version: &'static str,
    key_protection: KeyProtection,
}

/// Like `GET /me` for somebody who has just come in; the review links of the browser are left to that.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Entered)]
pub(crate) struct EnteredDto {
    member: MemberPart,
    /// Always null here; `GET /me` has it.
    #[schema(schema_with = null, required)]
    guest: Option<()>,
    setup_needed: bool,
    product: EnteredProduct,
}

fn null() -> Object {
    ObjectBuilder::new().schema_type(Type::Null).build()
}

/// The member's part of `GET /me`.
pub async fn member_part(app: &App, actor: &Actor, member: &Member) -> Result<MemberPart> {
    let mut reader = app.read(actor).await?;
    let card = persons::card_of(&mut reader, member.person)
        .await?
        .ok_or(Error::NotFound)?;
    let name = teams::name(&mut reader, member.team).await?;
    let mut abilities = abilities(actor, &Team(member.team), &TEAM_ACTIONS);
    // Every member sees every project of the team; projects of their own come with grants.
    abilities.push(AbilityWord::SEE_ALL_PROJECTS);
    Ok(MemberPart {
        person: PersonDto::new(&card).with_role(member.role),
        email: card.email.unwrap_or_default(),
        role: Role::token(member.role),
        team: TeamPart {
            id: member.team,
            name,
        },
        session: member.session,
        abilities,
    })
}

/// The answer to a sign-in: who it is, and the cookies.
pub(crate) async fn entered<R: IntoResponse>(
    app: &App,
    entered: Entered,
    reply: impl FnOnce(EnteredDto) -> R,
) -> Result<Response> {
    let actor = Actor::member(entered.member.clone());
    let member = member_part(app, &actor, &entered.member).await?;
    let body = EnteredDto {
        member,
        guest: None,
        setup_needed: false,
        product: product(app),
    };
    let device = entered.opened.device.map(|device| device.cookie());
    let cookies = std::iter::once(entered.opened.session.cookie()).chain(device);
    Ok(with_cookies(reply(body), cookies))
}

fn product(app: &App) -> EnteredProduct {
    EnteredProduct {
        version: env!("CARGO_PKG_VERSION"),
        key_protection: app.provider().protection().into(),
    }
}
