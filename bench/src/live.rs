//! How soon a comment reaches another browser: a thousand open streams in fifty groups, two hundred comments a second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::io::AsyncReadExt;

use crate::client::{Client, Connection};
use crate::comments::comment;
use crate::report::{Report, percentile};
use crate::screens::{new_project, upload};

const GROUPS: usize = 50;
const SESSIONS: usize = 2;
const STREAMS: usize = 10;
const PER_SECOND: u64 = 200;

type Times = Arc<Mutex<HashMap<String, Vec<Instant>>>>;

/// Measures the time from the start of the request that writes to the arrival at each stream that may know.
pub(crate) async fn measure(member: &Client, report: &mut Report, quick: bool) -> Result<()> {
    let (project, groups) = new_project(member, GROUPS).await?;
    let version = upload(member, &project, "picture.bin", b"bytes").await?;
    let body = json!({ "versions": [version], "groups": groups });
    let started = member.json("POST", "/api/v1/reviews", Some(&body)).await?;
    let reviews: Vec<String> = started["reviews"]
        .as_array()
        .context("no reviews")?
        .iter()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let heard = Times::default();
    let mut listeners = Vec::new();
    for group in &groups {
        for _ in 0..SESSIONS {
            let guest = open_link(member, group).await?;
            for _ in 0..STREAMS {
                listeners.push(tokio::task::spawn(listen(
                    open_stream(&guest).await?,
                    Arc::clone(&heard),
                )));
            }
        }
    }
    let seconds = if quick { 3 } else { 10 };
    let sent = send(member, &reviews, Duration::from_secs(seconds)).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    for listener in &listeners {
        listener.abort();
    }
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    let mut times = Vec::new();
    for (comment, begun) in &sent {
        let arrivals = heard.get(comment).map(Vec::as_slice).unwrap_or_default();
        if arrivals.len() != SESSIONS * STREAMS {
            bail!(
                "a comment reached {} of {} streams",
                arrivals.len(),
                SESSIONS * STREAMS
            );
        }
        times.extend(
            arrivals
                .iter()
                .map(|arrived| arrived.duration_since(*begun).as_secs_f64() * 1000.0),
        );
    }
    report.figure("event_streams", listeners.len() as f64, "1000");
    report.figure(
        "event_comments_per_second",
        sent.len() as f64 / seconds as f64,
        "200",
    );
    report.figure("event_p50_ms", percentile(&times, 50.0), "for information");
    report.figure("event_p95_ms", percentile(&times, 95.0), "at most 150");
    Ok(())
}

/// Writes comments at a fixed pace, whether or not the answers keep up; each comment with the moment it was sent.
async fn send(
    member: &Client,
    reviews: &[String],
    time: Duration,
) -> Result<Vec<(String, Instant)>> {
    let writers = 20;
    let mut tasks = Vec::new();
    let begun = Instant::now() + Duration::from_millis(100);
    for writer in 0..writers {
        let mut connection = member.connect().await?;
        let reviews = reviews.to_vec();
        tasks.push(tokio::task::spawn(async move {
            let mut sent = Vec::new();
            let mut turn = writer;
            loop {
                let due = begun + Duration::from_micros(turn * 1_000_000 / PER_SECOND);
                if due >= begun + time {
                    return anyhow::Ok(sent);
                }
                tokio::time::sleep_until(due.into()).await;
                let review = &reviews[usize::try_from(turn)? % reviews.len()];
                let path = format!("/api/v1/reviews/{review}/comments");
                let made = connection.json("POST", &path, Some(&comment())).await?;
                sent.push((made["id"].as_str().context("no id")?.to_owned(), due));
                turn += writers;
            }
        }));
    }
    let mut sent = Vec::new();
    for task in tasks {
        sent.extend(task.await??);
    }
    Ok(sent)
}

/// A new browser that opened the group's link.
async fn open_link(member: &Client, group: &str) -> Result<Client> {
    let page = member
        .json("GET", &format!("/api/v1/groups/{group}"), None)
        .await?;
    let url = page["link"]["url"].as_str().context("no link")?;
    let (_, place) = url.split_once("/r/").context("no review link")?;
    let (id, secret) = place.split_once('#').context("no secret")?;
    let nobody = member.with_cookie(String::new());
    let answer = nobody
        .connect()
        .await?
        .request(
            "POST",
            &format!("/api/v1/review-links/{id}/open"),
            "content-type: application/json\r\n",
            json!({ "secret": secret }).to_string().as_bytes(),
        )
        .await?;
    let cookie = answer
        .header("set-cookie")
        .with_context(|| String::from_utf8_lossy(&answer.body).into_owned())?;
    Ok(member.with_cookie(cookie.split(';').next().unwrap_or_default().to_owned()))
}

async fn open_stream(guest: &Client) -> Result<Connection> {
    let mut connection = guest.connect().await?;
    connection.begin("/api/v1/events").await?;
    Ok(connection)
}

/// Notes the arrival of every comment.
async fn listen(mut connection: Connection, heard: Times) -> Result<()> {
    let mut text = Vec::new();
    loop {
        if connection.stream.read_buf(&mut text).await? == 0 {
            bail!("a stream ended");
        }
        let arrived = Instant::now();
        while let Some(end) = text.windows(2).position(|window| window == b"\n\n") {
            let event = String::from_utf8_lossy(&text[..end]).into_owned();
            text.drain(..end + 2);
            if !event.contains("comment.created") {
                continue;
            }
            if let Some((_, rest)) = event.split_once("\"comment\":\"") {
                let id = rest.split('"').next().unwrap_or_default().to_owned();
                heard
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .entry(id)
                    .or_default()
                    .push(arrived);
            }
        }
    }
}
