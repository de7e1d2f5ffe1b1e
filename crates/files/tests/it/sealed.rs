//! Nothing that was typed is stored in the clear, and what was sealed opens in its place only.

use db::{Execute, Statement, args};
use futures::TryStreamExt;

use crate::fixture::{Fixture, MIB, noise, tus};

#[tokio::test]
async fn nothing_typed_is_stored_in_the_clear() {
    let fixture = Fixture::new().await;
    let app = &fixture.app;
    files::projects::rename(app, &fixture.who, fixture.project, "Canary-Project")
        .await
        .unwrap();
    files::sections::create(app, &fixture.who, fixture.project, "Canary-Section")
        .await
        .unwrap();
    let content = "Canary-Content ".repeat(50);
    let finished = fixture.upload("Canary-File.pdf", content.as_bytes()).await;
    let project = fixture.project.to_string();
    let metadata = [
        ("project", project.as_str()),
        ("filename", "Canary-Open.docx"),
        ("relative_path", "Canary-Folder/Canary-Open.docx"),
        ("note", "Canary-Note"),
    ];
    let open = fixture
        .begin_with(&metadata, content.len() + 1)
        .await
        .header("location")
        .to_owned();
    fixture.patch(&open, 0, content.clone()).await;
    let cancelled = fixture.begin("Canary-Cancelled.psd", 3).await;
    fixture.send(tus("DELETE", &cancelled), "").await;
    fixture.run_jobs().await;

    let version = fixture.version(finished).await;
    assert_eq!(version.filename, "Canary-File.pdf");
    fixture.test.assert_nowhere("Canary");
    fixture.test.assert_nowhere("application/");
    fixture.test.assert_nowhere(&base64_of("Canary-Note"));
    let digest = vault::sha256(content.as_bytes());
    for (path, bytes) in fixture.test.stored_bytes() {
        assert!(
            !bytes.windows(32).any(|window| window == digest),
            "{}",
            path.display()
        );
    }
}

#[tokio::test]
async fn parts_that_were_swapped_in_the_database_are_refused() {
    const MOVE: Statement = Statement {
        name: "TEST_MOVE_PART",
        sql: "UPDATE files_parts SET position = $3 WHERE blob = $1 AND position = $2",
    };
    let fixture = Fixture::new().await;
    let bytes = noise(16 * MIB);
    let version = fixture.version(fixture.upload("a.bin", &bytes).await).await;

    let mut tx = fixture.app.database().write().await.unwrap();
    for (from, to) in [(0_i64, 9_i64), (1, 0), (9, 1)] {
        tx.execute(&MOVE, &args![version.blob, from, to])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();

    assert!(
        files::content::reader(&fixture.app, &version)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn ranges_of_a_version_can_be_read() {
    let fixture = Fixture::new().await;
    let bytes = noise(10 * MIB);
    let version = fixture.version(fixture.upload("a.bin", &bytes).await).await;
    let reader = files::content::reader(&fixture.app, &version)
        .await
        .unwrap();

    for range in [0..1, 8 * MIB - 3..8 * MIB + 3, 10 * MIB - 1..10 * MIB] {
        let frames: Vec<_> = reader
            .range(range.start as u64..range.end as u64)
            .try_collect()
            .await
            .unwrap();
        assert_eq!(frames.concat(), bytes[range]);
    }
}

fn base64_of(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}
