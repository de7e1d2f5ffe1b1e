//! Everything that a group reviews as one archive.

use futures::StreamExt;
use kernel::Actor;
use review::rules::switches::ByPhase;
use review::takeaway;
use review::wire::ChangeSettings;

use crate::studio::{Studio, code, start, upload};

async fn bytes(studio: &Studio, who: &Actor) -> Vec<u8> {
    let archive = takeaway::of_group(&studio.app, who, studio.group)
        .await
        .unwrap();
    let length = archive.length;
    let pieces: Vec<_> = archive.bytes(&studio.app, who).collect().await;
    let bytes: Vec<u8> = pieces
        .into_iter()
        .flat_map(|piece| piece.unwrap().to_vec())
        .collect();
    assert_eq!(bytes.len() as u64, length);
    bytes
}

fn holds(archive: &[u8], text: &str) -> bool {
    archive
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn an_archive_holds_what_the_group_allows() {
    let studio = Studio::new().await;
    let elsewhere = studio.group("Legal").await;
    let (app, owner) = (&studio.app, &studio.owner);
    let second = upload(
        app,
        owner,
        studio.project,
        None,
        "flyer.pdf",
        b"%PDF-1.7 the flyer",
    )
    .await;
    let secret = upload(
        app,
        owner,
        studio.project,
        None,
        "secret.pdf",
        b"%PDF-1.7 legal only",
    )
    .await;
    upload(
        app,
        owner,
        studio.project,
        None,
        "raw.pdf",
        b"%PDF-1.7 not in review",
    )
    .await;
    start(app, owner, second.version, studio.group).await;
    start(app, owner, secret.version, elsewhere).await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@nordlys.example")
        .await;
    let actor = guest.actor(app).await;
    let allow = |yes| ChangeSettings {
        download: Some(ByPhase {
            review: yes,
            request: yes,
            approve: yes,
        }),
        ..ChangeSettings::default()
    };

    studio.set(studio.group, allow(false)).await;
    let refused = takeaway::of_group(app, &actor, studio.group).await;
    assert_eq!(code(refused), "forbidden");
    studio.set(studio.group, allow(true)).await;
    let foreign = takeaway::of_group(app, &actor, elsewhere).await;
    assert_eq!(code(foreign), "not_found");

    for who in [&actor, owner] {
        let archive = bytes(&studio, who).await;
        for found in ["poster.pdf", "quick brown fox", "flyer.pdf", "the flyer"] {
            assert!(holds(&archive, found), "{found}");
        }
        for kept in ["secret.pdf", "legal only", "raw.pdf", "not in review"] {
            assert!(!holds(&archive, kept), "{kept}");
        }
    }
}

#[tokio::test]
async fn a_group_without_reviews_has_nothing_to_take() {
    let studio = Studio::new().await;
    let empty = studio.group("Legal").await;

    let refused = takeaway::of_group(&studio.app, &studio.owner, empty).await;

    assert_eq!(code(refused), "nothing_to_download");
}
