//! Who works at the studio.

use anyhow::Result;
use identity::NewPerson;
use kernel::{Actor, Event, EventKind, Member, Proof, Role, TeamId};

use crate::demo::past::App;

/// The studio's people.
pub(crate) struct Cast {
    pub(crate) team: TeamId,
    pub(crate) owner: Member,
    pub(crate) jonas: Member,
    pub(crate) priya: Member,
    pub(crate) tom: Member,
}

/// Makes the team and its members. They have no password: the demo is entered by one-time links.
pub(crate) async fn hire(app: &App) -> Result<Cast> {
    let mut tx = app.write(&Actor::system()).await?;
    let team = access::teams::create(&mut tx, "Larkfield Studio").await?;
    let mut members = Vec::new();
    for (name, address, role) in [
        ("Mara Lindqvist", "mara@larkfield.example", Role::Owner),
        ("Jonas Weber", "jonas@larkfield.example", Role::Manager),
        ("Priya Nair", "priya@larkfield.example", Role::Member),
        ("Tom Okafor", "tom@larkfield.example", Role::Member),
    ] {
        let new = NewPerson {
            team: None,
            name: name.to_owned(),
            email: Some(address.to_owned()),
            verified: true,
        };
        let person = identity::persons::create(&mut tx, &new).await?;
        access::teams::join(&mut tx, team, person, role).await?;
        members.push(Member {
            session: app.mint(),
            person,
            team,
            role,
            proof: Proof::Password,
        });
    }
    // In the same transaction, so that a demo that was cut short is still known as one.
    if let Some(owner) = members.first() {
        tx.emit(Event::new(EventKind::DemoSeeded, team).person(owner.person));
    }
    tx.commit().await?;
    let mut members = members.into_iter();
    match (
        members.next(),
        members.next(),
        members.next(),
        members.next(),
    ) {
        (Some(owner), Some(jonas), Some(priya), Some(tom)) => Ok(Cast {
            team,
            owner,
            jonas,
            priya,
            tom,
        }),
        _ => anyhow::bail!("the demo has four members"),
    }
}
