//! Mails on their way: the rows of the queue. A row says whom a mail is for and what it is about; its words, its
//! address and its links are made when it is sent.

use db::{FromRow, Row, args};
use kernel::ids::Kind;
use kernel::tx::Reading as _;
use kernel::{Error, GroupId, Id, Millis, PersonId, Result, TeamId, Tx};
use uuid::Uuid;

use crate::rules::kind::MailKind;
use crate::sql;

/// What a mail's id identifies.
#[derive(Debug)]
pub struct MailIdKind;

impl Kind for MailIdKind {
    const PREFIX: &'static str = "mal";
}

/// The id of a mail.
pub type MailId = Id<MailIdKind>;

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// It will be sent.
    Waiting,
    /// The mail server has taken it over.
    Sent,
    /// No mail is sent here; somebody has to hand it over.
    ByHand,
    /// Its mailbox takes no mail.
    Bounced,
    /// It was tried for days.
    Failed,
    /// There was nothing left to say.
    Dropped,
}

impl MailState {
    const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Sent,
        Self::ByHand,
        Self::Bounced,
        Self::Failed,
        Self::Dropped,
    ];

    /// The word in the database and on the wire.
    pub fn token(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::ByHand => "by_hand",
            Self::Bounced => "bounced",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.token() == token)
    }
}

/// A mail as it stands in its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    pub(crate) id: MailId,
    pub(crate) team: TeamId,
    pub(crate) person: Option<PersonId>,
    pub(crate) kind: MailKind,
    pub(crate) cause: Uuid,
    pub(crate) moment: i64,
    pub(crate) group: Option<GroupId>,
    pub(crate) state: MailState,
    pub(crate) reason: u32,
    pub(crate) attempts: u32,
    pub(crate) created_at: Millis,
}

impl FromRow for Mail {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            person: row.opt_uuid(2)?.map(Id::from_uuid),
            kind: MailKind::parse(row.text(3)?)
                .ok_or_else(|| row.inconsistent("unknown kind of mail"))?,
            cause: row.uuid(4)?,
            moment: row.int(5)?,
            group: row.opt_uuid(6)?.map(Id::from_uuid),
            state: MailState::parse(row.text(7)?)
                .ok_or_else(|| row.inconsistent("unknown state of a mail"))?,
            reason: row.u32(8)?,
            attempts: row.u32(9)?,
            created_at: row.int(10)?,
        })
    }
}

/// A mail to queue.
#[derive(Debug, Clone)]
pub(crate) struct NewMail {
    pub(crate) team: TeamId,
    pub(crate) person: Option<PersonId>,
    pub(crate) kind: MailKind,
    pub(crate) cause: Uuid,
    pub(crate) moment: i64,
    pub(crate) group: Option<GroupId>,
    /// Not before; 0 for at once.
    pub(crate) run_at: Millis,
}

/// Queues a mail once for each kind, cause and moment, and names it. The caller emits.
pub(crate) async fn queue(tx: &mut Tx, new: &NewMail) -> Result<MailId> {
    let id: MailId = tx.mint();
    let state = if tx.app().settings().sends_mail {
        MailState::Waiting
    } else {
        MailState::ByHand
    };
    let now = tx.now();
    let arguments = args![
        id,
        new.team,
        new.person,
        new.kind.token(),
        new.cause,
        new.moment,
        new.group,
        state.token(),
        now,
        new.run_at.max(now)
    ];
    if tx.execute(&sql::INSERT_MAIL, &arguments).await? == 1 {
        return Ok(id);
    }
    let arguments = args![new.kind.token(), new.cause, new.moment];
    let there: Option<Uuid> = tx.row(&sql::MAIL_OF, &arguments).await?;
    there
        .map(Id::from_uuid)
        .ok_or(Error::broken("a mail is there and is not"))
}
