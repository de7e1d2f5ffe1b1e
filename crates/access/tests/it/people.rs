//! A team and its people for the tests of this area.

use std::net::{IpAddr, Ipv4Addr};

use access::invitations::{self, Acceptance, Invitation, NewInvitation};
use access::setup::{self, NewInstallation};
use access::{Entered, sign_in};
use identity::sign_in::PasswordProof;
use identity::{Facts, Secret};
use kernel::{App, Error, InvitationId, Member, Result, Role};
use testkit::TestApp;

pub(crate) const TEAM: &str = "Larkfield Studio";
pub(crate) const MARA: &str = "mara.lindqvist@larkfield.example";
pub(crate) const PASSWORD: &str = "salt-harbour-lantern";

pub(crate) async fn start() -> TestApp {
    TestApp::new(&[identity::MIGRATIONS, access::MIGRATIONS]).await
}

pub(crate) fn facts() -> Facts {
    let address = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1));
    Facts {
        address: Some(address),
        browser: "Quillfeather/7.1 (Tests)".to_owned(),
        device: None,
    }
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

pub(crate) fn installation(code: &str) -> NewInstallation {
    NewInstallation {
        code: secret(code),
        team_name: TEAM.to_owned(),
        name: "Mara Lindqvist".to_owned(),
        email: MARA.to_owned(),
        password: secret(PASSWORD),
    }
}

/// A team with its owner, through the front door.
pub(crate) async fn owner(app: &App) -> Member {
    let code = setup::code(app).await.unwrap().unwrap();
    setup::install(app, &installation(&code.to_string()), &facts(), None)
        .await
        .unwrap()
        .member
}

pub(crate) async fn invite(app: &App, by: &Member, email: &str, role: Role) -> Result<Invitation> {
    let new = NewInvitation {
        email: email.to_owned(),
        name: "Ivo Baptiste".to_owned(),
        role,
    };
    invitations::invite(app, by, &new).await
}

/// Accepts with the secret of a link.
pub(crate) async fn accept(app: &App, invitation: &Invitation) -> Result<Entered> {
    accept_with(app, invitation.id, &fragment(invitation), PASSWORD).await
}

pub(crate) async fn accept_with(
    app: &App,
    id: InvitationId,
    fragment: &str,
    password: &str,
) -> Result<Entered> {
    let acceptance = Acceptance {
        secret: secret(fragment),
        name: "Ivo Baptiste".to_owned(),
        password: secret(password),
    };
    invitations::accept(app, id, &acceptance, &facts(), None).await
}

/// A member of the given role, by invitation.
pub(crate) async fn member(app: &App, owner: &Member, email: &str, role: Role) -> Member {
    let invitation = invite(app, owner, email, role).await.unwrap();
    accept(app, &invitation).await.unwrap().member
}

pub(crate) fn fragment(invitation: &Invitation) -> String {
    let url = invitation.url.clone().unwrap();
    url.split_once('#').unwrap().1.to_owned()
}

pub(crate) async fn try_password(
    app: &App,
    email: &str,
    password: &str,
) -> Result<Option<Entered>> {
    let proof = PasswordProof {
        email: email.to_owned(),
        password: secret(password),
        facts: facts(),
    };
    sign_in::with_password(app, &proof, None).await
}

pub(crate) fn code_of<T: std::fmt::Debug>(outcome: Result<T>) -> &'static str {
    match outcome {
        Ok(value) => panic!("{value:?}"),
        Err(Error::NotFound) => "not_found",
        Err(Error::Forbidden) => "forbidden",
        Err(Error::Unauthenticated) => "unauthenticated",
        Err(Error::TooMany { .. }) => "too_many",
        Err(Error::Internal(report)) => panic!("{report:?}"),
        Err(
            Error::Invalid { code, .. }
            | Error::Conflict { code, .. }
            | Error::Refused { code, .. }
            | Error::Unavailable { code, .. },
        ) => code,
    }
}
