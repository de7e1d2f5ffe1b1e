//! The inbox: what somebody was told, in the words of today, and what of it they have read.

use db::args;
use kernel::tx::Reading;
use kernel::{Actor, App, Event, EventKind, Id, Member, ReadTx, Result, ReviewId};
use uuid::Uuid;

use crate::items::{Item, ItemId, Shown, show};
use crate::sql;

/// How many items a page has.
const PAGE: usize = 30;
/// How far unread items are counted.
pub(crate) const COUNTED: u32 = 99;

/// A page of the inbox, newest first.
#[derive(Debug)]
pub struct Page {
    /// The items.
    pub items: Vec<Shown>,
    /// Where the next page begins.
    pub next: Option<ItemId>,
}

/// Which items are meant.
#[derive(Debug, Clone)]
pub enum Which {
    /// These.
    These(Vec<ItemId>),
    /// Those about a review.
    Review(ReviewId),
    /// All.
    All,
}

/// One's items, newest first. What one may not know of any more is left out.
pub async fn list(
    app: &App,
    who: &Actor,
    member: &Member,
    unread: bool,
    before: Option<ItemId>,
) -> Result<Page> {
    let mut reader = app.read(who).await?;
    let mut items = Vec::with_capacity(PAGE);
    let mut before = before.unwrap_or(newest());
    loop {
        let batch = batch(&mut reader, member, unread, before).await?;
        let full = batch.len() == 50;
        for item in batch {
            before = item.id;
            // Somebody who changed teams left what they were told there.
            if item.team != member.team {
                continue;
            }
            items.extend(show(&mut reader, who, item).await?);
            if items.len() == PAGE {
                return Ok(Page {
                    items,
                    next: Some(before),
                });
            }
        }
        if !full {
            return Ok(Page { items, next: None });
        }
    }
}

/// How many items one has not read, as far as it is counted.
pub async fn unread(app: &App, who: &Actor, member: &Member) -> Result<u32> {
    let mut reader = app.read(who).await?;
    let mut count = 0;
    let mut before = newest();
    loop {
        let batch = batch(&mut reader, member, true, before).await?;
        let full = batch.len() == 50;
        for item in batch {
            before = item.id;
            if item.team == member.team && show(&mut reader, who, item).await?.is_some() {
                count += 1;
            }
            if count == COUNTED {
                return Ok(count);
            }
        }
        if !full {
            return Ok(count);
        }
    }
}

/// Marks one's own items as read, or these as unread again. Twice is once.
pub async fn mark(
    app: &App,
    who: &Actor,
    member: &Member,
    which: &Which,
    read: bool,
) -> Result<()> {
    let mut tx = app.write(who).await?;
    let (person, now) = (member.person, tx.now());
    let changed = match (which, read) {
        (Which::These(items), read) => {
            let mut changed = 0;
            for item in items {
                // SECURITY: only one's own; guarded by test `nobody_reads_the_inbox_of_another`.
                changed += if read {
                    tx.execute(&sql::READ_ITEM, &args![person, *item, now])
                        .await?
                } else {
                    tx.execute(&sql::UNREAD_ITEM, &args![person, *item]).await?
                };
            }
            changed
        }
        (Which::Review(review), true) => {
            tx.execute(&sql::READ_REVIEW, &args![person, *review, now])
                .await?
        }
        (Which::All, true) => tx.execute(&sql::READ_ALL, &args![person, now]).await?,
        (Which::Review(_) | Which::All, false) => 0,
    };
    if changed == 0 {
        return Ok(());
    }
    tx.emit(Event::new(EventKind::NotificationRead, member.team).person(person));
    tx.commit().await
}

async fn batch(
    reader: &mut ReadTx,
    member: &Member,
    unread: bool,
    before: ItemId,
) -> Result<Vec<Item>> {
    let arguments = args![member.person, before];
    if unread {
        reader.rows(&sql::UNREAD_BEFORE, &arguments).await
    } else {
        reader.rows(&sql::ITEMS_BEFORE, &arguments).await
    }
}

/// After every id that there is.
fn newest() -> ItemId {
    Id::from_uuid(Uuid::max())
}
