//! Review links: `/r/ID#SECRET`. The secret is looked up by digest, sealed to be shown again, and opened once into a
//! guest session; everything after that is asked of the grant (`guests`).

use std::collections::HashMap;

use db::{FromRow, Row, args};
use files::{files as listing, projects};
use identity::throttle::{self, Attempt};
use identity::{Secret, passwords, sessions};
use kernel::sealing::project_key;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, EventKind, FileId, GroupId, Id, LinkId, Millis, PersonId, ProjectId,
    Result, ReviewId, SessionId, Slot, TeamId, Tx,
};
use serde::{Deserialize, Serialize};
use vault::token::Token;
use vault::{Digest, Key, Sealed};
use webkit::{SetCookie, VisitorFacts};

use crate::groups::{self, Group};
use crate::reviewers::Origin;
use crate::reviews::Review;
use crate::rules::link::{LinkFacts, LinkState, Proved, asked_for_code, state};
use crate::rules::status::Status;
use crate::wire::{OpenLink, OpenedLinkDto, RotatedDto};
use crate::{groups::key_of, sql};

/// A review link.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) id: LinkId,
    team: TeamId,
    pub(crate) group: GroupId,
    /// Whose own link it is; none for the group's.
    pub(crate) person: Option<PersonId>,
    digest: Digest,
    pub(crate) created_at: Millis,
    pub(crate) created_by: PersonId,
    revoked_at: Option<Millis>,
    sealed: Sealed,
}

#[derive(Serialize, Deserialize)]
struct SecretEnvelope {
    secret: String,
}

/// Where a link leads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) team: TeamId,
    pub(crate) project: ProjectId,
    pub(crate) group: GroupId,
}

/// An opened link and the cookie of a session that was started for it.
#[derive(Debug)]
pub struct Opened {
    /// Where it leads.
    pub place: OpenedLinkDto,
    /// The guest session, when this browser had none.
    pub cookie: Option<SetCookie>,
}

impl FromRow for Link {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            group: Id::from_uuid(row.uuid(2)?),
            person: row.opt_uuid(3)?.map(Id::from_uuid),
            digest: row.digest(4)?,
            created_at: row.int(5)?,
            created_by: Id::from_uuid(row.uuid(6)?),
            revoked_at: row.opt_int(7)?,
            sealed: row.sealed(8)?,
        })
    }
}

impl Link {
    /// The whole address.
    pub(crate) fn url(&self, app: &App, key: &Key) -> Result<String> {
        let envelope: SecretEnvelope =
            app.open_with(key, slot(self.team, self.id), &self.sealed)?;
        Ok(address(app, self.id, &envelope.secret))
    }
}

/// The links of a group that stand.
pub(crate) async fn of_group(reader: &mut impl Reading, group: &Group) -> Result<Vec<Link>> {
    reader.rows(&sql::LINKS, &args![group.id]).await
}

/// Makes a link and answers with its id and whole address. The caller emits.
pub(crate) async fn make(
    tx: &mut Tx,
    place: Place,
    person: Option<PersonId>,
    maker: PersonId,
) -> Result<(LinkId, String)> {
    let app = tx.app().clone();
    let id: LinkId = tx.mint();
    let token = Token::generate();
    let secret = token.to_text();
    let envelope = SecretEnvelope {
        secret: secret.as_str().to_owned(),
    };
    let sealed = app
        .seal(project_key(place.project), slot(place.team, id), &envelope)
        .await?;
    let digest = digest(&app, id, &token);
    let now = tx.now();
    let arguments = args![
        id,
        place.team,
        place.group,
        person,
        digest,
        now,
        maker,
        sealed
    ];
    tx.execute_one(&sql::INSERT_LINK, &arguments).await?;
    Ok((id, address(&app, id, &secret)))
}

/// Replaces the group's link; the old one and everybody who came by it are out at once.
pub async fn rotate(app: &App, who: &Actor, id: GroupId) -> Result<RotatedDto> {
    let mut tx = app.write(who).await?;
    let group = groups::open_locked(&mut tx, who, id).await?;
    let Replaced { url, .. } = replace(&mut tx, who, &group).await?;
    tx.commit().await?;
    Ok(RotatedDto { url })
}

/// Replaces the group's link because somebody who may know it was removed. Everybody else who has said who they are
/// stays in.
pub(crate) async fn replace_without(
    tx: &mut Tx,
    who: &Actor,
    group: &Group,
    removed: PersonId,
) -> Result<()> {
    let Replaced { old, new, .. } = replace(tx, who, group).await?;
    tx.execute(&sql::MOVE_GRANTS, &args![old, new, removed])
        .await?;
    Ok(())
}

/// Opens a link: into a guest session of this browser, or into nothing for members of the team, who need none.
pub async fn open(
    app: &App,
    who: &Actor,
    facts: &VisitorFacts,
    id: LinkId,
    input: OpenLink,
) -> Result<Opened> {
    let (link, group) = presented(app, id, &input.secret).await?;
    if who.in_team(group.team).is_some() {
        return Ok(Opened {
            place: describe(app, &group).await?,
            cookie: None,
        });
    }
    let known = browser(app, facts).await?;
    let facts_of_link = standing(app, &link, &group, known).await?;
    let state = state(facts_of_link, app.now());
    state.check()?;
    require_password(app, facts, &group, known, input.password.as_ref()).await?;
    // SECURITY: guarded by test `a_code_is_asked_by_every_operation`.
    if state == LinkState::CodeNeeded {
        return Err(asked_for_code(facts_of_link).refusal());
    }
    let place = describe(app, &group).await?;
    pace_new_session(app, facts, &link, known).await?;
    let mut tx = app.write_about(who, group.team).await?;
    let (session, cookie) = session_of(&mut tx, known).await?;
    put_grant(&mut tx, session, &link, &group).await?;
    tx.emit(group.event(EventKind::LinkOpened));
    tx.commit().await?;
    Ok(Opened { place, cookie })
}

/// The guest session of the browser that asks.
pub(crate) async fn browser(app: &App, facts: &VisitorFacts) -> Result<Option<SessionId>> {
    match &facts.guest_token {
        Some(token) => sessions::find_guest(app, token).await,
        None => Ok(None),
    }
}

/// SECURITY: each opening without a cookie leaves a session behind; guarded by test
/// `opening_a_link_over_and_over_is_slowed_down`.
pub(crate) async fn pace_new_session(
    app: &App,
    facts: &VisitorFacts,
    link: &Link,
    known: Option<SessionId>,
) -> Result<()> {
    if known.is_some() {
        return Ok(());
    }
    let attempt = Attempt::paced("guest_session", link.id.uuid().as_bytes(), facts.address);
    throttle::pace(app, &attempt).await
}

/// The browser's session, begun if it has none.
pub(crate) async fn session_of(
    tx: &mut Tx,
    known: Option<SessionId>,
) -> Result<(SessionId, Option<SetCookie>)> {
    if let Some(session) = known {
        return Ok((session, None));
    }
    let new = sessions::start_guest(tx).await?;
    Ok((new.id, Some(new.cookie())))
}

/// What stands between a link's holder and its group.
pub(crate) async fn standing(
    app: &App,
    link: &Link,
    group: &Group,
    session: Option<SessionId>,
) -> Result<LinkFacts> {
    let mut reader = app.read(&Actor::anonymous()).await?;
    let previous = match session {
        Some(session) => previous(&mut reader, session, group.id).await?,
        None => None,
    };
    Ok(LinkFacts {
        revoked_at: link.revoked_at,
        expires_at: group.link_expires_at,
        invited_only: group.settings.invited_only,
        personal: link.person.is_some(),
        mailed_code: group.settings.mailed_code,
        proved: previous.map_or(Proved::Nothing, |previous| previous.proved_to(link)),
    })
}

struct Replaced {
    old: LinkId,
    new: LinkId,
    url: String,
}

async fn replace(tx: &mut Tx, who: &Actor, group: &Group) -> Result<Replaced> {
    let maker = who.in_team(group.team).ok_or(Error::NotFound)?.person;
    let now = tx.now();
    let old: Option<uuid::Uuid> = tx
        .row(&sql::REVOKE_GROUP_LINK, &args![group.id, now])
        .await?;
    let old = old.ok_or(Error::broken("a group has no link"))?;
    let place = Place {
        team: group.team,
        project: group.project,
        group: group.id,
    };
    let (new, url) = make(tx, place, None, maker).await?;
    tx.emit(group.event(EventKind::LinkRotated));
    Ok(Replaced {
        old: Id::from_uuid(old),
        new,
        url,
    })
}

/// The link, if the secret is its own. A wrong secret and a link that does not exist look the same.
pub(crate) async fn presented(app: &App, id: LinkId, secret: &Secret) -> Result<(Link, Group)> {
    let token = Token::parse(secret.expose()).ok_or(Error::NotFound)?;
    let mut reader = app.read(&Actor::anonymous()).await?;
    let link: Link = reader
        .row(&sql::LINK, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    // SECURITY: compared in constant time by `Digest`; guarded by test `a_link_needs_its_own_secret`.
    if link.digest != digest(app, id, &token) {
        return Err(Error::NotFound);
    }
    let group: Group = reader
        .row(&sql::GROUP, &args![link.group])
        .await?
        .ok_or(Error::NotFound)?;
    projects::get(&mut reader, group.project)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((link, group))
}

/// Checks the password, if the group asks for one.
pub(crate) async fn require_password(
    app: &App,
    facts: &VisitorFacts,
    group: &Group,
    session: Option<SessionId>,
    password: Option<&Secret>,
) -> Result<()> {
    if !group.has_password() {
        return Ok(());
    }
    let password = password.ok_or(Error::Refused {
        code: "password_needed",
        detail: "This review asks for a password. The person who sent you the link has it.",
    })?;
    check_password(app, facts, group, session, password).await
}

// SECURITY: a link's password can be guessed, so every try is paid for before it is looked at; and strangers who guess
// do not keep those out who were in. Guarded by tests `guessing_a_link_password_is_slowed_down`,
// `wrong_link_passwords_lock_out_nobody_who_was_in`.
async fn check_password(
    app: &App,
    facts: &VisitorFacts,
    group: &Group,
    session: Option<SessionId>,
    password: &Secret,
) -> Result<()> {
    let browser = match session {
        Some(session) if was_let_in(app, session, group.id).await? => {
            Some(session.uuid().into_bytes())
        }
        Some(_) | None => None,
    };
    let attempt = Attempt::at_shared(
        "link_password",
        group.id.uuid().as_bytes(),
        browser.as_ref().map(<[u8; 16]>::as_slice),
        facts.address,
    );
    let charge = throttle::charge(app, &attempt).await?;
    let hash = group.password_hash(app).await?;
    if !passwords::matches(hash.as_ref(), password).await? {
        return Err(Error::Refused {
            code: "wrong_password",
            detail: "This is not the password of the review. Check it with the person who sent you the link.",
        });
    }
    charge.give_back(app).await
}

async fn was_let_in(app: &App, session: SessionId, group: GroupId) -> Result<bool> {
    let mut reader = app.read(&Actor::anonymous()).await?;
    let before: Option<i64> = reader
        .row(&sql::LET_IN_BEFORE, &args![session, group])
        .await?;
    Ok(before.is_some())
}

/// What this browser had been let in by.
pub(crate) struct Previous {
    pub(crate) person: PersonId,
    link: LinkId,
    /// Whether that link is the person's own and stands.
    own: bool,
    proved_at: Option<Millis>,
    invited: bool,
}

impl Previous {
    /// What they have proved, as far as it counts for the holder of a link.
    ///
    /// SECURITY: what one person proved is nothing for another whose own link is opened in the same browser; guarded by
    /// test `a_proof_is_not_passed_on_to_another_person`.
    fn proved_to(&self, link: &Link) -> Proved {
        match (self.proved_at, link.person) {
            (None, _) => Proved::Nothing,
            (Some(_), Some(person)) if person != self.person => Proved::Nothing,
            (Some(_), _) if self.invited => Proved::Invited,
            (Some(_), _) => Proved::WalkedIn,
        }
    }
}

/// What this browser had been let in by, if it was.
pub(crate) async fn previous(
    reader: &mut impl Reading,
    session: SessionId,
    group: GroupId,
) -> Result<Option<Previous>> {
    reader
        .row(&sql::PREVIOUS_GRANT, &args![session, group])
        .await
}

impl FromRow for Previous {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            person: Id::from_uuid(row.uuid(0)?),
            link: Id::from_uuid(row.uuid(1)?),
            own: row.opt_uuid(2)?.is_some() && row.opt_int(3)?.is_none(),
            proved_at: row.opt_int(4)?,
            invited: row.text(5)? == Origin::Invited.token(),
        })
    }
}

/// SECURITY: whoever has a name keeps it when they open the group's link as well, so that removing them ends what they
/// hold; guarded by test `a_removed_reviewer_who_opened_the_groups_link_later_is_out`.
async fn put_grant(tx: &mut Tx, session: SessionId, link: &Link, checked: &Group) -> Result<()> {
    still_stands(tx, link).await?;
    let previous = previous(tx, session, checked.id).await?;
    let proved_at = previous
        .as_ref()
        .filter(|previous| previous.proved_to(link) != Proved::Nothing)
        .and_then(|previous| previous.proved_at);
    let (person, by) = match (link.person, previous) {
        (Some(person), _) => (Some(person), link.id),
        (None, Some(previous)) if previous.own => (Some(previous.person), previous.link),
        (None, Some(previous)) => (Some(previous.person), link.id),
        (None, None) => (None, link.id),
    };
    // The epoch of the password that was checked: a newer one makes the grant worthless.
    let arguments = args![
        session,
        checked.id,
        by,
        person,
        checked.password_epoch,
        tx.now(),
        proved_at
    ];
    tx.execute_one(&sql::PUT_GRANT, &arguments).await
}

/// Lets in somebody who has just proved their mailbox. The caller emits.
pub(crate) async fn put_proved(
    tx: &mut Tx,
    session: SessionId,
    link: &Link,
    password_epoch: i64,
    person: PersonId,
) -> Result<()> {
    let now = tx.now();
    let arguments = args![
        session,
        link.group,
        link.id,
        person,
        password_epoch,
        now,
        now
    ];
    tx.execute_one(&sql::PUT_GRANT, &arguments).await?;
    tx.execute_one(&sql::SET_PROVED, &args![link.group, person, now])
        .await
}

/// The world may have changed while something slow was checked.
pub(crate) async fn still_stands(tx: &mut Tx, link: &Link) -> Result<()> {
    let current: Link = tx
        .row(&sql::LINK, &args![link.id])
        .await?
        .ok_or(Error::NotFound)?;
    if current.revoked_at.is_some() {
        return Err(Error::NotFound);
    }
    Ok(())
}

pub(crate) async fn describe(app: &App, group: &Group) -> Result<OpenedLinkDto> {
    // The holder of the link has proven access to the group; the names around it are read by the installation.
    let mut reader = app.read(&Actor::system()).await?;
    let project = projects::open(&mut reader, &Actor::system(), Action::See, group.project).await?;
    let reviews: Vec<Review> = reader
        .rows(&sql::REVIEWS_OF_GROUP, &args![group.id])
        .await?;
    let order = listing::outline(&mut reader, &project).await?;
    let team_name = access::teams::name(&mut reader, group.team).await?;
    drop(reader);
    let key = key_of(app, group.project).await?;
    Ok(OpenedLinkDto {
        group: group.id,
        group_name: group.name(app, key.as_ref())?,
        project: group.project,
        project_name: project.name.clone(),
        team_name,
        review: first(&reviews, order.iter().map(|spot| spot.file)),
    })
}

fn first(reviews: &[Review], order: impl Iterator<Item = FileId>) -> Option<ReviewId> {
    // The newest version of each file comes last and stays.
    let by_file: HashMap<FileId, &Review> =
        reviews.iter().map(|review| (review.file, review)).collect();
    let newest: Vec<&Review> = order
        .filter_map(|file| by_file.get(&file).copied())
        .collect();
    let waiting = newest
        .iter()
        .find(|review| review.status == Status::Review && !review.locked);
    waiting.or(newest.first()).map(|review| review.id)
}

fn slot(team: TeamId, link: LinkId) -> Slot {
    Slot::new(Some(team), "review_links", link, "sealed")
}

fn digest(app: &App, id: LinkId, token: &Token) -> Digest {
    let mut data = id.uuid().as_bytes().to_vec();
    data.extend_from_slice(token.as_bytes());
    app.provider().digest("review-link", &data)
}

fn address(app: &App, id: LinkId, secret: &str) -> String {
    format!("{}/r/{id}#{secret}", app.settings().public_origin)
}
