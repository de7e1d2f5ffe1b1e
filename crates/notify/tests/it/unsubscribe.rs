//! Ending mails by the link in them.

use kernel::Error;
use notify::preferences;
use notify::rules::kind::Topic;
use notify::unsubscribe::{self, Subscription};

use crate::studio::{Studio, calling, person};

#[tokio::test]
async fn a_link_ends_its_kind_of_mail_and_begins_it_again() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;
    let readable = studio.post().await[0].readable();
    let token = readable
        .split_once("/api/v1/unsubscribe/")
        .unwrap()
        .1
        .split('>')
        .next()
        .unwrap()
        .to_owned();

    let before = unsubscribe::look(&studio.app, &token).await.unwrap();
    assert_eq!(
        (before.topic, before.on),
        (Topic::Mention, true),
        "looking changes nothing"
    );
    unsubscribe::set(&studio.app, &token, false).await.unwrap();
    unsubscribe::set(&studio.app, &token, false).await.unwrap();

    assert!(!unsubscribe::look(&studio.app, &token).await.unwrap().on);
    studio
        .say(&studio.owner, calling("Look again", &[person(&nadia)]))
        .await;
    studio.tell().await;
    assert_eq!(studio.post().await.len(), 0);
    assert_eq!(studio.unread(&nadia).await, 2, "the inbox stays as it was");
    let mut reader = studio.app.read(&nadia).await.unwrap();
    let chosen = preferences::of(&mut reader, person(&nadia)).await.unwrap();
    assert!(
        chosen.channels.ways(Topic::Reply).email,
        "other kinds stay as they were"
    );
    drop(reader);
    unsubscribe::set(&studio.app, &token, true).await.unwrap();
    assert!(unsubscribe::look(&studio.app, &token).await.unwrap().on);
}

#[tokio::test]
async fn a_link_that_was_not_made_here_changes_nothing() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    let real = Subscription {
        team: studio.team,
        person: person(&nadia),
        topic: Topic::Mention,
    }
    .token(&studio.app);
    // Of another installation, with other keys.
    let elsewhere = Studio::new().await;
    let mut forged = Vec::from([
        String::new(),
        "x".to_owned(),
        "A".repeat(10_000),
        real.to_uppercase(),
        format!("{real}A"),
        real.chars().skip(1).collect(),
        Subscription {
            team: studio.team,
            person: person(&nadia),
            topic: Topic::Mention,
        }
        .token(&elsewhere.app),
    ]);
    for place in [0, 21, 43, 60, 85] {
        let mut bent: Vec<char> = real.chars().collect();
        bent[place] = if bent[place] == 'A' { 'B' } else { 'A' };
        forged.push(bent.into_iter().collect());
    }

    for token in forged {
        let outcome = unsubscribe::set(&studio.app, &token, false).await;
        assert!(matches!(outcome, Err(Error::NotFound)), "{token}");
    }

    assert!(unsubscribe::look(&studio.app, &real).await.unwrap().on);
}
