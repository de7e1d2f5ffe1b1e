//! Mailed codes: who gets in by them, and everything that must not help anybody else.

use std::net::{IpAddr, Ipv4Addr};

use identity::sessions;
use kernel::tx::Reading as _;
use kernel::{Actor, App, GroupId, PersonId, Result, Settings};
use review::rules::level::IdentityLevel;
use review::rules::verdict::Verdict;
use review::wire::{AskCode, ChangeSettings, CheckCode, CodeAskedDto};
use review::{certificates, codes, group_page, guests, links, reviewers};
use webkit::VisitorFacts;

use crate::studio::{Guest, PDF, Studio, code, open, parts, secret_of, token};

const INES: &str = "ines@nordlys.example";
const MINUTE: i64 = 60_000;

/// A studio that sends mail and asks for codes.
async fn studio(invited_only: bool) -> Studio {
    let mut studio = Studio::new().await;
    studio.app = studio.app.with_settings(Settings {
        sends_mail: true,
        ..studio.app.settings().clone()
    });
    ask_for_codes(&studio, invited_only).await;
    studio
}

async fn ask_for_codes(studio: &Studio, invited_only: bool) {
    let settings = ChangeSettings {
        mailed_code: Some(true),
        invited_only: Some(invited_only),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, settings).await;
}

/// A browser at a review link.
struct Browser<'a> {
    studio: &'a Studio,
    url: String,
    token: Option<String>,
    address: u8,
}

impl<'a> Browser<'a> {
    async fn new(studio: &'a Studio) -> Self {
        Self::at(studio, studio.url(studio.group).await)
    }

    fn at(studio: &'a Studio, url: String) -> Self {
        Self {
            studio,
            url,
            token: None,
            address: 7,
        }
    }

    fn facts(&self) -> VisitorFacts {
        VisitorFacts {
            address: Some(IpAddr::V4(Ipv4Addr::new(198, 51, self.address, 7))),
            browser: "Quillfeather/7.1".to_owned(),
            guest_token: self.token.clone(),
        }
    }

    async fn ask(&mut self, email: &str, name: Option<&str>) -> Result<CodeAskedDto> {
        self.studio.test.clock.advance(1);
        let (id, secret) = parts(&self.url);
        let input = AskCode {
            secret: secret_of(&secret),
            password: None,
            email: (!email.is_empty()).then(|| email.to_owned()),
            name: name.map(str::to_owned),
        };
        let asked = codes::ask(
            &self.studio.app,
            &Actor::anonymous(),
            &self.facts(),
            id,
            input,
        )
        .await?;
        if let Some(cookie) = &asked.cookie {
            self.token = Some(token(cookie));
        }
        Ok(asked.told)
    }

    async fn check(&self, code: &str) -> Result<links::Opened> {
        let (id, secret) = parts(&self.url);
        let input = CheckCode {
            secret: secret_of(&secret),
            code: secret_of(code),
        };
        codes::check(
            &self.studio.app,
            &Actor::anonymous(),
            &self.facts(),
            id,
            input,
        )
        .await
    }

    /// Asks, reads the mail and types the code.
    async fn prove(&mut self, email: &str, name: Option<&str>) -> Result<()> {
        self.ask(email, name).await?;
        let code = mailed(self.studio).await.unwrap();
        self.check(&code).await.map(drop)
    }

    async fn actor(&self) -> Actor {
        let token = self.token.clone().unwrap();
        Guest { token }.actor(&self.studio.app).await
    }

    async fn person(&self) -> Option<PersonId> {
        let actor = self.actor().await;
        actor
            .grant(self.studio.group)
            .and_then(|grant| grant.person)
    }
}

/// The code in the mail that was asked for at this moment; nothing when none is sent.
async fn mailed(studio: &Studio) -> Option<String> {
    letter(studio)
        .await?
        .code
        .map(|code| code.expose().to_owned())
}

async fn letter(studio: &Studio) -> Option<codes::CodeLetter> {
    let app: &App = &studio.app;
    let mut reader = app.read(&Actor::system()).await.unwrap();
    let asked = codes::asked_at(&mut reader, studio.group, app.now())
        .await
        .unwrap();
    drop(reader);
    assert_eq!(asked.len(), 1);
    codes::letter(app, asked[0]).await.unwrap()
}

async fn level(studio: &Studio, group: GroupId, person: PersonId) -> Option<IdentityLevel> {
    let page = group_page::show(&studio.app, &studio.owner, group)
        .await
        .unwrap();
    let found = page
        .reviewers
        .into_iter()
        .find(|one| one.person.id == person);
    found.unwrap().level
}

#[tokio::test]
async fn an_invited_address_comes_in_by_a_mailed_code() {
    let studio = studio(true).await;
    let ines = studio.invite(studio.group, "Ines Moen", INES).await;
    let mut browser = Browser::new(&studio).await;
    let closed = open(&studio.app, &browser.url, None, None).await;
    assert_eq!(code(closed), "code_needed");

    browser
        .prove("  INES@Nordlys.example ", None)
        .await
        .unwrap();

    assert_eq!(browser.person().await, Some(ines.person.id));
    let shown = level(&studio, studio.group, ines.person.id).await;
    assert_eq!(shown, Some(IdentityLevel::Mailbox));
    let again = open(&studio.app, &browser.url, None, browser.token.clone()).await;
    assert_eq!(code(again), "ok", "the device is remembered");
}

#[tokio::test]
async fn a_decision_after_a_mailed_code_says_so() {
    let studio = studio(true).await;
    studio.invite(studio.group, "Ines Moen", INES).await;
    let mut browser = Browser::new(&studio).await;
    browser.prove(INES, None).await.unwrap();

    let decision = studio
        .decide(&browser.actor().await, Verdict::Approve)
        .await
        .unwrap();

    assert_eq!(decision.level, Some(IdentityLevel::Mailbox));
    let certificate = certificates::json(&studio.app, &studio.owner, decision.id)
        .await
        .unwrap();
    let pem = certificates::issuer_key(&studio.app).await.unwrap();
    let issuer = vault::signing::VerifyingKey::from_pem(&pem).unwrap();
    let report = statement::verify(&certificate.bytes, Some(&mut &*PDF), Some(&issuer));
    let identity = report.contents.unwrap().statement.identity;
    assert_eq!(
        (identity.level, identity.method),
        (statement::Level::Mailbox, statement::Method::MailedCode)
    );
}

#[tokio::test]
async fn invited_and_uninvited_addresses_are_told_the_same() {
    let studio = studio(true).await;
    studio.invite(studio.group, "Ines Moen", INES).await;
    let mut invited = Browser::new(&studio).await;
    let mut uninvited = Browser::new(&studio).await;

    let told = invited.ask(INES, None).await.unwrap();
    assert!(mailed(&studio).await.is_some());
    let told_other = uninvited.ask("nobody@nordlys.example", None).await.unwrap();
    assert!(mailed(&studio).await.is_none());

    let text = |told: &CodeAskedDto| serde_json::to_string(told).unwrap();
    assert_eq!(text(&told), text(&told_other));
    for _ in 0..5 {
        studio.test.clock.advance(30_000);
        assert_eq!(code(invited.check("wrong!").await), "wrong_code");
        assert_eq!(code(uninvited.check("wrong!").await), "wrong_code");
    }
    studio.test.clock.advance(30_000);
    assert_eq!(code(invited.check("wrong!").await), "code_over");
    assert_eq!(code(uninvited.check("wrong!").await), "code_over");
}

#[tokio::test]
async fn a_code_is_asked_by_every_operation() {
    let studio = studio(false).await;
    let settings = ChangeSettings {
        mailed_code: Some(false),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, settings).await;
    let early = studio.guest(studio.group).await;
    let (_, own) = studio.invited_guest(studio.group, "Ines Moen", INES).await;
    assert_eq!(early.actor(&studio.app).await.grants().len(), 1);

    ask_for_codes(&studio, false).await;

    assert!(early.actor(&studio.app).await.grants().is_empty());
    assert!(own.actor(&studio.app).await.grants().is_empty());
    let url = studio.url(studio.group).await;
    let again = open(&studio.app, &url, None, Some(early.token.clone())).await;
    assert_eq!(code(again), "code_needed_named");
}

#[tokio::test]
async fn a_code_that_was_never_mailed_opens_nothing() {
    let studio = studio(true).await;
    studio.invite(studio.group, "Ines Moen", INES).await;
    let mut browser = Browser::new(&studio).await;
    assert_eq!(code(browser.check("000000").await), "code_over");
    browser.ask(INES, None).await.unwrap();

    assert_eq!(code(browser.check("000000").await), "wrong_code");
    // What is no code at all is not the code that is not there.
    assert_eq!(code(browser.check("x").await), "wrong_code");
    assert!(browser.actor().await.grants().is_empty());
}

#[tokio::test]
async fn a_code_works_once_in_its_own_browser_for_ten_minutes() {
    let studio = studio(true).await;
    studio.invite(studio.group, "Ines Moen", INES).await;
    let mut first = Browser::new(&studio).await;
    let mut second = Browser::new(&studio).await;
    second.ask("other@nordlys.example", None).await.unwrap();
    first.ask(INES, None).await.unwrap();
    let old = mailed(&studio).await.unwrap();
    first.ask(INES, None).await.unwrap();
    let new = mailed(&studio).await.unwrap();

    assert_eq!(code(second.check(&new).await), "wrong_code", "elsewhere");
    if old != new {
        assert_eq!(code(first.check(&old).await), "wrong_code", "an older one");
    }
    assert_eq!(code(first.check(&new).await), "ok");
    assert_eq!(code(first.check(&new).await), "code_over", "twice");

    let mut late = Browser::new(&studio).await;
    late.ask(INES, None).await.unwrap();
    let code_of_late = mailed(&studio).await.unwrap();
    studio.test.clock.advance(10 * MINUTE);
    assert_eq!(code(late.check(&code_of_late).await), "code_over", "late");
    let mut tx = studio.app.database().write().await.unwrap();
    codes::forget_old(&mut tx, studio.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(mailed_nothing(&studio).await);
}

/// Whether a request that is over is forgotten.
async fn mailed_nothing(studio: &Studio) -> bool {
    let mut reader = studio.app.read(&Actor::system()).await.unwrap();
    let at = studio.app.now() - 10 * MINUTE;
    codes::asked_at(&mut reader, studio.group, at)
        .await
        .unwrap()
        .is_empty()
}

#[tokio::test]
async fn parallel_guesses_have_five_tries_together() {
    let studio = studio(true).await;
    studio.invite(studio.group, "Ines Moen", INES).await;
    let mut browser = Browser::new(&studio).await;
    browser.ask(INES, None).await.unwrap();
    let right = mailed(&studio).await.unwrap();

    let mut looked_at = 0;
    for address in 0..8 {
        browser.address = address;
        studio.test.clock.advance(20_000);
        let tries = (browser.check("111111x"), browser.check("222222x"));
        let (one, other) = tokio::join!(tries.0, tries.1);
        looked_at += [code(one), code(other)]
            .into_iter()
            .filter(|code| *code == "wrong_code")
            .count();
    }

    assert_eq!(looked_at, 5);
    // The code still lives, and the wait after so many failures is over.
    studio.test.clock.advance(5 * MINUTE);
    assert_eq!(code(browser.check(&right).await), "code_over");
}

#[tokio::test]
async fn a_proof_is_not_passed_on_to_another_person() {
    let studio = studio(false).await;
    studio.invite(studio.group, "Ines Moen", INES).await;
    let jan = studio
        .invite(studio.group, "Jan Vik", "jan@nordlys.example")
        .await;
    let mut browser = Browser::new(&studio).await;
    browser.prove(INES, Some("Somebody")).await.unwrap();

    let own = jan.url.unwrap();
    let refused = open(&studio.app, &own, None, browser.token.clone()).await;
    assert_eq!(code(refused), "code_needed_own");

    let settings = ChangeSettings {
        mailed_code: Some(false),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, settings).await;
    open(&studio.app, &own, None, browser.token.clone())
        .await
        .unwrap();
    let actor = browser.actor().await;
    let grant = actor.grant(studio.group).unwrap();
    assert_eq!((grant.person, grant.mailbox), (Some(jan.person.id), false));
}

#[tokio::test]
async fn an_own_link_mails_to_the_address_it_was_made_for() {
    let studio = studio(true).await;
    let ines = studio.invite(studio.group, "Ines Moen", INES).await;
    let mut browser = Browser::at(&studio, ines.url.unwrap());

    browser.ask("thief@elsewhere.example", None).await.unwrap();

    let letter = letter(&studio).await.unwrap();
    assert_eq!(letter.address, INES);
    let right = letter.code.unwrap();
    browser.check(right.expose()).await.unwrap();
    assert_eq!(browser.person().await, Some(ines.person.id));
}

#[tokio::test]
async fn a_mailbox_is_not_flooded() {
    let studio = studio(true).await;
    for address in 0..5 {
        let mut browser = Browser::new(&studio).await;
        browser.address = address;
        browser.ask(INES, None).await.unwrap();
    }
    let mut sixth = Browser::new(&studio).await;
    sixth.address = 200;

    assert_eq!(code(sixth.ask(INES, None).await), "too_many");
    assert_eq!(code(sixth.ask("jan@nordlys.example", None).await), "ok");
}

#[tokio::test]
async fn strangers_do_not_use_up_the_codes_of_an_own_link() {
    let studio = studio(true).await;
    let ines = studio.invite(studio.group, "Ines Moen", INES).await;
    for address in 0..6 {
        let mut stranger = Browser::new(&studio).await;
        stranger.address = address;
        drop(stranger.ask(INES, None).await);
    }
    let mut own = Browser::at(&studio, ines.url.unwrap());
    own.address = 99;

    own.prove("", None).await.unwrap();

    assert_eq!(own.person().await, Some(ines.person.id));
}

#[tokio::test]
async fn who_was_removed_while_the_code_was_on_its_way_stays_out() {
    let studio = studio(true).await;
    let ines = studio.invite(studio.group, "Ines Moen", INES).await;
    let mut browser = Browser::new(&studio).await;
    browser.ask(INES, None).await.unwrap();
    let right = mailed(&studio).await.unwrap();

    reviewers::remove(&studio.app, &studio.owner, studio.group, ines.person.id)
        .await
        .unwrap();
    assert_eq!(code(browser.check(&right).await), "link_revoked");
    browser.url = studio.url(studio.group).await;

    assert_eq!(code(browser.check(&right).await), "code_over");
    browser.ask(INES, None).await.unwrap();
    assert!(mailed(&studio).await.is_none());
}

#[tokio::test]
async fn a_code_from_before_the_group_asked_for_invitations_opens_nothing() {
    let studio = studio(false).await;
    let mut browser = Browser::new(&studio).await;
    browser
        .ask("stranger@elsewhere.example", Some("Somebody"))
        .await
        .unwrap();
    let right = mailed(&studio).await.unwrap();
    let settings = ChangeSettings {
        invited_only: Some(true),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, settings).await;

    assert_eq!(code(browser.check(&right).await), "invited_only");
    assert!(browser.actor().await.grants().is_empty());
}

#[tokio::test]
async fn nothing_is_counted_that_tells_who_is_invited() {
    let studio = studio(true).await;
    studio.invite(studio.group, "Ines Moen", INES).await;
    let mut added = Vec::new();
    for address in [INES, "stranger@elsewhere.example"] {
        let before = events(&studio).await;
        let mut browser = Browser::new(&studio).await;
        browser.ask(address, None).await.unwrap();
        letter(&studio).await;
        added.push(events(&studio).await - before);
    }

    assert_eq!(added[0], added[1]);
}

async fn events(studio: &Studio) -> u64 {
    let count = db::Statement {
        name: "COUNT",
        sql: "SELECT COUNT(*) FROM kernel_events",
    };
    let mut reader = studio.app.read(&Actor::system()).await.unwrap();
    reader.row(&count, &[]).await.unwrap().unwrap()
}

#[tokio::test]
async fn removing_somebody_who_came_by_code_ends_their_open_page() {
    let studio = studio(true).await;
    let ines = studio.invite(studio.group, "Ines Moen", INES).await;
    let mut browser = Browser::new(&studio).await;
    browser.prove(INES, None).await.unwrap();
    assert!(browser.actor().await.grant(studio.group).is_some());

    reviewers::remove(&studio.app, &studio.owner, studio.group, ines.person.id)
        .await
        .unwrap();

    assert!(browser.actor().await.grants().is_empty());
    browser.url = studio.url(studio.group).await;
    let again = open(&studio.app, &browser.url, None, browser.token.clone()).await;
    assert_eq!(code(again), "code_needed");
}

#[tokio::test]
async fn a_typed_address_is_not_proved_by_somebody_else() {
    let studio = studio(false).await;
    let settings = ChangeSettings {
        mailed_code: Some(false),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, settings).await;
    let liar = studio.named_guest(studio.group, "Not Ines", INES).await;
    let liar_person = liar.actor(&studio.app).await.grants()[0].person;
    ask_for_codes(&studio, false).await;
    let mut browser = Browser::new(&studio).await;

    browser.prove(INES, Some("Ines Moen")).await.unwrap();

    assert!(browser.person().await.is_some());
    assert_ne!(browser.person().await, liar_person);
    assert!(liar.actor(&studio.app).await.grants().is_empty());
}

#[tokio::test]
async fn whoever_said_who_they_are_stays_themselves_once_they_prove_it() {
    let studio = studio(false).await;
    let settings = ChangeSettings {
        mailed_code: Some(false),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, settings).await;
    let early = studio.named_guest(studio.group, "Ines Moen", INES).await;
    let person = early.actor(&studio.app).await.grants()[0].person;
    ask_for_codes(&studio, false).await;
    let mut browser = Browser::new(&studio).await;
    browser.token = Some(early.token.clone());

    browser.prove(INES, Some("Another name")).await.unwrap();

    assert_eq!(browser.person().await, person);
}

#[tokio::test]
async fn the_same_mailbox_on_a_second_device_is_the_same_person() {
    let studio = studio(false).await;
    let mut desk = Browser::new(&studio).await;
    desk.prove(INES, Some("Ines Moen")).await.unwrap();
    let mut phone = Browser::new(&studio).await;

    phone.prove(INES, Some("Ines M.")).await.unwrap();

    assert!(desk.person().await.is_some());
    assert_eq!(desk.person().await, phone.person().await);

    let settings = ChangeSettings {
        invited_only: Some(true),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, settings).await;
    assert!(
        desk.actor().await.grants().is_empty(),
        "nobody invited them"
    );
}

#[tokio::test]
async fn a_members_mailbox_is_told_to_sign_in() {
    let studio = studio(false).await;
    let mut browser = Browser::new(&studio).await;

    browser
        .ask("mara@larkfield.example", Some("Mara"))
        .await
        .unwrap();

    let letter = letter(&studio).await.unwrap();
    assert!(letter.code.is_none());
    assert_eq!(code(browser.check("000000").await), "wrong_code");
}

#[tokio::test]
async fn a_code_lies_nowhere() {
    let studio = studio(true).await;
    studio.invite(studio.group, "Ines Moen", INES).await;
    let mut browser = Browser::new(&studio).await;
    browser.ask(INES, None).await.unwrap();
    let right = mailed(&studio).await.unwrap();

    studio.test.assert_nowhere(&right);
    studio.test.assert_nowhere(INES);
}

#[tokio::test]
async fn bad_input_for_a_code_is_refused() {
    let studio = studio(false).await;
    let mut browser = Browser::new(&studio).await;
    assert_eq!(code(browser.ask("", Some("Ines")).await), "invalid_email");
    assert_eq!(
        code(browser.ask("no address", Some("Ines")).await),
        "invalid_email"
    );
    assert_ne!(code(browser.ask(INES, None).await), "ok");
    assert_ne!(code(browser.ask(INES, Some("\u{202e}")).await), "ok");
    browser.url.push('x');
    assert_eq!(
        code(browser.ask(INES, Some("Ines")).await),
        "not_found",
        "a wrong secret"
    );
}

#[tokio::test]
async fn without_a_mail_server_codes_are_not_promised() {
    let studio = Studio::new().await;
    let settings = ChangeSettings {
        mailed_code: Some(true),
        ..ChangeSettings::default()
    };
    let change = review::wire::ChangeGroup {
        settings: Some(settings),
        ..Default::default()
    };
    let refused = review::groups::change(&studio.app, &studio.owner, studio.group, change).await;
    assert_eq!(code(refused), "no_mail");

    let mut with_mail = self::studio(false).await;
    let without = Settings {
        sends_mail: false,
        ..with_mail.app.settings().clone()
    };
    with_mail.app = with_mail.app.with_settings(without);
    let mut browser = Browser::new(&with_mail).await;
    assert_eq!(code(browser.ask(INES, Some("Ines")).await), "no_mail");
}

#[tokio::test]
async fn nobody_joins_an_archived_project() {
    let studio = studio(false).await;
    let mut browser = Browser::new(&studio).await;
    let other = studio.group("Legal").await;
    let guest = studio.guest(other).await;
    files::marks::set_archived(&studio.app, &studio.owner, studio.project, true)
        .await
        .unwrap();

    let named = guest.identify(&studio.app, other, "Ines Moen", INES).await;
    assert_eq!(code(named), "project_archived");
    let joined = browser.prove(INES, Some("Ines Moen")).await;
    assert_eq!(code(joined), "project_archived");
}

#[tokio::test]
async fn a_guests_device_is_remembered_for_days() {
    let studio = studio(true).await;
    studio.invite(studio.group, "Ines Moen", INES).await;
    let mut browser = Browser::new(&studio).await;
    browser.prove(INES, None).await.unwrap();
    let token = browser.token.clone().unwrap();

    studio.test.clock.advance(29 * 24 * 60 * MINUTE);
    let session = sessions::find_guest(&studio.app, &token).await.unwrap();
    let grants = guests::grants(&studio.app, session.unwrap()).await.unwrap();
    assert_eq!(grants.len(), 1);

    studio.test.clock.advance(2 * 24 * 60 * MINUTE);
    let session = sessions::find_guest(&studio.app, &token).await.unwrap();
    assert!(session.is_none(), "and not for ever");
}
