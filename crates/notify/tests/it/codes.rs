//! Mailed codes at a real server: what the letter says, to whom none goes, and which one counts.

use std::net::{IpAddr, Ipv4Addr};

use identity::Secret;
use kernel::{Actor, LinkId, Result};
use review::wire::{AskCode, ChangeGroup, ChangeSettings, CheckCode};
use review::{codes, group_page, groups, links};
use testkit::postbox::Manner;
use webkit::VisitorFacts;

use crate::studio::{Studio, letter};

const INES: &str = "ines@nordlys.example";

async fn studio(invited_only: bool) -> Studio {
    let studio = Studio::new().await;
    let settings = ChangeSettings {
        mailed_code: Some(true),
        invited_only: Some(invited_only),
        ..ChangeSettings::default()
    };
    let change = ChangeGroup {
        settings: Some(settings),
        ..ChangeGroup::default()
    };
    groups::change(&studio.app, &studio.owner, studio.group, change)
        .await
        .unwrap();
    studio.tell().await;
    studio.post().await;
    studio
}

async fn link(studio: &Studio) -> (LinkId, String) {
    let page = group_page::show(&studio.app, &studio.owner, studio.group)
        .await
        .unwrap();
    let (before, secret) = page.link.url.split_once('#').unwrap();
    let id = before.rsplit('/').next().unwrap().parse().unwrap();
    (id, secret.to_owned())
}

fn facts(guest_token: Option<String>) -> VisitorFacts {
    VisitorFacts {
        address: Some(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7))),
        browser: "Quillfeather/7.1".to_owned(),
        guest_token,
    }
}

/// Asks for a code and gives the browser's cookie.
async fn ask(studio: &Studio, email: &str, name: Option<&str>) -> String {
    studio.test.clock.advance(1);
    let (id, secret) = link(studio).await;
    let input = AskCode {
        secret: Secret::new(secret),
        password: None,
        email: Some(email.to_owned()),
        name: name.map(str::to_owned),
    };
    let asked = codes::ask(&studio.app, &Actor::anonymous(), &facts(None), id, input)
        .await
        .unwrap();
    let mut headers = http::HeaderMap::new();
    asked.cookie.unwrap().apply(&mut headers);
    let line = headers[http::header::SET_COOKIE].to_str().unwrap();
    let (_, rest) = line.split_once('=').unwrap();
    rest.split(';').next().unwrap().to_owned()
}

async fn check(studio: &Studio, token: &str, code: &str) -> Result<links::Opened> {
    let (id, secret) = link(studio).await;
    let input = CheckCode {
        secret: Secret::new(secret),
        code: Secret::new(code.to_owned()),
    };
    let facts = facts(Some(token.to_owned()));
    codes::check(&studio.app, &Actor::anonymous(), &facts, id, input).await
}

fn code_in(letter: &str) -> String {
    letter
        .lines()
        .map(str::trim)
        .find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_code_is_mailed_and_opens_the_review() {
    let studio = studio(true).await;
    studio.invite("Ines Moen", INES).await;
    studio.tell().await;
    let invitation = studio.post().await;
    assert!(letter(&invitation[0]).contains("a code is mailed to this address"));

    let token = ask(&studio, INES, None).await;
    studio.tell().await;
    let letters = studio.post().await;

    assert_eq!(letters.len(), 1);
    let written = letter(&letters[0]);
    assert!(
        written.starts_with("To: ines@nordlys.example\n"),
        "{written}"
    );
    assert!(written.contains("Your code for a review by Larkfield Studio"));
    let code = code_in(&written);
    let subject = written.lines().nth(1).unwrap();
    assert!(!subject.contains(&code), "{subject}");
    check(&studio, &token, &code).await.unwrap();
}

#[tokio::test]
async fn a_code_mail_carries_nothing_that_was_typed() {
    let studio = studio(false).await;

    ask(&studio, INES, Some("Win at evil.example")).await;
    studio.tell().await;
    let letters = studio.post().await;

    let raw = letters[0].readable();
    assert!(!raw.contains("evil") && !raw.contains("Win at"), "{raw}");
    assert!(!raw.contains("Spring campaign"), "{raw}");
}

#[tokio::test]
async fn nobody_who_is_not_invited_gets_a_mail() {
    let studio = studio(true).await;
    studio.invite("Ines Moen", INES).await;
    studio.tell().await;
    studio.post().await;

    ask(&studio, "stranger@elsewhere.example", None).await;
    studio.tell().await;

    assert!(studio.post().await.is_empty());
}

#[tokio::test]
async fn a_code_that_is_late_is_not_mailed() {
    let studio = studio(false).await;
    ask(&studio, INES, Some("Ines Moen")).await;
    studio.tell().await;
    studio.test.clock.advance(10 * 60_000);

    assert!(studio.post().await.is_empty());
}

#[tokio::test]
async fn a_members_address_gets_no_code() {
    let studio = studio(false).await;
    ask(&studio, "mara@larkfield.example", Some("Mara")).await;
    studio.tell().await;

    let letters = studio.post().await;

    let written = letter(&letters[0]);
    assert!(written.contains("you need no code"), "{written}");
    assert!(written.contains("/sign-in"), "{written}");
}

#[tokio::test]
async fn a_mail_that_is_tried_again_has_a_new_code() {
    let studio = studio(false).await;
    let token = ask(&studio, INES, Some("Ines Moen")).await;
    studio.tell().await;
    studio.postbox.behave(Manner::Later);
    assert!(studio.post().await.is_empty());
    studio.postbox.behave(Manner::Accept);
    studio.test.clock.advance(61_000);

    let letters = studio.post().await;

    assert_eq!(letters.len(), 1);
    let code = code_in(&letter(&letters[0]));
    check(&studio, &token, &code).await.unwrap();
}
