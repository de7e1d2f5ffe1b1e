//! What is forgotten in time.

use db::{Query, Statement};
use identity::{links, sessions, sweep};
use kernel::Actor;

use crate::people::{mara, session, start, try_password};

const LEFT: Statement = Statement {
    name: "LEFT",
    sql: "SELECT (SELECT COUNT(*) FROM identity_throttle), (SELECT COUNT(*) FROM identity_links), \
          (SELECT COUNT(*) FROM identity_sessions WHERE sealed IS NOT NULL)",
};

#[tokio::test]
async fn what_serves_no_more_is_forgotten_and_what_serves_stays() {
    let test = start().await;
    let person = mara(&test.app).await;
    session(&test.app, person).await;
    links::create(&test.app, &Actor::system(), person)
        .await
        .unwrap();
    drop(try_password(&test.app, "nobody@larkfield.example", "wrong", 1).await);

    sweep(&test.app).await.unwrap();
    let left: (i64, i64, i64) = test
        .app
        .database()
        .read()
        .await
        .unwrap()
        .one(&LEFT, &[])
        .await
        .unwrap();
    assert_eq!(left, (4, 1, 1));

    test.clock.advance(8 * 24 * 3_600_000);
    let (member, _) = session(&test.app, person).await;
    sweep(&test.app).await.unwrap();
    let left: (i64, i64, i64) = test
        .app
        .database()
        .read()
        .await
        .unwrap()
        .one(&LEFT, &[])
        .await
        .unwrap();
    assert_eq!(left, (0, 0, 1), "only the new session");
    assert_eq!(sessions::list(&test.app, &member).await.unwrap().len(), 1);
}
