//! The first run.

use access::setup;
use access::teams;
use identity::persons;
use kernel::{Actor, Role};

use crate::people::{
    MARA, PASSWORD, TEAM, code_of, facts, installation, owner, start, try_password,
};

#[tokio::test]
async fn the_code_makes_the_first_team_and_its_owner() {
    let test = start().await;
    assert!(setup::needed(&test.app).await.unwrap());

    let owner = owner(&test.app).await;

    assert!(!setup::needed(&test.app).await.unwrap());
    assert_eq!(owner.role, Role::Owner);
    let mut reader = test.app.read(&Actor::anonymous()).await.unwrap();
    assert_eq!(teams::name(&mut reader, owner.team).await.unwrap(), TEAM);
    let members = teams::members(&mut reader, owner.team).await.unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(
        (members[0].card.id, members[0].card.email.as_deref()),
        (owner.person, Some(MARA))
    );
    drop(reader);
    let entered = try_password(&test.app, MARA, PASSWORD)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(entered.member.person, owner.person);
    assert_ne!(entered.member.session, owner.session);
}

#[tokio::test]
async fn the_code_works_once_and_there_is_no_second_one() {
    let test = start().await;
    let code = setup::code(&test.app).await.unwrap().unwrap().to_string();
    setup::install(&test.app, &installation(&code), &facts(), None)
        .await
        .unwrap();

    let again = setup::install(&test.app, &installation(&code), &facts(), None).await;

    assert_eq!(code_of(again), "already_set_up");
    assert!(setup::code(&test.app).await.unwrap().is_none());
    assert!(
        setup::code(&test.restarted().await)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_set_ups_at_once_make_one_team() {
    let test = start().await;
    let code = setup::code(&test.app).await.unwrap().unwrap().to_string();

    let tries = (0..5).map(|number| {
        let mut new = installation(&code);
        new.email = format!("owner{number}@larkfield.example");
        let app = test.app.clone();
        async move { setup::install(&app, &new, &facts(), None).await.is_ok() }
    });
    let made = futures::future::join_all(tries)
        .await
        .into_iter()
        .filter(|made| *made)
        .count();

    assert_eq!(made, 1);
}

#[tokio::test]
async fn a_wrong_code_makes_nothing_and_guessing_is_slow() {
    let test = start().await;
    let code = setup::code(&test.app).await.unwrap().unwrap().to_string();

    for wrong in ["", "0000-0000-0000", "not a code"] {
        let refused = setup::install(&test.app, &installation(wrong), &facts(), None).await;
        assert_eq!(code_of(refused), "wrong_code");
    }
    let fourth = setup::install(&test.app, &installation(&code), &facts(), None).await;

    assert_eq!(code_of(fourth), "too_many");
    assert!(setup::needed(&test.app).await.unwrap());
}

#[tokio::test]
async fn a_code_lives_an_hour_and_a_new_one_replaces_it() {
    let test = start().await;
    let first = setup::code(&test.app).await.unwrap().unwrap().to_string();
    test.clock.advance(3_600_000);
    let late = setup::install(&test.app, &installation(&first), &facts(), None).await;
    assert_eq!(code_of(late), "wrong_code");

    let second = setup::code(&test.app).await.unwrap().unwrap().to_string();
    let third = setup::code(&test.app).await.unwrap().unwrap().to_string();

    let replaced = setup::install(&test.app, &installation(&second), &facts(), None).await;
    assert_eq!(code_of(replaced), "wrong_code");
    assert!(
        setup::install(&test.app, &installation(&third), &facts(), None)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_mistake_in_the_form_does_not_cost_the_code() {
    let test = start().await;
    let code = setup::code(&test.app).await.unwrap().unwrap().to_string();
    let mut new = installation(&code);

    new.password = crate::people::secret("Larkfield1");
    assert_eq!(
        code_of(setup::install(&test.app, &new, &facts(), None).await),
        "weak_password"
    );
    new.password = crate::people::secret(PASSWORD);
    new.email = "mara".to_owned();
    assert_eq!(
        code_of(setup::install(&test.app, &new, &facts(), None).await),
        "invalid_email"
    );
    new.email = MARA.to_owned();
    new.team_name = "\u{7}".to_owned();
    assert_eq!(
        code_of(setup::install(&test.app, &new, &facts(), None).await),
        "control_characters"
    );
    new.team_name = TEAM.to_owned();

    assert!(
        setup::install(&test.app, &new, &facts(), None)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn nothing_typed_at_the_first_run_is_stored_in_the_clear() {
    let test = start().await;
    let code = setup::code(&test.app).await.unwrap().unwrap().to_string();
    setup::install(&test.app, &installation(&code), &facts(), None)
        .await
        .unwrap();
    assert!(
        persons::by_address(&test.app, MARA)
            .await
            .unwrap()
            .is_some()
    );

    for typed in [
        "Larkfield",
        "Lindqvist",
        "lindqvist",
        PASSWORD,
        &code,
        &code.replace('-', ""),
        "Quillfeather",
    ] {
        test.assert_nowhere(typed);
    }
}
