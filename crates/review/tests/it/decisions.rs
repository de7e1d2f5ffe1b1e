//! Decisions and their certificates.

use kernel::{Action, Actor, Member, Proof, Role};
use review::rules::level::IdentityLevel;
use review::rules::status::Status;
use review::rules::verdict::Verdict;
use review::wire::{ChangeReview, ChangeSettings, DecisionDto, DotState, NewDecision};
use review::{certificates, decisions, page, reviewers, reviews};
use statement::{Method, Verdict as Verified};

use crate::studio::{PDF, Studio, code, sha256, start, upload};

#[tokio::test]
async fn the_status_follows_the_decisions() {
    let studio = Studio::new().await;
    let (_, first) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let (second, _) = studio
        .invited_guest(studio.group, "Paul", "paul@client.example")
        .await;
    let first = first.actor(&studio.app).await;

    studio.decide(&first, Verdict::Approve).await.unwrap();
    assert_eq!(studio.status().await, Status::Review, "Paul is awaited");

    // The last one who was missing is asked no more.
    reviewers::change(&studio.app, &studio.owner, studio.group, second, false)
        .await
        .unwrap();
    assert_eq!(studio.status().await, Status::Approve);
}

#[tokio::test]
async fn a_decision_is_bound_to_the_bytes_that_were_seen() {
    let studio = Studio::new().await;
    for wrong in [
        sha256(b"other bytes"),
        sha256(PDF).to_uppercase(),
        String::new(),
    ] {
        let input = NewDecision {
            sha256: wrong,
            ..studio.decision(Verdict::Approve)
        };
        assert_eq!(
            code(decisions::decide(&studio.app, &studio.owner, studio.review, input).await),
            "stale"
        );
    }
    assert_eq!(studio.status().await, Status::Review);
}

#[tokio::test]
async fn a_decision_is_never_changed_in_place() {
    let studio = Studio::new().await;
    let first = studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();
    let before = certificate(&studio, &studio.owner, &first).await;

    assert_eq!(
        code(studio.decide(&studio.owner, Verdict::Reject).await),
        "not_offered"
    );
    assert_eq!(
        code(studio.decide(&studio.owner, Verdict::RequestChanges).await),
        "stale",
        "it names no predecessor"
    );
    let input = NewDecision {
        predecessor: Some(first.id),
        ..studio.decision(Verdict::RequestChanges)
    };
    let second = decisions::decide(&studio.app, &studio.owner, studio.review, input.clone())
        .await
        .unwrap();
    assert_eq!(
        code(decisions::decide(&studio.app, &studio.owner, studio.review, input).await),
        "stale"
    );

    let page = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert_eq!(page.review.status, Status::Request);
    assert_eq!(superseded(&page.decisions), [true, false]);
    assert_eq!(page.me.decision, Some(second.id.to_string()));
    let after = certificate(&studio, &studio.owner, &first).await;
    assert_eq!(before, after, "the first statement stands");
    let chain = [
        after.as_slice(),
        &certificate(&studio, &studio.owner, &second).await,
    ];
    assert!(
        statement::verify_chain(&chain, None)
            .iter()
            .all(|report| report.verdict == Verified::Consistent)
    );

    let change = db::Statement {
        name: "TAMPER",
        sql: "UPDATE review_decisions SET verdict = 'approve'",
    };
    let mut tx = studio.app.database().write().await.unwrap();
    assert!(
        db::Execute::execute(&mut tx, &change, &[]).await.is_err(),
        "the database refuses as well"
    );
}

#[tokio::test]
async fn two_decisions_at_once_leave_one() {
    let studio = Studio::new().await;
    let approve = studio.decide(&studio.owner, Verdict::Approve);
    let object = studio.decide(&studio.owner, Verdict::RequestChanges);

    let (first, second) = futures::join!(approve, object);

    let stored = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap()
        .decisions;
    assert_eq!(stored.len(), 1);
    assert_eq!(
        [first.is_ok(), second.is_ok()]
            .iter()
            .filter(|ok| **ok)
            .count(),
        1
    );
}

#[tokio::test]
async fn two_people_deciding_at_once_settle_the_review() {
    let studio = Studio::new().await;
    let (_, first) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let (_, second) = studio
        .invited_guest(studio.group, "Paul", "paul@client.example")
        .await;
    let (first, second) = (
        first.actor(&studio.app).await,
        second.actor(&studio.app).await,
    );

    let (a, b) = futures::join!(
        studio.decide(&first, Verdict::Approve),
        studio.decide(&second, Verdict::Approve)
    );

    assert!(a.is_ok() && b.is_ok());
    assert_eq!(studio.status().await, Status::Approve);
}

#[tokio::test]
async fn somebody_who_is_not_asked_cannot_decide() {
    let studio = Studio::new().await;
    let (ingrid, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    reviewers::change(&studio.app, &studio.owner, studio.group, ingrid, false)
        .await
        .unwrap();
    let who = guest.actor(&studio.app).await;

    assert_eq!(
        code(studio.decide(&who, Verdict::Approve).await),
        "decision_not_asked"
    );
    let page = page::show(&studio.app, &who, studio.review).await.unwrap();
    assert!(!page.abilities.contains(&"decide"));
    assert!(page.abilities.contains(&"comment"));
}

#[tokio::test]
async fn a_closed_review_takes_no_decision() {
    let studio = Studio::new().await;
    let lock = |locked| ChangeReview {
        locked: Some(locked),
        ..ChangeReview::default()
    };
    reviews::change(&studio.app, &studio.owner, studio.review, lock(true))
        .await
        .unwrap();
    assert_eq!(
        code(studio.decide(&studio.owner, Verdict::Approve).await),
        "decision_locked"
    );

    reviews::change(&studio.app, &studio.owner, studio.review, lock(false))
        .await
        .unwrap();
    assert!(studio.decide(&studio.owner, Verdict::Approve).await.is_ok());
}

#[tokio::test]
async fn a_group_offers_what_its_settings_say() {
    let studio = Studio::new().await;
    let settings = ChangeSettings {
        reject: Some(true),
        approve_with_changes: Some(false),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, settings).await;

    assert_eq!(
        code(
            studio
                .decide(&studio.owner, Verdict::ApproveWithChanges)
                .await
        ),
        "not_offered"
    );
    studio.decide(&studio.owner, Verdict::Reject).await.unwrap();

    assert_eq!(studio.status().await, Status::Reject);
}

#[tokio::test]
async fn a_new_version_does_not_inherit_an_approval() {
    let studio = Studio::new().await;
    studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();
    let newer = upload(
        &studio.app,
        &studio.owner,
        studio.project,
        Some(studio.file.file),
        "poster.pdf",
        b"%PDF-1.7 replaced",
    )
    .await;

    let shown = dashboard(&studio).await;
    assert!(
        shown.files[0].cells[0].review.is_none(),
        "the newest version was not reviewed"
    );
    assert_eq!(
        shown.files[0].cells[0].earlier.as_ref().unwrap().status,
        Status::Approve
    );
    assert_eq!((shown.totals.reviews, shown.totals.approved), (0, 0));
    let overview = review::overview::show(&studio.app, &studio.owner)
        .await
        .unwrap();
    assert_eq!(overview.projects[0].reviews.approve, 0);
    assert!(
        !page::show(&studio.app, &studio.owner, studio.review)
            .await
            .unwrap()
            .newest
    );

    let review = start(&studio.app, &studio.owner, newer.version, studio.group).await;
    let page = page::show(&studio.app, &studio.owner, review)
        .await
        .unwrap();
    assert_eq!(page.review.status, Status::Review);
    assert!(page.decisions.is_empty());
    assert_eq!(page.versions.len(), 2);
    assert_eq!(
        dashboard(&studio).await.files[0].cells[0]
            .review
            .as_ref()
            .unwrap()
            .status,
        Status::Review
    );
    assert_eq!(
        code(
            decisions::decide(
                &studio.app,
                &studio.owner,
                review,
                studio.decision(Verdict::Approve)
            )
            .await
        ),
        "stale"
    );
}

#[tokio::test]
async fn a_certificate_verifies_with_the_issuers_key_alone() {
    let studio = Studio::new().await;
    let input = NewDecision {
        sentence: Some("Fine by me.".to_owned()),
        ..studio.decision(Verdict::Approve)
    };
    let decision = decisions::decide(&studio.app, &studio.owner, studio.review, input)
        .await
        .unwrap();
    let pem = certificates::issuer_key(&studio.app).await.unwrap();
    let issuer = vault::signing::VerifyingKey::from_pem(&pem).unwrap();
    let json = certificate(&studio, &studio.owner, &decision).await;
    let pdf = certificates::pdf(&studio.app, &studio.owner, decision.id)
        .await
        .unwrap();

    for bytes in [&json, &pdf.bytes] {
        let report = statement::verify(bytes, Some(&mut &*PDF), Some(&issuer));
        assert_eq!(report.verdict, Verified::Valid, "{:?}", report.checks);
        let report = statement::verify(bytes, Some(&mut &b"other bytes"[..]), Some(&issuer));
        assert_eq!(report.verdict, Verified::Invalid);
        assert_eq!(
            statement::verify(bytes, None, None).verdict,
            Verified::Consistent
        );
    }
    let contents = statement::verify(&json, None, None).contents.unwrap();
    assert_eq!(contents.statement.review, studio.review.to_string());
    assert_eq!(
        contents.statement.identity.level,
        statement::Level::Password
    );
    assert_eq!(contents.openings.len(), 7);
    assert!(pdf.number.starts_with("CS-") && pdf.number == decision.certificate);
    let page = certificates::page(&studio.app, &studio.owner, decision.id)
        .await
        .unwrap();
    assert_eq!(page.sha256, sha256(PDF));
    assert_eq!(page.decision.sentence.as_deref(), Some("Fine by me."));
    assert_eq!(page.email.as_deref(), Some("mara@larkfield.example"));
    assert_eq!(page.time_zone, "Europe/Berlin");
}

#[tokio::test]
async fn a_guest_takes_away_their_own_certificate_alone() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let own = studio.decide(&guest, Verdict::Approve).await.unwrap();
    let other = studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();

    assert_eq!(own.level, Some(IdentityLevel::Link));
    assert!(
        certificates::json(&studio.app, &guest, own.id)
            .await
            .is_ok()
    );
    assert_eq!(
        code(certificates::json(&studio.app, &guest, other.id).await),
        "forbidden"
    );
    assert_eq!(
        code(certificates::pdf(&studio.app, &guest, other.id).await),
        "forbidden"
    );
    assert_eq!(
        code(certificates::json(&studio.app, &Actor::anonymous(), own.id).await),
        "not_found"
    );
}

#[tokio::test]
async fn an_erased_signers_statement_still_verifies_without_the_name() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid Dahl", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let person = guest.grants()[0].person.unwrap();
    let decision = studio.decide(&guest, Verdict::Approve).await.unwrap();
    let author = studio
        .app
        .keystore()
        .author_key(person.uuid(), studio.project.uuid())
        .await
        .unwrap()
        .unwrap();
    crate::stored::erase(&studio.app, &[author, kernel::sealing::person_key(person)]).await;

    let json = certificate(&studio, &studio.owner, &decision).await;

    assert_eq!(
        statement::verify(&json, None, None).verdict,
        Verified::Consistent
    );
    let text = String::from_utf8(json).unwrap();
    assert!(
        !text.contains("Ingrid") && text.contains("Spring campaign"),
        "{text}"
    );
    let page = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert_eq!(page.decisions[0].person.name, "Erased person");
    assert_eq!(page.decisions[0].certificate, decision.certificate);
}

#[tokio::test]
async fn the_name_of_a_version_that_was_not_shown_stays_unknown() {
    let studio = Studio::new().await;
    let (_, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let who = guest.actor(&studio.app).await;
    let newer = "poster-for-the-merger.pdf";
    upload(
        &studio.app,
        &studio.owner,
        studio.project,
        Some(studio.file.file),
        newer,
        b"%PDF-1.7 two",
    )
    .await;

    let decision = studio.decide(&who, Verdict::Approve).await.unwrap();
    let page = page::show(&studio.app, &who, studio.review).await.unwrap();
    let about = certificates::page(&studio.app, &who, decision.id)
        .await
        .unwrap();
    let signed = certificate(&studio, &who, &decision).await;
    let everything = format!(
        "{}{}{}",
        serde_json::to_string(&page).unwrap(),
        serde_json::to_string(&about).unwrap(),
        String::from_utf8_lossy(&signed)
    );

    assert!(!everything.contains("merger"), "{everything}");
    assert_eq!(page.file.name, "poster.pdf");
    assert_eq!(about.file_name, "poster.pdf");
    assert!(String::from_utf8_lossy(&signed).contains("poster.pdf"));
    let for_team = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert_eq!(for_team.file.name, newer);

    studio.rename_file("The poster").await;
    let page = page::show(&studio.app, &who, studio.review).await.unwrap();
    assert_eq!(page.file.name, "The poster");
}

#[tokio::test]
async fn bytes_leave_under_the_name_that_a_guest_is_shown() {
    let studio = Studio::new().await;
    let (_, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let guest = guest.actor(&studio.app).await;
    let name_for = async |who: &Actor| {
        let version = studio.file.version;
        let found = reviews::version_for(&studio.app, who, Action::See, version).await;
        found.unwrap().shown_name(&studio.app).await.unwrap()
    };
    assert_eq!(name_for(&guest).await, "poster.pdf");

    studio.rename_file("The poster.pdf").await;
    assert_eq!(name_for(&guest).await, "The poster.pdf");
    assert_eq!(name_for(&studio.owner).await, "poster.pdf");
}

#[tokio::test]
async fn dots_show_who_opened_and_who_decided() {
    let studio = Studio::new().await;
    let member = studio
        .member("Henrik", "henrik@larkfield.example", Role::Member)
        .await;
    studio
        .invite(studio.group, "Henrik", "henrik@larkfield.example")
        .await;
    studio
        .invite(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let states = async || -> Vec<DotState> {
        let shown = dashboard(&studio).await;
        shown.files[0].cells[0]
            .review
            .as_ref()
            .unwrap()
            .dots
            .iter()
            .map(|dot| dot.state)
            .collect()
    };

    assert_eq!(states().await, [DotState::Open, DotState::Open]);
    page::show(&studio.app, &member, studio.review)
        .await
        .unwrap();
    assert_eq!(states().await, [DotState::Opened, DotState::Open]);
    studio
        .decide(&member, Verdict::ApproveWithChanges)
        .await
        .unwrap();
    assert_eq!(
        states().await,
        [DotState::ApproveWithChanges, DotState::Open]
    );
}

async fn dashboard(studio: &Studio) -> review::wire::DashboardDto {
    review::dashboard::show(
        &studio.app,
        &studio.owner,
        studio.project,
        review::dashboard::Filter::default(),
    )
    .await
    .unwrap()
}

async fn certificate(studio: &Studio, who: &Actor, decision: &DecisionDto) -> Vec<u8> {
    certificates::json(&studio.app, who, decision.id)
        .await
        .unwrap()
        .bytes
}

fn superseded(decisions: &[DecisionDto]) -> Vec<bool> {
    decisions
        .iter()
        .map(|decision| decision.superseded)
        .collect()
}

#[tokio::test]
async fn a_one_time_link_is_not_called_a_password() {
    let studio = Studio::new().await;
    let member = studio.owner.as_member().unwrap().clone();
    let by_link = Actor::member(Member {
        proof: Proof::OneTimeLink,
        ..member
    });

    let weak = studio.decide(&by_link, Verdict::Approve).await.unwrap();
    let mut again = studio.decision(Verdict::RequestChanges);
    again.predecessor = Some(weak.id);
    let strong = decisions::decide(&studio.app, &studio.owner, studio.review, again)
        .await
        .unwrap();

    assert_eq!(weak.level, Some(IdentityLevel::Link));
    assert_eq!(strong.level, Some(IdentityLevel::Password));
    for (decision, method) in [(weak, Method::OneTimeLink), (strong, Method::Password)] {
        let written = certificates::json(&studio.app, &studio.owner, decision.id)
            .await
            .unwrap();
        let contents = statement::verify(&written.bytes, None, None)
            .contents
            .unwrap();
        assert_eq!(contents.statement.identity.method, method);
    }
}
