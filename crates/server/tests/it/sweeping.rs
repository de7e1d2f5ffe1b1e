//! What nothing refers to is swept from the store, and nothing else.

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use db::testing::columns_per_engine;
use db::{Execute, args};
use kernel::{Actor, Clock, VersionId};
use server::sweeping::ownership::{self, Doubt, Ownership};
use server::sweeping::{self, SweepError, Swept};
use testkit::TestApp;
use uuid::Uuid;

use crate::world::{areas, world};

const HOUR: i64 = 3_600_000;

db::statements! {
    PREVIEW = "INSERT INTO media_previews \
        (version, project, state, reason, object, width, height, pages, contents, created_at) \
        VALUES ($1, $1, 'ready', NULL, $2, 1, 1, 1, NULL, 0)";
    REMEMBER = "UPDATE server_store_mark SET object = $1";
    RENEWED = "UPDATE server_store_mark SET object = $1, former_object = $2";
}

/// All objects but the mark, which changes with every sweep.
async fn objects(test: &TestApp) -> Vec<Uuid> {
    let mut found = Vec::new();
    for shard in 0..=u8::MAX {
        let listed = test.app.blobs().list(shard).await.unwrap();
        found.extend(listed.into_iter().map(|object| object.object));
    }
    if let Ownership::Ours(mark) = ownership::look(&test.app).await.unwrap() {
        found.retain(|object| *object != mark);
    }
    found.sort_unstable();
    found
}

/// An object that no row knows, finished at a time.
async fn plant(test: &TestApp, at: i64) -> Uuid {
    let key = vault::Key::random();
    let (instance, blob) = (test.app.keystore().instance(), Uuid::from_u128(1));
    let bytes = Bytes::from_static(b"written before a crash");
    let part = test
        .app
        .blobs()
        .put(&key, instance, blob, bytes)
        .await
        .unwrap();
    date(&object_path(test, part.object), at);
    part.object
}

fn object_path(test: &TestApp, object: Uuid) -> std::path::PathBuf {
    let shard = format!("{:02x}", object.as_bytes()[0]);
    let folder = test.folder().join("blobs/objects").join(shard);
    folder.join(object.simple().to_string())
}

fn date(path: &Path, at: i64) {
    let at = UNIX_EPOCH + Duration::from_millis(at.try_into().unwrap());
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified(at).unwrap();
}

async fn give_preview(test: &TestApp, version: VersionId, object: Uuid) {
    let mut tx = test.app.database().write().await.unwrap();
    tx.execute(&PREVIEW, &args![version, object]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn run_jobs(test: &TestApp) {
    let mut handlers = media::handlers(&test.app);
    handlers.extend(files::handlers(&test.app));
    handlers.extend(review::handlers(&test.app));
    let clock = std::sync::Arc::clone(&test.clock);
    let now = std::sync::Arc::new(move || clock.now());
    jobs::Runner::new(test.app.database().clone(), now, handlers)
        .run_due()
        .await
        .unwrap();
}

#[tokio::test]
async fn only_old_objects_that_nothing_refers_to_are_swept() {
    let world = world().await;
    let test = &world.test;
    ownership::claim(&test.app).await.unwrap();
    let before = objects(test).await;
    assert!(before.len() > 5, "the demo team has files");
    // Every object is as old as it can be; the rows alone protect them.
    for object in &before {
        date(&object_path(test, *object), test.clock.now() - 1000 * HOUR);
    }
    let old = plant(test, test.clock.now() - 25 * HOUR).await;
    let young = plant(test, test.clock.now() - 23 * HOUR).await;
    let staged = test.folder().join("blobs/staging");
    for (name, age) in [("a".repeat(32), 25), ("b".repeat(32), 23)] {
        std::fs::write(staged.join(&name), b"half").unwrap();
        date(&staged.join(&name), test.clock.now() - age * HOUR);
    }

    let swept = sweeping::sweep(&test.app).await.unwrap();

    let expected = Swept {
        objects: 1,
        unfinished: 1,
    };
    assert_eq!(swept, expected);
    let mut left = before.clone();
    left.push(young);
    left.sort_unstable();
    assert_eq!(objects(test).await, left);
    assert!(!object_path(test, old).exists());
    assert_eq!(
        sweeping::sweep(&test.app).await.unwrap(),
        Swept::default(),
        "twice is once"
    );
}

#[tokio::test]
async fn previews_are_known_and_go_with_what_they_show() {
    let world = world().await;
    let test = &world.test;
    let file = world.ids.file.parse().unwrap();
    let mut reader = test.app.read(&Actor::system()).await.unwrap();
    let versions = files::versions::ever_of_file(&mut reader, file)
        .await
        .unwrap();
    drop(reader);
    ownership::claim(&test.app).await.unwrap();
    let preview = plant(test, test.clock.now() - 50 * HOUR).await;
    give_preview(test, versions[0], preview).await;

    assert_eq!(sweeping::sweep(&test.app).await.unwrap().objects, 0);
    let path = format!("/api/v1/files/{}", world.ids.file);
    world.call(&world.owner, "DELETE", &path, None).await.ok();
    test.clock.advance(30 * 24 * HOUR);
    run_jobs(test).await;

    assert!(!object_path(test, preview).exists());
    let mut reader = test.app.read(&Actor::system()).await.unwrap();
    let known = media::referenced(&mut reader, &[preview]).await.unwrap();
    assert!(known.is_empty());
}

#[tokio::test]
async fn every_table_that_names_objects_is_asked() {
    let columns = columns_per_engine(&server::schema::migrations())
        .await
        .unwrap();
    let naming: Vec<String> = columns[0]
        .iter()
        .filter(|column| column.name.contains("object"))
        .map(|column| format!("{}.{}", column.table, column.name))
        .collect();

    // Whoever adds a table that names objects of the store answers `sweeping::left_overs` for it, and then stands here.
    assert_eq!(
        naming,
        [
            "files_parts.object",
            "media_previews.object",
            "review_attachments.object",
            "server_store_mark.former_object",
            "server_store_mark.object"
        ]
    );
}

/// Makes every object older than anything that is spared for its age.
fn date_back(test: &TestApp, objects: &[Uuid]) {
    for object in objects {
        date(&object_path(test, *object), test.clock.now() - 1000 * HOUR);
    }
}

/// A fresh installation whose store is the one of another.
async fn with_the_store_of(filled: &TestApp) -> TestApp {
    let fresh = TestApp::new(&[&areas()]).await;
    for object in objects(filled).await {
        std::fs::copy(object_path(filled, object), object_path(&fresh, object)).unwrap();
    }
    fresh
}

async fn remember(test: &TestApp, mark: Uuid) {
    let mut tx = test.app.database().write().await.unwrap();
    tx.execute(&REMEMBER, &args![mark]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn mark(test: &TestApp) -> Uuid {
    let Ownership::Ours(mark) = ownership::look(&test.app).await.unwrap() else {
        unreachable!("the store is this database's");
    };
    mark
}

#[tokio::test]
async fn a_fresh_database_sweeps_nothing_from_a_filled_store() {
    let world = world().await;
    let fresh = with_the_store_of(&world.test).await;
    let there = objects(&fresh).await;
    assert!(there.len() > 5);
    date_back(&fresh, &there);

    let refused = sweeping::sweep(&fresh.app).await.unwrap_err();

    assert!(matches!(refused, SweepError::Doubtful(Doubt::Unknown)));
    assert!(refused.to_string().contains("countersign store adopt"));
    assert_eq!(objects(&fresh).await, there);

    ownership::adopt(&fresh.app).await.unwrap();
    let swept = sweeping::sweep(&fresh.app).await.unwrap();
    assert_eq!(swept.objects, there.len() as u64);
    assert!(objects(&fresh).await.is_empty());
}

#[tokio::test]
async fn a_claim_that_a_crash_cut_short_is_made_again() {
    let world = world().await;
    let test = &world.test;
    test.app.blobs().mark().await.unwrap();

    let claimed = ownership::claim(&test.app).await.unwrap();

    assert!(matches!(claimed, Ownership::Ours(_)));
}

#[tokio::test]
async fn a_restored_database_sweeps_nothing() {
    let world = world().await;
    let test = &world.test;
    ownership::claim(&test.app).await.unwrap();
    let backed_up = mark(test).await;
    sweeping::sweep(&test.app).await.unwrap();
    let left_over = plant(test, test.clock.now() - 50 * HOUR).await;
    let now = mark(test).await;
    assert_ne!(now, backed_up, "each sweep leaves another mark");

    remember(test, backed_up).await;
    let refused = sweeping::sweep(&test.app).await.unwrap_err();

    assert!(matches!(refused, SweepError::Doubtful(Doubt::Gone)));
    assert!(object_path(test, left_over).exists());
    remember(test, now).await;
    assert_eq!(sweeping::sweep(&test.app).await.unwrap().objects, 1);
}

#[tokio::test]
async fn a_mark_that_a_crash_left_behind_is_not_believed_for_long() {
    let world = world().await;
    let test = &world.test;
    ownership::claim(&test.app).await.unwrap();
    let backed_up = mark(test).await;
    let now = test.app.blobs().mark().await.unwrap();
    let mut tx = test.app.database().write().await.unwrap();
    tx.execute(&RENEWED, &args![now, backed_up]).await.unwrap();
    tx.commit().await.unwrap();

    sweeping::sweep(&test.app).await.unwrap();

    remember(test, backed_up).await;
    let refused = sweeping::sweep(&test.app).await.unwrap_err();
    assert!(matches!(refused, SweepError::Doubtful(Doubt::Gone)));
}

#[tokio::test]
async fn two_that_sweep_at_once_leave_one_mark() {
    let world = world().await;
    let test = &world.test;
    ownership::claim(&test.app).await.unwrap();
    // What is made now is young, as it is for a real clock: a mark on its way is nobody's left-over.
    let real = UNIX_EPOCH.elapsed().unwrap().as_millis();
    test.clock
        .advance(i64::try_from(real).unwrap() - test.clock.now());
    let before = objects(test).await;

    let (one, other) = tokio::join!(sweeping::sweep(&test.app), sweeping::sweep(&test.app));

    assert_eq!(one.unwrap(), Swept::default());
    assert_eq!(other.unwrap(), Swept::default());
    assert_eq!(objects(test).await, before);
    mark(test).await;
}
