//! Transactions refuse what must not be forgotten.

use std::time::Duration;

use db::args;
use kernel::actor::Proof;
use kernel::sealing::{project_key, team_key};
use kernel::tx::Reading;
use kernel::{
    Actor, Error, Event, EventKind, GuestGrant, Member, PersonId, ProjectId, Role, Slot, TeamId,
    Uploader,
};
use keystore::{KeyKind, NewKey};
use testkit::TestApp;

db::statements! {
    INSERT = "INSERT INTO jobs_queue (id, kind, subject, state, attempts, run_at, created_at) \
        VALUES ($1, 'test', $1, 'failed', 0, 0, 0)";
    COUNT = "SELECT COUNT(*) FROM jobs_queue";
    EVENTS = "SELECT COUNT(*) FROM kernel_events";
}

struct Count(i64);

impl db::FromRow for Count {
    fn from_row(row: &db::Row) -> db::Result<Self> {
        Ok(Self(row.int(0)?))
    }
}

async fn count(test: &TestApp, statement: &db::Statement) -> i64 {
    let mut reader = test.app.read(&Actor::system()).await.unwrap();
    let Count(count) = reader.row::<Count>(statement, &[]).await.unwrap().unwrap();
    count
}

async fn team(test: &TestApp) -> TeamId {
    let team: TeamId = test.app.mint();
    let mut tx = test.app.write(&Actor::system()).await.unwrap();
    let key = NewKey {
        id: team_key(team),
        kind: KeyKind::Team,
        parent: None,
        owner: None,
    };
    tx.create_keys(&[key]).await.unwrap();
    tx.emit(Event::new(EventKind::TeamCreated, team));
    tx.commit().await.unwrap();
    team
}

#[tokio::test]
async fn a_write_without_an_event_does_not_commit() {
    let test = TestApp::new(&[]).await;
    let mut tx = test.app.write(&Actor::system()).await.unwrap();
    tx.execute(&INSERT, &args![test.app.mint::<kernel::ids::TeamKind>()])
        .await
        .unwrap();

    let outcome = tx.commit().await;

    assert!(matches!(outcome, Err(Error::Internal(_))), "{outcome:?}");
    assert_eq!(count(&test, &COUNT).await, 0);
}

#[tokio::test]
async fn rows_and_their_event_commit_together_or_not_at_all() {
    let test = TestApp::new(&[]).await;
    let team = team(&test).await;
    let before = count(&test, &EVENTS).await;
    let mut dropped = test.app.write(&Actor::system()).await.unwrap();
    dropped
        .execute(&INSERT, &args![test.app.mint::<kernel::ids::TeamKind>()])
        .await
        .unwrap();
    dropped.emit(Event::new(EventKind::ProjectCreated, team));
    drop(dropped);
    assert_eq!(
        (count(&test, &COUNT).await, count(&test, &EVENTS).await),
        (0, before)
    );

    let mut kept = test.app.write(&Actor::system()).await.unwrap();
    kept.execute(&INSERT, &args![test.app.mint::<kernel::ids::TeamKind>()])
        .await
        .unwrap();
    kept.emit(Event::new(EventKind::ProjectCreated, team));
    kept.commit().await.unwrap();

    assert_eq!(
        (count(&test, &COUNT).await, count(&test, &EVENTS).await),
        (1, before + 1)
    );
}

#[tokio::test]
async fn what_somebody_first_writes_at_once_hangs_on_one_key() {
    let test = TestApp::new(&[]).await;
    let team = team(&test).await;
    let project: ProjectId = test.app.mint();
    let key = NewKey {
        id: project_key(project),
        kind: KeyKind::Project,
        parent: Some(team_key(team)),
        owner: None,
    };
    test.app.keystore().create(&[key]).await.unwrap();
    // A comment makes the key inside its transaction, a file that waits for a comment outside of any. Who comes first is
    // chance.
    for _ in 0..20 {
        let person: PersonId = test.app.mint();
        let mut tx = test.app.write(&Actor::system()).await.unwrap();
        let keystore = test.app.keystore();
        let (file, words) = tokio::join!(
            keystore.ensure_author_key(person.uuid(), project.uuid()),
            tx.author_key(person, project),
        );
        assert_eq!(words.unwrap(), file.unwrap());
    }
}

#[tokio::test]
async fn a_team_writes_one_after_another() {
    let test = TestApp::new(&[]).await;
    let team = team(&test).await;
    let member = Actor::member(Member {
        session: test.app.mint(),
        person: test.app.mint(),
        team,
        role: Role::Member,
        proof: Proof::Password,
    });
    let grant = GuestGrant {
        session: test.app.mint(),
        team,
        project: test.app.mint(),
        group: test.app.mint(),
        link: test.app.mint(),
        person: None,
        mailbox: false,
    };
    let [here, there] = [
        grant.clone(),
        GuestGrant {
            team: test.app.mint(),
            ..grant.clone()
        },
    ];
    let of_two = Actor::browser(None, vec![there, here]);
    let uploader = Actor::uploading(Uploader {
        session: test.app.mint(),
        team,
        project: test.app.mint(),
        person: test.app.mint(),
    });
    let guest = Actor::browser(None, vec![grant]);
    for (first, second) in [
        (&member, &guest),
        (&guest, &uploader),
        (&uploader, &member),
        (&member, &of_two),
    ] {
        let held = test.app.write(first).await.unwrap();
        let mut waiting = Box::pin(test.app.write(second));
        let waited = tokio::time::timeout(Duration::from_millis(50), &mut waiting).await;
        assert!(waited.is_err());

        let began = held.now();
        held.commit().await.unwrap();
        test.clock.advance(1);

        let tx = waiting.await.unwrap();
        // What is read is as old as the turn, and so is the time that rules compare with.
        assert_eq!(tx.now(), began + 1);
        tx.commit().await.unwrap();
    }
    let held = test.app.write(&member).await.unwrap();
    let nobody = Actor::anonymous();
    let about = test.app.write_about(&nobody, team);
    let waited = tokio::time::timeout(Duration::from_millis(50), about).await;
    assert!(waited.is_err());
    drop(held);
}

#[tokio::test]
async fn a_sealed_value_opens_in_its_own_slot_only() {
    let test = TestApp::new(&[]).await;
    let team = team(&test).await;
    let slot = Slot::new(Some(team), "files_projects", team, "sealed");
    let sealed = test
        .app
        .seal(team_key(team), slot, "Summer 2027 launch")
        .await
        .unwrap();

    let own: Option<String> = test.app.open(team_key(team), slot, &sealed).await.unwrap();
    assert_eq!(own.as_deref(), Some("Summer 2027 launch"));

    let others = [
        Slot::new(Some(team), "files_sections", team, "sealed"),
        Slot::new(
            Some(team),
            "files_projects",
            test.app.mint::<kernel::ids::TeamKind>(),
            "sealed",
        ),
        Slot::new(Some(team), "files_projects", team, "other"),
        Slot::new(None, "files_projects", team, "sealed"),
        slot.version(1),
    ];
    for other in others {
        assert!(
            test.app
                .open::<String>(team_key(team), other, &sealed)
                .await
                .is_err(),
            "{other:?}"
        );
    }
}

#[tokio::test]
async fn what_an_event_says_about_people_is_sealed() {
    let test = TestApp::new(&[]).await;
    let team = team(&test).await;
    let mut tx = test.app.write(&Actor::system()).await.unwrap();
    tx.emit(Event::new(EventKind::ProjectCreated, team).detail("name", "CANARY-project-name"));
    tx.commit().await.unwrap();

    test.assert_nowhere("CANARY-project-name");
}
