//! A team with a project, a file, a group and a review, and the people around them.

use std::net::{IpAddr, Ipv4Addr};

use ::http::{HeaderMap, header};
use bytes::Bytes;
use files::{Finished, NewUpload};
use identity::{NewPerson, Secret, persons, sessions};
use kernel::{
    Actor, App, Error, GroupId, LinkId, Member, PersonId, ProjectId, Proof, Result, ReviewId, Role,
    TeamId, VersionId,
};
use review::rules::body::{Block, Body, Span};
use review::rules::verdict::Verdict;
use review::wire::{
    ChangeGroup, ChangeSettings, CommentDto, DecisionDto, Identify, NewComment, NewDecision,
    NewReviewer, OpenLink, ReviewerDto, StartReviews,
};
use review::{comments, decisions, group_page, groups, guests, links, page, reviewers, reviews};
use testkit::TestApp;
use uuid::Uuid;
use webkit::VisitorFacts;

pub(crate) const PDF: &[u8] = b"%PDF-1.7 the quick brown fox, version one";

pub(crate) struct Studio {
    pub(crate) test: TestApp,
    pub(crate) app: App,
    pub(crate) team: TeamId,
    pub(crate) owner: Actor,
    pub(crate) project: ProjectId,
    pub(crate) group: GroupId,
    pub(crate) file: Finished,
    pub(crate) review: ReviewId,
}

impl Studio {
    pub(crate) async fn new() -> Self {
        let migrations = [
            identity::MIGRATIONS,
            access::MIGRATIONS,
            files::MIGRATIONS,
            review::MIGRATIONS,
        ];
        let test = TestApp::new(&migrations).await;
        let app = test.app.clone();
        let (team, owner) = team(&app, "Larkfield Studio", "mara@larkfield.example").await;
        let project = files::projects::create(&app, &owner, "Spring campaign")
            .await
            .unwrap();
        let group = groups::create(&app, &owner, project, "Client")
            .await
            .unwrap()
            .id;
        let file = upload(&app, &owner, project, None, "poster.pdf", PDF).await;
        let review = start(&app, &owner, file.version, group).await;
        Self {
            test,
            app,
            team,
            owner,
            project,
            group,
            file,
            review,
        }
    }

    /// Another member of the team.
    pub(crate) async fn member(&self, name: &str, email: &str, role: Role) -> Actor {
        member(&self.app, self.team, name, email, role).await
    }

    /// The person behind a member's actor.
    pub(crate) fn person(who: &Actor) -> PersonId {
        who.as_member().unwrap().person
    }

    pub(crate) async fn group(&self, name: &str) -> GroupId {
        groups::create(&self.app, &self.owner, self.project, name)
            .await
            .unwrap()
            .id
    }

    /// The address of the group's link.
    pub(crate) async fn url(&self, group: GroupId) -> String {
        group_page::show(&self.app, &self.owner, group)
            .await
            .unwrap()
            .link
            .url
    }

    /// Whoever opens the group's link in a fresh browser.
    pub(crate) async fn guest(&self, group: GroupId) -> Guest {
        let url = self.url(group).await;
        Guest::open(&self.app, &url, None).await.unwrap()
    }

    /// A guest who has said who they are.
    pub(crate) async fn named_guest(&self, group: GroupId, name: &str, email: &str) -> Guest {
        let guest = self.guest(group).await;
        guest.identify(&self.app, group, name, email).await.unwrap();
        guest
    }

    /// One of many such guests.
    pub(crate) async fn numbered_guest(&self, number: u32) -> Actor {
        let (name, email) = (format!("Guest {number}"), "somebody@nordlys.example");
        let guest = self.named_guest(self.group, &name, email).await;
        guest.actor(&self.app).await
    }

    /// Bytes of the team's room that are taken.
    pub(crate) async fn used(&self) -> u64 {
        files::usage::show(&self.app, &self.owner)
            .await
            .unwrap()
            .used
    }

    pub(crate) async fn invite(&self, group: GroupId, name: &str, email: &str) -> ReviewerDto {
        let input = NewReviewer {
            email: email.to_owned(),
            name: name.to_owned(),
        };
        reviewers::invite(&self.app, &self.owner, group, input)
            .await
            .unwrap()
    }

    /// Somebody invited, in a browser that opened their own link.
    pub(crate) async fn invited_guest(
        &self,
        group: GroupId,
        name: &str,
        email: &str,
    ) -> (PersonId, Guest) {
        let reviewer = self.invite(group, name, email).await;
        let guest = Guest::open(&self.app, &reviewer.url.unwrap(), None)
            .await
            .unwrap();
        (reviewer.person.id, guest)
    }

    pub(crate) async fn set(&self, group: GroupId, settings: ChangeSettings) {
        let change = ChangeGroup {
            settings: Some(settings),
            ..ChangeGroup::default()
        };
        groups::change(&self.app, &self.owner, group, change)
            .await
            .unwrap();
    }

    pub(crate) async fn rename_file(&self, name: &str) {
        let change = files::files::FileChange {
            name: Some(name.to_owned()),
            ..files::files::FileChange::default()
        };
        files::files::change(&self.app, &self.owner, self.file.file, change)
            .await
            .unwrap();
    }

    /// Whether reviewers of the group see each other's names.
    pub(crate) async fn set_anonymous(&self, anonymous: bool) {
        let settings = ChangeSettings {
            anonymous: Some(anonymous),
            ..ChangeSettings::default()
        };
        self.set(self.group, settings).await;
    }

    pub(crate) async fn say(&self, who: &Actor, text: &str) -> Result<CommentDto> {
        self.say_on(who, self.review, new_comment(text)).await
    }

    pub(crate) async fn say_on(
        &self,
        who: &Actor,
        review: ReviewId,
        comment: NewComment,
    ) -> Result<CommentDto> {
        comments::create(&self.app, who, review, comment).await
    }

    pub(crate) async fn decide(&self, who: &Actor, verdict: Verdict) -> Result<DecisionDto> {
        decisions::decide(&self.app, who, self.review, self.decision(verdict)).await
    }

    #[expect(clippy::unused_self, reason = "reads as a part of the studio")]
    pub(crate) fn decision(&self, verdict: Verdict) -> NewDecision {
        NewDecision {
            verdict,
            sentence: None,
            sha256: sha256(PDF),
            locale: "en".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            predecessor: None,
            comments: Vec::new(),
        }
    }

    pub(crate) async fn status(&self) -> review::rules::status::Status {
        page::show(&self.app, &self.owner, self.review)
            .await
            .unwrap()
            .review
            .status
    }
}

/// A browser with review links.
pub(crate) struct Guest {
    pub(crate) token: String,
}

impl Guest {
    /// Opens a link in a fresh browser.
    pub(crate) async fn open(app: &App, url: &str, password: Option<&str>) -> Result<Self> {
        let opened = open(app, url, password, None).await?;
        Ok(Self {
            token: token(&opened.cookie.unwrap()),
        })
    }

    /// What the browser may do at this moment.
    pub(crate) async fn actor(&self, app: &App) -> Actor {
        let session = sessions::find_guest(app, &self.token)
            .await
            .unwrap()
            .unwrap();
        Actor::browser(None, guests::grants(app, session).await.unwrap())
    }

    pub(crate) async fn identify(
        &self,
        app: &App,
        group: GroupId,
        name: &str,
        email: &str,
    ) -> Result<PersonId> {
        let input = Identify {
            group,
            name: name.to_owned(),
            email: email.to_owned(),
        };
        let person = guests::identify(app, &self.actor(app).await, input).await?;
        Ok(person.id)
    }
}

pub(crate) async fn team(app: &App, name: &str, owner_email: &str) -> (TeamId, Actor) {
    let mut tx = app.write(&Actor::system()).await.unwrap();
    let team = access::teams::create(&mut tx, name).await.unwrap();
    tx.commit().await.unwrap();
    (
        team,
        member(app, team, "Mara Lindqvist", owner_email, Role::Owner).await,
    )
}

pub(crate) async fn member(app: &App, team: TeamId, name: &str, email: &str, role: Role) -> Actor {
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
        proof: Proof::Password,
    })
}

pub(crate) async fn upload(
    app: &App,
    who: &Actor,
    project: ProjectId,
    file: Option<kernel::FileId>,
    name: &str,
    bytes: &'static [u8],
) -> Finished {
    let new = NewUpload {
        project,
        section: None,
        file,
        size: u64::try_from(bytes.len()).unwrap(),
        filename: name.to_owned(),
        relative_path: None,
        metadata: String::new(),
    };
    files::store(app, who, new, Bytes::from_static(bytes))
        .await
        .unwrap()
}

pub(crate) async fn start(app: &App, who: &Actor, version: VersionId, group: GroupId) -> ReviewId {
    let input = StartReviews {
        versions: vec![version],
        groups: vec![group],
        due_at: None,
        due_zone: None,
    };
    reviews::start(app, who, input).await.unwrap()[0]
}

pub(crate) async fn open(
    app: &App,
    url: &str,
    password: Option<&str>,
    guest_token: Option<String>,
) -> Result<links::Opened> {
    let (id, secret) = parts(url);
    let facts = VisitorFacts {
        address: Some(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7))),
        browser: "Quillfeather/7.1".to_owned(),
        guest_token,
    };
    let input = OpenLink {
        secret: secret_of(&secret),
        password: password.map(secret_of),
    };
    links::open(app, &Actor::anonymous(), &facts, id, input).await
}

/// A link's id and secret.
pub(crate) fn parts(url: &str) -> (LinkId, String) {
    let (before, secret) = url.split_once('#').unwrap();
    (
        before.rsplit('/').next().unwrap().parse().unwrap(),
        secret.to_owned(),
    )
}

pub(crate) fn secret_of(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// The token that a cookie sets.
pub(crate) fn token(cookie: &webkit::SetCookie) -> String {
    let mut headers = HeaderMap::new();
    cookie.apply(&mut headers);
    let line = headers[header::SET_COOKIE].to_str().unwrap();
    line.split_once('=')
        .unwrap()
        .1
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

pub(crate) fn words(text: &str) -> Body {
    Body {
        blocks: vec![Block {
            spans: vec![Span::Text {
                text: text.to_owned(),
            }],
        }],
    }
}

pub(crate) fn new_comment(text: &str) -> NewComment {
    NewComment {
        body: words(text),
        markers: Vec::new(),
        attachments: Vec::new(),
        parent: None,
        team_only: false,
        client_id: Uuid::from_bytes(vault::random_bytes()),
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    statement::Fingerprint(vault::sha256(bytes)).to_string()
}

/// The stable word of a refusal.
pub(crate) fn code<T>(outcome: Result<T>) -> &'static str {
    match outcome {
        Ok(_) => "ok",
        Err(Error::NotFound) => "not_found",
        Err(Error::Forbidden) => "forbidden",
        Err(Error::Unauthenticated) => "unauthenticated",
        Err(Error::TooMany { .. }) => "too_many",
        Err(Error::Internal(report)) => panic!("{}", report.chain()),
        Err(
            Error::Invalid { code, .. }
            | Error::Conflict { code, .. }
            | Error::Refused { code, .. }
            | Error::Unavailable { code, .. },
        ) => code,
    }
}
