//! The first page of a large dashboard: 50 files × 5 groups of a project with 2,000 files.

use anyhow::{Context, Result};
use serde_json::json;

use crate::client::{Client, Connection};
use crate::report::{Report, median};

/// A project that was filled, and the address of its first page.
pub(crate) struct Dashboard {
    pub(crate) project: String,
    pub(crate) path: String,
}

/// Measures the dashboard.
pub(crate) async fn measure(
    member: &Client,
    report: &mut Report,
    quick: bool,
) -> Result<Dashboard> {
    let (project, groups) = new_project(member, 5).await?;
    let mut connection = member.connect().await?;
    let mut versions = Vec::new();
    for number in 0..if quick { 100 } else { 2000 } {
        let name = format!("Photograph {number:04}.jpg");
        versions.push(
            upload_on(
                &mut connection,
                &project,
                &name,
                b"\xff\xd8\xff\xe0 not really",
            )
            .await?,
        );
    }
    for some in versions.chunks(20) {
        let body = json!({ "versions": some, "groups": groups });
        connection
            .json("POST", "/api/v1/reviews", Some(&body))
            .await?;
    }
    let path = format!("/api/v1/projects/{project}/dashboard");
    let times = connection.time(&path, 200).await?;
    report.figure("dashboard_p50_ms", median(&times), "at most 15");
    Ok(Dashboard { project, path })
}

/// A project with some groups.
pub(crate) async fn new_project(member: &Client, groups: usize) -> Result<(String, Vec<String>)> {
    let made = member
        .json(
            "POST",
            "/api/v1/projects",
            Some(&json!({ "name": "Bench" })),
        )
        .await?;
    let project = made["id"].as_str().context("no project")?.to_owned();
    let mut ids = Vec::new();
    for number in 0..groups {
        let body = json!({ "name": format!("Group {number}") });
        let made = member
            .json(
                "POST",
                &format!("/api/v1/projects/{project}/groups"),
                Some(&body),
            )
            .await?;
        ids.push(made["id"].as_str().context("no group")?.to_owned());
    }
    Ok((project, ids))
}

/// Uploads a small file; the version's id.
pub(crate) async fn upload(
    member: &Client,
    project: &str,
    name: &str,
    bytes: &[u8],
) -> Result<String> {
    upload_on(&mut member.connect().await?, project, name, bytes).await
}

/// The same on a connection that stays open.
pub(crate) async fn upload_on(
    connection: &mut Connection,
    project: &str,
    name: &str,
    bytes: &[u8],
) -> Result<String> {
    let location = begin_upload(connection, project, name, u64::try_from(bytes.len())?).await?;
    let headers = "tus-resumable: 1.0.0\r\nupload-offset: 0\r\ncontent-type: application/offset+octet-stream\r\n";
    let answer = connection
        .request("PATCH", &location, headers, bytes)
        .await?;
    Ok(answer
        .header("countersign-version")
        .with_context(|| String::from_utf8_lossy(&answer.body).into_owned())?
        .to_owned())
}

/// Creates an upload; its address.
pub(crate) async fn begin_upload(
    connection: &mut Connection,
    project: &str,
    name: &str,
    length: u64,
) -> Result<String> {
    let metadata = format!(
        "project {},filename {}",
        base64(project.as_bytes()),
        base64(name.as_bytes())
    );
    let headers = format!(
        "tus-resumable: 1.0.0\r\nupload-length: {length}\r\nupload-metadata: {metadata}\r\n"
    );
    let answer = connection
        .request("POST", "/api/v1/uploads", &headers, &[])
        .await?;
    let location = answer
        .header("location")
        .with_context(|| String::from_utf8_lossy(&answer.body).into_owned())?;
    Ok(location.to_owned())
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let word = group
            .iter()
            .fold(0_u32, |word, byte| (word << 8) | u32::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            let letter = LETTERS[((word >> (18 - 6 * place)) & 63) as usize];
            text.push(if place <= group.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}
