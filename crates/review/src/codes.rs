//! Mailed codes: asked for at a review link, made when their mail is written, checked in the browser that asked. Every
//! step is the same for an invited and for an uninvited address; who it belongs to is looked at when the mail is
//! written and again when the code comes back.

use db::{FromRow, Row, args};
use files::marks;
use identity::rules::name;
use identity::throttle::{self, Attempt};
use identity::{NewPerson, Secret, persons};
use kernel::sealing::project_key;
use kernel::tx::Reading;
use kernel::{
    Actor, App, Error, EventKind, GroupId, Id, LinkId, Millis, PersonId, Result, SessionId, Slot,
    Tx,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::{Digest, Sealed};
use webkit::{SetCookie, VisitorFacts};

use crate::groups::Group;
use crate::guests::refuse_crowd;
use crate::links::{self, Link, Opened};
use crate::reviewers::{self, Origin};
use crate::rules::code::{self, AGAIN, Addressee, DIGITS, LIFE, Listed, TRIES, addressee};
use crate::rules::link::{AskedForCode, LinkState, asked_for_code, state};
use crate::sql;
use crate::wire::{AskCode, CheckCode, CodeAskedDto};

/// What a code's id identifies.
#[derive(Debug)]
pub struct CodeKind;

impl kernel::ids::Kind for CodeKind {
    const PREFIX: &'static str = "cod";
}

type CodeId = Id<CodeKind>;

/// What is told to whoever asked for a code, and the cookie of a session that was begun for it.
#[derive(Debug)]
pub struct Asked {
    /// The same for everybody.
    pub told: CodeAskedDto,
    /// The guest session, when this browser had none.
    pub cookie: Option<SetCookie>,
}

/// What is mailed to an address that asked for a code.
#[derive(Debug)]
pub struct CodeLetter {
    /// Whose review it is.
    pub team_name: String,
    /// Where it goes.
    pub address: String,
    /// The code; none for a member of the team, who has an account to sign in to.
    pub code: Option<Secret>,
}

/// What somebody typed to get a code.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Typed {
    email: Option<String>,
    name: Option<String>,
}

struct Code {
    id: CodeId,
    group: GroupId,
    link: LinkId,
    password_epoch: i64,
    digest: Option<Digest>,
    sealed: Sealed,
}

impl FromRow for Code {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            group: Id::from_uuid(row.uuid(1)?),
            link: Id::from_uuid(row.uuid(2)?),
            password_epoch: row.int(3)?,
            digest: row.opt_digest(4)?,
            sealed: row.sealed(5)?,
        })
    }
}

/// Asks for a code. It is mailed to whoever may come in by it, and to nobody else.
///
/// SECURITY: nothing of the answer, and nothing that is done before it, depends on whom the group knows; guarded by test
/// `invited_and_uninvited_addresses_are_told_the_same`.
pub async fn ask(
    app: &App,
    who: &Actor,
    facts: &VisitorFacts,
    id: LinkId,
    input: AskCode,
) -> Result<Asked> {
    let (link, group) = links::presented(app, id, &input.secret).await?;
    refuse_member(who, &group)?;
    let known = links::browser(app, facts).await?;
    let standing = links::standing(app, &link, &group, known).await?;
    let now = app.now();
    let state = state(standing, now);
    state.check()?;
    if state != LinkState::CodeNeeded {
        return Err(Error::Conflict {
            code: "no_code_needed",
            detail: "This review asks you for no code. Open the link again.",
        });
    }
    if !app.settings().sends_mail {
        return Err(Error::Conflict {
            code: "no_mail",
            detail: "No mail can be sent from here at the moment, and so no code. Ask the person who sent you the link.",
        });
    }
    links::require_password(app, facts, &group, known, input.password.as_ref()).await?;
    let typed = typed(asked_for_code(standing), &input)?;
    pace(app, facts, &link, typed.email.as_deref()).await?;
    links::pace_new_session(app, facts, &link, known).await?;
    let mut tx = app.write_about(who, group.team).await?;
    links::still_stands(&mut tx, &link).await?;
    let (session, cookie) = links::session_of(&mut tx, known).await?;
    put(&mut tx, session, &link, &group, &typed).await?;
    let event = group.event(EventKind::GuestCodeAsked);
    tx.emit(match typed.email {
        Some(email) => event.detail("email", email),
        None => event,
    });
    tx.commit().await?;
    let seconds = |span: Millis| u32::try_from(span / 1000).unwrap_or(u32::MAX);
    Ok(Asked {
        told: CodeAskedDto {
            digits: DIGITS,
            lives_for: seconds(LIFE),
            again_after: seconds(AGAIN),
        },
        cookie,
    })
}

/// Lets somebody in by the code that was mailed to them.
pub async fn check(
    app: &App,
    who: &Actor,
    facts: &VisitorFacts,
    id: LinkId,
    input: CheckCode,
) -> Result<Opened> {
    let (link, group) = links::presented(app, id, &input.secret).await?;
    refuse_member(who, &group)?;
    let session = links::browser(app, facts).await?.ok_or_else(over)?;
    let standing = links::standing(app, &link, &group, Some(session)).await?;
    state(standing, app.now()).check()?;
    let place = links::describe(app, &group).await?;
    let both = [session.uuid().into_bytes(), group.id.uuid().into_bytes()].concat();
    let attempt = Attempt::new("review_code", &both, facts.address);
    let charge = throttle::charge(app, &attempt).await?;
    let mut tx = app.write_about(who, group.team).await?;
    let now = tx.now();
    let tried: Option<Code> = tx
        .row(&sql::TRY_CODE, &args![session, link.id, now, TRIES])
        .await?;
    let tried = tried.ok_or_else(over)?;
    let given = code::typed(input.code.expose()).map(|code| digest(app, tried.id, &code));
    // SECURITY: digests are compared in constant time, and a code that was not mailed yet is nobody's; guarded by test
    // `a_code_that_was_never_mailed_opens_nothing`.
    if tried.digest.is_none() || given != tried.digest {
        tx.emit(group.event(EventKind::GuestCodeRefused));
        tx.commit().await?;
        return Err(Error::Refused {
            code: "wrong_code",
            detail: "This is not the code. Check the newest mail: an older code does not count any more.",
        });
    }
    links::still_stands(&mut tx, &link).await?;
    let group: Group = tx
        .row(&sql::GROUP_LOCKED, &args![group.id])
        .await?
        .ok_or(Error::NotFound)?;
    let person = prove(&mut tx, session, &link, &group, &tried).await?;
    tx.execute_one(&sql::DELETE_CODE, &args![session, group.id])
        .await?;
    links::put_proved(&mut tx, session, &link, tried.password_epoch, person).await?;
    tx.emit(group.event(EventKind::GuestProved).person(person));
    tx.commit().await?;
    charge.give_back(app).await?;
    Ok(Opened {
        place,
        cookie: None,
    })
}

/// The requests for codes of one moment in a group, for mailing them.
pub async fn asked_at(reader: &mut impl Reading, group: GroupId, at: Millis) -> Result<Vec<Uuid>> {
    reader.rows(&sql::CODES_ASKED_AT, &args![group, at]).await
}

/// Makes the code of a request and says where it goes; nothing when nobody may come in by it. Each call makes another
/// code, and the last one counts.
///
/// SECURITY: the code is in the letter and nowhere else; its digest is under a key of the key provider. Guarded by test
/// `a_code_lies_nowhere`.
pub async fn letter(app: &App, id: Uuid) -> Result<Option<CodeLetter>> {
    let mut tx = app.write(&Actor::system()).await?;
    let now = tx.now();
    let Some(asked): Option<Code> = tx.row(&sql::CODE_TO_SEND, &args![id, now]).await? else {
        return Ok(None);
    };
    let group: Option<Group> = tx.row(&sql::GROUP, &args![asked.group]).await?;
    let link: Option<Link> = tx.row(&sql::LINK, &args![asked.link]).await?;
    let (Some(group), Some(link)) = (group, link) else {
        return Ok(None);
    };
    let letter = settle(&mut tx, &asked, &group, &link).await?;
    let made = letter.as_ref().is_some_and(|letter| letter.code.is_some());
    // SECURITY: one event whoever the address belongs to: events are numbered, and the numbers reach everybody who has a
    // page open; guarded by test `nothing_is_counted_that_tells_who_is_invited`.
    tx.emit(group.event(if made {
        EventKind::GuestCodeMade
    } else {
        EventKind::GuestCodeWithheld
    }));
    tx.commit().await?;
    Ok(letter)
}

/// Whose address was typed, and their code.
async fn settle(
    tx: &mut Tx,
    asked: &Code,
    group: &Group,
    link: &Link,
) -> Result<Option<CodeLetter>> {
    let app = tx.app().clone();
    if links::still_stands(tx, link).await.is_err() {
        return Ok(None);
    }
    let Some(typed) = opened(&app, group, asked).await? else {
        return Ok(None);
    };
    let Some(address) = address(tx, link, &typed).await? else {
        return Ok(None);
    };
    let team_name = access::teams::name(tx, group.team).await?;
    if link.person.is_none() && is_member(&app, tx, group, &address).await? {
        return Ok(Some(CodeLetter {
            team_name,
            address,
            code: None,
        }));
    }
    let whose = whose(tx, link, group, &address).await?;
    if group.settings.invited_only && !matches!(whose, Addressee::Invited(_)) {
        return Ok(None);
    }
    let code = code::code(u64::from_be_bytes(vault::random_bytes()));
    let until = tx.now() + LIFE;
    let arguments = args![asked.id, digest(&app, asked.id, &code), until];
    tx.execute_one(&sql::SET_CODE, &arguments).await?;
    Ok(Some(CodeLetter {
        team_name,
        address,
        code: Some(Secret::new(code)),
    }))
}

/// Forgets requests that are over. Nothing that anybody did is touched, so there is no event.
pub async fn forget_old(tx: &mut impl db::Execute, now: Millis) -> Result<()> {
    tx.execute(&sql::DELETE_OLD_CODES, &args![now]).await?;
    Ok(())
}

fn refuse_member(who: &Actor, group: &Group) -> Result<()> {
    if who.in_team(group.team).is_none() {
        return Ok(());
    }
    Err(Error::Conflict {
        code: "no_code_needed",
        detail: "You are signed in as a member of this team and need no code. Open the link again.",
    })
}

/// What has to be typed at this link, checked.
fn typed(asked: AskedForCode, input: &AskCode) -> Result<Typed> {
    if asked == AskedForCode::Nothing {
        return Ok(Typed::default());
    }
    let email = persons::clean_address(input.email.as_deref().unwrap_or_default())?;
    let name = match asked {
        AskedForCode::AddressAndName => {
            let typed = input.name.as_deref().unwrap_or_default();
            Some(name::clean("name", typed)?)
        }
        AskedForCode::Address | AskedForCode::Nothing => None,
    };
    Ok(Typed {
        email: Some(email),
        name,
    })
}

/// SECURITY: whoever asks pays, by mailbox, by link and by network, before anything is stored. The own link of an
/// invited person has a counter of its own, so that strangers who know their address do not keep them out. Guarded by
/// tests `a_mailbox_is_not_flooded`, `strangers_do_not_use_up_the_codes_of_an_own_link`.
async fn pace(app: &App, facts: &VisitorFacts, link: &Link, email: Option<&str>) -> Result<()> {
    let own = link.id.uuid().into_bytes();
    let mailbox = email.map_or(own.as_slice(), str::as_bytes);
    let attempt = Attempt::mailing("review_code_mail", mailbox, &own, facts.address);
    throttle::pace(app, &attempt).await
}

async fn put(
    tx: &mut Tx,
    session: SessionId,
    link: &Link,
    group: &Group,
    typed: &Typed,
) -> Result<()> {
    let app = tx.app().clone();
    let id: CodeId = tx.mint();
    let slot = slot(group, id);
    let sealed = app.seal(project_key(group.project), slot, typed).await?;
    let now = tx.now();
    tx.execute(&sql::DELETE_CODE, &args![session, group.id])
        .await?;
    let arguments = args![
        id,
        session,
        group.id,
        link.id,
        group.password_epoch,
        now,
        now + LIFE,
        sealed
    ];
    tx.execute_one(&sql::INSERT_CODE, &arguments).await
}

/// Who has proved their mailbox by a right code.
async fn prove(
    tx: &mut Tx,
    session: SessionId,
    link: &Link,
    group: &Group,
    tried: &Code,
) -> Result<PersonId> {
    let app = tx.app().clone();
    if tried.password_epoch != group.password_epoch {
        return Err(Error::Refused {
            code: "password_needed",
            detail: "The password of this review was changed in the meantime. Open the link again.",
        });
    }
    let typed = opened(&app, group, tried).await?.ok_or(Error::NotFound)?;
    let address = address(tx, link, &typed).await?.ok_or(Error::NotFound)?;
    match whose(tx, link, group, &address).await? {
        Addressee::Invited(person) => return Ok(person),
        Addressee::Known(person) if !group.settings.invited_only => return Ok(person),
        Addressee::Known(_) | Addressee::Stranger => {}
    }
    // SECURITY: guarded by test `a_code_from_before_the_group_asked_for_invitations_opens_nothing`.
    if group.settings.invited_only {
        return Err(Error::Refused {
            code: "invited_only",
            detail: "You are not invited to this review any more. Ask the person who sent you the link.",
        });
    }
    if let Some(person) = same_browser(tx, session, group, &address).await? {
        return Ok(person);
    }
    marks::refuse_archived(tx, group.project).await?;
    refuse_crowd(tx, group).await?;
    let new = NewPerson {
        team: Some(group.team),
        name: typed.name.unwrap_or_else(|| address.clone()),
        email: Some(address),
        verified: false,
    };
    let person = persons::create(tx, &new).await?;
    reviewers::list(tx, group, person, Origin::Link, None).await?;
    Ok(person)
}

/// Whoever said in this browser that the address was theirs has shown it now, and stays who they are.
async fn same_browser(
    tx: &mut Tx,
    session: SessionId,
    group: &Group,
    address: &str,
) -> Result<Option<PersonId>> {
    let Some(previous) = links::previous(tx, session, group.id).await? else {
        return Ok(None);
    };
    let card = persons::card_of(tx, previous.person).await?;
    let same = card.filter(|card| card.guest && card.email.as_deref() == Some(address));
    Ok(same.map(|card| card.id))
}

/// Where a request's code goes.
async fn address(reader: &mut impl Reading, link: &Link, typed: &Typed) -> Result<Option<String>> {
    let Some(person) = link.person else {
        return Ok(typed.email.clone());
    };
    Ok(persons::card_of(reader, person)
        .await?
        .and_then(|card| card.email))
}

/// Whose address it is in this group. SECURITY: an address that somebody only typed belongs to nobody; guarded by test
/// `a_typed_address_is_not_proved_by_somebody_else`.
async fn whose(
    reader: &mut impl Reading,
    link: &Link,
    group: &Group,
    address: &str,
) -> Result<Addressee<PersonId>> {
    let listed = reviewers::of_group(reader, group.id).await?;
    if let Some(person) = link.person {
        let invited = listed
            .iter()
            .any(|one| one.person == person && one.origin == Origin::Invited);
        return Ok(if invited {
            Addressee::Invited(person)
        } else {
            Addressee::Stranger
        });
    }
    let findable: Vec<_> = listed
        .iter()
        .filter(|one| one.origin == Origin::Invited || one.proved_at.is_some())
        .collect();
    let ids: Vec<PersonId> = findable.iter().map(|one| one.person).collect();
    let cards = persons::cards(reader, &ids).await?;
    let listed = findable.iter().filter_map(|one| {
        let card = cards.get(&one.person).filter(|card| card.guest)?;
        Some(Listed {
            person: one.person,
            email: card.email.as_deref(),
            invited: one.origin == Origin::Invited,
            proved: one.proved_at.is_some(),
        })
    });
    Ok(addressee(listed, address))
}

/// SECURITY: a mailbox alone does not open an account: members of the team sign in; guarded by test
/// `a_members_mailbox_is_told_to_sign_in`.
async fn is_member(
    app: &App,
    reader: &mut impl Reading,
    group: &Group,
    address: &str,
) -> Result<bool> {
    let Some(account) = persons::by_address(app, address).await? else {
        return Ok(false);
    };
    let member = access::teams::membership(reader, account).await?;
    Ok(member.is_some_and(|member| member.team == group.team))
}

async fn opened(app: &App, group: &Group, asked: &Code) -> Result<Option<Typed>> {
    let slot = slot(group, asked.id);
    app.open(project_key(group.project), slot, &asked.sealed)
        .await
}

fn slot(group: &Group, id: CodeId) -> Slot {
    Slot::new(Some(group.team), "review_codes", id, "sealed")
}

fn digest(app: &App, id: CodeId, code: &str) -> Digest {
    let mut data = id.uuid().as_bytes().to_vec();
    data.extend_from_slice(code.as_bytes());
    app.provider().digest("review-code", &data)
}

/// A request that is over, was never made in this browser, or was tried too often: all the same to whoever tries.
fn over() -> Error {
    Error::Refused {
        code: "code_over",
        detail: "This code is over: it was used, it is older than ten minutes, or it was wrong five times. Ask for a \
                 new one.",
    }
}
