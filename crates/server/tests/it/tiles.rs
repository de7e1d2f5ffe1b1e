//! A large picture from its upload to its tiles, with the real worker, the real queue and the real router.

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, StatusCode, header};
use db::{FromRow, Row, args};
use http_body_util::BodyExt;
use jobs::Runner;
use kernel::Actor;
use kernel::tx::Reading;
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt;

use crate::world::{Caller, World, world_with_worker};

db::statements! {
    KINDS = "SELECT kind FROM kernel_events WHERE (kind LIKE 'preview.%' OR kind LIKE 'tiles.%') AND position > $1 ORDER BY position";
    LAST = "SELECT COALESCE(MAX(position), 0) FROM kernel_events";
}

struct Kind(String);

impl FromRow for Kind {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.text(0)?.to_owned()))
    }
}

const WIDTH: u32 = 6000;
const HEIGHT: u32 = 2000;

/// A PNG of that size: grey stripes, stored in a few kilobytes.
fn picture() -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..HEIGHT {
        rows.push(0);
        rows.extend((0..WIDTH).map(|x| {
            if (x / 100 + y / 100) % 2 == 0 {
                30
            } else {
                220
            }
        }));
    }
    let mut header = WIDTH.to_be_bytes().to_vec();
    header.extend(HEIGHT.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let pixels = miniz_oxide::deflate::compress_to_vec_zlib(&rows, 6);
    for (kind, body) in [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", Vec::new())] {
        file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        let start = file.len();
        file.extend(kind);
        file.extend(body);
        let sum = crc(&file[start..]);
        file.extend(sum.to_be_bytes());
    }
    file
}

fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for &byte in bytes {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (0_u32.wrapping_sub(sum & 1)));
        }
    }
    !sum
}

fn runner(world: &World) -> Runner {
    let clock = Arc::clone(&world.test.clock);
    let now = Arc::new(move || kernel::Clock::now(&*clock));
    let mut handlers = media::handlers(&world.test.app);
    handlers.extend(files::handlers(&world.test.app));
    Runner::new(world.test.app.database().clone(), now, handlers)
}

/// Uploads bytes as the owner, into the demo project; answers with the file and the version.
async fn upload(world: &World, name: &str, bytes: Vec<u8>) -> (String, String) {
    try_upload(world, name, bytes).await.unwrap()
}

/// The same where the project may be out of reach; then it answers with what was said.
pub(crate) async fn try_upload(
    world: &World,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(String, String), StatusCode> {
    use base64::Engine;
    let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let (project, name) = (encode(&world.ids.project), encode(name));
    let begin = request(&world.owner, "POST", "/api/v1/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", bytes.len())
        .header(
            "upload-metadata",
            format!("project {project},filename {name}"),
        )
        .body(Body::empty());
    let begun = world.router.clone().oneshot(begin.unwrap()).await.unwrap();
    if begun.status() != StatusCode::CREATED {
        return Err(begun.status());
    }
    let place = begun.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned();
    let send = request(&world.owner, "PATCH", &place)
        .header("tus-resumable", "1.0.0")
        .header("upload-offset", 0)
        .header(header::CONTENT_TYPE, "application/offset+octet-stream")
        .body(Body::from(bytes));
    let sent = world.router.clone().oneshot(send.unwrap()).await.unwrap();
    if sent.status() != StatusCode::NO_CONTENT {
        return Err(sent.status());
    }
    let id = |name: &str| sent.headers()[name].to_str().unwrap().to_owned();
    Ok((id("countersign-file"), id("countersign-version")))
}

fn request(who: &Caller, method: &str, path: &str) -> Builder {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(cookie) = &who.cookie {
        request = request.header(header::COOKIE, cookie);
    }
    if let Some(origin) = &who.origin {
        request = request.header(header::ORIGIN, origin);
    }
    request
}

async fn get(world: &World, who: &Caller, path: &str) -> (StatusCode, String, String, Vec<u8>) {
    let wanted = request(who, "GET", path).body(Body::empty()).unwrap();
    let answer = world.router.clone().oneshot(wanted).await.unwrap();
    let text = |name| {
        let value = answer.headers().get(name);
        value.map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    };
    let (kind, cache) = (text(header::CONTENT_TYPE), text(header::CACHE_CONTROL));
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, kind, cache, body.to_vec())
}

async fn preview(world: &World, version: &str) -> Value {
    let path = format!("/api/v1/versions/{version}/preview");
    world.call(&world.owner, "GET", &path, None).await.ok()
}

fn objects(world: &World) -> usize {
    let stored = world.test.stored_bytes();
    let in_store =
        |path: &std::path::Path| path.components().any(|part| part.as_os_str() == "blobs");
    stored.iter().filter(|(path, _)| in_store(path)).count()
}

#[tokio::test]
async fn a_large_picture_is_shown_first_and_gets_its_tiles_afterwards() {
    let world = world_with_worker().await;
    let mut reader = world.test.app.read(&Actor::system()).await.unwrap();
    let before: i64 = reader.row(&LAST, &[]).await.unwrap().unwrap();
    drop(reader);
    let (_, version) = upload(&world, "Poster.png", picture()).await;
    let tiles = format!("/api/v1/versions/{version}/tiles");
    let (status, _, _, body) = get(&world, &world.owner, &format!("{tiles}/0/0/0")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(String::from_utf8_lossy(&body).contains("preview_pending"));

    runner(&world).run_due().await.unwrap();

    let found = preview(&world, &version).await;
    assert_eq!(
        (&found["state"], &found["detail"]),
        (&"ready".into(), &"ready".into())
    );
    assert_eq!(
        (&found["width"], &found["height"]),
        (&WIDTH.into(), &HEIGHT.into())
    );
    assert_eq!(
        found["tiles"],
        serde_json::json!({ "size": 512, "levels": 2 })
    );
    for (level, columns, rows) in [(0, 12, 4), (1, 6, 2)] {
        for (x, y) in [
            (0, 0),
            (columns - 1, 0),
            (0, rows - 1),
            (columns - 1, rows - 1),
        ] {
            let path = format!("{tiles}/{level}/{x}/{y}");
            let (status, kind, cache, body) = get(&world, &world.owner, &path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!(cache, "private, no-store");
            let begins: &[u8] = if kind == "image/webp" {
                b"RIFF"
            } else {
                &[0xff, 0xd8]
            };
            assert!(body.starts_with(begins), "{path} is no {kind}");
        }
        for place in [
            format!("{level}/{columns}/0"),
            format!("{level}/0/{rows}"),
            format!("{level}/-1/0"),
        ] {
            let (status, ..) = get(&world, &world.owner, &format!("{tiles}/{place}")).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{place}");
        }
    }
    for place in [
        "2/0/0",
        "255/0/0",
        "256/0/0",
        "0/4294967295/4294967295",
        "0/0/x",
    ] {
        let (status, ..) = get(&world, &world.owner, &format!("{tiles}/{place}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{place}");
    }
    for (who, expected) in [
        (&world.stranger, 404),
        (&world.guest, 404),
        (&Caller::default(), 401),
    ] {
        let (status, ..) = get(&world, who, &format!("{tiles}/0/0/0")).await;
        assert_eq!(status.as_u16(), expected);
    }
    for picture in ["thumbnail", "display"] {
        let path = format!("/api/v1/versions/{version}/{picture}");
        let (status, ..) = get(&world, &world.owner, &path).await;
        assert_eq!(status, StatusCode::OK, "{picture}");
    }
    let mut reader = world.test.app.read(&Actor::system()).await.unwrap();
    let kinds: Vec<Kind> = reader.rows(&KINDS, &args![before]).await.unwrap();
    let kinds: Vec<String> = kinds.into_iter().map(|Kind(kind)| kind).collect();
    let first_tiles = kinds.iter().position(|kind| kind == "tiles.ready").unwrap();
    let last_preview = kinds
        .iter()
        .rposition(|kind| kind == "preview.ready")
        .unwrap();
    assert!(last_preview < first_tiles, "{kinds:?}");
}

#[tokio::test]
async fn the_object_without_tiles_goes_away_once_nobody_reads_it() {
    let world = world_with_worker().await;
    let runner = runner(&world);
    runner.run_due().await.unwrap();
    let before = objects(&world);
    upload(&world, "Poster.png", picture()).await;
    runner.run_due().await.unwrap();
    assert_eq!(
        objects(&world),
        before + 3,
        "the file, the old pack and the new one"
    );

    world.test.clock.advance(11 * 60_000);
    runner.run_due().await.unwrap();

    assert_eq!(objects(&world), before + 2);
}

#[tokio::test]
async fn a_file_in_the_trash_gets_no_tiles_until_it_is_back() {
    let world = world_with_worker().await;
    let (file, version) = upload(&world, "Poster.png", picture()).await;
    let path = format!("/api/v1/files/{file}");
    world.call(&world.owner, "DELETE", &path, None).await.ok();
    runner(&world).run_due().await.unwrap();
    let path = format!("/api/v1/files/{file}/restore");
    world.call(&world.owner, "POST", &path, None).await.ok();
    let found = preview(&world, &version).await;
    assert_eq!(
        (&found["state"], &found["detail"]),
        (&"ready".into(), &"pending".into())
    );

    world.test.clock.advance(11 * 60_000);
    runner(&world).run_due().await.unwrap();

    assert_eq!(preview(&world, &version).await["detail"], "ready");
}

#[tokio::test]
async fn a_picture_that_can_be_shown_but_not_cut_says_so() {
    let world = world_with_worker().await;
    let (_, version) = upload(&world, "Poster.png", picture()).await;
    let mut broken = picture();
    broken.truncate(broken.len() - 60);
    let (_, other) = upload(&world, "Torn.png", broken).await;
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg' width='4000' height='40'><rect width='9' height='9'/></svg>";
    let (_, vector) = upload(&world, "Logo.svg", drawing.to_vec()).await;

    runner(&world).run_due().await.unwrap();

    assert_eq!(preview(&world, &version).await["detail"], "ready");
    let torn = preview(&world, &other).await;
    assert_eq!(torn["state"], "failed");
    let words = torn["reason"].as_str().unwrap();
    assert!(
        words.starts_with("No preview: the file is damaged"),
        "{words}"
    );
    let logo = preview(&world, &vector).await;
    assert_eq!(
        (&logo["state"], &logo["detail"]),
        (&"ready".into(), &"whole".into())
    );
    assert_eq!(logo["tiles"], Value::Null);
}
