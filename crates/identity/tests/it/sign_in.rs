//! Passwords at the door, and the throttle in front of it.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use db::{Execute, Query, Statement};
use identity::sign_in::{self, PasswordProof, Proven};
use identity::throttle::{self, Attempt};
use kernel::{Actor, App, Error, Proof, Result};

use crate::people::{MARA, PASSWORD, facts, mara, secret, start, try_password, write};

const SECOND: i64 = 1_000;
const NOBODY: &str = "nobody@larkfield.example";

#[tokio::test]
async fn address_and_password_open_the_door() {
    let test = start().await;
    let person = mara(&test.app).await;

    let proven = try_password(&test.app, " Mara.Lindqvist@Larkfield.example", PASSWORD, 1).await;

    assert_eq!(proven.unwrap().unwrap().person(), person);
}

#[tokio::test]
async fn an_unknown_address_answers_like_a_wrong_password() {
    let test = start().await;
    mara(&test.app).await;

    let mut traces = Vec::new();
    for (email, network) in [(MARA, 1), (NOBODY, 2), ("not an address", 3), ("", 4)] {
        let before = (
            count(&test.app, EVENTS).await,
            count(&test.app, BUCKETS).await,
        );
        for _ in 0..3 {
            let answer = try_password(&test.app, email, "a wrong password", network).await;
            assert!(matches!(answer, Ok(None)), "{email}: {answer:?}");
        }
        let Err(Error::TooMany { retry_after }) =
            try_password(&test.app, email, PASSWORD, network).await
        else {
            panic!("{email} has no counter");
        };
        // The site and the wide network are shared by all cases.
        let buckets = (count(&test.app, BUCKETS).await - before.1).min(2);
        traces.push((
            count(&test.app, EVENTS).await - before.0,
            buckets,
            retry_after,
        ));
    }

    assert!(traces.iter().all(|trace| *trace == traces[0]), "{traces:?}");
}

#[tokio::test]
async fn an_unknown_address_takes_as_long_as_a_wrong_password() {
    let test = start().await;
    mara(&test.app).await;
    // Apart in time, so that no counter is in the way.
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for _ in 0..7 {
        for (email, times) in [(MARA, &mut known), (NOBODY, &mut unknown)] {
            test.clock.advance(24 * 3_600 * SECOND);
            let begun = Instant::now();
            assert!(
                try_password(&test.app, email, "a wrong password", 1)
                    .await
                    .unwrap()
                    .is_none()
            );
            times.push(begun.elapsed());
        }
    }

    // Not a measurement, which needs a quiet machine, but it tells a hash from no hash: the least disturbed of each.
    let least = |times: Vec<Duration>| times.into_iter().min().unwrap();
    let (known, unknown) = (least(known), least(unknown));
    assert!(
        unknown > known / 2 && known > unknown / 2,
        "known {known:?}, unknown {unknown:?}"
    );
}

#[tokio::test]
async fn somebody_without_a_password_cannot_sign_in_with_one() {
    let test = start().await;
    let mut tx = write(&test.app).await;
    let new = crate::people::account("Ivo", "ivo@larkfield.example");
    identity::persons::create(&mut tx, &new).await.unwrap();
    crate::people::commit(tx).await;

    for password in ["", PASSWORD] {
        let answer = try_password(&test.app, "ivo@larkfield.example", password, 1).await;
        assert!(matches!(answer, Ok(None)));
    }
}

#[tokio::test]
async fn rotating_addresses_do_not_defeat_the_account_limit() {
    let test = start().await;
    mara(&test.app).await;

    let mut looked_at = 0;
    for guess in 0..60_u8 {
        let address = IpAddr::from([10, 0, guess, 1]);
        match attempt_from(&test.app, address, "a wrong password").await {
            Ok(None) => looked_at += 1,
            Err(Error::TooMany { .. }) => {}
            other => panic!("{other:?}"),
        }
    }

    assert_eq!(looked_at, 3);
    let right = attempt_from(&test.app, "203.0.113.77".parse().unwrap(), PASSWORD).await;
    assert!(
        matches!(right, Err(Error::TooMany { .. })),
        "even the right password waits: {right:?}"
    );
}

#[tokio::test]
async fn one_network_cannot_try_many_accounts() {
    let test = start().await;

    let mut looked_at = 0;
    for guess in 0..40_u64 {
        // One IPv6 /64, another address each time.
        let address = format!("2001:db8:1:2::{guess:x}").parse().unwrap();
        let attempt = Attempt::new(
            "sign_in",
            format!("p{guess}@larkfield.example").as_bytes(),
            Some(address),
        );
        if throttle::charge(&test.app, &attempt).await.is_ok() {
            looked_at += 1;
        }
    }

    assert_eq!(looked_at, 10);
}

#[tokio::test]
async fn the_victim_is_not_locked_out_for_ever() {
    let test = start().await;
    let person = mara(&test.app).await;
    let device = known_device(&test.app, person).await;

    // A day of guesses from everywhere, as fast as the door takes them.
    for network in 0..24 * 12_u32 {
        test.clock.advance(300 * SECOND);
        let address = IpAddr::from((0x0b00_0000 + network * 256).to_be_bytes());
        let attempt = Attempt::new("sign_in", MARA.as_bytes(), Some(address));
        drop(throttle::charge(&test.app, &attempt).await);
    }
    assert!(matches!(
        try_password(&test.app, MARA, PASSWORD, 9).await,
        Err(Error::TooMany { .. })
    ));

    // A browser that was let in before does not even notice.
    let proof = PasswordProof {
        email: MARA.to_owned(),
        password: secret(PASSWORD),
        facts: identity::Facts {
            device: Some(device),
            ..facts(1)
        },
    };
    assert!(
        sign_in::with_password(&test.app, &proof)
            .await
            .unwrap()
            .is_some()
    );
    // A new browser waits 20 minutes at most.
    test.clock.advance(1_200 * SECOND);
    assert!(
        try_password(&test.app, MARA, PASSWORD, 9)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_known_browser_is_known_for_its_own_account_and_has_a_limit_too() {
    let test = start().await;
    let device = known_device(&test.app, mara(&test.app).await).await;
    let proof = |email: &str, password: &str| PasswordProof {
        email: email.to_owned(),
        password: secret(password),
        facts: identity::Facts {
            device: Some(device.clone()),
            ..facts(1)
        },
    };

    for email in [NOBODY, MARA] {
        for _ in 0..3 {
            assert!(
                sign_in::with_password(&test.app, &proof(email, "wrong"))
                    .await
                    .unwrap()
                    .is_none()
            );
        }
        let fourth = sign_in::with_password(&test.app, &proof(email, PASSWORD)).await;
        assert!(matches!(fourth, Err(Error::TooMany { .. })), "{email}");
    }
    // The browser's failures are its own: the account's counter was not touched.
    assert!(
        try_password(&test.app, MARA, PASSWORD, 2)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_known_browser_is_not_remembered_twice_and_a_foreign_one_is_remembered_anew() {
    let test = start().await;
    let person = mara(&test.app).await;
    let device = known_device(&test.app, person).await;
    let facts = |device: &str| identity::Facts {
        device: Some(device.to_owned()),
        ..facts(1)
    };

    for (device, remembered) in [
        (device.as_str(), false),
        (&device.to_lowercase(), true),
        ("", true),
    ] {
        let mut tx = test.app.write(&Actor::anonymous()).await.unwrap();
        let opened = sign_in::open(
            &mut tx,
            person,
            test.app.mint(),
            Proof::Password,
            &facts(device),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(opened.device.is_some(), remembered, "{device}");
    }
}

#[tokio::test]
async fn a_success_ends_the_row_of_failures() {
    let test = start().await;
    mara(&test.app).await;
    for _ in 0..3 {
        for _ in 0..2 {
            assert!(
                try_password(&test.app, MARA, "wrong", 1)
                    .await
                    .unwrap()
                    .is_none()
            );
        }
        let proven = try_password(&test.app, MARA, PASSWORD, 1)
            .await
            .unwrap()
            .unwrap();
        proven.settle(&test.app).await.unwrap();
    }
    assert!(
        try_password(&test.app, MARA, PASSWORD, 1)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_guesses_do_not_pass_the_limit() {
    let test = start().await;
    mara(&test.app).await;

    let guesses = (0..30_u8).map(|network| {
        let app = test.app.clone();
        async move {
            let address = IpAddr::from([192, 0, network, 7]);
            matches!(
                attempt_from(&app, address, "a wrong password").await,
                Ok(None)
            )
        }
    });
    let looked_at = futures::future::join_all(guesses)
        .await
        .into_iter()
        .filter(|ok| *ok)
        .count();

    assert_eq!(looked_at, 3);
}

#[tokio::test]
async fn counters_survive_a_restart() {
    let test = start().await;
    mara(&test.app).await;
    for _ in 0..3 {
        drop(try_password(&test.app, MARA, "wrong", 1).await);
    }

    let restarted = test.restarted().await;

    assert!(matches!(
        try_password(&restarted, MARA, PASSWORD, 1).await,
        Err(Error::TooMany { .. })
    ));
}

#[tokio::test]
async fn the_limiter_fails_closed() {
    let test = start().await;
    mara(&test.app).await;
    let mut tx = test.app.database().write().await.unwrap();
    let broken = Statement {
        name: "BREAK",
        sql: "ALTER TABLE identity_throttle RENAME TO gone",
    };
    tx.execute(&broken, &[]).await.unwrap();
    tx.commit().await.unwrap();

    let answer = try_password(&test.app, MARA, PASSWORD, 1).await;

    assert!(matches!(answer, Err(Error::Internal(_))), "{answer:?}");
}

#[tokio::test]
async fn a_visitor_without_an_address_is_counted_like_any_other() {
    let test = start().await;
    let mut looked_at = 0;
    for guess in 0..20 {
        let attempt = Attempt::new(
            "sign_in",
            format!("p{guess}@larkfield.example").as_bytes(),
            None,
        );
        looked_at += usize::from(throttle::charge(&test.app, &attempt).await.is_ok());
    }
    assert_eq!(looked_at, 10);
}

const EVENTS: Statement = Statement {
    name: "EVENTS",
    sql: "SELECT COUNT(*) FROM kernel_events",
};
const BUCKETS: Statement = Statement {
    name: "BUCKETS",
    sql: "SELECT COUNT(*) FROM identity_throttle",
};

async fn count(app: &App, statement: Statement) -> i64 {
    app.database()
        .read()
        .await
        .unwrap()
        .one(&statement, &[])
        .await
        .unwrap()
}

async fn attempt_from(app: &App, address: IpAddr, password: &str) -> Result<Option<Proven>> {
    let proof = PasswordProof {
        email: MARA.to_owned(),
        password: secret(password),
        facts: identity::Facts {
            address: Some(address),
            ..identity::Facts::default()
        },
    };
    sign_in::with_password(app, &proof).await
}

/// Signs in once and gives the device cookie's value.
async fn known_device(app: &App, person: kernel::PersonId) -> String {
    let mut tx = app.write(&Actor::anonymous()).await.unwrap();
    let opened = sign_in::open(&mut tx, person, app.mint(), Proof::Password, &facts(1))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut headers = http::HeaderMap::new();
    opened.device.unwrap().cookie().apply(&mut headers);
    let line = headers[http::header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    let (pair, _) = line.split_once(';').unwrap();
    pair.split_once('=').unwrap().1.to_owned()
}
