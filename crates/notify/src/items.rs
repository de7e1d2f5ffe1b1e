//! What somebody is told: the rows, and how a row turns into words for whom it is, at the moment they look.

use db::{FromRow, Row, args};
use identity::http::person::PersonDto;
use identity::persons;
use kernel::ids::Kind;
use kernel::tx::Reading;
use kernel::{
    Actor, CommentId, DecisionId, Event, EventKind, Id, Millis, PersonId, Result, ReviewId, TeamId,
    Tx,
};
use review::rules::verdict::Verdict;
use review::telling::{self, Scene};
use uuid::Uuid;

use crate::mails::{self, MailId, NewMail};
use crate::preferences::Preferences;
use crate::rules::kind::{ItemKind, MailKind};
use crate::sql;

/// What an item's id identifies.
#[derive(Debug)]
pub struct ItemIdKind;

impl Kind for ItemIdKind {
    const PREFIX: &'static str = "itm";
}

/// The id of an item.
pub type ItemId = Id<ItemIdKind>;

/// Something that somebody is told, as it stands in its row.
#[derive(Debug, Clone)]
pub struct Item {
    /// Which.
    pub id: ItemId,
    /// In which team.
    pub team: TeamId,
    /// Who is told.
    pub person: PersonId,
    /// What happened.
    pub kind: ItemKind,
    /// The due date that it is about; 0 for everything else.
    pub moment: i64,
    /// When it happened.
    pub at: Millis,
    /// When it was read.
    pub read_at: Option<Millis>,
    /// In which review.
    pub review: Option<ReviewId>,
    /// In which comment.
    pub comment: Option<CommentId>,
    /// By which decision.
    pub decision: Option<DecisionId>,
    subject: Option<PersonId>,
}

impl FromRow for Item {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            person: Id::from_uuid(row.uuid(2)?),
            kind: ItemKind::parse(row.text(3)?)
                .ok_or_else(|| row.inconsistent("unknown kind of item"))?,
            moment: row.int(5)?,
            at: row.int(6)?,
            read_at: row.opt_int(7)?,
            review: row.opt_uuid(8)?.map(Id::from_uuid),
            comment: row.opt_uuid(9)?.map(Id::from_uuid),
            decision: row.opt_uuid(10)?.map(Id::from_uuid),
            subject: row.opt_uuid(11)?.map(Id::from_uuid),
        })
    }
}

/// Something to tell somebody.
#[derive(Debug, Clone)]
pub(crate) struct NewItem {
    pub(crate) team: TeamId,
    pub(crate) person: PersonId,
    pub(crate) kind: ItemKind,
    /// What it is about; told once for each person, kind, cause and moment.
    pub(crate) cause: Uuid,
    pub(crate) moment: i64,
    pub(crate) at: Millis,
    pub(crate) review: Option<ReviewId>,
    pub(crate) comment: Option<CommentId>,
    pub(crate) decision: Option<DecisionId>,
    pub(crate) subject: Option<PersonId>,
    /// Whether it is new enough, and theirs to act on, for a mail.
    pub(crate) mailed: bool,
}

/// An item in words.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The item.
    pub item: Item,
    /// Where it happened.
    pub scene: Option<Scene>,
    /// Who did it.
    pub person: Option<PersonDto>,
    /// The beginning of what they wrote.
    pub words: Option<String>,
    /// Whether only the team knows it.
    pub team_only: bool,
    /// What they decided.
    pub verdict: Option<Verdict>,
}

/// Tells somebody by the ways they have chosen, once; whether anything was told.
pub(crate) async fn tell(tx: &mut Tx, new: &NewItem, wants: &Preferences) -> Result<bool> {
    let ways = wants.channels.ways(new.kind.topic());
    let mail = new
        .kind
        .mail()
        .filter(|_| ways.email && new.mailed && tx_sends_mail(tx));
    if !ways.in_app && mail.is_none() {
        return Ok(false);
    }
    let Some(id) = insert(tx, new, ways.in_app, None).await? else {
        return Ok(false);
    };
    if let Some(kind) = mail {
        let letter = NewMail {
            team: new.team,
            person: Some(new.person),
            kind,
            cause: id.uuid(),
            moment: 0,
            group: None,
            run_at: 0,
        };
        mails::queue(tx, &letter).await?;
    }
    tx.emit(Event::new(EventKind::NotificationTold, new.team).person(new.person));
    Ok(true)
}

/// Keeps something for the mail that gathers what happens in a while.
pub(crate) async fn gather(tx: &mut Tx, new: &NewItem, wants: &Preferences) -> Result<bool> {
    let length = i64::from(wants.digest_minutes) * 60_000;
    let ways = wants.channels.ways(new.kind.topic());
    if length == 0 || !ways.email || !new.mailed || !tx_sends_mail(tx) {
        return Ok(false);
    }
    let end = (tx.now() / length + 1) * length;
    let letter = NewMail {
        team: new.team,
        person: Some(new.person),
        kind: MailKind::Activity,
        cause: new.person.uuid(),
        moment: end,
        group: None,
        run_at: end,
    };
    let mail = mails::queue(tx, &letter).await?;
    if insert(tx, new, false, Some(mail)).await?.is_none() {
        return Ok(false);
    }
    tx.emit(Event::new(EventKind::NotificationTold, new.team).person(new.person));
    Ok(true)
}

fn tx_sends_mail(tx: &Tx) -> bool {
    tx.app().settings().sends_mail
}

async fn insert(
    tx: &mut Tx,
    new: &NewItem,
    shown: bool,
    mail: Option<MailId>,
) -> Result<Option<ItemId>> {
    let id: ItemId = tx.mint();
    let arguments = args![
        id,
        new.team,
        new.person,
        new.kind.token(),
        new.cause,
        new.moment,
        new.at,
        shown,
        mail,
        new.review,
        new.comment,
        new.decision,
        new.subject
    ];
    let inserted = tx.execute(&sql::INSERT_ITEM, &arguments).await?;
    Ok((inserted == 1).then_some(id))
}

/// An item in the words of today for whom it is; nothing when they may not know of it any more, or it is over.
///
/// SECURITY: the permission of whoever reads, at the moment they read; guarded by tests
/// `a_removed_reviewer_is_shown_nothing` and `a_deleted_comment_is_shown_to_nobody`.
pub(crate) async fn show(
    reader: &mut impl Reading,
    who: &Actor,
    item: Item,
) -> Result<Option<Shown>> {
    let scene = match item.review {
        Some(review) => match telling::scene(reader, who, review).await? {
            Some(scene) => Some(scene),
            None => return Ok(None),
        },
        None => None,
    };
    let mut shown = Shown {
        scene,
        person: None,
        words: None,
        team_only: false,
        verdict: None,
        item,
    };
    if !still_concerns(reader, &shown).await? {
        return Ok(None);
    }
    if let Some(comment) = shown.item.comment {
        let Some(said) = telling::comment(reader, who, comment).await? else {
            return Ok(None);
        };
        shown.words = Some(said.words);
        shown.team_only = said.team_only;
        shown.person = Some(said.person);
    }
    if let Some(decision) = shown.item.decision {
        let Some(decided) = telling::decision(reader, who, decision).await? else {
            return Ok(None);
        };
        shown.verdict = Some(decided.verdict);
        shown.person = Some(decided.person);
    }
    if let Some(subject) = shown.item.subject {
        let member = access::teams::membership(reader, subject).await?;
        if member.is_none_or(|member| member.team != shown.item.team) {
            return Ok(None);
        }
        let card = persons::card_of(reader, subject).await?;
        shown.person = card.map(|card| PersonDto::new(&card).with_email(&card));
    }
    if shown.person.is_none() {
        shown.person = shown
            .scene
            .as_ref()
            .and_then(|scene| scene.started_by.clone());
    }
    Ok(Some(shown))
}

/// Whether what was asked of somebody is still asked of them.
async fn still_concerns(reader: &mut impl Reading, shown: &Shown) -> Result<bool> {
    let Some(scene) = &shown.scene else {
        return Ok(true);
    };
    let (person, group) = (shown.item.person, scene.group);
    let same_date = scene.due.is_some_and(|due| due.at == shown.item.moment);
    match shown.item.kind {
        ItemKind::ReviewStarted => telling::is_asked(reader, group, person).await,
        ItemKind::DueSoon => Ok(same_date && telling::is_asked(reader, group, person).await?),
        ItemKind::Overdue => {
            let starter = scene.started_by.as_ref().map(|starter| starter.id);
            Ok(same_date
                && (starter == Some(person) || telling::is_asked(reader, group, person).await?))
        }
        ItemKind::Mention
        | ItemKind::Reply
        | ItemKind::Decision
        | ItemKind::InvitationAccepted
        | ItemKind::Activity => Ok(true),
    }
}
