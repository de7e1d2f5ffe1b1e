//! What is destroyed, when, and what is spared.

use http::StatusCode;
use kernel::sealing::{blob_key, project_key};
use kernel::{Actor, Error, Millis};
use keystore::KeystoreError;

use crate::fixture::{Fixture, MIB, noise, tus};

const DAY: Millis = 24 * 3_600_000;

#[tokio::test]
async fn a_cancelled_upload_leaves_no_bytes() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.bin", 2 * MIB).await;
    fixture.patch(&upload, 0, noise(MIB)).await;
    assert_eq!(fixture.objects().await, 1);

    fixture.send(tus("DELETE", &upload), "").await;
    fixture.run_jobs().await;

    assert_eq!(fixture.objects().await, 0);
    let events = fixture.events().await;
    assert_eq!(
        (events["upload.cancelled"], events["erasure.completed"]),
        (1, 1)
    );
}

#[tokio::test]
async fn an_expired_upload_is_swept_and_a_complete_one_stays() {
    let fixture = Fixture::new().await;
    let kept = fixture.upload("kept.bin", b"kept").await;
    let upload = fixture.begin("a.bin", 2 * MIB).await;
    fixture.patch(&upload, 0, noise(MIB)).await;

    fixture.test.clock.advance(7 * DAY);
    fixture.run_jobs().await;
    fixture.run_jobs().await;

    assert_eq!(fixture.objects().await, 1);
    assert_eq!(
        fixture.send(tus("HEAD", &upload), "").await.status,
        StatusCode::GONE
    );
    let version = fixture.version(kept).await;
    assert_eq!(fixture.bytes(&version).await, b"kept");
    let events = fixture.events().await;
    assert_eq!(
        (events["upload.expired"], events["erasure.completed"]),
        (1, 1)
    );
}

#[tokio::test]
async fn a_file_is_destroyed_after_thirty_days_in_the_trash() {
    let fixture = Fixture::new().await;
    let finished = fixture.upload("a.bin", b"secret").await;
    let version = fixture.version(finished).await;
    files::files::trash(&fixture.app, &fixture.who, finished.file)
        .await
        .unwrap();

    fixture.test.clock.advance(30 * DAY - 1);
    fixture.run_jobs().await;
    assert_eq!(fixture.objects().await, 1);
    fixture.test.clock.advance(1);
    fixture.run_jobs().await;

    assert_eq!(fixture.objects().await, 0);
    let key = fixture.app.keystore().key(blob_key(version.blob)).await;
    assert!(matches!(key, Err(KeystoreError::Missing)));
    let read = files::content::reader(&fixture.app, &version).await;
    assert!(matches!(read, Err(Error::NotFound)));
    let restored = files::files::restore(&fixture.app, &fixture.who, finished.file).await;
    assert!(matches!(restored, Err(Error::NotFound)));
    let events = fixture.events().await;
    assert_eq!((events["file.erased"], events["erasure.completed"]), (1, 1));
}

#[tokio::test]
async fn a_file_that_was_brought_back_is_spared() {
    let fixture = Fixture::new().await;
    let finished = fixture.upload("a.bin", b"kept").await;
    let (app, who) = (&fixture.app, &fixture.who);
    files::files::trash(app, who, finished.file).await.unwrap();
    fixture.test.clock.advance(20 * DAY);
    files::files::restore(app, who, finished.file)
        .await
        .unwrap();
    files::files::trash(app, who, finished.file).await.unwrap();

    // The first stay's job comes due while the second stay is ten days old.
    fixture.test.clock.advance(10 * DAY);
    fixture.run_jobs().await;
    files::files::restore(app, who, finished.file)
        .await
        .unwrap();
    fixture.test.clock.advance(30 * DAY);
    fixture.run_jobs().await;

    let version = fixture.version(finished).await;
    assert_eq!(fixture.bytes(&version).await, b"kept");
}

#[tokio::test]
async fn a_project_takes_everything_below_it_along() {
    let fixture = Fixture::new().await;
    let other = files::projects::create(&fixture.app, &fixture.who, "Other")
        .await
        .unwrap();
    let finished = fixture.upload("a.bin", b"secret").await;
    let version = fixture.version(finished).await;
    let open = fixture.begin("b.bin", 10).await;
    fixture.patch(&open, 0, "half").await;
    files::projects::trash(&fixture.app, &fixture.who, fixture.project)
        .await
        .unwrap();

    fixture.test.clock.advance(30 * DAY);
    fixture.run_jobs().await;

    assert_eq!(fixture.objects().await, 0);
    for key in [project_key(fixture.project), blob_key(version.blob)] {
        assert!(matches!(
            fixture.app.keystore().key(key).await,
            Err(KeystoreError::Missing)
        ));
    }
    let mut reader = fixture.app.read(&Actor::system()).await.unwrap();
    let names = files::projects::names(&mut reader, &[fixture.project, other])
        .await
        .unwrap();
    assert_eq!(
        (names[&fixture.project].as_str(), names[&other].as_str()),
        ("Erased", "Other")
    );
    assert!(
        files::versions::get_kept(&mut reader, version.id)
            .await
            .unwrap()
            .is_none()
    );
    drop(reader);
    let restored = files::projects::restore(&fixture.app, &fixture.who, fixture.project).await;
    assert!(matches!(restored, Err(Error::NotFound)));
    let events = fixture.events().await;
    assert_eq!(events["project.erased"], 1);
    assert_eq!(
        events["erasure.completed"], 2,
        "the open upload had expired before"
    );
}

#[tokio::test]
async fn erased_bytes_are_not_read_by_a_kept_reader() {
    let fixture = Fixture::new().await;
    let finished = fixture.upload("a.bin", b"secret").await;
    let version = fixture.version(finished).await;
    assert_eq!(fixture.bytes(&version).await, b"secret");
    let kept = files::content::reader(&fixture.app, &version).await;
    assert!(kept.is_ok(), "the second reader is the first one");

    files::files::trash(&fixture.app, &fixture.who, finished.file)
        .await
        .unwrap();
    fixture.test.clock.advance(30 * DAY);
    fixture.run_jobs().await;

    let gone = files::content::reader(&fixture.app, &version).await;
    assert!(matches!(gone, Err(Error::NotFound)));
    fixture
        .app
        .blobs()
        .retain_readers(|blob| fixture.app.keystore().is_leased(keystore::KeyId(blob)));
    assert!(
        fixture
            .app
            .blobs()
            .known_reader(version.blob.uuid())
            .is_none(),
        "the key went with its lease"
    );
}
