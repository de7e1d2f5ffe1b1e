//! The life of a session.

use identity::sessions::{self, ABSOLUTE_LIFE};
use kernel::{Error, Member};

use crate::people::{commit, found, is_alive, mara, session, start, write};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

#[tokio::test]
async fn a_session_is_found_by_its_token_and_by_nothing_else() {
    let test = start().await;
    let person = mara(&test.app).await;
    let (member, token) = session(&test.app, person).await;
    let (_, other) = session(&test.app, person).await;

    let found = found(&test.app, &token).await.unwrap();
    assert_eq!((found.id, found.person), (member.session, Some(person)));
    assert_ne!(token, other);

    let mut flipped = token.clone().into_bytes();
    flipped[0] = if flipped[0] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    for wrong in [
        "",
        "x",
        &flipped,
        &format!("{token}="),
        &member.session.to_string(),
    ] {
        assert!(!is_alive(&test.app, wrong).await, "{wrong}");
    }
}

#[tokio::test]
async fn a_token_of_one_kind_opens_nothing_as_the_other() {
    let test = start().await;
    let person = mara(&test.app).await;
    let (_, member) = session(&test.app, person).await;
    let mut tx = write(&test.app).await;
    let guest = sessions::start_guest(&mut tx).await.unwrap();
    commit(tx).await;

    assert!(!is_alive(&test.app, &guest.token()).await);
    assert_eq!(
        sessions::find_guest(&test.app, &member).await.unwrap(),
        None
    );
    assert_eq!(
        sessions::find_guest(&test.app, &guest.token())
            .await
            .unwrap(),
        Some(guest.id)
    );
}

#[tokio::test]
async fn revoking_a_session_takes_effect_at_once() {
    let test = start().await;
    let other_node = test.restarted().await;
    let person = mara(&test.app).await;
    let (member, token) = session(&test.app, person).await;
    let (thief, stolen) = session(&test.app, person).await;
    assert!(is_alive(&other_node, &stolen).await);

    sessions::revoke(&test.app, &member, thief.session)
        .await
        .unwrap();

    assert!(!is_alive(&test.app, &stolen).await);
    assert!(!is_alive(&other_node, &stolen).await);
    assert!(is_alive(&other_node, &token).await);
    let again = sessions::revoke(&test.app, &member, thief.session).await;
    assert!(matches!(again, Err(Error::NotFound)));
}

#[tokio::test]
async fn somebody_elses_session_does_not_exist_for_me() {
    let test = start().await;
    let (_, token) = session(&test.app, mara(&test.app).await).await;
    let mut tx = write(&test.app).await;
    let new = crate::people::account("Ivo", "ivo@larkfield.example");
    let ivo = identity::persons::create(&mut tx, &new).await.unwrap();
    commit(tx).await;
    let (ivo, _) = session(&test.app, ivo).await;
    let maras = found(&test.app, &token).await.unwrap();

    let revoked = sessions::revoke(&test.app, &ivo, maras.id).await;

    assert!(matches!(revoked, Err(Error::NotFound)));
    assert!(is_alive(&test.app, &token).await);
    assert_eq!(
        ids(&sessions::list(&test.app, &ivo).await.unwrap()),
        [ivo.session]
    );
}

#[tokio::test]
async fn ending_the_others_keeps_this_one() {
    let test = start().await;
    let person = mara(&test.app).await;
    let (_, first) = session(&test.app, person).await;
    let (_, second) = session(&test.app, person).await;
    let (member, mine) = session(&test.app, person).await;

    sessions::revoke_others(&test.app, &member).await.unwrap();
    // Once more, with nothing left to do.
    sessions::revoke_others(&test.app, &member).await.unwrap();

    assert!(is_alive(&test.app, &mine).await);
    assert!(!is_alive(&test.app, &first).await && !is_alive(&test.app, &second).await);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let test = start().await;
    let (member, token) = session(&test.app, mara(&test.app).await).await;

    sessions::sign_out(&test.app, &member).await.unwrap();
    sessions::sign_out(&test.app, &member).await.unwrap();

    assert!(!is_alive(&test.app, &token).await);
}

#[tokio::test]
async fn the_list_says_where_each_session_came_from() {
    let test = start().await;
    let (member, _) = session(&test.app, mara(&test.app).await).await;

    let list = sessions::list(&test.app, &member).await.unwrap();

    assert_eq!(ids(&list), [member.session]);
    assert_eq!(
        (list[0].address.as_str(), list[0].browser.as_str()),
        ("198.51.100.1", "Quillfeather/7.1 (Tests)")
    );
}

#[tokio::test]
async fn an_unused_session_ends_after_the_idle_time() {
    let test = start().await;
    let (member, token) = session(&test.app, mara(&test.app).await).await;
    let idle = test.app.settings().session_idle;

    test.clock.advance(idle - 1);
    assert!(is_alive(&test.app, &token).await);
    test.clock.advance(1);

    assert!(!is_alive(&test.app, &token).await);
    assert!(sessions::list(&test.app, &member).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_used_session_ends_after_thirty_days_all_the_same() {
    let test = start().await;
    let (_, token) = session(&test.app, mara(&test.app).await).await;

    let mut passed = 0;
    while passed + 10 * HOUR < ABSOLUTE_LIFE {
        test.clock.advance(10 * HOUR);
        passed += 10 * HOUR;
        assert!(use_once(&test.app, &token).await, "after {passed} ms");
    }
    test.clock.advance(10 * HOUR);

    assert!(!use_once(&test.app, &token).await);
}

#[tokio::test]
async fn a_sign_of_life_is_written_once_a_minute_at_most() {
    let test = start().await;
    let (member, token) = session(&test.app, mara(&test.app).await).await;
    let created = test.app.now();

    test.clock.advance(MINUTE - 1);
    use_once(&test.app, &token).await;
    assert_eq!(last_seen(&test.app, &member).await, created);
    test.clock.advance(1);
    use_once(&test.app, &token).await;

    assert_eq!(last_seen(&test.app, &member).await, created + MINUTE);
}

#[tokio::test]
async fn a_guests_session_is_remembered_until_it_ends() {
    let test = start().await;
    let mut tx = write(&test.app).await;
    let guest = sessions::start_guest(&mut tx).await.unwrap();
    commit(tx).await;
    let found = async || {
        sessions::find_guest(&test.app, &guest.token())
            .await
            .unwrap()
            .is_some()
    };

    test.clock.advance(test.app.settings().session_idle + 1);
    assert!(found().await, "a device that was put away for a while");
    test.clock.advance(ABSOLUTE_LIFE);

    assert!(!found().await);
}

async fn use_once(app: &kernel::App, token: &str) -> bool {
    match found(app, token).await {
        Some(session) => sessions::touch(app, &session).await,
        None => return false,
    }
    true
}

async fn last_seen(app: &kernel::App, member: &Member) -> i64 {
    sessions::list(app, member).await.unwrap()[0].last_seen_at
}

fn ids(cards: &[sessions::SessionCard]) -> Vec<kernel::SessionId> {
    cards.iter().map(|card| card.id).collect()
}
