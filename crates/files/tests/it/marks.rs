//! Favourites and the archive.

use http::{Request, StatusCode};
use kernel::{Action, Error, Role};

use crate::fixture::{Fixture, make_team, member, tus};

#[tokio::test]
async fn a_favourite_is_one_persons_own() {
    let fixture = Fixture::new().await;
    let path = format!("/api/v1/projects/{}/favourite", fixture.project);
    let colleague = member(&fixture.app, fixture.team, Role::Member);

    for _ in 0..2 {
        let starred = fixture.send(Request::put(&path), "").await;
        assert_eq!(starred.status, StatusCode::NO_CONTENT, "{}", starred.text());
    }

    let mine = files::marks::show(&fixture.app, &fixture.who)
        .await
        .unwrap();
    let theirs = files::marks::show(&fixture.app, &colleague).await.unwrap();
    assert_eq!(
        (mine.favourites, theirs.favourites),
        (vec![fixture.project], vec![])
    );

    for _ in 0..2 {
        let unstarred = fixture.send(Request::delete(&path), "").await;
        assert_eq!(unstarred.status, StatusCode::NO_CONTENT);
    }
    let mine = files::marks::show(&fixture.app, &fixture.who)
        .await
        .unwrap();
    assert!(mine.favourites.is_empty());
    let events = fixture.events().await;
    assert_eq!(
        (events["project.starred"], events["project.unstarred"]),
        (1, 1)
    );
}

#[tokio::test]
async fn marks_of_a_project_in_the_trash_are_out_of_sight() {
    let fixture = Fixture::new().await;
    let (app, who) = (&fixture.app, &fixture.who);
    files::marks::set_favourite(app, who, fixture.project, true)
        .await
        .unwrap();
    files::marks::set_archived(app, who, fixture.project, true)
        .await
        .unwrap();

    files::projects::trash(app, who, fixture.project)
        .await
        .unwrap();
    let hidden = files::marks::show(app, who).await.unwrap();
    files::projects::restore(app, who, fixture.project)
        .await
        .unwrap();
    let back = files::marks::show(app, who).await.unwrap();

    assert_eq!(hidden, files::marks::Marks::default());
    assert_eq!((back.favourites.len(), back.archived.len()), (1, 1));
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "everything that changes something, in one list"
)]
async fn nothing_in_an_archived_project_can_be_changed() {
    let fixture = Fixture::new().await;
    let (app, who) = (&fixture.app, &fixture.who);
    let kept = fixture.upload("kept.txt", b"kept").await;
    let half = fixture.begin("half.txt", 4).await;
    let section = fixture.sections().await[0].id;
    let archive = format!("/api/v1/projects/{}/archive", fixture.project);

    let archived = fixture.send(Request::put(&archive), "").await;
    assert_eq!(
        archived.status,
        StatusCode::NO_CONTENT,
        "{}",
        archived.text()
    );

    let file = format!("/files/{}", kept.file);
    let project = format!("/projects/{}", fixture.project);
    let section = format!("/sections/{section}");
    for (method, path, body) in [
        ("PATCH", &file, r#"{"name":"other.txt"}"#),
        ("PATCH", &file, r#"{"position":0}"#),
        ("DELETE", &file, ""),
        ("PATCH", &project, r#"{"name":"Other"}"#),
        ("POST", &format!("{project}/sections"), r#"{"name":"More"}"#),
        ("PATCH", &section, r#"{"name":"Other"}"#),
        ("DELETE", &section, ""),
    ] {
        let answer = fixture.json(method, path, body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::CONFLICT, "project_archived"),
            "{method} {path}"
        );
    }
    let words = [
        ("project", &*fixture.project.to_string()),
        ("filename", "new.txt"),
    ];
    let begun = fixture.begin_with(&words, 3).await;
    assert_eq!(
        (begun.status, begun.code().as_str()),
        (StatusCode::CONFLICT, "project_archived")
    );
    let sent = fixture.patch(&half, 0, "half").await;
    assert_eq!(
        (sent.status, sent.code().as_str()),
        (StatusCode::CONFLICT, "project_archived")
    );

    assert_eq!(fixture.names().await, ["kept.txt"]);
    let version = fixture.version(kept).await;
    assert_eq!(fixture.bytes(&version).await, b"kept");
    let mut reader = app.read(who).await.unwrap();
    let listed = files::projects::list(&mut reader, who).await.unwrap();
    assert!(listed.is_empty(), "hidden from the list");
    let project = files::projects::open(&mut reader, who, Action::Download, fixture.project)
        .await
        .unwrap();
    assert_eq!(
        files::projects::abilities(who, &project),
        ["delete", "unarchive"]
    );
    drop(reader);
    let marks = files::marks::show(app, who).await.unwrap();
    assert_eq!(marks.archived[0].name, "Spring campaign");

    let back = fixture.send(Request::delete(&archive), "").await;
    assert_eq!(back.status, StatusCode::NO_CONTENT);
    assert_eq!(
        fixture.patch(&half, 0, "half").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(fixture.names().await, ["kept.txt", "half.txt"]);
}

#[tokio::test]
async fn only_managers_of_the_team_archive() {
    let fixture = Fixture::new().await;
    let colleague = member(&fixture.app, fixture.team, Role::Member);
    let stranger = member(&fixture.app, make_team(&fixture.app).await, Role::Owner);
    let app = &fixture.app;

    let refused = files::marks::set_archived(app, &colleague, fixture.project, true).await;
    let unseen = files::marks::set_archived(app, &stranger, fixture.project, true).await;
    let unliked = files::marks::set_favourite(app, &stranger, fixture.project, true).await;

    assert!(matches!(refused, Err(Error::Forbidden)));
    assert!(matches!(unseen, Err(Error::NotFound)));
    assert!(matches!(unliked, Err(Error::NotFound)));
    // An upload of the project is not held up by any of this.
    assert_eq!(
        fixture
            .send(tus("OPTIONS", "/api/v1/uploads"), "")
            .await
            .status,
        StatusCode::NO_CONTENT
    );
}
