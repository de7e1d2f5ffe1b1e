//! A team with a file under review, and everything that tells people of it.

use std::time::Duration;

use bytes::Bytes;
use courier::{Courier, Relay, Security, Sender};
use files::NewUpload;
use identity::{NewPerson, persons};
use kernel::{
    Actor, App, CommentId, GroupId, Member, Millis, PersonId, ProjectId, ReviewId, Role, Settings,
    TeamId, VersionId,
};
use notify::inbox;
use notify::items::Shown;
use notify::rules::kind::ItemKind;
use notify::{Postman, Teller};
use review::rules::body::{Block, Body, Span};
use review::rules::verdict::Verdict;
use review::wire::{NewComment, NewDecision, NewReviewer, ReviewerDto, StartReviews};
use review::{comments, decisions, groups, reviewers, reviews};
use testkit::TestApp;
use testkit::postbox::{Front, Postbox, Taken};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const PDF: &[u8] = b"%PDF-1.7 the quick brown fox";

pub(crate) struct Studio {
    pub(crate) test: TestApp,
    pub(crate) app: App,
    pub(crate) postbox: Postbox,
    pub(crate) team: TeamId,
    pub(crate) owner: Actor,
    pub(crate) project: ProjectId,
    pub(crate) group: GroupId,
    pub(crate) version: VersionId,
    pub(crate) review: ReviewId,
}

impl Studio {
    /// With a mail server.
    pub(crate) async fn new() -> Self {
        Self::with_mail(true).await
    }

    pub(crate) async fn with_mail(sends_mail: bool) -> Self {
        let test = TestApp::new(&[
            identity::MIGRATIONS,
            access::MIGRATIONS,
            files::MIGRATIONS,
            review::MIGRATIONS,
            notify::MIGRATIONS,
        ])
        .await;
        let app = with_mail(&test.app, sends_mail);
        let mut tx = app.write(&Actor::system()).await.unwrap();
        let team = access::teams::create(&mut tx, "Larkfield Studio")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let owner = join(
            &app,
            team,
            "Mara Lindqvist",
            "mara@larkfield.example",
            Role::Owner,
        )
        .await;
        let project = files::projects::create(&app, &owner, "Spring campaign")
            .await
            .unwrap();
        let group = groups::create(&app, &owner, project, "Client")
            .await
            .unwrap()
            .id;
        let version = upload(&app, &owner, project).await;
        let studio = Self {
            test,
            app,
            postbox: Postbox::start(Front::StartTls, "localhost").await,
            team,
            owner,
            project,
            group,
            version,
            review: ReviewId::from_uuid(Uuid::nil()),
        };
        let review = studio.start(None).await;
        Self { review, ..studio }
    }

    /// Starts a review of a new file in the group, or of the file that is there.
    pub(crate) async fn start(&self, due: Option<(Millis, &str)>) -> ReviewId {
        let input = StartReviews {
            versions: vec![self.version],
            groups: vec![self.group],
            due_at: due.map(|(at, _)| at),
            due_zone: due.map(|(_, zone)| zone.to_owned()),
        };
        reviews::start(&self.app, &self.owner, input).await.unwrap()[0]
    }

    /// Starts a review of another file in the group.
    pub(crate) async fn start_another(&self) -> ReviewId {
        let version = upload(&self.app, &self.owner, self.project).await;
        let input = StartReviews {
            versions: vec![version],
            groups: vec![self.group],
            due_at: None,
            due_zone: None,
        };
        reviews::start(&self.app, &self.owner, input).await.unwrap()[0]
    }

    /// Uploads a version of the file under review that nobody is asked about.
    pub(crate) async fn upload_next(&self, name: &str) {
        let mut reader = self.app.read(&self.owner).await.unwrap();
        let version = files::versions::get(&mut reader, self.version)
            .await
            .unwrap()
            .unwrap();
        drop(reader);
        let new = NewUpload {
            project: self.project,
            section: None,
            file: Some(version.file),
            size: u64::try_from(PDF.len()).unwrap(),
            filename: name.to_owned(),
            relative_path: None,
            metadata: String::new(),
        };
        files::store(&self.app, &self.owner, new, Bytes::from_static(PDF))
            .await
            .unwrap();
    }

    pub(crate) async fn set_due(&self, at: Millis, zone: &str) {
        let change = review::wire::ChangeReview {
            due_at: Some(Some(at)),
            due_zone: Some(zone.to_owned()),
            ..Default::default()
        };
        reviews::change(&self.app, &self.owner, self.review, change)
            .await
            .unwrap();
    }

    pub(crate) async fn member(&self, name: &str, email: &str) -> Actor {
        join(&self.app, self.team, name, email, Role::Member).await
    }

    pub(crate) async fn invite(&self, name: &str, email: &str) -> ReviewerDto {
        let input = NewReviewer {
            email: email.to_owned(),
            name: name.to_owned(),
        };
        reviewers::invite(&self.app, &self.owner, self.group, input)
            .await
            .unwrap()
    }

    pub(crate) async fn say(&self, who: &Actor, comment: NewComment) -> CommentId {
        comments::create(&self.app, who, self.review, comment)
            .await
            .unwrap()
            .id
    }

    pub(crate) async fn decide(&self, who: &Actor, verdict: Verdict) {
        let input = NewDecision {
            verdict,
            sentence: None,
            sha256: vault::hex(&vault::sha256(PDF)),
            locale: "en".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            predecessor: None,
            comments: Vec::new(),
        };
        decisions::decide(&self.app, who, self.review, input)
            .await
            .unwrap();
    }

    /// Everything that has happened is told.
    pub(crate) async fn tell(&self) {
        tell(&self.app).await;
    }

    pub(crate) async fn inbox(&self, who: &Actor) -> Vec<Shown> {
        let member = who.as_member().unwrap();
        inbox::list(&self.app, who, member, false, None)
            .await
            .unwrap()
            .items
    }

    pub(crate) async fn kinds(&self, who: &Actor) -> Vec<ItemKind> {
        self.inbox(who)
            .await
            .iter()
            .map(|shown| shown.item.kind)
            .collect()
    }

    pub(crate) async fn unread(&self, who: &Actor) -> u32 {
        inbox::unread(&self.app, who, who.as_member().unwrap())
            .await
            .unwrap()
    }

    pub(crate) fn postman(&self) -> Postman {
        let courier = Courier::new(Relay {
            host: "localhost".to_owned(),
            port: self.postbox.port,
            security: Security::StartTls,
            login: None,
            sender: Sender {
                name: "Countersign".to_owned(),
                address: "proofs@larkfield.example".to_owned(),
            },
            authority: Some(self.postbox.authority.clone().into_bytes()),
            patience: Duration::from_secs(2),
        });
        Postman::new(self.app.clone(), courier.unwrap())
    }

    /// Sends what is due and gives the letters that were taken in by it.
    pub(crate) async fn post(&self) -> Vec<Taken> {
        let before = self.postbox.taken().len();
        self.postman()
            .round(&CancellationToken::new())
            .await
            .unwrap();
        self.postbox.taken().split_off(before)
    }

    pub(crate) fn now(&self) -> Millis {
        self.app.now()
    }
}

pub(crate) fn with_mail(app: &App, sends_mail: bool) -> App {
    app.with_settings(Settings {
        sends_mail,
        ..app.settings().clone()
    })
}

pub(crate) async fn tell(app: &App) {
    audit::Sequencer::new(app.clone())
        .number_all()
        .await
        .unwrap();
    Teller::new(app.clone()).tell_all().await.unwrap();
}

pub(crate) fn person(who: &Actor) -> PersonId {
    who.as_member().unwrap().person
}

pub(crate) async fn join(app: &App, team: TeamId, name: &str, email: &str, role: Role) -> Actor {
    let mut tx = app.write(&Actor::system()).await.unwrap();
    let new = NewPerson {
        team: None,
        name: name.to_owned(),
        email: Some(email.to_owned()),
        verified: true,
    };
    let person = persons::create(&mut tx, &new).await.unwrap();
    access::teams::join(&mut tx, team, person, role)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    Actor::member(Member {
        session: app.mint(),
        person,
        team,
        role,
        proof: kernel::Proof::Password,
    })
}

async fn upload(app: &App, who: &Actor, project: ProjectId) -> VersionId {
    let new = NewUpload {
        project,
        section: None,
        file: None,
        size: u64::try_from(PDF.len()).unwrap(),
        filename: "poster.pdf".to_owned(),
        relative_path: None,
        metadata: String::new(),
    };
    files::store(app, who, new, Bytes::from_static(PDF))
        .await
        .unwrap()
        .version
}

pub(crate) fn comment(text: &str) -> NewComment {
    calling(text, &[])
}

/// A comment that calls people.
pub(crate) fn calling(text: &str, people: &[PersonId]) -> NewComment {
    let mut spans = vec![Span::Text {
        text: format!("{text} "),
    }];
    spans.extend(people.iter().map(|person| Span::Mention {
        mention: *person,
        name: String::new(),
    }));
    NewComment {
        body: Body {
            blocks: vec![Block { spans }],
        },
        markers: Vec::new(),
        attachments: Vec::new(),
        parent: None,
        team_only: false,
        client_id: Uuid::from_bytes(vault::random_bytes()),
    }
}

/// A letter's subject and text, with what differs in every run put aside.
pub(crate) fn letter(taken: &Taken) -> String {
    let readable = taken.readable();
    let head = readable.split("\n\n").next().unwrap().replace("\n ", " ");
    let subject = head
        .lines()
        .find(|line| line.starts_with("Subject:"))
        .unwrap();
    let text = readable
        .split("Content-Type: text/plain")
        .nth(1)
        .and_then(|part| part.split_once("\n\n"))
        .and_then(|(_, text)| text.split("\n--").next())
        .unwrap();
    let signature = readable
        .split("\n-- \n")
        .nth(1)
        .and_then(|rest| rest.split("\n--").next())
        .unwrap();
    stable(&format!(
        "To: {}\n{subject}\n\n{}\n-- \n{}",
        taken.to.join(", "),
        text.trim(),
        signature.trim()
    ))
}

fn stable(text: &str) -> String {
    let word = |word: &str| {
        let Some((before, secret)) = word.split_once('#') else {
            return ids(word);
        };
        if word.starts_with("https://") && !secret.is_empty() {
            format!("{}#SECRET", ids(before))
        } else {
            ids(word)
        }
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn ids(word: &str) -> String {
    let mut shown = String::new();
    let mut rest = word;
    while let Some(at) = rest.find('_') {
        let (before, after) = rest.split_at(at + 1);
        shown.push_str(before);
        let hex = after.chars().take_while(char::is_ascii_hexdigit).count();
        if hex == 32 {
            shown.push_str("ID");
            rest = after.get(32..).unwrap_or_default();
        } else {
            rest = after;
        }
    }
    shown.push_str(rest);
    shown
}
