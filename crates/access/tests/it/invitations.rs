//! Invitations: who may make them, who sees them, and that they work once.

use access::invitations::{self, Invitation};
use access::teams;
use db::{Execute, Statement, args};
use kernel::{Actor, App, Member, Role};

use crate::people::{
    MARA, PASSWORD, TEAM, accept, accept_with, code_of, fragment, invite, member, owner, secret,
    start, try_password,
};

const IVO: &str = "ivo.baptiste@larkfield.example";
const WEEK: i64 = 7 * 24 * 3_600_000;

#[tokio::test]
async fn an_invited_person_becomes_a_member_of_that_role() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let invitation = invite(
        &test.app,
        &owner,
        "Ivo.Baptiste@larkfield.example",
        Role::Manager,
    )
    .await
    .unwrap();
    let look = invitations::look(&test.app, invitation.id, &secret(&fragment(&invitation)))
        .await
        .unwrap();
    assert_eq!(
        (
            look.team_name.as_str(),
            look.email.as_str(),
            look.name.as_str()
        ),
        (TEAM, IVO, "Ivo Baptiste")
    );

    let entered = accept(&test.app, &invitation).await.unwrap();

    assert_eq!(
        (entered.member.team, entered.member.role),
        (owner.team, Role::Manager)
    );
    assert!(
        try_password(&test.app, IVO, PASSWORD)
            .await
            .unwrap()
            .is_some()
    );
    let mut reader = test.app.read(&Actor::anonymous()).await.unwrap();
    assert_eq!(
        teams::members(&mut reader, owner.team).await.unwrap().len(),
        2
    );
    drop(reader);
    assert!(list(&test.app, &owner).await.is_empty());
}

#[tokio::test]
async fn an_invitation_is_single_use() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let invitation = invite(&test.app, &owner, IVO, Role::Member).await.unwrap();
    accept(&test.app, &invitation).await.unwrap();

    assert_eq!(code_of(accept(&test.app, &invitation).await), "link_used");
    let look = invitations::look(&test.app, invitation.id, &secret(&fragment(&invitation))).await;
    assert_eq!(code_of(look), "link_used");
    test.assert_nowhere("Baptiste");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_acceptances_at_once_one_wins() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let invitation = invite(&test.app, &owner, IVO, Role::Member).await.unwrap();

    let tries = (0..8).map(|_| accept(&test.app, &invitation));
    let through = futures::future::join_all(tries)
        .await
        .into_iter()
        .flatten()
        .count();

    assert_eq!(through, 1);
}

#[tokio::test]
async fn a_wrong_secret_finds_no_invitation() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let first = invite(&test.app, &owner, IVO, Role::Member).await.unwrap();
    let second = invite(&test.app, &owner, "una@larkfield.example", Role::Member)
        .await
        .unwrap();

    for (id, secret) in [
        (first.id, fragment(&second)),
        (first.id, String::new()),
        (test.app.mint(), fragment(&first)),
    ] {
        assert_eq!(
            code_of(accept_with(&test.app, id, &secret, PASSWORD).await),
            "not_found"
        );
    }
    assert!(accept(&test.app, &first).await.is_ok());
}

#[tokio::test]
async fn nobody_invites_above_their_own_role() {
    let test = start().await;
    let owner = owner(&test.app).await;
    for (email, own, may) in [
        ("admin@larkfield.example", Role::Admin, Some(Role::Admin)),
        ("manager@larkfield.example", Role::Manager, None),
        ("member@larkfield.example", Role::Member, None),
    ] {
        let by = member(&test.app, &owner, email, own).await;
        for role in Role::ALL {
            let invited = invite(&test.app, &by, "new@larkfield.example", role).await;
            match may {
                Some(most) if role <= most => assert!(invited.is_ok(), "{own:?} invites {role:?}"),
                _ => assert_eq!(code_of(invited), "forbidden", "{own:?} invites {role:?}"),
            }
        }
    }
    assert!(
        invite(&test.app, &owner, "second@larkfield.example", Role::Owner)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn members_do_not_see_invitations() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let una = member(&test.app, &owner, "una@larkfield.example", Role::Manager).await;
    let invitation = invite(&test.app, &owner, IVO, Role::Member).await.unwrap();

    assert!(list(&test.app, &una).await.is_empty());
    assert_eq!(
        code_of(invitations::revoke(&test.app, &una, invitation.id).await),
        "forbidden"
    );
    assert_eq!(list(&test.app, &owner).await, [invitation]);
}

#[tokio::test]
async fn an_admin_does_not_see_an_owners_link() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let admin = member(&test.app, &owner, "una@larkfield.example", Role::Admin).await;
    invite(&test.app, &owner, IVO, Role::Owner).await.unwrap();

    let seen = list(&test.app, &admin).await;

    assert_eq!(seen.len(), 1);
    assert_eq!(
        (seen[0].email.as_str(), seen[0].url.as_deref()),
        (IVO, None)
    );
    assert!(list(&test.app, &owner).await[0].url.is_some());
}

#[tokio::test]
async fn an_invitation_lives_a_week() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let invitation = invite(&test.app, &owner, IVO, Role::Member).await.unwrap();
    assert_eq!(invitation.expires_at, test.app.now() + WEEK);
    test.clock.advance(WEEK - 1);
    assert_eq!(list(&test.app, &owner).await.len(), 1);

    test.clock.advance(1);

    assert_eq!(
        code_of(accept(&test.app, &invitation).await),
        "link_expired"
    );
    assert!(list(&test.app, &owner).await.is_empty());
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_opens_nothing() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let invitation = invite(&test.app, &owner, IVO, Role::Member).await.unwrap();

    invitations::revoke(&test.app, &owner, invitation.id)
        .await
        .unwrap();

    assert_eq!(
        code_of(accept(&test.app, &invitation).await),
        "link_revoked"
    );
    assert_eq!(
        code_of(invitations::revoke(&test.app, &owner, invitation.id).await),
        "not_found"
    );
}

#[tokio::test]
async fn an_invitation_ends_with_the_right_to_make_it() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let admin = member(&test.app, &owner, "una@larkfield.example", Role::Admin).await;
    let invitation = invite(&test.app, &admin, IVO, Role::Admin).await.unwrap();

    for (role, expected) in [("'manager'", "link_revoked"), ("'admin'", "")] {
        let sql = format!("UPDATE access_memberships SET role = {role} WHERE person = $1");
        let change = Statement {
            name: "CHANGE_ROLE",
            sql: String::leak(sql),
        };
        let mut tx = test.app.database().write().await.unwrap();
        tx.execute(&change, &args![admin.person]).await.unwrap();
        tx.commit().await.unwrap();

        match accept(&test.app, &invitation).await {
            Ok(entered) => assert_eq!((entered.member.role, expected), (Role::Admin, "")),
            refused => assert_eq!(code_of(refused), expected),
        }
    }
}

#[tokio::test]
async fn a_second_invitation_of_an_address_replaces_the_first() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let first = invite(&test.app, &owner, IVO, Role::Admin).await.unwrap();

    let second = invite(&test.app, &owner, &IVO.to_uppercase(), Role::Member)
        .await
        .unwrap();

    assert_eq!(code_of(accept(&test.app, &first).await), "link_revoked");
    assert_eq!(list(&test.app, &owner).await.len(), 1);
    assert!(accept(&test.app, &second).await.is_ok());
}

#[tokio::test]
async fn another_teams_invitation_does_not_exist() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let invitation = invite(&test.app, &owner, IVO, Role::Member).await.unwrap();
    let stranger = Member {
        team: test.app.mint(),
        ..owner.clone()
    };

    assert_eq!(
        code_of(invitations::revoke(&test.app, &stranger, invitation.id).await),
        "not_found"
    );
    assert!(list(&test.app, &stranger).await.is_empty());
}

#[tokio::test]
async fn a_member_is_not_invited_again() {
    let test = start().await;
    let owner = owner(&test.app).await;

    assert_eq!(
        code_of(invite(&test.app, &owner, MARA, Role::Member).await),
        "already_member"
    );
}

#[tokio::test]
async fn a_weak_password_does_not_cost_the_invitation() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let invitation = invite(&test.app, &owner, IVO, Role::Member).await.unwrap();

    let weak = accept_with(
        &test.app,
        invitation.id,
        &fragment(&invitation),
        "ivobaptiste",
    )
    .await;

    assert_eq!(code_of(weak), "weak_password");
    assert!(accept(&test.app, &invitation).await.is_ok());
}

#[tokio::test]
async fn an_invitation_is_stored_sealed_and_its_link_can_be_shown_again() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let invitation = invite(&test.app, &owner, IVO, Role::Member).await.unwrap();

    assert_eq!(
        list(&test.app, &owner).await,
        std::slice::from_ref(&invitation)
    );
    for typed in ["Baptiste", "baptiste", &fragment(&invitation)] {
        test.assert_nowhere(typed);
    }
}

async fn list(app: &App, member: &Member) -> Vec<Invitation> {
    let mut reader = app.read(&Actor::member(member.clone())).await.unwrap();
    invitations::list(&mut reader, member).await.unwrap()
}
