//! Uploads that go well and uploads that are refused, over HTTP as tus 1.0.0 says.

use axum::body::Body;
use http::{Request, StatusCode};
use kernel::Role;

use crate::fixture::{Fixture, MIB, checksum, describe, make_team, member, noise, patch, tus};

#[tokio::test]
async fn a_file_arrives_in_parts() {
    let fixture = Fixture::new().await;
    let bytes = [b"\x89PNG\r\n\x1a\n".as_slice(), &noise(17 * MIB)].concat();
    let upload = fixture.begin("Poster.PNG", bytes.len()).await;

    let first = fixture.patch(&upload, 0, bytes[..9 * MIB].to_vec()).await;
    assert_eq!(
        (first.status, first.header("upload-offset")),
        (StatusCode::NO_CONTENT, "9437184")
    );
    assert!(first.headers.get("countersign-version").is_none());
    let second = fixture
        .patch(&upload, 9 * MIB, bytes[9 * MIB..].to_vec())
        .await;
    assert_eq!(second.status, StatusCode::NO_CONTENT, "{}", second.text());

    let version = fixture.version(second.finished()).await;
    assert_eq!(version.sha256, vault::sha256(&bytes));
    assert_eq!((version.number, version.size), (1, bytes.len() as u64));
    assert_eq!(
        (version.kind.token(), version.extension.as_str()),
        ("image", "PNG")
    );
    assert_eq!(
        (version.filename.as_str(), version.media_type.as_str()),
        ("Poster.PNG", "image/png")
    );
    assert!(fixture.bytes(&version).await == bytes);
    let events = fixture.events().await;
    assert_eq!(
        (
            events["upload.started"],
            events["upload.advanced"],
            events["file.created"]
        ),
        (1, 3, 1)
    );
}

#[tokio::test]
async fn a_lost_answer_can_be_asked_for_again() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.txt", 5).await;
    let finished = fixture.patch(&upload, 0, "hello").await.finished();

    let look = fixture.send(tus("HEAD", &upload), Body::empty()).await;
    assert_eq!(
        (look.status, look.header("upload-offset")),
        (StatusCode::OK, "5")
    );
    assert_eq!(look.finished(), finished);
    let again = fixture.patch(&upload, 5, "").await;
    assert_eq!(
        (again.status, again.finished()),
        (StatusCode::NO_CONTENT, finished)
    );
    let twice = fixture.patch(&upload, 0, "hello").await;
    assert_eq!(twice.status, StatusCode::CONFLICT);

    assert_eq!(fixture.names().await, ["a.txt"]);
    assert_eq!(fixture.events().await["file.created"], 1);
}

#[tokio::test]
async fn the_first_bytes_may_come_with_the_creation() {
    let fixture = Fixture::new().await;
    let project = fixture.project.to_string();
    let request = tus("POST", "/api/v1/uploads")
        .header("upload-length", 5)
        .header(
            "upload-metadata",
            describe(&[("project", &project), ("filename", "a.txt")]),
        )
        .header("upload-checksum", checksum(b"hello"))
        .header("content-type", "application/offset+octet-stream");

    let answer = fixture.send(request, "hello").await;

    assert_eq!(
        (answer.status, answer.header("upload-offset")),
        (StatusCode::CREATED, "5")
    );
    let version = fixture.version(answer.finished()).await;
    assert_eq!(fixture.bytes(&version).await, b"hello");
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    let fixture = Fixture::new().await;
    let project = fixture.project.to_string();

    let answer = fixture
        .begin_with(&[("project", &project), ("filename", "empty.txt")], 0)
        .await;

    assert_eq!(answer.status, StatusCode::CREATED);
    let version = fixture.version(answer.finished()).await;
    assert_eq!((version.size, version.sha256), (0, vault::sha256(b"")));
    assert_eq!(fixture.bytes(&version).await, b"");
}

#[tokio::test]
async fn what_was_announced_is_repeated_until_it_is_complete() {
    let fixture = Fixture::new().await;
    let project = fixture.project.to_string();
    let metadata = [
        ("project", project.as_str()),
        ("filename", "ä.txt"),
        ("whatever", ""),
    ];
    let upload = fixture.begin_with(&metadata, 5).await;

    let look = fixture
        .send(tus("HEAD", upload.header("location")), Body::empty())
        .await;

    assert_eq!(look.header("upload-length"), "5");
    assert_eq!(look.header("upload-offset"), "0");
    assert_eq!(look.header("upload-metadata"), describe(&metadata));
    assert_eq!(look.header("cache-control"), "no-store");
    assert_eq!(
        look.header("upload-expires"),
        "Tue, 25 May 2027 12:32:07 GMT"
    );
    assert_eq!(
        upload.header("upload-expires"),
        look.header("upload-expires")
    );
}

#[tokio::test]
async fn the_server_says_what_it_can_do() {
    let fixture = Fixture::new().await;

    let answer = fixture
        .send(
            Request::builder().method("OPTIONS").uri("/api/v1/uploads"),
            "",
        )
        .await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("tus-version"), "1.0.0");
    assert_eq!(answer.header("tus-resumable"), "1.0.0");
    assert_eq!(
        answer.header("tus-extension"),
        "creation,creation-with-upload,termination,checksum,expiration"
    );
    assert_eq!(answer.header("tus-checksum-algorithm"), "sha256");
    assert_eq!(answer.header("tus-max-size"), "1073741824");
}

#[tokio::test]
async fn requests_that_break_the_protocol_are_refused() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.txt", 5).await;
    let bytes = "application/offset+octet-stream";
    let cases = [
        (Request::builder().method("HEAD").uri(&upload), "", 412),
        (
            tus("PATCH", &upload).header("upload-offset", 0),
            "hello",
            415,
        ),
        (
            tus("PATCH", &upload).header("content-type", bytes),
            "hello",
            400,
        ),
        (
            tus("PATCH", &upload)
                .header("content-type", bytes)
                .header("upload-offset", "+0"),
            "hello",
            400,
        ),
        (patch(&upload, 1), "ello", 409),
        (patch(&upload, 0), "hello!", 413),
        (patch(&upload, 0).header("content-length", 6), "hello!", 413),
        (
            patch(&upload, 0).header("upload-checksum", "md5 AAAA"),
            "hello",
            400,
        ),
        (
            patch("/api/v1/uploads/upl_00000000000070008000000000000001", 0),
            "hello",
            404,
        ),
        (patch("/api/v1/uploads/nonsense", 0), "hello", 404),
    ];
    for (request, body, expected) in cases {
        let answer = fixture.send(request, body).await;
        assert_eq!(answer.status.as_u16(), expected, "{}", answer.text());
        assert_eq!(answer.header("tus-resumable"), "1.0.0");
    }
    assert_eq!(fixture.offset(&upload).await, 0);
    assert_eq!(fixture.objects().await, 0, "nothing of it was kept");
}

#[tokio::test]
async fn creations_that_make_no_sense_are_refused() {
    let fixture = Fixture::new().await;
    let project = fixture.project.to_string();
    let post = || tus("POST", "/api/v1/uploads");
    let described = || describe(&[("project", &project), ("filename", "a")]);
    let huge = (1_u64 << 30) + 1;
    let cases = [
        (
            post().header("upload-metadata", described()),
            400,
            "header_number",
        ),
        (
            post()
                .header("upload-length", "-1")
                .header("upload-metadata", described()),
            400,
            "header_number",
        ),
        (
            post()
                .header("upload-length", huge)
                .header("upload-metadata", described()),
            413,
            "too_large",
        ),
        (post().header("upload-length", 1), 422, "malformed"),
        (
            post()
                .header("upload-length", 1)
                .header("upload-metadata", "project ?"),
            422,
            "malformed",
        ),
        (
            post()
                .header("upload-length", 1)
                .header("upload-metadata", describe(&[("project", "pro_1")])),
            422,
            "malformed",
        ),
    ];
    for (request, status, code) in cases {
        let answer = fixture.send(request, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (status, code)
        );
    }
    assert!(!fixture.events().await.contains_key("upload.started"));
}

#[tokio::test]
async fn a_wrong_checksum_keeps_nothing() {
    let fixture = Fixture::new().await;
    let bytes = noise(9 * MIB);
    let upload = fixture.begin("a.bin", bytes.len()).await;
    let mut damaged = bytes.clone();
    damaged[4 * MIB] ^= 1;

    let request = patch(&upload, 0).header("upload-checksum", checksum(&bytes));
    let answer = fixture.send(request, damaged).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (460, "checksum_mismatch")
    );
    assert_eq!(
        (fixture.offset(&upload).await, fixture.objects().await),
        (0, 0)
    );

    let request = patch(&upload, 0).header("upload-checksum", checksum(&bytes));
    let answer = fixture.send(request, bytes.clone()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let version = fixture.version(answer.finished()).await;
    assert_eq!(version.sha256, vault::sha256(&bytes));
}

#[tokio::test]
async fn an_upload_belongs_to_its_sender() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.txt", 5).await;
    let colleague = member(&fixture.app, fixture.team, Role::Owner);
    let stranger = member(&fixture.app, make_team(&fixture.app).await, Role::Owner);

    for who in [colleague, stranger, kernel::Actor::anonymous()] {
        let expected = if who.is_anonymous() { 401 } else { 404 };
        for request in [
            tus("HEAD", &upload),
            patch(&upload, 0),
            tus("DELETE", &upload),
        ] {
            let answer = fixture.send_as(&who, request, "hello").await;
            assert_eq!(answer.status.as_u16(), expected);
        }
    }
    assert_eq!(fixture.offset(&upload).await, 0);
}

#[tokio::test]
async fn a_version_cannot_be_added_to_a_file_of_another_project() {
    let fixture = Fixture::new().await;
    let file = fixture.upload("a.txt", b"hello").await.file.to_string();
    let other = files::projects::create(&fixture.app, &fixture.who, "Other")
        .await
        .unwrap()
        .to_string();
    let stranger = member(&fixture.app, make_team(&fixture.app).await, Role::Owner);
    let theirs = files::projects::create(&fixture.app, &stranger, "Theirs")
        .await
        .unwrap()
        .to_string();

    let answer = fixture
        .begin_with(
            &[("project", &other), ("file", &file), ("filename", "a.txt")],
            1,
        )
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "foreign_file")
    );
    let answer = fixture
        .begin_with(&[("project", &theirs), ("filename", "a.txt")], 1)
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let request = tus("POST", "/api/v1/uploads")
        .header("upload-length", 1)
        .header(
            "upload-metadata",
            describe(&[("project", &theirs), ("file", &file), ("filename", "a")]),
        );
    assert_eq!(
        fixture.send_as(&stranger, request, "").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_file_that_went_to_the_trash_gets_no_version() {
    let fixture = Fixture::new().await;
    let file = fixture.upload("a.txt", b"hello").await.file;
    let (project, id) = (fixture.project.to_string(), file.to_string());
    let upload = fixture
        .begin_with(
            &[("project", &project), ("file", &id), ("filename", "b")],
            1,
        )
        .await;
    files::files::trash(&fixture.app, &fixture.who, file)
        .await
        .unwrap();

    let answer = fixture.patch(upload.header("location"), 0, "x").await;

    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(
        fixture.objects().await,
        1,
        "only the first version's part is left"
    );
}

#[tokio::test]
async fn a_cancelled_upload_is_gone() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.txt", 5).await;
    fixture.patch(&upload, 0, "hel").await;

    assert_eq!(
        fixture.send(tus("DELETE", &upload), "").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        fixture.send(tus("DELETE", &upload), "").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        fixture.send(tus("HEAD", &upload), "").await.status,
        StatusCode::GONE
    );
    assert_eq!(
        fixture.patch(&upload, 3, "lo").await.status,
        StatusCode::GONE
    );

    let complete = fixture.begin("b.txt", 1).await;
    fixture.patch(&complete, 0, "x").await;
    let answer = fixture.send(tus("DELETE", &complete), "").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::CONFLICT, "upload_complete")
    );
}

#[tokio::test]
async fn an_upload_expires_after_seven_days() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.txt", 5).await;

    fixture.test.clock.advance(7 * 24 * 3_600_000 - 1);
    assert_eq!(
        fixture.patch(&upload, 0, "hel").await.status,
        StatusCode::NO_CONTENT
    );
    fixture.test.clock.advance(1);

    assert_eq!(
        fixture.patch(&upload, 3, "lo").await.status,
        StatusCode::GONE
    );
}

#[tokio::test]
async fn forty_small_files_at_once() {
    let fixture = Fixture::new().await;
    let names: Vec<String> = (0..40).map(|number| format!("{number:02}.txt")).collect();

    let uploads = names
        .iter()
        .map(|name| fixture.upload(name, name.as_bytes()));
    let finished = futures::future::join_all(uploads).await;

    let mut listed = fixture.names().await;
    listed.sort();
    assert_eq!(listed, names);
    for (name, finished) in names.iter().zip(finished) {
        let version = fixture.version(finished).await;
        assert_eq!(version.sha256, vault::sha256(name.as_bytes()));
    }
}

#[tokio::test]
async fn files_stand_in_the_order_in_which_their_uploads_began() {
    let fixture = Fixture::new().await;
    fixture.upload("before.txt", b"x").await;
    let mut begun = Vec::new();
    for name in ["1.txt", "2.txt", "3.txt", "4.txt"] {
        begun.push(fixture.begin(name, 1).await);
    }

    for index in [3, 0, 2, 1] {
        let sent = fixture.patch(&begun[index], 0, "x").await;
        assert_eq!(sent.status, StatusCode::NO_CONTENT, "{}", sent.text());
    }
    fixture.upload("behind.txt", b"x").await;

    assert_eq!(
        fixture.names().await,
        [
            "before.txt",
            "1.txt",
            "2.txt",
            "3.txt",
            "4.txt",
            "behind.txt"
        ]
    );
}

#[tokio::test]
async fn a_folder_hints_at_section_and_name() {
    let fixture = Fixture::new().await;
    let print = files::sections::create(&fixture.app, &fixture.who, fixture.project, "Print")
        .await
        .unwrap();
    let project = fixture.project.to_string();
    let cases = [
        ("print/Flyer/a.png", "Flyer › a.png", true),
        ("Web/a.png", "Web › a.png", false),
        ("../../etc/a.png", "etc › a.png", false),
        ("a.png", "a.png", false),
    ];
    for (path, name, in_print) in cases {
        let metadata = [
            ("project", project.as_str()),
            ("filename", "a.png"),
            ("relative_path", path),
        ];
        let upload = fixture
            .begin_with(&metadata, 1)
            .await
            .header("location")
            .to_owned();
        let finished = fixture.patch(&upload, 0, "x").await.finished();

        let file = fixture.file(finished.file).await;
        assert_eq!(
            (file.name.as_str(), file.section == print),
            (name, in_print),
            "{path}"
        );
        assert_eq!(fixture.version(finished).await.filename, "a.png");
    }
}
