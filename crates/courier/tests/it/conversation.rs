//! What becomes of a letter at servers that accept, refuse, stall and cheat.

use std::time::{Duration, Instant};

use courier::{Courier, CourierError};
use testkit::postbox::{Front, Manner, Postbox};

use crate::{letter, pair, relay};

#[tokio::test]
async fn a_letter_arrives_encrypted_by_either_way() {
    for front in [Front::Implicit, Front::StartTls] {
        let (postbox, courier) = pair(front).await;

        courier.deliver(&letter()).await.unwrap();

        let taken = postbox.taken();
        assert_eq!(taken.len(), 1, "{front:?}");
        assert!(taken[0].encrypted);
        assert_eq!(taken[0].from, "proofs@larkfield.example");
        assert_eq!(taken[0].to, ["zoe@nordlys.example"]);
        assert!(taken[0].login.is_some());
        assert!(taken[0].data.contains("\r\n.a line that begins with a dot"));
    }
}

#[tokio::test]
async fn refusals_say_what_has_to_be_done() {
    let cases = [
        (Manner::Later, CourierError::Later(451), false, false),
        (Manner::NoMailbox, CourierError::Mailbox(550), true, false),
        (Manner::Refuse, CourierError::Refused(554), true, false),
        (Manner::NoSender, CourierError::Sender(553), false, true),
        (Manner::NoLogin, CourierError::Login(535), false, true),
    ];
    for (manner, expected, permanent, everybody) in cases {
        let (postbox, courier) = pair(Front::StartTls).await;
        postbox.behave(manner);

        let error = courier.deliver(&letter()).await.unwrap_err();

        assert_eq!(error, expected);
        assert_eq!(error.is_permanent(), permanent, "{error}");
        assert_eq!(error.concerns_every_letter(), everybody, "{error}");
        assert!(postbox.taken().is_empty());
    }
}

#[tokio::test]
async fn errors_never_repeat_an_address() {
    let (postbox, courier) = pair(Front::StartTls).await;
    for manner in [Manner::Later, Manner::NoMailbox] {
        postbox.behave(manner);

        let error = courier.deliver(&letter()).await.unwrap_err();

        assert!(!format!("{error} {error:?}").contains("nordlys"));
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let (postbox, courier) = pair(Front::StartTls).await;
    postbox.behave(Manner::Stripped);

    let error = courier.deliver(&letter()).await.unwrap_err();

    assert_eq!(error, CourierError::NoEncryption);
    assert!(postbox.taken().is_empty());
}

#[tokio::test]
async fn answers_smuggled_in_before_encryption_are_not_believed() {
    let (postbox, courier) = pair(Front::StartTls).await;
    postbox.behave(Manner::Smuggle);

    let error = courier.deliver(&letter()).await.unwrap_err();

    assert_eq!(error, CourierError::Certificate);
    assert!(postbox.taken().is_empty());
}

#[tokio::test]
async fn a_certificate_of_another_name_is_refused() {
    for front in [Front::Implicit, Front::StartTls] {
        let postbox = Postbox::start(front, "elsewhere.example").await;
        let courier = Courier::new(relay(front, &postbox)).unwrap();

        let error = courier.deliver(&letter()).await.unwrap_err();

        assert_eq!(error, CourierError::Certificate, "{front:?}");
        assert!(postbox.taken().is_empty());
    }
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    for front in [Front::Implicit, Front::StartTls] {
        let postbox = Postbox::start(front, "localhost").await;
        let mut relay = relay(front, &postbox);
        // The machine's own store does not know the postbox.
        relay.authority = None;
        let courier = Courier::new(relay).unwrap();

        let error = courier.deliver(&letter()).await.unwrap_err();

        assert_eq!(error, CourierError::Certificate, "{front:?}");
    }
}

#[tokio::test]
async fn a_silent_server_costs_no_more_than_the_patience() {
    for front in [Front::Implicit, Front::StartTls] {
        let postbox = Postbox::start(front, "localhost").await;
        postbox.behave(Manner::Silent);
        let mut relay = relay(front, &postbox);
        relay.patience = Duration::from_millis(300);
        let courier = Courier::new(relay).unwrap();
        let begun = Instant::now();

        let error = courier.deliver(&letter()).await.unwrap_err();

        assert_eq!(error, CourierError::Unreachable);
        assert!(begun.elapsed() < Duration::from_secs(3));
    }
}

#[tokio::test]
async fn a_letter_that_was_taken_over_counts_as_delivered_however_the_farewell_goes() {
    let (postbox, _) = pair(Front::Implicit).await;
    postbox.behave(Manner::Clinging);
    let mut relay = relay(Front::Implicit, &postbox);
    relay.patience = Duration::from_millis(500);

    Courier::new(relay)
        .unwrap()
        .deliver(&letter())
        .await
        .unwrap();

    assert_eq!(postbox.taken().len(), 1);
}

#[tokio::test]
async fn nobody_at_the_door_is_unreachable() {
    let (postbox, _) = pair(Front::StartTls).await;
    let mut relay = relay(Front::StartTls, &postbox);
    drop(postbox);
    // Nobody listens on port 1 of this machine.
    relay.port = 1;

    let error = Courier::new(relay).unwrap().probe().await.unwrap_err();

    assert_eq!(error, CourierError::Unreachable);
}

#[tokio::test]
async fn a_probe_signs_in_and_sends_nothing() {
    let (postbox, courier) = pair(Front::Implicit).await;

    courier.probe().await.unwrap();

    assert_eq!(postbox.connections(), 1);
    assert!(postbox.taken().is_empty());
    postbox.behave(Manner::NoLogin);
    assert_eq!(courier.probe().await, Err(CourierError::Login(535)));
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    let (postbox, _) = pair(Front::StartTls).await;
    let mut no_address = relay(Front::StartTls, &postbox);
    no_address.sender.address = "proofs".to_owned();
    let mut no_authority = relay(Front::StartTls, &postbox);
    no_authority.authority = Some(b"not a certificate".to_vec());

    for relay in [no_address, no_authority] {
        assert!(matches!(
            Courier::new(relay),
            Err(CourierError::Settings(_))
        ));
    }
}
