//! Decisions taken back, and comments that go out together with a decision.

use kernel::Actor;
use review::rules::status::Status;
use review::rules::verdict::Verdict;
use review::wire::{ChangeReview, DecisionDto, DotState, NewDecision, Withdrawal};
use review::{certificates, comments, decisions, overview, page, reviews};
use statement::Verdict as Verified;

use crate::studio::{Studio, code, new_comment};

#[tokio::test]
async fn a_withdrawn_decision_leaves_its_author_where_they_were() {
    let studio = Studio::new().await;
    let (_, ingrid) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let ingrid = ingrid.actor(&studio.app).await;
    page::show(&studio.app, &ingrid, studio.review)
        .await
        .unwrap();
    let first = studio.decide(&ingrid, Verdict::Approve).await.unwrap();
    assert_eq!(studio.status().await, Status::Approve);

    let second = withdraw(&studio, &ingrid, &first).await.unwrap();

    assert_eq!(second.verdict, Verdict::Withdraw);
    assert_eq!(second.predecessor, Some(first.id));
    assert_eq!(studio.status().await, Status::Review, "awaited again");
    let shown = page::show(&studio.app, &ingrid, studio.review)
        .await
        .unwrap();
    assert_eq!(shown.me.decision, Some(second.id.to_string()));
    let dot = shown
        .dots
        .iter()
        .find(|dot| dot.person.name == "Ingrid")
        .unwrap();
    assert_eq!((dot.state, dot.sentence.clone()), (DotState::Opened, None));
    assert_eq!(shown.decisions.len(), 2, "both stay on record");

    // A changed mind goes on from there, and names the withdrawal.
    assert_eq!(
        code(studio.decide(&ingrid, Verdict::Approve).await),
        "stale"
    );
    let third = NewDecision {
        predecessor: Some(second.id),
        ..studio.decision(Verdict::RequestChanges)
    };
    let third = decisions::decide(&studio.app, &ingrid, studio.review, third)
        .await
        .unwrap();
    assert_eq!(studio.status().await, Status::Request);

    let mut chain = Vec::new();
    for decision in [&first, &second, &third] {
        let file = certificates::json(&studio.app, &ingrid, decision.id).await;
        chain.push(file.unwrap().bytes);
    }
    let chain: Vec<&[u8]> = chain.iter().map(Vec::as_slice).collect();
    let anchor = studio.app.keystore().issuer_key().await.unwrap();
    assert!(
        statement::verify_chain(&chain, Some(&anchor.verifying_key()))
            .iter()
            .all(|report| report.verdict == Verified::Valid)
    );
    let drawn = certificates::pdf(&studio.app, &ingrid, second.id).await;
    assert!(drawn.unwrap().bytes.starts_with(b"%PDF"));
}

#[tokio::test]
async fn one_withdraws_ones_own_decision_alone() {
    let studio = Studio::new().await;
    let guests = [
        ("Ingrid", "ingrid@client.example"),
        ("Paul", "paul@client.example"),
    ];
    let mut actors = Vec::new();
    for (name, email) in guests {
        let guest = studio.named_guest(studio.group, name, email).await;
        actors.push(guest.actor(&studio.app).await);
    }
    let [ingrid, paul] = actors.try_into().unwrap();
    let other = studio.group("Legal").await;
    let stranger = studio
        .named_guest(other, "Lena", "lena@legal.example")
        .await
        .actor(&studio.app)
        .await;
    let first = studio.decide(&ingrid, Verdict::Approve).await.unwrap();

    assert_eq!(code(withdraw(&studio, &paul, &first).await), "forbidden");
    assert_eq!(
        code(withdraw(&studio, &studio.owner, &first).await),
        "forbidden"
    );
    assert_eq!(
        code(withdraw(&studio, &stranger, &first).await),
        "not_found"
    );
    let again = || withdraw(&studio, &ingrid, &first);
    let (a, b) = futures::join!(again(), again());
    let mut outcomes = [code(a.map(drop)), code(b.map(drop))];
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["ok", "stale"]);
    let newest = page::show(&studio.app, &ingrid, studio.review)
        .await
        .unwrap()
        .decisions
        .pop()
        .unwrap();
    assert_eq!(
        code(withdraw(&studio, &ingrid, &newest).await),
        "already_withdrawn"
    );
}

#[tokio::test]
async fn nothing_is_withdrawn_from_a_locked_review() {
    let studio = Studio::new().await;
    let first = studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();
    let lock = ChangeReview {
        locked: Some(true),
        ..ChangeReview::default()
    };
    reviews::change(&studio.app, &studio.owner, studio.review, lock)
        .await
        .unwrap();

    assert_eq!(
        code(withdraw(&studio, &studio.owner, &first).await),
        "decision_locked"
    );
    assert_eq!(studio.status().await, Status::Approve);
}

#[tokio::test]
async fn withdrawing_is_no_verdict_that_can_be_chosen() {
    let studio = Studio::new().await;
    assert_eq!(
        code(studio.decide(&studio.owner, Verdict::Withdraw).await),
        "not_offered"
    );
}

#[tokio::test]
async fn a_withdrawn_review_awaits_its_reviewer_again() {
    let studio = Studio::new().await;
    let member = studio
        .member("Jonas", "jonas@larkfield.example", kernel::Role::Member)
        .await;
    studio
        .invite(studio.group, "Jonas", "jonas@larkfield.example")
        .await;
    let awaiting = async || {
        overview::show(&studio.app, &member)
            .await
            .unwrap()
            .awaiting
            .len()
    };
    assert_eq!(awaiting().await, 1);
    let first = studio.decide(&member, Verdict::Approve).await.unwrap();
    assert_eq!(awaiting().await, 0);

    withdraw(&studio, &member, &first).await.unwrap();

    assert_eq!(awaiting().await, 1);
}

#[tokio::test]
async fn comments_that_were_kept_back_go_out_with_the_decision() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let kept = vec![new_comment("Move the logo"), new_comment("Less blue")];
    let input = NewDecision {
        comments: kept.clone(),
        ..studio.decision(Verdict::RequestChanges)
    };

    let decision = decisions::decide(&studio.app, &guest, studio.review, input)
        .await
        .unwrap();

    let list = comments::list(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!(list[0].body, kept[0].body);
    let file = certificates::json(&studio.app, &guest, decision.id)
        .await
        .unwrap();
    let report = statement::verify(&file.bytes, None, None);
    let covered = report.contents.unwrap().statement.comments.count;
    assert_eq!(covered, 2, "the signature covers them");
    // Sent again one by one, they are the same comments.
    studio
        .say_on(&guest, studio.review, kept[0].clone())
        .await
        .unwrap();
    let list = comments::list(&studio.app, &studio.owner, studio.review).await;
    assert_eq!(list.unwrap().len(), 2);
}

#[tokio::test]
async fn kept_comments_and_decision_are_stored_together_or_not_at_all() {
    let studio = Studio::new().await;
    let mut strange = new_comment("Ask somebody who cannot read it");
    strange.parent = Some(studio.app.mint());
    let input = |comments, sha256: Option<String>| {
        let decision = studio.decision(Verdict::Approve);
        NewDecision {
            comments,
            sha256: sha256.unwrap_or(decision.sha256.clone()),
            ..decision
        }
    };
    let kept = || vec![new_comment("Fine"), strange.clone()];
    let many = (0..101).map(|_| new_comment("x")).collect();
    let cases = [
        (input(kept(), None), "not_found"),
        (
            input(vec![new_comment("Fine")], Some(String::new())),
            "stale",
        ),
        (input(many, None), "too_many"),
    ];
    for (input, expected) in cases {
        let outcome = decisions::decide(&studio.app, &studio.owner, studio.review, input).await;
        assert_eq!(code(outcome), expected);
    }

    let shown = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    let list = comments::list(&studio.app, &studio.owner, studio.review).await;
    assert_eq!((shown.decisions.len(), list.unwrap().len()), (0, 0));
    assert_eq!(shown.review.status, Status::Review);
}

async fn withdraw(
    studio: &Studio,
    who: &Actor,
    decision: &DecisionDto,
) -> kernel::Result<DecisionDto> {
    let input = Withdrawal {
        sentence: None,
        locale: "en".to_owned(),
        zone: "Europe/Berlin".to_owned(),
    };
    decisions::withdraw(&studio.app, who, decision.id, input).await
}
