//! What lies on the disk, and what is left after an erasure.

use kernel::App;
use keystore::{ErasureEntry, ErasureGround, ErasureUnit, KeyId};
use review::rules::verdict::Verdict;
use review::wire::NewDecision;
use review::{decisions, guests};
use uuid::Uuid;

use crate::studio::{Studio, parts};

#[tokio::test]
async fn nothing_typed_is_stored_in_the_clear() {
    let studio = Studio::new().await;
    let group = studio.group("Zebrafish-Group").await;
    studio
        .invite(group, "Quillon Invitee", "quillon@zebrafish.example")
        .await;
    let guest = studio
        .named_guest(studio.group, "Walkin Zimmerer", "walkin@zebrafish.example")
        .await;
    let who = guest.actor(&studio.app).await;
    studio.say(&who, "Zebrafish comment text").await.unwrap();
    let input = NewDecision {
        sentence: Some("Zebrafish sentence".to_owned()),
        ..studio.decision(Verdict::Approve)
    };
    decisions::decide(&studio.app, &who, studio.review, input)
        .await
        .unwrap();
    let (_, secret) = parts(&studio.url(studio.group).await);
    assert!(
        !guests::grants(&studio.app, who.grants()[0].session)
            .await
            .unwrap()
            .is_empty()
    );

    for text in [
        "Zebrafish",
        "zebrafish",
        "Quillon",
        "quillon",
        "Walkin",
        "walkin",
        &secret,
        &guest.token,
        "countersign-decision",
    ] {
        studio.test.assert_nowhere(text);
    }
}

/// Destroys keys, as an erasure does.
pub(crate) async fn erase(app: &App, keys: &[KeyId]) {
    let entry = ErasureEntry {
        id: Uuid::from_bytes(vault::random_bytes()),
        unit: ErasureUnit::IdentityAndWords,
        subject: Uuid::from_bytes(vault::random_bytes()),
        ground: ErasureGround::Request,
        requested_at: app.now(),
    };
    app.keystore().erase(keys, entry).await.unwrap();
}
