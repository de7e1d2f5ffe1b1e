//! People for the tests of this area.

use std::net::{IpAddr, Ipv4Addr};

use identity::sessions::LiveSession;
use identity::sign_in::{PasswordProof, Proven};
use identity::{Facts, NewPerson, Secret, passwords, persons, sessions, sign_in};
use kernel::tx::Reading;
use kernel::{Actor, App, Event, EventKind, Member, PersonId, Proof, Result, Role, TeamId, Tx};
use testkit::TestApp;

pub(crate) const MARA: &str = "mara.lindqvist@larkfield.example";
pub(crate) const PASSWORD: &str = "salt-harbour-lantern";

pub(crate) async fn start() -> TestApp {
    TestApp::new(&[identity::MIGRATIONS]).await
}

pub(crate) fn facts(last: u8) -> Facts {
    let address = IpAddr::V4(Ipv4Addr::new(198, 51, 100, last));
    Facts {
        address: Some(address),
        browser: "Quillfeather/7.1 (Tests)".to_owned(),
        device: None,
    }
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

pub(crate) async fn write(app: &App) -> Tx {
    app.write(&Actor::system()).await.unwrap()
}

/// Commits with an event, as every use case does.
pub(crate) async fn commit(mut tx: Tx) {
    tx.emit(Event::installation(EventKind::DemoSeeded));
    tx.commit().await.unwrap();
}

pub(crate) fn account(name: &str, email: &str) -> NewPerson {
    NewPerson {
        team: None,
        name: name.to_owned(),
        email: Some(email.to_owned()),
        verified: false,
    }
}

/// Mara, who can sign in.
pub(crate) async fn mara(app: &App) -> PersonId {
    let hash = passwords::hash(&secret(PASSWORD)).await.unwrap();
    let mut tx = write(app).await;
    let person = persons::create(&mut tx, &account("Mara Lindqvist", MARA))
        .await
        .unwrap();
    passwords::set(&mut tx, person, &hash).await.unwrap();
    commit(tx).await;
    person
}

/// A team with its key, which guests need.
pub(crate) async fn team(app: &App) -> TeamId {
    let mut tx = write(app).await;
    let team: TeamId = tx.mint();
    let key = keystore::NewKey {
        id: kernel::sealing::team_key(team),
        kind: keystore::KeyKind::Team,
        parent: None,
        owner: None,
    };
    tx.create_keys(&[key]).await.unwrap();
    commit(tx).await;
    team
}

/// A session, as the member who acts in it and the token in the cookie.
pub(crate) async fn session(app: &App, person: PersonId) -> (Member, String) {
    let mut tx = write(app).await;
    let session = sessions::start_member(&mut tx, person, Proof::Password, &facts(1))
        .await
        .unwrap();
    commit(tx).await;
    let member = Member {
        session: session.id,
        person,
        team: app.mint(),
        role: Role::Member,
        proof: Proof::Password,
    };
    (member, session.token().to_string())
}

pub(crate) async fn is_alive(app: &App, token: &str) -> bool {
    found(app, token).await.is_some()
}

/// The member's session that counts now under a token.
pub(crate) async fn found(app: &App, token: &str) -> Option<LiveSession> {
    let digest = sessions::digest_of(app, token)?;
    let mut reader = app.read(&Actor::anonymous()).await.unwrap();
    let open = sessions::open_member(&mut reader, digest).await.unwrap();
    assert!(reader.actor().is_anonymous());
    open?.live(app)
}

pub(crate) async fn try_password(
    app: &App,
    email: &str,
    password: &str,
    last: u8,
) -> Result<Option<Proven>> {
    let proof = PasswordProof {
        email: email.to_owned(),
        password: secret(password),
        facts: facts(last),
    };
    sign_in::with_password(app, &proof).await
}
