//! Projects, sections and files as a team arranges them.

use files::files::FileChange;
use files::sections::SectionChange;
use http::StatusCode;
use kernel::{Action, Actor, Error, Role, SectionId};

use crate::fixture::{Fixture, make_team, member};

async fn sections(fixture: &Fixture) -> Vec<(String, u32)> {
    let mut reader = fixture.app.read(&fixture.who).await.unwrap();
    let project =
        files::projects::open(&mut reader, &fixture.who, Action::See, fixture.project).await;
    let sections = files::sections::list(&mut reader, &project.unwrap())
        .await
        .unwrap();
    sections
        .into_iter()
        .map(|section| (section.name, section.count))
        .collect()
}

async fn section_id(fixture: &Fixture, index: usize) -> SectionId {
    let mut reader = fixture.app.read(&fixture.who).await.unwrap();
    let project =
        files::projects::open(&mut reader, &fixture.who, Action::See, fixture.project).await;
    files::sections::list(&mut reader, &project.unwrap())
        .await
        .unwrap()[index]
        .id
}

#[tokio::test]
async fn a_project_begins_with_one_section() {
    let fixture = Fixture::new().await;

    let answer = fixture
        .json("POST", "/projects", r#"{"name":" Summer "}"#)
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);

    let mut reader = fixture.app.read(&fixture.who).await.unwrap();
    let names = files::projects::names(&mut reader, &[answer.id(), fixture.project])
        .await
        .unwrap();
    assert_eq!(names[&answer.id()], "Summer");
    assert_eq!(sections(&fixture).await, [("All files".to_owned(), 0)]);
    assert_eq!(fixture.events().await["project.created"], 2);
}

#[tokio::test]
async fn a_project_is_renamed() {
    let fixture = Fixture::new().await;
    let path = format!("/projects/{}", fixture.project);

    for name in ["Autumn", "Autumn", "Winter"] {
        let answer = fixture
            .json("PATCH", &path, &format!(r#"{{"name":"{name}"}}"#))
            .await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }

    let mut reader = fixture.app.read(&fixture.who).await.unwrap();
    let names = files::projects::names(&mut reader, &[fixture.project])
        .await
        .unwrap();
    assert_eq!(names[&fixture.project], "Winter");
    assert_eq!(
        fixture.events().await["project.renamed"],
        2,
        "the same name changes nothing"
    );
}

#[tokio::test]
async fn a_project_in_the_trash_takes_everything_out_of_sight() {
    let fixture = Fixture::new().await;
    let path = format!("/projects/{}", fixture.project);
    let upload = fixture.upload("a.png", b"x").await;

    for _ in 0..2 {
        assert_eq!(
            fixture.json("DELETE", &path, "").await.status,
            StatusCode::NO_CONTENT
        );
    }

    let renamed = fixture.json("PATCH", &path, r#"{"name":"Winter"}"#).await;
    assert_eq!(renamed.status, StatusCode::NOT_FOUND);
    let mut reader = fixture.app.read(&fixture.who).await.unwrap();
    assert!(
        files::projects::list(&mut reader, &fixture.who)
            .await
            .unwrap()
            .is_empty()
    );
    let trashed = files::projects::trashed(&mut reader, &fixture.who)
        .await
        .unwrap();
    assert_eq!(trashed[0].name, "Spring campaign");
    assert!(
        files::versions::get(&mut reader, upload.version)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        files::files::get(&mut reader, upload.file)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_project_comes_back_as_it_was() {
    let fixture = Fixture::new().await;
    let path = format!("/projects/{}", fixture.project);
    let upload = fixture.upload("a.png", b"x").await;
    fixture.json("DELETE", &path, "").await;

    for _ in 0..2 {
        let restored = fixture.json("POST", &format!("{path}/restore"), "").await;
        assert_eq!(restored.status, StatusCode::NO_CONTENT);
    }

    let mut reader = fixture.app.read(&fixture.who).await.unwrap();
    let listed = files::projects::list(&mut reader, &fixture.who)
        .await
        .unwrap();
    assert_eq!(
        (listed[0].project.name.as_str(), listed[0].files),
        ("Spring campaign", 1)
    );
    assert_eq!(listed[0].faces, [upload.version]);
    let events = fixture.events().await;
    assert_eq!(
        (events["project.trashed"], events["project.restored"]),
        (1, 1)
    );
}

#[tokio::test]
async fn only_managers_put_a_whole_project_into_the_trash() {
    let fixture = Fixture::new().await;
    let member = member(&fixture.app, fixture.team, Role::Member);
    let upload = fixture.upload("a.png", b"x").await;

    let refused = files::projects::trash(&fixture.app, &member, fixture.project).await;
    assert!(matches!(refused, Err(Error::Forbidden)));
    files::files::trash(&fixture.app, &member, upload.file)
        .await
        .unwrap();

    let mut reader = fixture.app.read(&member).await.unwrap();
    let project = files::projects::open(&mut reader, &member, Action::See, fixture.project)
        .await
        .unwrap();
    assert_eq!(
        files::projects::abilities(&member, &project),
        ["upload", "start_review", "rename"]
    );
    assert!(files::projects::abilities(&fixture.who, &project).contains(&"delete"));
}

#[tokio::test]
async fn another_team_sees_404() {
    let fixture = Fixture::new().await;
    let upload = fixture.upload("a.png", b"x").await;
    let other = member(&fixture.app, make_team(&fixture.app).await, Role::Owner);
    let app = &fixture.app;

    let mut reader = app.read(&other).await.unwrap();
    let version = files::versions::open(&mut reader, &other, Action::See, upload.version).await;
    assert!(matches!(version, Err(Error::NotFound)));
    assert!(
        files::projects::list(&mut reader, &other)
            .await
            .unwrap()
            .is_empty()
    );
    drop(reader);
    let renamed = files::projects::rename(app, &other, fixture.project, "x").await;
    assert!(matches!(renamed, Err(Error::NotFound)));
    let trashed = files::files::trash(app, &other, upload.file).await;
    assert!(matches!(trashed, Err(Error::NotFound)));
    let section = section_id(&fixture, 0).await;
    let deleted = files::sections::delete(app, &other, section).await;
    assert!(matches!(deleted, Err(Error::NotFound)));
    let anonymous = files::projects::create(app, &Actor::anonymous(), "x").await;
    assert!(matches!(anonymous, Err(Error::Unauthenticated)));
}

#[tokio::test]
async fn sections_are_ordered_and_their_files_never_lost() {
    let fixture = Fixture::new().await;
    let path = format!("/projects/{}/sections", fixture.project);
    let print: SectionId = fixture
        .json("POST", &path, r#"{"name":"Print"}"#)
        .await
        .id();
    let web: SectionId = fixture.json("POST", &path, r#"{"name":"Web"}"#).await.id();
    let kept = fixture.upload("kept.png", b"1").await.file;
    let trashed = fixture.upload("trashed.png", b"2").await.file;
    for file in [kept, trashed] {
        let change = FileChange {
            section: Some(print),
            ..FileChange::default()
        };
        files::files::change(&fixture.app, &fixture.who, file, change)
            .await
            .unwrap();
    }
    files::files::trash(&fixture.app, &fixture.who, trashed)
        .await
        .unwrap();

    let first = SectionChange {
        position: Some(0),
        ..SectionChange::default()
    };
    files::sections::change(&fixture.app, &fixture.who, web, first)
        .await
        .unwrap();
    let order = sections(&fixture).await;
    assert_eq!(
        order,
        [
            ("Web".to_owned(), 0),
            ("All files".to_owned(), 0),
            ("Print".to_owned(), 1)
        ]
    );

    let deleted = fixture
        .json("DELETE", &format!("/sections/{print}"), "")
        .await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    files::files::restore(&fixture.app, &fixture.who, trashed)
        .await
        .unwrap();
    assert_eq!(
        sections(&fixture).await,
        [("Web".to_owned(), 2), ("All files".to_owned(), 0)]
    );
}

#[tokio::test]
async fn the_last_section_stays() {
    let fixture = Fixture::new().await;
    let section = section_id(&fixture, 0).await;

    let answer = fixture
        .json("DELETE", &format!("/sections/{section}"), "")
        .await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::CONFLICT, "section_last")
    );
}

#[tokio::test]
async fn a_file_follows_its_newest_version_until_it_is_named() {
    let fixture = Fixture::new().await;
    let file = fixture.upload("draft.png", b"1").await.file;
    let (project, id) = (fixture.project.to_string(), file.to_string());
    let add = async |name: &'static str| {
        let metadata = [
            ("project", project.as_str()),
            ("file", &id),
            ("filename", name),
        ];
        let upload = fixture
            .begin_with(&metadata, 1)
            .await
            .header("location")
            .to_owned();
        assert_eq!(
            fixture.patch(&upload, 0, "2").await.status,
            StatusCode::NO_CONTENT
        );
    };

    add("draft 2.png").await;
    assert_eq!(fixture.file(file).await.name, "draft 2.png");
    let renamed = fixture
        .json("PATCH", &format!("/files/{id}"), r#"{"name":"Poster"}"#)
        .await;
    assert_eq!(renamed.status, StatusCode::NO_CONTENT);
    add("draft 3.png").await;
    assert_eq!(fixture.file(file).await.name, "Poster");

    let mut reader = fixture.app.read(&fixture.who).await.unwrap();
    let versions = files::versions::of_file(&mut reader, file).await.unwrap();
    let numbers: Vec<_> = versions
        .iter()
        .map(|v| (v.number, v.filename.as_str()))
        .collect();
    assert_eq!(
        numbers,
        [(3, "draft 3.png"), (2, "draft 2.png"), (1, "draft.png")]
    );
    let events = fixture.events().await;
    assert_eq!((events["file.created"], events["version.added"]), (1, 2));
}

#[tokio::test]
async fn files_move_within_and_between_sections() {
    let fixture = Fixture::new().await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push(fixture.upload(name, name.as_bytes()).await.file);
    }
    let place = async |index: usize, change: FileChange| {
        files::files::change(&fixture.app, &fixture.who, ids[index], change)
            .await
            .unwrap();
    };

    place(
        3,
        FileChange {
            position: Some(1),
            ..FileChange::default()
        },
    )
    .await;
    assert_eq!(fixture.names().await, ["a", "d", "b", "c"]);
    place(
        0,
        FileChange {
            position: Some(99),
            ..FileChange::default()
        },
    )
    .await;
    assert_eq!(fixture.names().await, ["d", "b", "c", "a"]);
    place(
        1,
        FileChange {
            position: Some(0),
            ..FileChange::default()
        },
    )
    .await;
    assert_eq!(fixture.names().await, ["b", "d", "c", "a"]);

    let other = files::projects::create(&fixture.app, &fixture.who, "Other")
        .await
        .unwrap();
    let foreign = files::sections::create(&fixture.app, &fixture.who, other, "Foreign")
        .await
        .unwrap();
    let change = FileChange {
        section: Some(foreign),
        ..FileChange::default()
    };
    let moved = files::files::change(&fixture.app, &fixture.who, ids[0], change).await;
    assert!(matches!(moved, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_file_goes_to_the_trash_and_comes_back() {
    let fixture = Fixture::new().await;
    let upload = fixture.upload("a.png", b"x").await;
    let path = format!("/files/{}", upload.file);

    for _ in 0..2 {
        assert_eq!(
            fixture.json("DELETE", &path, "").await.status,
            StatusCode::NO_CONTENT
        );
    }
    assert!(fixture.names().await.is_empty());
    let renamed = fixture.json("PATCH", &path, r#"{"name":"x"}"#).await;
    assert_eq!(renamed.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        let restored = fixture.json("POST", &format!("{path}/restore"), "").await;
        assert_eq!(restored.status, StatusCode::NO_CONTENT);
    }

    assert_eq!(fixture.names().await, ["a.png"]);
    let events = fixture.events().await;
    assert_eq!((events["file.trashed"], events["file.restored"]), (1, 1));
}

#[tokio::test]
async fn pages_follow_each_other_without_gaps() {
    let fixture = Fixture::new().await;
    // In two sections with an empty one between them: a page ends inside a section and the next goes on there.
    for name in ["Empty", "Second"] {
        files::sections::create(&fixture.app, &fixture.who, fixture.project, name)
            .await
            .unwrap();
    }
    for number in 0..7 {
        fixture.upload(&format!("{number}.txt"), b"x").await;
    }
    let mut reader = fixture.app.read(&fixture.who).await.unwrap();
    let project = files::projects::open(&mut reader, &fixture.who, Action::See, fixture.project)
        .await
        .unwrap();
    let sections = files::sections::list(&mut reader, &project).await.unwrap();
    let outline = files::files::outline(&mut reader, &project).await.unwrap();
    drop(reader);
    for spot in outline.iter().skip(4) {
        let change = FileChange {
            section: Some(sections[2].id),
            ..Default::default()
        };
        files::files::change(&fixture.app, &fixture.who, spot.file, change)
            .await
            .unwrap();
    }
    let mut reader = fixture.app.read(&fixture.who).await.unwrap();
    let project = files::projects::open(&mut reader, &fixture.who, Action::See, fixture.project)
        .await
        .unwrap();

    let (mut cursor, mut names) = (None::<String>, Vec::new());
    loop {
        let page = files::files::page(&mut reader, &project, cursor.as_deref(), 3)
            .await
            .unwrap();
        names.extend(page.files.into_iter().map(|listed| listed.file.name));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }

    assert_eq!(
        names,
        (0..7)
            .map(|number| format!("{number}.txt"))
            .collect::<Vec<_>>()
    );
    let outline = files::files::outline(&mut reader, &project).await.unwrap();
    let ids: Vec<_> = outline.iter().map(|spot| spot.file).collect();
    let many = files::files::many(&mut reader, &ids).await.unwrap();
    let named: Vec<_> = ids.iter().map(|id| many[id].file.name.clone()).collect();
    assert_eq!(named, names);
}

#[tokio::test]
async fn names_are_refused_before_anything_is_written() {
    let fixture = Fixture::new().await;
    let long = format!(r#"{{"name":"{}"}}"#, "x".repeat(201));
    let cases = [
        (r#"{"name":""}"#, "name_empty"),
        (r#"{"name":"a\u0000b"}"#, "name_control"),
        (long.as_str(), "name_long"),
        (r#"{"name":"a","groups":["b"]}"#, "malformed"),
    ];
    for (body, code) in cases {
        let answer = fixture.json("POST", "/projects", body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, code)
        );
    }
}
