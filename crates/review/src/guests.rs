//! Guests: what the links that a browser has opened allow now, and who the guest says they are.

use db::{FromRow, Row, args};
use files::marks;
use identity::http::person::PersonDto;
use identity::throttle::{self, Attempt};
use identity::{NewPerson, persons, sessions};
use kernel::tx::Reading;
use kernel::{
    Actor, App, Error, Event, EventKind, GroupId, GuestGrant, Id, PersonId, Result, ReviewId,
    SessionId, Tx,
};
use uuid::Uuid;

use crate::groups::Group;
use crate::people::{People, Viewer};
use crate::reviewers::{self, Origin};
use crate::reviews::Review;
use crate::sql;
use crate::wire::Identify;

/// The most people who say who they are behind one group's link.
const WALKED_IN: u32 = 1_000;

struct GrantRow(GuestGrant);

impl FromRow for GrantRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(GuestGrant {
            session: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            project: Id::from_uuid(row.uuid(2)?),
            group: Id::from_uuid(row.uuid(3)?),
            link: Id::from_uuid(row.uuid(4)?),
            person: row.opt_uuid(5)?.map(Id::from_uuid),
            mailbox: row.opt_int(6)?.is_some(),
        }))
    }
}

/// What a guest session allows at this moment. Asked with every request and never cached, so that whatever ends a
/// grant ends it at once.
pub async fn grants(app: &App, session: SessionId) -> Result<Vec<GuestGrant>> {
    let mut reader = app.read(&Actor::anonymous()).await?;
    grants_now(&mut reader, session).await
}

/// The same, asked again in the caller's transaction after something that took long.
pub(crate) async fn grants_now(
    reader: &mut impl Reading,
    session: SessionId,
) -> Result<Vec<GuestGrant>> {
    let now = reader.app().now();
    let rows: Vec<GrantRow> = reader.rows(&sql::GRANTS, &args![session, now]).await?;
    Ok(rows.into_iter().map(|GrantRow(grant)| grant).collect())
}

/// Refuses guests of a group who have none of it any more.
///
/// SECURITY: what a browser may do is found out before its request waits for its turn to write; guarded by test
/// `who_was_removed_while_waiting_writes_nothing`.
pub(crate) async fn refuse_gone(tx: &mut Tx, who: &Actor, group: GroupId) -> Result<()> {
    let Some(grant) = who.grant(group).filter(|_| !who.is_played()) else {
        return Ok(());
    };
    let is_left = |now: &GuestGrant| now.group == group && now.person == grant.person;
    let is_member = who.in_team(grant.team).is_some();
    if is_member || grants_now(tx, grant.session).await?.iter().any(is_left) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// Slows a guest down who leaves more behind in reviews than anybody reviews: 60 at once and 30 each minute, whatever
/// browsers they use. Members are not counted.
pub(crate) async fn pace(
    app: &App,
    who: &Actor,
    door: &'static str,
    review: ReviewId,
) -> Result<()> {
    if who.grants().is_empty() || who.is_played() {
        return Ok(());
    }
    let mut reader = app.read(who).await?;
    let review: Option<Review> = reader.row(&sql::REVIEW, &args![review]).await?;
    drop(reader);
    // Whoever has nothing here, or has not said who they are, is refused by what follows.
    let Some(review) = review.filter(|review| who.in_team(review.team).is_none()) else {
        return Ok(());
    };
    let Some(person) = who.person_for(review.team, Some(review.group)) else {
        return Ok(());
    };
    let attempt = Attempt::paced(door, person.uuid().as_bytes(), None);
    throttle::pace(app, &attempt).await
}

/// Notes who a guest says they are: a new person of the team, bound to this grant and to nothing else.
///
/// SECURITY: typing an invited reviewer's address does not make one that reviewer; guarded by test
/// `typing_an_invited_address_does_not_make_one_that_reviewer`.
pub async fn identify(app: &App, who: &Actor, input: Identify) -> Result<PersonDto> {
    let grant = who.grant(input.group).cloned().ok_or(Error::NotFound)?;
    if who.in_team(grant.team).is_some() {
        return Err(Error::Conflict {
            code: "identity_set",
            detail: "You are signed in as a member of this team, so your name is known already.",
        });
    }
    if let Some(person) = grant.person {
        return same_again(app, who, &input, person).await;
    }
    throttle::pace(
        app,
        &Attempt::paced("guest_name", grant.session.uuid().as_bytes(), None),
    )
    .await?;
    let mut tx = app.write(who).await?;
    let group: Group = tx
        .row(&sql::GROUP_LOCKED, &args![input.group])
        .await?
        .ok_or(Error::NotFound)?;
    marks::refuse_archived(&mut tx, group.project).await?;
    refuse_crowd(&mut tx, &group).await?;
    let new = NewPerson {
        team: Some(group.team),
        name: input.name.clone(),
        email: Some(input.email.clone()),
        verified: false,
    };
    let person = persons::create(&mut tx, &new).await?;
    if tx
        .execute(&sql::NAME_GRANT, &args![grant.session, input.group, person])
        .await?
        != 1
    {
        return Err(Error::Conflict {
            code: "identity_set",
            detail: "You have said who you are already. Reload the page.",
        });
    }
    reviewers::list(&mut tx, &group, person, Origin::Link, None).await?;
    let event = group.event(EventKind::GuestNamed).person(person);
    tx.emit(
        event
            .detail("name", input.name.trim())
            .detail("email", input.email.trim()),
    );
    tx.commit().await?;
    shown(app, who, &group, person).await
}

/// Ends the guest's session in this browser, with everything that its links opened, also what is closed for the moment
/// because its group asks for more. Comments and decisions stay, and a link opens again, for somebody who has not said yet
/// who they are.
// SECURITY: guarded by test `who_leaves_while_a_group_asks_for_more_has_left_it_too`.
pub async fn leave(app: &App, who: &Actor, token: Option<&str>) -> Result<()> {
    let Some(token) = token else { return Ok(()) };
    let Some(session) = sessions::find_guest_unnoticed(app, token).await? else {
        return Ok(());
    };
    let mut tx = app.write(who).await?;
    let opened: Vec<(Uuid, Uuid, Uuid, Option<Uuid>)> =
        tx.rows(&sql::OPENED_BY_SESSION, &args![session]).await?;
    if opened.is_empty() || !sessions::end_guest(&mut tx, session).await? {
        // Left twice at once: both wanted the same.
        return Ok(());
    }
    let arguments = args![session, tx.now()];
    tx.execute(&sql::LEAVE, &arguments).await?;
    for (team, project, group, person) in opened {
        let event = Event::new(EventKind::GuestLeft, Id::from_uuid(team))
            .project(Id::from_uuid(project))
            .group(Id::from_uuid(group));
        tx.emit(match person {
            Some(person) => event.person(Id::from_uuid(person)),
            None => event,
        });
    }
    tx.commit().await
}

pub(crate) async fn refuse_crowd(tx: &mut Tx, group: &Group) -> Result<()> {
    let walked_in: Option<u32> = tx.row(&sql::WALKED_IN, &args![group.id]).await?;
    if walked_in.unwrap_or_default() < WALKED_IN {
        return Ok(());
    }
    Err(Error::Conflict {
        code: "too_many",
        detail: "1,000 people have joined by this link, and no more can. Ask the person who sent it to invite you.",
    })
}

/// The same words again are the same answer; other words are somebody else, who needs a session of their own.
async fn same_again(
    app: &App,
    who: &Actor,
    input: &Identify,
    person: PersonId,
) -> Result<PersonDto> {
    let mut reader = app.read(who).await?;
    let group: Group = reader
        .row(&sql::GROUP, &args![input.group])
        .await?
        .ok_or(Error::NotFound)?;
    let card = persons::card_of(&mut reader, person)
        .await?
        .ok_or(Error::NotFound)?;
    drop(reader);
    let same_address =
        card.email.is_some() && vault::address::normalise_email(&input.email) == card.email;
    if same_address && card.name == input.name.trim() {
        return shown(app, who, &group, person).await;
    }
    Err(Error::Conflict {
        code: "identity_set",
        detail: "You have said who you are already. Open the link in a private window to be somebody else.",
    })
}

async fn shown(app: &App, who: &Actor, group: &Group, person: PersonId) -> Result<PersonDto> {
    let mut reader = app.read(who).await?;
    let viewer =
        Viewer::of_group(who, group.team, group.id, group.settings.anonymous).known_as(person);
    Ok(People::read(&mut reader, &viewer, [person])
        .await?
        .person(person))
}

/// A group that a browser's links lead to, in words.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) group: GroupId,
    pub(crate) group_name: String,
    pub(crate) grant: GuestGrant,
    pub(crate) project_name: String,
    pub(crate) team_name: String,
    pub(crate) person: Option<PersonDto>,
}

/// The groups that the actor's links lead to.
pub(crate) async fn doors(app: &App, who: &Actor) -> Result<Vec<Door>> {
    let mut reader = app.read(who).await?;
    let mut doors = Vec::with_capacity(who.grants().len());
    for grant in who.grants() {
        let Some(group) = reader
            .row::<Group>(&sql::GROUP, &args![grant.group])
            .await?
        else {
            continue;
        };
        let Some(project) = files::projects::get(&mut reader, grant.project).await? else {
            continue;
        };
        let key = crate::groups::key_of(app, grant.project).await?;
        let viewer = Viewer::of_group(who, grant.team, grant.group, group.settings.anonymous);
        let person = match grant.person {
            Some(person) => Some(
                People::read(&mut reader, &viewer, [person])
                    .await?
                    .person(person),
            ),
            None => None,
        };
        doors.push(Door {
            group: grant.group,
            group_name: group.name(app, key.as_ref())?,
            grant: grant.clone(),
            project_name: project.name,
            team_name: access::teams::name(&mut reader, grant.team).await?,
            person,
        });
    }
    Ok(doors)
}
