//! Files that move to another project: names, versions and keys go with them, and nothing is left to the old one.

use http::StatusCode;
use kernel::sealing::{blob_key, project_key};
use kernel::{Error, FileId, Millis, ProjectId, Result, Role, SectionId};

use crate::fixture::{Fixture, make_team, member, noise};

const DAY: Millis = 24 * 3_600_000;

async fn other_project(fixture: &Fixture) -> ProjectId {
    files::projects::create(&fixture.app, &fixture.who, "Autumn campaign")
        .await
        .unwrap()
}

async fn to_project(
    fixture: &Fixture,
    file: FileId,
    project: ProjectId,
    section: Option<SectionId>,
) -> Result<()> {
    let mut tx = fixture.app.write(&fixture.who).await?;
    files::moving::to_project(&mut tx, &fixture.who, file, project, section).await?;
    tx.commit().await
}

#[tokio::test]
async fn a_file_moves_with_all_its_versions() {
    let fixture = Fixture::new().await;
    let first = fixture.upload("Poster.txt", b"one").await;
    let upload = fixture
        .begin_with(
            &[
                ("project", &*fixture.project.to_string()),
                ("filename", "Poster.txt"),
                ("file", &first.file.to_string()),
            ],
            3,
        )
        .await
        .header("location")
        .to_owned();
    let second = fixture.patch(&upload, 0, "two").await.finished();
    fixture.upload("stays.txt", b"stays").await;
    let target = other_project(&fixture).await;

    to_project(&fixture, first.file, target, None)
        .await
        .unwrap();

    assert_eq!(fixture.names().await, ["stays.txt"]);
    let file = fixture.file(first.file).await;
    assert_eq!((file.project, file.name.as_str()), (target, "Poster.txt"));
    for (finished, bytes) in [(first, b"one"), (second, b"two")] {
        let version = fixture.version(finished).await;
        assert_eq!(
            (version.project, version.filename.as_str()),
            (target, "Poster.txt")
        );
        assert_eq!(version.sha256, vault::sha256(bytes));
        assert_eq!(fixture.bytes(&version).await, bytes);
    }
    let events = fixture.events().await;
    assert_eq!((events["file.moved_away"], events["file.moved_in"]), (1, 1));
}

#[tokio::test]
async fn a_file_that_moved_survives_the_project_that_it_left() {
    let fixture = Fixture::new().await;
    let moved = fixture.upload("moved.bin", &noise(100_000)).await;
    let left = fixture.upload("left.bin", b"left").await;
    let left = fixture.version(left).await;
    let target = other_project(&fixture).await;
    to_project(&fixture, moved.file, target, None)
        .await
        .unwrap();
    fixture.run_jobs().await;

    files::projects::trash(&fixture.app, &fixture.who, fixture.project)
        .await
        .unwrap();
    fixture.test.clock.advance(30 * DAY);
    fixture.run_jobs().await;

    let keys = fixture.app.keystore();
    assert!(keys.key(project_key(fixture.project)).await.is_err());
    assert!(keys.key(blob_key(left.blob)).await.is_err());
    let version = fixture.version(moved).await;
    assert!(fixture.bytes(&version).await == noise(100_000));
    assert_eq!(version.filename, "moved.bin");
}

#[tokio::test]
async fn a_project_waits_for_the_keys_of_files_that_left_it() {
    let fixture = Fixture::new().await;
    let moved = fixture.upload("moved.bin", b"moved").await;
    let target = other_project(&fixture).await;
    to_project(&fixture, moved.file, target, None)
        .await
        .unwrap();
    fixture.run_jobs_but("files.move_keys").await;

    files::projects::trash(&fixture.app, &fixture.who, fixture.project)
        .await
        .unwrap();
    fixture.test.clock.advance(30 * DAY);
    fixture.run_jobs().await;

    let keys = fixture.app.keystore();
    keys.key(project_key(fixture.project)).await.unwrap();
    let version = fixture.version(moved).await;
    assert_eq!(fixture.bytes(&version).await, b"moved");

    let mut tx = fixture.app.database().write().await.unwrap();
    let given_up = jobs::failed(&mut tx, 9).await.unwrap();
    assert_eq!(given_up.len(), 1);
    let now = fixture.app.now();
    jobs::restart(&mut tx, given_up[0].id, now).await.unwrap();
    tx.commit().await.unwrap();
    fixture.run_jobs().await;
    fixture.test.clock.advance(DAY);
    fixture.run_jobs().await;

    assert!(keys.key(project_key(fixture.project)).await.is_err());
    let version = fixture.version(moved).await;
    assert_eq!(fixture.bytes(&version).await, b"moved");
}

#[tokio::test]
async fn a_file_that_moved_goes_with_the_project_that_it_came_to() {
    let fixture = Fixture::new().await;
    let moved = fixture.upload("moved.bin", b"moved").await;
    let version = fixture.version(moved).await;
    let target = other_project(&fixture).await;
    to_project(&fixture, moved.file, target, None)
        .await
        .unwrap();
    fixture.run_jobs().await;

    files::projects::trash(&fixture.app, &fixture.who, target)
        .await
        .unwrap();
    fixture.test.clock.advance(30 * DAY);
    fixture.run_jobs().await;

    assert!(
        fixture
            .app
            .keystore()
            .key(blob_key(version.blob))
            .await
            .is_err()
    );
    assert_eq!(fixture.objects().await, 0);
    assert_eq!(fixture.names().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_file_moves_only_to_a_project_of_its_team() {
    let fixture = Fixture::new().await;
    let file = fixture.upload("a.txt", b"a").await.file;
    let stranger = member(&fixture.app, make_team(&fixture.app).await, Role::Owner);
    let foreign = files::projects::create(&fixture.app, &stranger, "Foreign")
        .await
        .unwrap();
    let archived = other_project(&fixture).await;
    let section = fixture.sections().await[0].id;
    files::marks::set_archived(&fixture.app, &fixture.who, archived, true)
        .await
        .unwrap();

    let away = to_project(&fixture, file, foreign, None).await;
    let nowhere = to_project(&fixture, file, fixture.project, None).await;
    let closed = to_project(&fixture, file, archived, None).await;
    files::marks::set_archived(&fixture.app, &fixture.who, archived, false)
        .await
        .unwrap();
    let astray = to_project(&fixture, file, archived, Some(section)).await;
    let mut tx = fixture.app.write(&kernel::Actor::system()).await.unwrap();
    let system =
        files::moving::to_project(&mut tx, &kernel::Actor::system(), file, foreign, None).await;
    drop(tx);

    assert!(matches!(away, Err(Error::NotFound)));
    assert!(matches!(
        nowhere,
        Err(Error::Invalid {
            code: "same_project",
            ..
        })
    ));
    assert!(matches!(
        closed,
        Err(Error::Conflict {
            code: "project_archived",
            ..
        })
    ));
    assert!(
        matches!(astray, Err(Error::NotFound)),
        "a section of another project"
    );
    assert!(
        matches!(system, Err(Error::NotFound)),
        "not even by the server itself"
    );
    assert_eq!(fixture.file(file).await.project, fixture.project);
}

#[tokio::test]
async fn a_version_that_arrives_for_a_file_that_moved_is_refused() {
    let fixture = Fixture::new().await;
    let file = fixture.upload("a.txt", b"old").await.file;
    let words = [
        ("project", &*fixture.project.to_string()),
        ("filename", "a.txt"),
        ("file", &file.to_string()),
    ];
    let upload = fixture
        .begin_with(&words, 3)
        .await
        .header("location")
        .to_owned();
    let target = other_project(&fixture).await;
    to_project(&fixture, file, target, None).await.unwrap();

    let answer = fixture.patch(&upload, 0, "new").await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::CONFLICT, "file_moved")
    );
    assert_eq!(fixture.file(file).await.project, target);
}
