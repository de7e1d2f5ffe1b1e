//! The only SQL of this area. One text for both engines.

/// The shape of the rows that `items::Item` reads.
macro_rules! item_rows {
    ($rest:literal) => {
        concat!(
            "SELECT id, team, person, kind, cause, moment, at, read_at, review, comment, decision, subject \
             FROM notify_items ",
            $rest
        )
    };
}

/// The shape of the rows that `mails::Mail` reads.
macro_rules! mail_rows {
    ($rest:literal) => {
        concat!(
            "SELECT id, team, person, kind, cause, moment, review_group, state, reason, attempts, created_at \
             FROM notify_mails ",
            $rest
        )
    };
}

db::statements! {
    // the last event that was looked at
    pub(crate) CURSOR = "SELECT sequence FROM notify_cursor WHERE slot = 1";
    pub(crate) CURSOR_LOCKED = "SELECT sequence FROM notify_cursor WHERE slot = 1 /*postgres: FOR UPDATE */";
    pub(crate) SET_CURSOR = "UPDATE notify_cursor SET sequence = $1 WHERE slot = 1 AND sequence < $1";

    // items
    pub(crate) INSERT_ITEM = "INSERT INTO notify_items \
        (id, team, person, kind, cause, moment, at, shown, read_at, mail, review, comment, decision, subject) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9, $10, $11, $12, $13) \
        ON CONFLICT (person, kind, cause, moment) DO NOTHING";
    pub(crate) ITEM = item_rows!("WHERE id = $1");
    pub(crate) ITEM_IS_THERE = "SELECT 1 FROM notify_items \
        WHERE person = $1 AND kind = $2 AND cause = $3 AND moment = $4";
    pub(crate) ITEMS_BEFORE = item_rows!("WHERE person = $1 AND shown = 1 AND id < $2 ORDER BY id DESC LIMIT 50");
    pub(crate) UNREAD_BEFORE = item_rows!(
        "WHERE person = $1 AND shown = 1 AND read_at IS NULL AND id < $2 ORDER BY id DESC LIMIT 50"
    );
    pub(crate) ITEMS_OF_MAIL = item_rows!("WHERE mail = $1 ORDER BY at, id LIMIT 200");
    pub(crate) READ_ITEM = "UPDATE notify_items SET read_at = $3 WHERE person = $1 AND id = $2 AND read_at IS NULL";
    pub(crate) UNREAD_ITEM = "UPDATE notify_items SET read_at = NULL \
        WHERE person = $1 AND id = $2 AND read_at IS NOT NULL";
    pub(crate) READ_REVIEW = "UPDATE notify_items SET read_at = $3 \
        WHERE person = $1 AND review = $2 AND read_at IS NULL";
    pub(crate) READ_ALL = "UPDATE notify_items SET read_at = $2 WHERE person = $1 AND read_at IS NULL";
    pub(crate) DELETE_OLD_ITEMS = "DELETE FROM notify_items WHERE at <= $1";

    // mails
    pub(crate) INSERT_MAIL = "INSERT INTO notify_mails \
        (id, team, person, kind, cause, moment, review_group, state, reason, attempts, created_at, run_at, settled_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, $10, NULL) ON CONFLICT (kind, cause, moment) DO NOTHING";
    pub(crate) MAIL_OF = "SELECT id FROM notify_mails WHERE kind = $1 AND cause = $2 AND moment = $3";
    pub(crate) MAIL = mail_rows!("WHERE id = $1");
    pub(crate) ANY_MAIL_DUE = mail_rows!("WHERE state = 'waiting' AND run_at <= $1 LIMIT 1");
    pub(crate) MAIL_DUE = mail_rows!(
        "WHERE state = 'waiting' AND run_at <= $1 ORDER BY run_at, id LIMIT 1 /*postgres: FOR UPDATE SKIP LOCKED */"
    );
    pub(crate) CLAIM_MAIL = "UPDATE notify_mails SET run_at = $2, attempts = attempts + 1 \
        WHERE id = $1 AND state = 'waiting'";
    pub(crate) PUT_OFF_MAIL = "UPDATE notify_mails SET run_at = $2, attempts = $3, reason = $4 \
        WHERE id = $1 AND state = 'waiting'";
    pub(crate) SETTLE_MAIL = "UPDATE notify_mails SET state = $2, reason = $3, settled_at = $4 \
        WHERE id = $1 AND state = 'waiting'";
    pub(crate) TAKE_MAIL_BY_HAND = "UPDATE notify_mails SET state = 'dropped', settled_at = $2 \
        WHERE id = $1 AND state IN ('by_hand', 'bounced', 'failed')";
    pub(crate) SEND_MAIL_AGAIN = "UPDATE notify_mails SET state = 'waiting', attempts = 0, reason = 0, created_at = $2, \
        run_at = $2, settled_at = NULL WHERE id = $1 AND state IN ('by_hand', 'bounced', 'failed')";
    pub(crate) OUTBOX = mail_rows!(
        "WHERE team = $1 AND kind IN ('team_invitation', 'group_invitation') \
         AND state IN ('by_hand', 'bounced', 'failed') ORDER BY created_at DESC, id LIMIT 200"
    );
    pub(crate) DELETE_OLD_MAILS = "DELETE FROM notify_mails \
        WHERE state IN ('sent', 'dropped', 'failed', 'bounced', 'by_hand') AND created_at <= $1";

    // what somebody wants to hear of
    pub(crate) PREFERENCES = "SELECT switches, digest_minutes, due_zone FROM notify_preferences WHERE person = $1";
    pub(crate) SET_PREFERENCES = "INSERT INTO notify_preferences (person, switches, digest_minutes, due_zone) \
        VALUES ($1, $2, $3, $4) ON CONFLICT (person) DO UPDATE SET switches = excluded.switches, \
        digest_minutes = excluded.digest_minutes, due_zone = excluded.due_zone";

    // mailboxes that took nothing
    pub(crate) NOTE_BOUNCE = "INSERT INTO notify_bounces (person, team, at, reason) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (person) DO UPDATE SET team = excluded.team, at = excluded.at, reason = excluded.reason";
    pub(crate) FORGET_BOUNCE = "DELETE FROM notify_bounces WHERE person = $1";
    pub(crate) BOUNCE = "SELECT person, at, reason FROM notify_bounces WHERE person = $1";
    pub(crate) BOUNCES = "SELECT person, at, reason FROM notify_bounces WHERE team = $1 ORDER BY at DESC, person LIMIT 200";
}
