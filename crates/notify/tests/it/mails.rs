//! Mails at a real server: what they say, when they are not sent, and what becomes of refusals.

use identity::{Facts, Secret};
use insta::assert_snapshot;
use kernel::Role;
use notify::Round;
use notify::preferences::{self, Change};
use notify::rules::channels::Ways;
use notify::rules::kind::Topic;
use review::comments;
use review::groups;
use review::rules::verdict::Verdict;
use review::wire::{ChangeGroup, ChangeSettings, NewComment};
use testkit::postbox::Manner;
use tokio_util::sync::CancellationToken;

use crate::studio::{Studio, calling, comment, letter, person};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

#[tokio::test]
async fn mentions_replies_and_decisions_are_written_at_once() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    let root = studio.say(&nadia, comment("The blue is too dark.")).await;
    studio.tell().await;
    studio.post().await;
    let reply = NewComment {
        parent: Some(root),
        ..comment("Lighter in the next one.")
    };
    studio.say(&studio.owner, reply).await;
    let team_only = NewComment {
        team_only: true,
        ..calling("Budget is gone,", &[person(&studio.owner)])
    };
    studio.say(&nadia, team_only).await;
    studio.decide(&nadia, Verdict::RequestChanges).await;
    studio.tell().await;

    let letters: Vec<String> = studio.post().await.iter().map(letter).collect();

    assert_eq!(letters.len(), 3);
    assert_snapshot!("reply", letters[0]);
    assert_snapshot!("mention", letters[1]);
    assert_snapshot!("decision", letters[2]);
}

#[tokio::test]
async fn a_review_for_somebody_is_written_at_once() {
    let studio = Studio::new().await;
    studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .set_due(studio.now() + 30 * HOUR, "Europe/Oslo")
        .await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.tell().await;

    let letters = studio.post().await;

    assert_eq!(letters.len(), 1);
    assert_snapshot!("review_started", letter(&letters[0]));
}

#[tokio::test]
async fn an_invitation_to_the_team_carries_its_link_and_tells_its_inviter() {
    let studio = Studio::new().await;
    let owner = studio.owner.as_member().unwrap();
    let new = access::invitations::NewInvitation {
        email: "Jonas@Larkfield.example".to_owned(),
        name: "Jonas Aalto".to_owned(),
        role: Role::Member,
    };
    let invitation = access::invitations::invite(&studio.app, owner, &new)
        .await
        .unwrap();
    let everything = Change {
        ways: vec![(
            Topic::InvitationAccepted,
            Ways {
                in_app: true,
                email: true,
            },
        )],
        ..Change::default()
    };
    preferences::change(&studio.app, &studio.owner, owner, everything)
        .await
        .unwrap();
    studio.tell().await;

    let letters = studio.post().await;

    assert_eq!(letters.len(), 1);
    let url = invitation.url.unwrap();
    assert!(letters[0].readable().contains(&url));
    assert!(!letters[0].data.contains("List-Unsubscribe"));
    assert_snapshot!("team_invitation", letter(&letters[0]));
    let acceptance = access::invitations::Acceptance {
        secret: Secret::new(url.split_once('#').unwrap().1.to_owned()),
        name: "Jonas Aalto".to_owned(),
        password: Secret::new("plain otters in tweed".to_owned()),
    };
    access::invitations::accept(
        &studio.app,
        invitation.id,
        &acceptance,
        &Facts::default(),
        None,
    )
    .await
    .unwrap();
    studio.tell().await;
    let letters = studio.post().await;
    assert_eq!(letters.len(), 1);
    assert_snapshot!("invitation_accepted", letter(&letters[0]));
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_is_not_sent() {
    let studio = Studio::new().await;
    let owner = studio.owner.as_member().unwrap();
    let new = access::invitations::NewInvitation {
        email: "jonas@larkfield.example".to_owned(),
        name: "Jonas Aalto".to_owned(),
        role: Role::Member,
    };
    let invitation = access::invitations::invite(&studio.app, owner, &new)
        .await
        .unwrap();
    studio.tell().await;

    access::invitations::revoke(&studio.app, owner, invitation.id)
        .await
        .unwrap();

    assert_eq!(studio.post().await.len(), 0);
}

#[tokio::test]
async fn a_guest_gets_their_own_link_and_nothing_of_what_is_said() {
    let studio = Studio::new().await;
    let zoe = studio.invite("Zoe Aas", "zoe@nordlys.example").await;
    studio
        .say(&studio.owner, calling("Look", &[zoe.person.id]))
        .await;
    studio.tell().await;

    let letters = studio.post().await;

    assert_eq!(letters.len(), 1);
    assert!(letters[0].readable().contains(&zoe.url.unwrap()));
    assert_snapshot!("group_invitation", letter(&letters[0]));
}

#[tokio::test]
async fn what_happens_in_a_while_is_one_mail() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.say(&nadia, comment("The blue is too dark.")).await;
    studio.say(&nadia, comment("And the logo too small.")).await;
    let gone = studio.say(&nadia, comment("Never mind.")).await;
    studio.tell().await;
    assert_eq!(studio.post().await.len(), 0, "not before the while is over");
    comments::delete(&studio.app, &nadia, gone).await.unwrap();

    studio.test.clock.advance(HOUR);
    let letters = studio.post().await;

    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, ["mara@larkfield.example"]);
    assert_snapshot!("activity", letter(&letters[0]));
    studio.test.clock.advance(HOUR);
    assert_eq!(studio.post().await.len(), 0);
}

#[tokio::test]
async fn a_mail_that_was_ended_after_it_was_queued_is_not_sent() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;
    let ways = Ways {
        in_app: true,
        email: false,
    };
    let change = Change {
        ways: vec![(Topic::Mention, ways)],
        ..Change::default()
    };

    preferences::change(&studio.app, &nadia, nadia.as_member().unwrap(), change)
        .await
        .unwrap();

    assert_eq!(studio.post().await.len(), 0);
}

#[tokio::test]
async fn a_letter_is_html_and_text_with_a_way_out() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .say(
            &studio.owner,
            calling("<script>alert(1)</script> & more", &[person(&nadia)]),
        )
        .await;
    studio.tell().await;

    let letters = studio.post().await;

    let readable = letters[0].readable();
    assert!(readable.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"));
    assert!(readable.contains("List-Unsubscribe: <https://localhost:8443/api/v1/unsubscribe/"));
    assert!(readable.contains("https://localhost:8443/unsubscribe#"));
    assert!(
        readable.contains("@larkfield.example>\n"),
        "a Message-ID of the own domain"
    );
    assert!(
        !readable.contains("<img") && !readable.contains("src="),
        "nothing is fetched"
    );
}

#[tokio::test]
async fn a_mailbox_that_takes_nothing_is_noted_and_forgotten_when_it_does() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    let owner = studio.owner.as_member().unwrap();
    let bounces = || async {
        let outbox = notify::outbox::list(&studio.app, &studio.owner, owner)
            .await
            .unwrap();
        outbox.bounces
    };
    studio.postbox.behave(Manner::NoMailbox);
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;

    studio.post().await;

    let noted = bounces().await;
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0].0.email.as_deref(), Some("nadia@larkfield.example"));
    assert_eq!(noted[0].1.reason, 550);
    studio.postbox.behave(Manner::Accept);
    studio.test.clock.advance(HOUR);
    assert_eq!(
        studio.post().await.len(),
        0,
        "a refused letter is not sent again by itself"
    );
    studio
        .say(&studio.owner, calling("Look again", &[person(&nadia)]))
        .await;
    studio.tell().await;
    assert_eq!(studio.post().await.len(), 1);
    assert_eq!(bounces().await.len(), 0);
}

#[tokio::test]
async fn a_letter_that_is_refused_for_now_is_tried_again() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.postbox.behave(Manner::Later);
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;
    assert_eq!(studio.post().await.len(), 0);
    studio.postbox.behave(Manner::Accept);
    assert_eq!(studio.post().await.len(), 0, "not at once");

    studio.test.clock.advance(MINUTE);

    assert_eq!(studio.post().await.len(), 1);
}

#[tokio::test]
async fn a_server_that_refuses_everything_costs_no_letter_and_no_try() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    for text in ["One", "Two", "Three"] {
        studio
            .say(&studio.owner, calling(text, &[person(&nadia)]))
            .await;
    }
    studio.tell().await;
    for manner in [
        Manner::NoSender,
        Manner::Stripped,
        Manner::Silent,
        Manner::Smuggle,
    ] {
        studio.postbox.behave(manner);
        let before = studio.postbox.connections();

        let round = studio
            .postman()
            .round(&CancellationToken::new())
            .await
            .unwrap();

        assert_eq!(round, Round::ServerFails, "{manner:?}");
        assert_eq!(
            studio.postbox.connections(),
            before + 1,
            "one try is enough"
        );
        studio.test.clock.advance(HOUR);
    }
    studio.postbox.behave(Manner::Accept);
    assert_eq!(studio.post().await.len(), 3);
}

#[tokio::test]
async fn a_dead_mail_server_blocks_nothing_else() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.postbox.behave(Manner::Silent);
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;
    let stop = CancellationToken::new();
    let postman = studio.postman();
    let sending = postman.round(&stop);

    // The conversation hangs for two seconds; everything else goes on meanwhile.
    let working = async {
        let begun = std::time::Instant::now();
        for number in 0..5 {
            studio
                .say(&nadia, comment(&format!("Number {number}")))
                .await;
            studio.tell().await;
            studio.kinds(&nadia).await;
        }
        begun.elapsed()
    };
    let (round, took) = tokio::join!(sending, working);

    assert_eq!(round.unwrap(), Round::ServerFails);
    assert!(took < std::time::Duration::from_millis(1900), "{took:?}");
}

#[tokio::test]
async fn a_letter_is_given_up_after_four_days() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.postbox.behave(Manner::Later);
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;
    for _ in 0..4 {
        studio.post().await;
        studio.test.clock.advance(25 * HOUR);
    }
    studio.post().await;
    studio.postbox.behave(Manner::Accept);
    studio.test.clock.advance(25 * HOUR);

    assert_eq!(studio.post().await.len(), 0);
}

#[tokio::test]
async fn after_a_long_stop_nobody_gets_old_mails() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;

    studio.test.clock.advance(25 * HOUR);
    studio.tell().await;

    assert_eq!(studio.unread(&nadia).await, 1);
    assert_eq!(studio.post().await.len(), 0);
}

#[tokio::test]
async fn of_two_postmen_one_sends() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    for number in 0..10 {
        let text = format!("Number {number}");
        studio
            .say(&studio.owner, calling(&text, &[person(&nadia)]))
            .await;
    }
    studio.tell().await;
    let (one, other, stop) = (studio.postman(), studio.postman(), CancellationToken::new());

    let (first, second) = tokio::join!(one.round(&stop), other.round(&stop));

    assert_eq!(
        (first.unwrap(), second.unwrap()),
        (Round::Done, Round::Done)
    );
    assert_eq!(studio.postbox.taken().len(), 10);
    let mut ids: Vec<String> = studio
        .postbox
        .taken()
        .iter()
        .filter_map(|taken| {
            taken
                .data
                .lines()
                .find(|line| line.starts_with("Message-ID"))
                .map(str::to_owned)
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10);
}

#[tokio::test]
async fn without_a_mail_server_nothing_but_invitations_waits() {
    let studio = Studio::with_mail(false).await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;

    assert_eq!(studio.unread(&nadia).await, 1);
    assert_eq!(studio.post().await.len(), 0);
}

#[tokio::test]
async fn a_group_keeps_its_activity_and_its_starts_out_of_the_mail() {
    let studio = Studio::new().await;
    let settings = ChangeSettings {
        activity_mails: Some(false),
        started_mails: Some(false),
        ..ChangeSettings::default()
    };
    let change = ChangeGroup {
        settings: Some(settings),
        ..ChangeGroup::default()
    };
    groups::change(&studio.app, &studio.owner, studio.group, change)
        .await
        .unwrap();
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.tell().await;
    studio.post().await;
    let before = studio.inbox(&nadia).await.len();

    studio.start_another().await;
    studio.say(&nadia, comment("Nobody gathers this.")).await;
    studio.tell().await;
    studio.test.clock.advance(9 * HOUR);

    assert!(studio.post().await.is_empty());
    assert_eq!(
        studio.inbox(&nadia).await.len(),
        before + 1,
        "the inbox says it"
    );
}
