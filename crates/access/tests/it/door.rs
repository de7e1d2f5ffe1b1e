//! The members' half of the front door.

use access::door;
use db::{Execute, Statement};
use identity::sessions;
use kernel::Role;

use crate::people::{MARA, PASSWORD, member, owner, start, try_password};

#[tokio::test]
async fn a_members_token_is_that_member() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let una = member(&test.app, &owner, "una@larkfield.example", Role::Manager).await;
    let entered = try_password(&test.app, "una@larkfield.example", PASSWORD)
        .await
        .unwrap()
        .unwrap();

    let found = door::member(&test.app, &entered.opened.session.token())
        .await
        .unwrap()
        .unwrap();

    assert_eq!(found, entered.member);
    assert_eq!(
        (found.person, found.team, found.role),
        (una.person, owner.team, Role::Manager)
    );
    assert_eq!(door::member(&test.app, "").await.unwrap(), None);
}

#[tokio::test]
async fn revoking_a_session_closes_the_door_at_once_on_every_node() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let other_node = test.restarted().await;
    let entered = try_password(&test.app, MARA, PASSWORD)
        .await
        .unwrap()
        .unwrap();
    let token = entered.opened.session.token();
    assert!(door::member(&other_node, &token).await.unwrap().is_some());

    sessions::revoke(&test.app, &owner, entered.member.session)
        .await
        .unwrap();

    assert!(door::member(&test.app, &token).await.unwrap().is_none());
    assert!(door::member(&other_node, &token).await.unwrap().is_none());
}

#[tokio::test]
async fn whoever_leaves_the_team_is_out_with_the_next_request() {
    let test = start().await;
    owner(&test.app).await;
    let entered = try_password(&test.app, MARA, PASSWORD)
        .await
        .unwrap()
        .unwrap();
    let token = entered.opened.session.token();
    // Known before.
    assert!(door::member(&test.app, &token).await.unwrap().is_some());
    let leave = Statement {
        name: "LEAVE",
        sql: "DELETE FROM access_memberships",
    };
    let mut tx = test.app.database().write().await.unwrap();
    tx.execute(&leave, &[]).await.unwrap();
    tx.commit().await.unwrap();

    assert!(door::member(&test.app, &token).await.unwrap().is_none());
    assert!(
        try_password(&test.app, MARA, PASSWORD)
            .await
            .unwrap()
            .is_none()
    );
}
