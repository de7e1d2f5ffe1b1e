//! The sequencer: gives every committed event its number, writes its leaf, then tells the live stream.

use std::collections::HashMap;
use std::time::Duration;

use db::{DbError, Execute as _, FromRow, Query as _, Row, args};
use kernel::sealing::{person_key, team_key};
use kernel::{App, Error, EventKind, Id, LiveEvent, Millis, PersonId, Result, Slot, TeamId};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{Digest, Sealed};

use crate::leaf::{Leaf, commit, log_name, month_of};
use crate::sql;

/// Numbers events until told to stop. One of them works at a time; a unique constraint stops a second one.
pub struct Sequencer {
    app: App,
}

/// A committed row without a number.
struct Unnumbered {
    live: LiveEvent,
    blinding: Digest,
    details: Option<Sealed>,
}

/// The number of the newest event, and of each log it has touched.
type Heads = HashMap<(Option<Uuid>, &'static str), i64>;

impl Sequencer {
    /// Works on this application's events.
    pub fn new(app: App) -> Self {
        Self { app }
    }

    /// Runs until told to stop, then numbers what is left.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            match self.number_all().await {
                Ok(()) => {}
                Err(error) => {
                    tracing::error!(cause = %error, "events could not be numbered; trying again");
                }
            }
            tokio::select! {
                () = self.app.committed() => {}
                // A second node, or a commit whose process died before it could tell.
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                () = stop.cancelled() => break,
            }
        }
        drop(self.number_all().await);
    }

    /// Numbers everything that is committed now.
    pub async fn number_all(&self) -> Result<()> {
        while self.number_batch().await? == 500 {}
        Ok(())
    }

    async fn number_batch(&self) -> Result<usize> {
        // Looks before it writes, so that an idle server does not touch the disk.
        if self
            .app
            .database()
            .read()
            .await?
            .row::<Count>(&sql::ANY_UNNUMBERED, &[])
            .await?
            .is_none()
        {
            return Ok(0);
        }
        let mut tx = self.app.database().write().await?;
        let batch: Vec<Unnumbered> = tx.rows(&sql::UNNUMBERED, &[]).await?;
        let Count(mut sequence) = tx.row(&sql::LAST_SEQUENCE, &[]).await?.unwrap_or(Count(0));
        let mut heads = Heads::new();
        let mut numbered = Vec::with_capacity(batch.len());
        for mut row in batch {
            sequence += 1;
            row.live.sequence = sequence;
            let log_sequence = next_of_log(&mut tx, &mut heads, &row.live).await?;
            let (leaf, openings) = self.leaf(&row, log_sequence).await?;
            let sealed_leaf = self.seal_leaf(&row.live, &leaf).await?;
            let hash = Digest::from_stored(&leaf.hash());
            tx.execute(
                &sql::NUMBER,
                &args![
                    row.live.id,
                    sequence,
                    log_sequence,
                    sealed_leaf,
                    hash,
                    openings
                ],
            )
            .await?;
            numbered.push(row.live);
        }
        tx.commit().await?;
        let count = numbered.len();
        for event in numbered {
            self.app.publish(event);
        }
        Ok(count)
    }

    /// The leaf, and the openings of its commitments sealed under the key of the person they describe.
    async fn leaf(&self, row: &Unnumbered, sequence: i64) -> Result<(Leaf, Option<Sealed>)> {
        let live = &row.live;
        let log = log_name(live.team.map(Id::uuid), live.kind);
        let mut leaf = Leaf {
            v: 1,
            log: log.clone(),
            sequence,
            at: live.at,
            kind: live.kind.token(),
            actor: live.actor.map(|actor| self.pseudonym(actor, live.at)),
            objects: objects(live),
            commitments: Vec::new(),
            blinding: vault::hex(row.blinding.as_bytes()),
        };
        let Some(details) = &row.details else {
            return Ok((leaf, None));
        };
        let key = match (live.person.or(live.actor), live.team) {
            (Some(person), _) => person_key(person),
            (None, Some(team)) => team_key(team),
            (None, None) => return Err(Error::broken("details without an owner")),
        };
        let slot = Slot::new(live.team, "kernel_events", live.id, "details");
        // Erased between commit and numbering: the leaf says that there was something, and no more.
        let Some(values) = self
            .app
            .open::<Vec<(String, String)>>(key, slot, details)
            .await?
        else {
            return Ok((leaf, None));
        };
        let mut openings = Vec::with_capacity(values.len());
        for (field, value) in values {
            let salt = vault::random_bytes::<32>();
            leaf.commitments
                .push(commit(&salt, &log, sequence, &field, &value));
            openings.push((field, value, vault::hex(&salt)));
        }
        let sealed = self.app.seal(key, slot.version(1), &openings).await?;
        Ok((leaf, Some(sealed)))
    }

    async fn seal_leaf(&self, live: &LiveEvent, leaf: &Leaf) -> Result<Sealed> {
        let slot = Slot::new(live.team, "kernel_events", live.id, "leaf");
        match live.team {
            Some(team) => self.app.seal(team_key(team), slot, leaf).await,
            None => self.app.seal_with(
                &self.app.provider().derive("audit-installation"),
                slot,
                leaf,
            ),
        }
    }

    fn pseudonym(&self, person: PersonId, at: Millis) -> String {
        let mut message = month_of(at).to_be_bytes().to_vec();
        message.extend_from_slice(person.uuid().as_bytes());
        let digest = self.app.provider().digest("audit-pseudonym", &message);
        vault::hex(digest.as_bytes().get(..16).unwrap_or_default())
    }
}

/// Numbered events after one, oldest first, at most 1,000; for a stream that resumes.
pub async fn since(app: &App, sequence: i64) -> Result<Vec<LiveEvent>> {
    let rows: Vec<Numbered> = app
        .database()
        .read()
        .await?
        .rows(&sql::SINCE, &args![sequence])
        .await?;
    Ok(rows.into_iter().map(|Numbered(live)| live).collect())
}

async fn next_of_log(tx: &mut db::WriteTx, heads: &mut Heads, live: &LiveEvent) -> Result<i64> {
    let stream = live.kind.stream().token();
    let key = (live.team.map(Id::uuid), stream);
    let last = if let Some(last) = heads.get(&key) {
        *last
    } else {
        let Count(last) = match live.team {
            Some(team) => tx.row(&sql::LAST_OF_LOG, &args![team, stream]).await?,
            None => tx.row(&sql::LAST_OF_INSTALLATION, &args![stream]).await?,
        }
        .unwrap_or(Count(0));
        last
    };
    heads.insert(key, last + 1);
    Ok(last + 1)
}

fn objects(live: &LiveEvent) -> Vec<String> {
    let named: [(&str, Option<String>); 9] = [
        ("project", live.project.map(|id| id.to_string())),
        ("file", live.file.map(|id| id.to_string())),
        ("version", live.version.map(|id| id.to_string())),
        ("group", live.group.map(|id| id.to_string())),
        ("review", live.review.map(|id| id.to_string())),
        ("comment", live.comment.map(|id| id.to_string())),
        ("decision", live.decision.map(|id| id.to_string())),
        ("person", live.person.map(|id| id.to_string())),
        ("team_only", live.team_only.then(|| "yes".to_owned())),
    ];
    named
        .into_iter()
        .filter_map(|(name, id)| id.map(|id| format!("{name}:{id}")))
        .collect()
}

struct Count(i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> std::result::Result<Self, DbError> {
        Ok(Self(row.int(0)?))
    }
}

struct Numbered(LiveEvent);

impl FromRow for Numbered {
    fn from_row(row: &Row) -> std::result::Result<Self, DbError> {
        let mut live = live(row, 1)?;
        live.sequence = row.int(0)?;
        Ok(Self(live))
    }
}

impl FromRow for Unnumbered {
    fn from_row(row: &Row) -> std::result::Result<Self, DbError> {
        Ok(Self {
            live: live(row, 0)?,
            blinding: row.digest(14)?,
            details: row.opt_sealed(15)?,
        })
    }
}

fn live(row: &Row, first: usize) -> std::result::Result<LiveEvent, DbError> {
    let kind = EventKind::parse(row.text(first + 2)?)
        .ok_or_else(|| row.inconsistent("unknown kind of event"))?;
    let team: Option<TeamId> = optional(row, first + 3)?;
    Ok(LiveEvent {
        sequence: 0,
        id: Id::from_uuid(row.uuid(first)?),
        at: row.int(first + 1)?,
        kind,
        team,
        project: optional(row, first + 4)?,
        file: optional(row, first + 5)?,
        version: optional(row, first + 6)?,
        group: optional(row, first + 7)?,
        review: optional(row, first + 8)?,
        comment: optional(row, first + 9)?,
        decision: optional(row, first + 10)?,
        person: optional(row, first + 11)?,
        actor: optional(row, first + 12)?,
        team_only: row.bool(first + 13)?,
    })
}

fn optional<K: kernel::ids::Kind>(
    row: &Row,
    column: usize,
) -> std::result::Result<Option<Id<K>>, DbError> {
    Ok(row.opt_uuid(column)?.map(Id::from_uuid))
}
