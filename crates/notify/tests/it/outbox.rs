//! Invitations that nobody got, for those who manage members.

use access::invitations::{NewInvitation, invite};
use kernel::{Actor, Error, Role};
use notify::mails::MailState;
use notify::outbox::{self, Handling, Outbox};
use notify::rules::kind::MailKind;
use testkit::postbox::Manner;

use crate::studio::{Studio, calling, join, person};

async fn list(studio: &Studio, who: &Actor) -> Result<Outbox, Error> {
    outbox::list(&studio.app, who, who.as_member().unwrap()).await
}

fn new(name: &str, email: &str, role: Role) -> NewInvitation {
    NewInvitation {
        email: email.to_owned(),
        name: name.to_owned(),
        role,
    }
}

#[tokio::test]
async fn the_outbox_shows_invitations_to_admins_alone() {
    let studio = Studio::with_mail(false).await;
    let admin = join(
        &studio.app,
        studio.team,
        "Ada Admin",
        "ada@larkfield.example",
        Role::Admin,
    )
    .await;
    let manager = join(
        &studio.app,
        studio.team,
        "Max Manager",
        "max@larkfield.example",
        Role::Manager,
    )
    .await;
    let owner = studio.owner.as_member().unwrap();
    let jonas = new("Jonas Aalto", "jonas@larkfield.example", Role::Member);
    let olga = new("Olga Owner", "olga@larkfield.example", Role::Owner);
    let invited = invite(&studio.app, owner, &jonas).await.unwrap();
    invite(&studio.app, owner, &olga).await.unwrap();
    let zoe = studio.invite("Zoe Aas", "zoe@nordlys.example").await;
    studio
        .say(&studio.owner, calling("Look", &[person(&admin)]))
        .await;
    studio.tell().await;

    let shown = list(&studio, &admin).await.unwrap();

    assert_eq!(shown.waiting.len(), 3, "invitations and nothing else");
    let of = |name: &str| shown.waiting.iter().find(|one| one.name == name).unwrap();
    assert_eq!(of("Jonas Aalto").url, invited.url);
    assert_eq!(of("Jonas Aalto").kind, MailKind::TeamInvitation);
    assert_eq!(
        of("Olga Owner").url,
        None,
        "an owner's link is not an admin's to see"
    );
    assert_eq!(of("Zoe Aas").url, zoe.url);
    assert_eq!(of("Zoe Aas").place, "Spring campaign · Client");
    assert_eq!(of("Zoe Aas").state, MailState::ByHand);
    assert!(matches!(
        list(&studio, &manager).await,
        Err(Error::Forbidden)
    ));
}

#[tokio::test]
async fn what_was_passed_on_accepted_or_opened_leaves_the_outbox() {
    let studio = Studio::with_mail(false).await;
    let owner = studio.owner.as_member().unwrap();
    let jonas = new("Jonas Aalto", "jonas@larkfield.example", Role::Member);
    let invited = invite(&studio.app, owner, &jonas).await.unwrap();
    studio.invite("Zoe Aas", "zoe@nordlys.example").await;
    studio.tell().await;
    let shown = list(&studio, &studio.owner).await.unwrap();
    let zoe = shown
        .waiting
        .iter()
        .find(|one| one.name == "Zoe Aas")
        .unwrap();

    outbox::handle(&studio.app, &studio.owner, owner, zoe.id, Handling::Done)
        .await
        .unwrap();
    access::invitations::revoke(&studio.app, owner, invited.id)
        .await
        .unwrap();

    assert_eq!(list(&studio, &studio.owner).await.unwrap().waiting.len(), 0);
    let again = outbox::handle(&studio.app, &studio.owner, owner, zoe.id, Handling::Done).await;
    assert!(matches!(again, Err(Error::NotFound)));
    let send = outbox::handle(&studio.app, &studio.owner, owner, zoe.id, Handling::Send).await;
    assert!(matches!(
        send,
        Err(Error::Conflict {
            code: "no_mail",
            ..
        })
    ));
}

#[tokio::test]
async fn an_invitation_that_bounced_waits_here_and_can_be_sent_again() {
    let studio = Studio::new().await;
    let owner = studio.owner.as_member().unwrap();
    studio.postbox.behave(Manner::NoMailbox);
    let jonas = new("Jonas Aalto", "jonas@larkfield.example", Role::Member);
    invite(&studio.app, owner, &jonas).await.unwrap();
    studio.tell().await;
    assert_eq!(
        list(&studio, &studio.owner).await.unwrap().waiting.len(),
        0,
        "on its way"
    );
    studio.post().await;
    let shown = list(&studio, &studio.owner).await.unwrap();
    assert_eq!(shown.waiting[0].state, MailState::Bounced);
    assert_eq!(shown.waiting[0].reason, 550);

    studio.postbox.behave(Manner::Accept);
    let id = shown.waiting[0].id;
    outbox::handle(&studio.app, &studio.owner, owner, id, Handling::Send)
        .await
        .unwrap();

    assert_eq!(studio.post().await.len(), 1);
    assert_eq!(list(&studio, &studio.owner).await.unwrap().waiting.len(), 0);
}

#[tokio::test]
async fn another_teams_outbox_does_not_exist() {
    let studio = Studio::with_mail(false).await;
    studio.invite("Zoe Aas", "zoe@nordlys.example").await;
    studio.tell().await;
    let id = list(&studio, &studio.owner).await.unwrap().waiting[0].id;
    let mut tx = studio.app.write(&Actor::system()).await.unwrap();
    let team = access::teams::create(&mut tx, "Elsewhere").await.unwrap();
    tx.commit().await.unwrap();
    let other = join(
        &studio.app,
        team,
        "Otto Fremd",
        "otto@fremd.example",
        Role::Owner,
    )
    .await;

    let touched = outbox::handle(
        &studio.app,
        &other,
        other.as_member().unwrap(),
        id,
        Handling::Done,
    )
    .await;

    assert!(matches!(touched, Err(Error::NotFound)));
    assert_eq!(list(&studio, &other).await.unwrap().waiting.len(), 0);
}
