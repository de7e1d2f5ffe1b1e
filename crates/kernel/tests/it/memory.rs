//! What is remembered until anything is committed.

use kernel::sealing::team_key;
use kernel::{Actor, Event, EventKind, Remembered, TeamId};
use keystore::{ErasureEntry, ErasureGround, ErasureUnit, KeyId, KeyKind, LEASE_MS, NewKey};
use testkit::TestApp;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Note(u32);

impl Remembered for Note {
    type Key = u32;

    fn opened_with(&self) -> Option<KeyId> {
        None
    }
}

/// The same key finds another kind elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Remark(u32);

impl Remembered for Remark {
    type Key = u32;

    fn opened_with(&self) -> Option<KeyId> {
        None
    }
}

/// Something that a team's key opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word(TeamId, u32);

impl Remembered for Word {
    type Key = TeamId;

    fn opened_with(&self) -> Option<KeyId> {
        Some(team_key(self.0))
    }
}

/// What is found under a key when this is what the database says now.
async fn note(test: &TestApp, key: u32, now: Option<u32>) -> Option<Note> {
    let read = async { Ok(now.map(Note)) };
    test.app.remember(key, read).await.unwrap()
}

async fn commit(test: &TestApp) {
    let team: TeamId = test.app.mint();
    let mut tx = test.app.write(&Actor::system()).await.unwrap();
    tx.emit(Event::new(EventKind::TeamCreated, team));
    tx.commit().await.unwrap();
}

/// PostgreSQL is asked every time.
fn remembers(test: &TestApp) -> bool {
    test.app.database().moment().is_some()
}

#[tokio::test]
async fn a_row_is_remembered_until_anything_is_committed() {
    let test = TestApp::new(&[]).await;
    assert_eq!(note(&test, 1, Some(10)).await, Some(Note(10)));
    let again = note(&test, 1, Some(11)).await;
    assert_eq!(again, Some(Note(if remembers(&test) { 10 } else { 11 })));
    assert_eq!(note(&test, 2, Some(20)).await, Some(Note(20)));
    let remark = test.app.remember(1, async { Ok(Some(Remark(30))) }).await;
    assert_eq!(remark.unwrap(), Some(Remark(30)));

    commit(&test).await;

    assert_eq!(note(&test, 1, None).await, None);
    assert_eq!(note(&test, 2, Some(21)).await, Some(Note(21)));
}

#[tokio::test]
async fn what_was_not_found_is_looked_for_again() {
    let test = TestApp::new(&[]).await;
    assert_eq!(note(&test, 1, None).await, None);
    assert_eq!(note(&test, 1, Some(10)).await, Some(Note(10)));
}

#[tokio::test]
async fn what_was_read_while_somebody_committed_is_not_kept() {
    let test = TestApp::new(&[]).await;
    let read = async {
        let found = Some(Note(10));
        commit(&test).await;
        Ok(found)
    };
    assert_eq!(
        test.app.remember(1, read).await.unwrap(),
        Some(Note(10)),
        "true when it was read"
    );

    assert_eq!(note(&test, 1, None).await, None);
}

#[tokio::test]
async fn what_another_node_commits_is_noticed() {
    let test = TestApp::new(&[]).await;
    let node = test.restarted().await;
    assert_eq!(note(&test, 1, Some(10)).await, Some(Note(10)));

    let mut tx = node.write(&Actor::system()).await.unwrap();
    tx.emit(Event::new(EventKind::TeamCreated, node.mint()));
    tx.commit().await.unwrap();

    assert_eq!(note(&test, 1, None).await, None);
}

#[tokio::test]
async fn memory_has_room_for_so_much_and_goes_on() {
    let test = TestApp::new(&[]).await;
    for key in 0..3_000 {
        assert_eq!(note(&test, key, Some(key)).await, Some(Note(key)));
    }
    let kept = async |key| note(&test, key, None).await.is_some();
    assert_eq!(kept(2_999).await, remembers(&test));
    assert!(!kept(0).await, "the first made room");
}

#[tokio::test]
async fn what_was_opened_ends_with_its_keys_lease() {
    let test = TestApp::new(&[]).await;
    let app = &test.app;
    let [lasting, erased] = [app.mint(), app.mint()];
    let new = |team| NewKey {
        id: team_key(team),
        kind: KeyKind::Team,
        parent: None,
        owner: None,
    };
    let keys = [new(lasting), new(erased)];
    app.keystore().create(&keys).await.unwrap();
    let word = async |team, now: u32| {
        let read = async {
            app.keystore().key(team_key(team)).await.ok();
            Ok(Some(Word(team, now)))
        };
        app.remember(team, read).await.unwrap().unwrap().1
    };
    let kept = |first, now| if remembers(&test) { first } else { now };
    assert_eq!((word(lasting, 1).await, word(erased, 1).await), (1, 1));
    assert_eq!(word(lasting, 2).await, kept(1, 2));

    let journal = ErasureEntry {
        id: app.mint::<kernel::ids::TeamKind>().uuid(),
        unit: ErasureUnit::Team,
        subject: erased.uuid(),
        ground: ErasureGround::Deletion,
        requested_at: app.now(),
    };
    let gone = app.keystore().erase(&[team_key(erased)], journal).await;
    assert_eq!(gone.unwrap().keys, 1);
    assert_eq!(word(erased, 3).await, 3);
    assert_eq!(word(lasting, 3).await, kept(1, 3));

    test.clock.advance(LEASE_MS);
    assert_eq!(word(lasting, 4).await, 4);
}

#[tokio::test]
async fn memory_is_emptied_when_told() {
    let test = TestApp::new(&[]).await;
    assert_eq!(note(&test, 1, Some(10)).await, Some(Note(10)));
    test.app.forget();
    assert_eq!(note(&test, 1, None).await, None);
}
