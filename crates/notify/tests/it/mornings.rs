//! What the clock tells: due soon, late, and the one mail of a working morning.

use insta::assert_snapshot;
use notify::mornings;
use notify::preferences::{self, Change};
use notify::rules::channels::Ways;
use notify::rules::kind::{ItemKind, Topic};
use review::decisions;
use review::rules::verdict::Verdict;
use review::wire::Withdrawal;

use crate::studio::{Studio, letter};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From the studio's start, Tuesday 12:32:07 UTC, to half past seven in Oslo on Wednesday.
const TO_MORNING: i64 = 16 * HOUR + 57 * MINUTE + 53_000;

#[tokio::test]
async fn due_soon_and_late_are_told_once_each() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .set_due(studio.now() + 30 * HOUR, "Europe/Oslo")
        .await;
    studio.tell().await;
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(studio.kinds(&nadia).await, [ItemKind::ReviewStarted]);

    studio.test.clock.advance(7 * HOUR);
    mornings::look(&studio.app).await.unwrap();
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(
        studio.kinds(&nadia).await,
        [ItemKind::DueSoon, ItemKind::ReviewStarted]
    );
    assert_eq!(studio.kinds(&studio.owner).await, []);

    studio.test.clock.advance(24 * HOUR);
    mornings::look(&studio.app).await.unwrap();
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(
        studio.kinds(&nadia).await,
        [
            ItemKind::Overdue,
            ItemKind::DueSoon,
            ItemKind::ReviewStarted
        ]
    );
    assert_eq!(
        studio.kinds(&studio.owner).await,
        [ItemKind::Overdue],
        "whoever started it"
    );
    let letters = studio.post().await;
    let late = letters
        .iter()
        .find(|taken| taken.to == ["mara@larkfield.example"])
        .unwrap();
    assert_snapshot!("overdue", letter(late));
}

#[tokio::test]
async fn a_date_that_was_moved_takes_its_news_along() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.set_due(studio.now() + HOUR, "Europe/Oslo").await;
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(studio.kinds(&nadia).await, [ItemKind::DueSoon]);

    studio
        .set_due(studio.now() + 20 * HOUR, "Europe/Oslo")
        .await;
    assert_eq!(studio.kinds(&nadia).await, []);
    mornings::look(&studio.app).await.unwrap();

    assert_eq!(
        studio.kinds(&nadia).await,
        [ItemKind::DueSoon],
        "of the new date"
    );
}

#[tokio::test]
async fn the_mail_of_the_morning_comes_once_a_working_day_and_ends_with_the_decision() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.set_due(studio.now() + 4 * DAY, "Europe/Oslo").await;
    studio.tell().await;
    studio.post().await;
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(studio.post().await.len(), 0, "at noon");

    studio.test.clock.advance(TO_MORNING);
    mornings::look(&studio.app).await.unwrap();
    mornings::look(&studio.app).await.unwrap();
    let letters = studio.post().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, ["nadia@larkfield.example"]);
    assert_snapshot!("due", letter(&letters[0]));

    studio.test.clock.advance(10 * MINUTE);
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(studio.post().await.len(), 0, "once in a morning");

    studio.test.clock.advance(DAY - 10 * MINUTE);
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(studio.post().await.len(), 1, "the next morning again");

    studio.test.clock.advance(2 * DAY);
    mornings::look(&studio.app).await.unwrap();
    let to: Vec<_> = studio
        .post()
        .await
        .into_iter()
        .flat_map(|letter| letter.to)
        .collect();
    assert_eq!(to, Vec::<String>::new(), "on Saturday");

    studio.decide(&nadia, Verdict::Approve).await;
    studio.test.clock.advance(2 * DAY);
    mornings::look(&studio.app).await.unwrap();
    let to: Vec<_> = studio
        .post()
        .await
        .into_iter()
        .flat_map(|letter| letter.to)
        .collect();
    assert!(
        !to.contains(&"nadia@larkfield.example".to_owned()),
        "she has decided"
    );
}

#[tokio::test]
async fn whoever_took_their_decision_back_is_asked_again() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.set_due(studio.now() + 4 * DAY, "Europe/Oslo").await;
    studio.decide(&nadia, Verdict::Approve).await;
    studio.tell().await;
    let told = studio.inbox(&studio.owner).await;
    let decision = told[0].item.decision.unwrap();
    let withdrawal = Withdrawal {
        sentence: None,
        locale: "en".to_owned(),
        zone: "Europe/Oslo".to_owned(),
    };
    decisions::withdraw(&studio.app, &nadia, decision, withdrawal)
        .await
        .unwrap();
    studio.tell().await;
    studio.post().await;

    let told = studio.inbox(&studio.owner).await;
    assert_eq!(told[0].verdict, Some(Verdict::Withdraw));
    studio.test.clock.advance(TO_MORNING);
    mornings::look(&studio.app).await.unwrap();
    let letters = studio.post().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, ["nadia@larkfield.example"]);
}

#[tokio::test]
async fn a_mail_of_the_morning_that_was_held_up_says_nothing_the_next_day() {
    let studio = Studio::new().await;
    studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.set_due(studio.now() + 4 * DAY, "Europe/Oslo").await;
    studio.tell().await;
    studio.post().await;
    studio.test.clock.advance(TO_MORNING);
    mornings::look(&studio.app).await.unwrap();

    studio.test.clock.advance(20 * HOUR);

    assert_eq!(studio.post().await.len(), 0);
}

#[tokio::test]
async fn a_morning_is_where_somebody_lives() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.set_due(studio.now() + 4 * DAY, "Europe/Oslo").await;
    studio.tell().await;
    studio.post().await;
    let change = Change {
        zone: Some("America/New_York".to_owned()),
        ..Change::default()
    };
    preferences::change(&studio.app, &nadia, nadia.as_member().unwrap(), change)
        .await
        .unwrap();

    studio.test.clock.advance(TO_MORNING);
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(studio.post().await.len(), 0, "it is night there");
    studio.test.clock.advance(6 * HOUR);
    mornings::look(&studio.app).await.unwrap();

    assert_eq!(studio.post().await.len(), 1);
}

#[tokio::test]
async fn a_guest_with_an_address_gets_the_mail_of_the_morning_with_their_own_link() {
    let studio = Studio::new().await;
    let zoe = studio.invite("Zoe Aas", "zoe@nordlys.example").await;
    studio.set_due(studio.now() + 4 * DAY, "Europe/Oslo").await;
    studio.tell().await;
    studio.post().await;

    studio.test.clock.advance(TO_MORNING);
    mornings::look(&studio.app).await.unwrap();
    let letters = studio.post().await;

    assert_eq!(letters.len(), 1);
    assert!(letters[0].readable().contains(&zoe.url.unwrap()));
    assert_snapshot!("due_guest", letter(&letters[0]));
    review::reviewers::remove(&studio.app, &studio.owner, studio.group, zoe.person.id)
        .await
        .unwrap();
    studio.test.clock.advance(DAY);
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(studio.post().await.len(), 0, "removed");
}

#[tokio::test]
async fn a_guest_is_not_told_the_name_of_a_version_that_was_not_shown() {
    let studio = Studio::new().await;
    studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Zoe Aas", "zoe@nordlys.example").await;
    studio.set_due(studio.now() + 4 * DAY, "Europe/Oslo").await;
    studio.upload_next("poster-for-the-merger.pdf").await;
    studio.tell().await;
    studio.post().await;

    studio.test.clock.advance(TO_MORNING);
    mornings::look(&studio.app).await.unwrap();
    let letters = studio.post().await;

    let to = |address: &str| {
        let found = letters.iter().find(|taken| taken.to == [address]);
        letter(found.unwrap())
    };
    let guest = to("zoe@nordlys.example");
    assert!(!guest.contains("merger"), "{guest}");
    assert!(guest.contains("poster.pdf"), "{guest}");
    let member = to("nadia@larkfield.example");
    assert!(member.contains("poster-for-the-merger.pdf"), "{member}");
}

#[tokio::test]
async fn nobody_is_reminded_of_reviews_in_an_archived_project() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Zoe Aas", "zoe@nordlys.example").await;
    studio
        .set_due(studio.now() + 20 * HOUR, "Europe/Oslo")
        .await;
    studio.tell().await;
    studio.post().await;
    let archive = async |on: bool| {
        files::marks::set_archived(&studio.app, &studio.owner, studio.project, on)
            .await
            .unwrap();
    };
    archive(true).await;

    studio.test.clock.advance(TO_MORNING);
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(studio.kinds(&nadia).await, [ItemKind::ReviewStarted]);
    assert_eq!(studio.post().await.len(), 0);

    // What was in the queue when the project was put away is not sent either.
    archive(false).await;
    mornings::look(&studio.app).await.unwrap();
    assert_eq!(
        studio.kinds(&nadia).await,
        [ItemKind::DueSoon, ItemKind::ReviewStarted]
    );
    archive(true).await;
    assert_eq!(studio.post().await.len(), 0);
}

#[tokio::test]
async fn whoever_wants_no_mail_of_dates_gets_none() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.set_due(studio.now() + 4 * DAY, "Europe/Oslo").await;
    studio.tell().await;
    studio.post().await;
    let ways = Ways {
        in_app: true,
        email: false,
    };
    let change = Change {
        ways: vec![(Topic::Due, ways)],
        ..Change::default()
    };
    preferences::change(&studio.app, &nadia, nadia.as_member().unwrap(), change)
        .await
        .unwrap();

    studio.test.clock.advance(TO_MORNING);
    mornings::look(&studio.app).await.unwrap();

    assert_eq!(studio.post().await.len(), 0);
}
