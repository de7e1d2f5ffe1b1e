//! Rows that are remembered until anything is committed.

use kernel::{Actor, Event, EventKind, Remembered, TeamId};
use testkit::TestApp;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Note(u32);

impl Remembered for Note {
    type Key = u32;
}

/// The same key finds another kind elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Remark(u32);

impl Remembered for Remark {
    type Key = u32;
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
