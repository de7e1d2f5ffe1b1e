//! Comments: 50 clients over TLS, durable and audited, beside a raw SQLite loop that commits the same rows one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::Client;
use crate::peers;
use crate::product::Product;
use crate::report::{Report, median, percentile};
use crate::screens::{new_project, upload};

/// The header of a JSON body.
const JSON: &str = "content-type: application/json\r\n";

/// Measures creation and listing.
pub(crate) async fn measure(
    product: &Product,
    member: &Client,
    report: &mut Report,
    quick: bool,
) -> Result<()> {
    // One review for each client: a review takes 5,000 comments.
    let mut reviews = Vec::new();
    for _ in 0..50 {
        reviews.push(review(member).await?);
    }
    let seconds = if quick { 2 } else { 6 };
    let (mut ours, mut raw, mut latencies) = (Vec::new(), Vec::new(), Vec::new());
    let mut cpu = Vec::new();
    for _ in 0..if quick { 1 } else { 3 } {
        raw.push(peers::raw_comment_loop(
            product.folder.path(),
            Duration::from_secs(seconds),
        )?);
        let before = (product.cpu_seconds()?, latencies.len());
        ours.push(
            create(
                member,
                &reviews,
                Duration::from_secs(seconds),
                &mut latencies,
            )
            .await?,
        );
        let made = (latencies.len() - before.1) as f64;
        cpu.push((product.cpu_seconds()? - before.0) * 1e6 / made);
    }
    report.figure("comments_per_second", median(&ours), "for information");
    report.figure("raw_commits_per_second", median(&raw), "for information");
    report.figure(
        "comment_vs_raw",
        median(&ours) / median(&raw),
        "at least 0.3",
    );
    report.figure("comment_p99_ms", percentile(&latencies, 99.0), "at most 60");
    // Rates vary with the disk and with whoever else uses the machine; processor time hardly does.
    report.figure("comment_cpu_us", median(&cpu), "for information");

    let review = review(member).await?;
    let mut connection = member.connect().await?;
    for _ in 0..300 {
        connection
            .json(
                "POST",
                &format!("/api/v1/reviews/{review}/comments"),
                Some(&comment()),
            )
            .await?;
    }
    let path = format!("/api/v1/reviews/{review}/comments");
    let before = product.cpu_seconds()?;
    let times = connection.time(&path, 200).await?;
    report.figure("list300_p50_ms", median(&times), "at most 4");
    let cpu = (product.cpu_seconds()? - before) * 1e3 / times.len() as f64;
    report.figure("list300_cpu_ms", cpu, "for information");
    Ok(())
}

async fn create(
    member: &Client,
    reviews: &[String],
    time: Duration,
    latencies: &mut Vec<f64>,
) -> Result<f64> {
    let done = Arc::new(AtomicU64::new(0));
    let mut connections = Vec::new();
    for review in reviews {
        let path = format!("/api/v1/reviews/{review}/comments");
        connections.push((path, member.connect().await?));
    }
    let begun = Instant::now();
    let mut clients = Vec::new();
    for (path, mut connection) in connections {
        let done = Arc::clone(&done);
        clients.push(tokio::task::spawn(async move {
            let mut own = Vec::new();
            while begun.elapsed() < time {
                let body = serde_json::to_vec(&comment())?;
                let asked = Instant::now();
                // The answer is read whole and not looked into: reading JSON is this client's work, not the server's.
                let answer = connection.request("POST", &path, JSON, &body).await?;
                own.push(asked.elapsed().as_secs_f64() * 1000.0);
                if answer.status != 201 {
                    bail!("a comment was answered with {}", answer.status);
                }
                done.fetch_add(1, Ordering::Relaxed);
            }
            anyhow::Ok(own)
        }));
    }
    for client in clients {
        latencies.extend(client.await??);
    }
    Ok(done.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64())
}

/// A comment of ordinary length.
pub(crate) fn comment() -> Value {
    json!({
        "body": { "blocks": [{ "spans": [{ "text": "The funnel should be our new red, PMS 1795. This one looks orange on my screen." }] }] },
        "markers": [],
        "client_id": Uuid::from_u128(rand()),
    })
}

/// Client ids need to differ, not to be secret.
fn rand() -> u128 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let word = || RandomState::new().build_hasher().finish();
    (u128::from(word()) << 64) | u128::from(word())
}

async fn review(member: &Client) -> Result<String> {
    let (project, groups) = new_project(member, 1).await?;
    let version = upload(member, &project, "picture.bin", b"bytes").await?;
    let started = member
        .json(
            "POST",
            "/api/v1/reviews",
            Some(&json!({ "versions": [version], "groups": groups })),
        )
        .await?;
    Ok(started["reviews"][0]
        .as_str()
        .context("no review")?
        .to_owned())
}
