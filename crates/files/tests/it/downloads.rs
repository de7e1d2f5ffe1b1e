//! Many files as one archive: whole, safely named, logged file by file, and never cut off silently.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use axum::body::Body;
use futures::StreamExt;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use kernel::Role;
use tower::ServiceExt;

use crate::fixture::{Answer, Fixture, MIB, describe, make_team, member, noise, tus};

async fn get(fixture: &Fixture, words: &str) -> Answer {
    let path = format!("/api/v1/projects/{}/content.zip{words}", fixture.project);
    fixture.send(Request::get(path), Body::empty()).await
}

/// The answer whose body was not asked for yet.
async fn begun(fixture: &Fixture) -> Response<Body> {
    let path = format!("/api/v1/projects/{}/content.zip", fixture.project);
    let request = Request::get(path)
        .extension(fixture.who.clone())
        .body(Body::empty())
        .unwrap();
    fixture.router.clone().oneshot(request).await.unwrap()
}

async fn upload_to(fixture: &Fixture, path: &str, bytes: &[u8]) {
    let filename = path.rsplit('/').next().unwrap();
    let metadata = describe(&[
        ("project", &fixture.project.to_string()),
        ("filename", filename),
        ("relative_path", path),
    ]);
    let request = tus("POST", "/api/v1/uploads")
        .header("upload-length", bytes.len())
        .header("upload-metadata", metadata)
        .header("content-type", "application/offset+octet-stream");
    let answer = fixture.send(request, bytes.to_vec()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
}

/// What a program says about an archive; panics when it does not like it.
#[expect(
    clippy::disallowed_methods,
    reason = "archives are read by other people's tools"
)]
fn ask(program: &str, arguments: &[&str], archive: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive.zip");
    std::fs::write(&path, archive).unwrap();
    let asked = Command::new(program)
        .args(arguments)
        .arg(Path::new(&path))
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    let text = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert!(
        asked.status.success(),
        "{program}: {text}{}",
        String::from_utf8_lossy(&asked.stderr)
    );
    text
}

/// Names, sizes and digests of the entries, as Python reads them.
fn entries(archive: &[u8]) -> Vec<(String, usize, String)> {
    const SCRIPT: &str = "import sys, zipfile, hashlib\n\
        sys.stdout.reconfigure(encoding='utf-8')\n\
        z = zipfile.ZipFile(sys.argv[1])\n\
        assert z.testzip() is None\n\
        for i in z.infolist():\n    \
            assert i.compress_type == 0 and (i.filename.isascii() or i.flag_bits & 0x800), i\n    \
            print(i.filename, i.file_size, hashlib.sha256(z.read(i)).hexdigest(), sep='\\t')";
    let found = ask("python3", &["-c", SCRIPT], archive);
    let entry = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        (
            parts.next().unwrap(),
            parts.next().unwrap().parse().unwrap(),
            parts.next().unwrap(),
        )
    };
    found.lines().map(entry).collect()
}

fn names(archive: &[u8]) -> Vec<String> {
    entries(archive)
        .into_iter()
        .map(|(name, _, _)| name)
        .collect()
}

#[tokio::test]
async fn a_project_comes_as_one_archive_that_other_tools_read() {
    let fixture = Fixture::new().await;
    let path = format!("/projects/{}/sections", fixture.project);
    fixture
        .json("POST", &path, r#"{"name":"Print: A/B"}"#)
        .await;
    let large = noise(9 * MIB);
    fixture.upload("Übersicht ☃.pdf", &large).await;
    fixture.upload("a.txt", b"first").await;
    fixture.upload("A.TXT", b"second").await;
    fixture.upload("ملف.txt", b"").await;
    upload_to(&fixture, "Print: A/B/con.txt", b"never matched").await;
    let listed = fixture.page().await;
    let section = format!("/files/{}", listed.last().unwrap().file.id);
    let sections = fixture.sections().await;
    let body = format!(r#"{{"section":"{}","name":"..\\..\\con"}}"#, sections[1].id);
    let moved = fixture.json("PATCH", &section, &body).await;
    assert_eq!(moved.status, StatusCode::NO_CONTENT, "{}", moved.text());

    let answer = get(&fixture, "").await;

    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/zip");
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment; filename=\"Spring campaign.zip\""),
    );
    assert_eq!(
        answer.header("content-length"),
        answer.body.len().to_string()
    );
    let found = entries(&answer.body);
    let expected: Vec<(String, usize, String)> = [
        ("All files/Übersicht ☃.pdf", large.as_slice()),
        ("All files/a.txt", b"first"),
        ("All files/A (2).TXT", b"second"),
        ("All files/ملف.txt", b""),
        ("Print_ A_B/.._.._con.txt", b"never matched"),
    ]
    .map(|(name, bytes)| {
        (
            name.to_owned(),
            bytes.len(),
            vault::hex(&vault::sha256(bytes)),
        )
    })
    .to_vec();
    assert_eq!(found, expected);
    assert!(ask("unzip", &["-t"], &answer.body).contains("No errors detected"));
}

#[tokio::test]
async fn a_choice_of_files_or_a_section_can_be_taken() {
    let fixture = Fixture::new().await;
    let one = fixture.upload("one.txt", b"1").await;
    fixture.upload("two.txt", b"2").await;
    let three = fixture.upload("three.txt", b"3").await;
    let section = fixture.sections().await[0].id;

    let chosen = get(&fixture, &format!("?files={},{}", three.file, one.file)).await;
    let whole = get(&fixture, &format!("?section={section}")).await;

    assert_eq!(names(&chosen.body), ["one.txt", "three.txt"]);
    assert_eq!(names(&whole.body), ["one.txt", "two.txt", "three.txt"]);
}

#[tokio::test]
async fn the_newest_version_is_taken_and_the_trash_is_left_out() {
    let fixture = Fixture::new().await;
    let kept = fixture.upload("kept.txt", b"old").await;
    let gone = fixture.upload("gone.txt", b"gone").await;
    let project = fixture.project.to_string();
    let metadata = [
        ("project", project.as_str()),
        ("filename", "kept.txt"),
        ("file", &kept.file.to_string()),
    ];
    let begun = fixture.begin_with(&metadata, 3).await;
    let upload = begun.header("location").to_owned();
    fixture.patch(&upload, 0, "new").await;
    files::files::trash(&fixture.app, &fixture.who, gone.file)
        .await
        .unwrap();

    let found = entries(&get(&fixture, "").await.body);

    assert_eq!(found.len(), 1);
    assert_eq!(found[0].2, vault::hex(&vault::sha256(b"new")));
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_before_anything_is_sent() {
    let fixture = Fixture::new().await;
    let empty = get(&fixture, "").await;
    assert_eq!(
        (empty.status, empty.code().as_str()),
        (StatusCode::CONFLICT, "nothing_to_download")
    );
    let file = fixture.upload("a.txt", b"a").await.file;
    let other = files::projects::create(&fixture.app, &fixture.who, "Other")
        .await
        .unwrap();
    let path = format!("/api/v1/projects/{other}/content.zip?files={file}");
    let foreign = fixture.send(Request::get(path), "").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);

    let many = vec![file.to_string(); 201].join(",");
    for (words, status, code) in [
        ("?files=nonsense", StatusCode::NOT_FOUND, "not_found"),
        ("?section=sec_x", StatusCode::NOT_FOUND, "not_found"),
        ("?files=,", StatusCode::CONFLICT, "nothing_to_download"),
        ("?unknown=1", StatusCode::UNPROCESSABLE_ENTITY, "malformed"),
        (
            "?files=a&section=b",
            StatusCode::UNPROCESSABLE_ENTITY,
            "two_choices",
        ),
        (
            &format!("?files={many}"),
            StatusCode::UNPROCESSABLE_ENTITY,
            "too_many",
        ),
    ] {
        let answer = get(&fixture, words).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{words}"
        );
    }
    let stranger = member(&fixture.app, make_team(&fixture.app).await, Role::Owner);
    let path = format!("/api/v1/projects/{}/content.zip", fixture.project);
    let answer = fixture.send_as(&stranger, Request::get(path), "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!fixture.events().await.contains_key("content.downloaded"));
}

#[tokio::test]
async fn every_file_of_an_archive_is_logged_with_whoever_took_it() {
    let fixture = Fixture::new().await;
    for number in 0..3 {
        fixture.upload(&format!("{number}.txt"), b"x").await;
    }
    let path = format!("/api/v1/projects/{}/content.zip", fixture.project);

    let head = fixture.send(Request::head(&path), "").await;
    assert_eq!(head.status, StatusCode::OK);
    assert!(!fixture.events().await.contains_key("content.downloaded"));
    let whole = get(&fixture, "").await;

    assert_eq!(head.header("content-length"), whole.body.len().to_string());
    assert_eq!(fixture.events().await["content.downloaded"], 3);
    let takers = fixture.takers().await;
    let person = fixture.who.as_member().unwrap().person.uuid();
    assert_eq!(takers, vec![Some(person); 3]);
}

#[tokio::test]
async fn files_that_the_reader_never_came_to_are_not_logged() {
    let fixture = Fixture::new().await;
    for number in 0..60 {
        fixture.upload(&format!("{number}.txt"), b"x").await;
    }
    let archive = files::downloads::project(
        &fixture.app,
        &fixture.who,
        fixture.project,
        &files::downloads::Chosen::All,
    )
    .await
    .unwrap();
    let mut bytes = archive.bytes(&fixture.app, &fixture.who);

    bytes.next().await.unwrap().unwrap();
    drop(bytes);

    assert_eq!(fixture.events().await["content.downloaded"], 50);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_breaks_the_archive_off() {
    let fixture = Fixture::new().await;
    fixture.upload("whole.txt", b"whole").await;
    let lost = fixture.upload("lost.txt", b"lost").await;
    fixture.upload("behind.txt", b"behind").await;
    let version = fixture.version(lost).await;
    for object in fixture.objects_of(&version).await {
        fixture.app.blobs().delete(object).await.unwrap();
    }

    let response = begun(&fixture).await;

    assert_eq!(response.status(), StatusCode::OK);
    assert!(
        response.into_body().collect().await.is_err(),
        "a part passes for the whole"
    );
}

#[tokio::test]
async fn an_archive_that_nobody_reads_on_holds_up_no_writer() {
    let fixture = Fixture::new().await;
    fixture.upload("one.txt", b"one").await;
    let response = begun(&fixture).await;
    let mut body = response.into_body();
    let other = fixture.app.write(&fixture.who).await.unwrap();

    // It is asked for its first bytes once, waits for its turn to be logged, and is never asked again.
    let asked = tokio::time::timeout(Duration::from_millis(200), body.frame()).await;
    assert!(asked.is_err(), "nothing leaves before it is logged");
    drop(other);

    let write = fixture.app.write(&fixture.who);
    let turn = tokio::time::timeout(Duration::from_secs(5), write).await;
    assert!(turn.is_ok(), "the archive keeps the turn to write");
}
