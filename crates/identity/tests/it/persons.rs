//! Accounts, guests and the blind index.

use identity::{NewPerson, persons};
use kernel::{Actor, Error, PersonId, sealing};
use keystore::{ErasureEntry, ErasureGround, ErasureUnit};

use crate::people::{self, MARA, PASSWORD, account, commit, facts, mara, start, team, write};

#[tokio::test]
async fn an_account_is_found_by_any_spelling_of_its_address() {
    let test = start().await;
    let person = mara(&test.app).await;

    for spelling in [
        MARA,
        " Mara.Lindqvist@LARKFIELD.example ",
        "MARA.LINDQVIST@larkfield.example",
    ] {
        let found = persons::by_address(&test.app, spelling).await.unwrap();
        assert_eq!(found, Some(person), "{spelling}");
    }
    for other in [
        "",
        "mara",
        "mara.lindqvist@larkfield.example.com",
        "m@larkfield.example",
    ] {
        assert_eq!(
            persons::by_address(&test.app, other).await.unwrap(),
            None,
            "{other}"
        );
    }
}

#[tokio::test]
async fn an_address_has_one_account() {
    let test = start().await;
    mara(&test.app).await;

    let mut tx = write(&test.app).await;
    let second = persons::create(&mut tx, &account("Somebody", &MARA.to_uppercase())).await;

    assert!(
        matches!(
            second,
            Err(Error::Conflict {
                code: "address_taken",
                ..
            })
        ),
        "{second:?}"
    );
}

#[tokio::test]
async fn an_address_that_a_failed_transaction_bound_is_free_again() {
    let test = start().await;
    let mut tx = write(&test.app).await;
    let lost = persons::create(&mut tx, &account("Mara", MARA))
        .await
        .unwrap();
    drop(tx);
    assert_eq!(
        persons::by_address(&test.app, MARA).await.unwrap(),
        Some(lost)
    );

    let kept = mara(&test.app).await;

    assert_eq!(
        persons::by_address(&test.app, MARA).await.unwrap(),
        Some(kept)
    );
}

#[tokio::test]
async fn a_typed_address_of_a_guest_is_found_by_nobody() {
    let test = start().await;
    let team = team(&test.app).await;
    let mut tx = write(&test.app).await;
    persons::create(&mut tx, &guest(team, false)).await.unwrap();
    persons::create(&mut tx, &guest(team, false)).await.unwrap();
    commit(tx).await;

    assert_eq!(
        persons::by_address(&test.app, "ed@client.example")
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        persons::guest_by_address(&test.app, team, "ed@client.example")
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_proven_guest_is_found_in_their_team_only() {
    let test = start().await;
    let (its_own, other) = (team(&test.app).await, team(&test.app).await);
    let mut tx = write(&test.app).await;
    let ed = persons::create(&mut tx, &guest(its_own, true))
        .await
        .unwrap();
    commit(tx).await;

    let find = |team| persons::guest_by_address(&test.app, team, "Ed@client.example");
    assert_eq!(find(its_own).await.unwrap(), Some(ed));
    assert_eq!(find(other).await.unwrap(), None);
    assert_eq!(
        persons::by_address(&test.app, "ed@client.example")
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn an_account_needs_a_name_and_an_address_and_a_guest_a_name() {
    let test = start().await;
    let team = team(&test.app).await;
    let mut tx = write(&test.app).await;

    for (team, name, email, field) in [
        (None, "Mara", None, "email"),
        (None, "Mara", Some("mara"), "email"),
        (None, " ", Some(MARA), "name"),
        (Some(team), "", None, "name"),
        (Some(team), "Ed", Some("ed@"), "email"),
    ] {
        let new = NewPerson {
            team,
            name: name.into(),
            email: email.map(str::to_owned),
            verified: false,
        };
        match persons::create(&mut tx, &new).await {
            Err(Error::Invalid { field: found, .. }) => assert_eq!(found, field),
            other => panic!("{new:?}: {other:?}"),
        }
    }
    let nameless = NewPerson {
        team: Some(team),
        name: "Ed".into(),
        email: Some(" ".into()),
        verified: false,
    };
    assert!(persons::create(&mut tx, &nameless).await.is_ok());
}

#[tokio::test]
async fn cards_come_for_everybody_at_once() {
    let test = start().await;
    let mut ids = Vec::new();
    let mut tx = write(&test.app).await;
    for number in 0..70 {
        let new = account(
            &format!("Person {number}"),
            &format!("p{number}@larkfield.example"),
        );
        ids.push(persons::create(&mut tx, &new).await.unwrap());
    }
    commit(tx).await;
    let unknown: PersonId = test.app.mint();
    ids.push(unknown);
    ids.push(ids[3]);

    let mut reader = test.app.read(&Actor::anonymous()).await.unwrap();
    let cards = persons::cards(&mut reader, &ids).await.unwrap();

    assert_eq!(cards.len(), 70);
    assert!(!cards.contains_key(&unknown));
    let card = &cards[&ids[69]];
    assert_eq!(
        (card.name.as_str(), card.initials.as_str()),
        ("Person 69", "P6")
    );
    assert_eq!(card.email.as_deref(), Some("p69@larkfield.example"));
    assert!(!card.guest && !card.erased);
    assert!(persons::cards(&mut reader, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_erased_person_keeps_a_card_without_a_name() {
    let test = start().await;
    let person = mara(&test.app).await;
    let entry = ErasureEntry {
        id: uuid::Uuid::from_u128(7),
        unit: ErasureUnit::Identity,
        ground: ErasureGround::Request,
        subject: person.uuid(),
        requested_at: test.app.now(),
    };
    test.app
        .keystore()
        .erase(&[sealing::person_key(person)], entry)
        .await
        .unwrap();

    let mut reader = test.app.read(&Actor::anonymous()).await.unwrap();
    let card = persons::card_of(&mut reader, person)
        .await
        .unwrap()
        .unwrap();

    assert_eq!(
        (card.name.as_str(), card.email, card.erased),
        ("Erased person", None, true)
    );
}

#[tokio::test]
async fn a_guest_may_correct_what_they_said_and_becomes_findable_by_nothing() {
    let test = start().await;
    let team = team(&test.app).await;
    let mut tx = write(&test.app).await;
    let ed = persons::create(&mut tx, &guest(team, false)).await.unwrap();
    persons::set_identity(&mut tx, ed, "Edward Bloom", Some(MARA))
        .await
        .unwrap();
    persons::rename(&mut tx, ed, "Ted Bloom").await.unwrap();
    commit(tx).await;

    let mut reader = test.app.read(&Actor::anonymous()).await.unwrap();
    let card = persons::card_of(&mut reader, ed).await.unwrap().unwrap();
    assert_eq!(
        (card.name.as_str(), card.email.as_deref()),
        ("Ted Bloom", Some(MARA))
    );
    assert!(card.guest);
    assert_eq!(persons::by_address(&test.app, MARA).await.unwrap(), None);
}

#[tokio::test]
async fn an_accounts_address_is_not_changed_by_the_way() {
    let test = start().await;
    let person = mara(&test.app).await;
    let mut tx = write(&test.app).await;

    let changed =
        persons::set_identity(&mut tx, person, "Mara", Some("other@larkfield.example")).await;

    assert!(matches!(changed, Err(Error::Forbidden)));
}

#[tokio::test]
async fn nothing_typed_is_stored_in_the_clear() {
    let test = start().await;
    let person = mara(&test.app).await;
    let team = team(&test.app).await;
    let mut tx = write(&test.app).await;
    persons::create(&mut tx, &guest(team, true)).await.unwrap();
    commit(tx).await;
    let (_, token) = people::session(&test.app, person).await;
    let link = identity::links::create(&test.app, &Actor::system(), person)
        .await
        .unwrap();
    people::try_password(&test.app, MARA, "a-wrong-guess-of-mine", 7)
        .await
        .unwrap();

    let address = facts(1).address.unwrap().to_string();
    for typed in [
        "Lindqvist",
        "lindqvist",
        "larkfield",
        "Edward",
        "client.example",
        PASSWORD,
        "argon2id",
        "a-wrong-guess-of-mine",
        "Quillfeather",
        &address,
        &token,
        &link.to_text(),
    ] {
        test.assert_nowhere(typed);
    }
}

fn guest(team: kernel::TeamId, verified: bool) -> NewPerson {
    NewPerson {
        team: Some(team),
        name: "Edward Bloom".to_owned(),
        email: Some("ed@client.example".to_owned()),
        verified,
    }
}
