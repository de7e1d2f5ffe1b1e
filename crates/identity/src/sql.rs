//! The only SQL of this area.

db::statements! {
    pub(crate) INSERT_PERSON =
        "INSERT INTO identity_persons (id, team, sealed, created_at) VALUES ($1, $2, $3, $4)";
    pub(crate) PERSON = "SELECT id, team, sealed FROM identity_persons WHERE id = $1";
    /// Thirty-two at a time; shorter lists repeat their last id.
    pub(crate) PERSONS = "SELECT id, team, sealed FROM identity_persons WHERE id IN \
        ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,\
        $17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32)";
    pub(crate) UPDATE_PERSON = "UPDATE identity_persons SET sealed = $2 WHERE id = $1";

    pub(crate) CREDENTIAL = "SELECT sealed FROM identity_credentials WHERE person = $1";
    pub(crate) CREDENTIAL_LOCKED =
        "SELECT sealed FROM identity_credentials WHERE person = $1 /*postgres: FOR UPDATE */";
    pub(crate) SET_CREDENTIAL =
        "INSERT INTO identity_credentials (person, sealed, changed_at) VALUES ($1, $2, $3) \
        ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at";

    pub(crate) INSERT_SESSION = "INSERT INTO identity_sessions \
        (id, digest, kind, person, created_at, last_seen_at, expires_at, sealed, proof) \
        VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)";
    pub(crate) SESSION = "SELECT id, person, last_seen_at, proof, expires_at FROM identity_sessions \
        WHERE digest = $1 AND kind = $2 AND revoked_at IS NULL";
    pub(crate) OPEN_SESSIONS = "SELECT id, created_at, last_seen_at, sealed FROM identity_sessions \
        WHERE person = $1 AND kind = 'member' AND revoked_at IS NULL AND expires_at > $2 AND last_seen_at > $3 \
        ORDER BY last_seen_at DESC, id";
    /// `$3` is a minute ago: whoever writes first wins, the others change nothing.
    pub(crate) TOUCH_SESSION = "UPDATE identity_sessions SET last_seen_at = $2 \
        WHERE id = $1 AND revoked_at IS NULL AND last_seen_at < $3";
    pub(crate) ROTATE_SESSION = "UPDATE identity_sessions SET digest = $2, last_seen_at = $3 \
        WHERE id = $1 AND revoked_at IS NULL";
    pub(crate) REVOKE_SESSION = "UPDATE identity_sessions SET revoked_at = $3, sealed = NULL \
        WHERE id = $1 AND person = $2 AND revoked_at IS NULL";
    pub(crate) REVOKE_GUEST_SESSION = "UPDATE identity_sessions SET revoked_at = $2 \
        WHERE id = $1 AND person IS NULL AND revoked_at IS NULL";
    pub(crate) REVOKE_OTHER_SESSIONS = "UPDATE identity_sessions SET revoked_at = $3, sealed = NULL \
        WHERE person = $1 AND id <> $2 AND revoked_at IS NULL RETURNING id";
    pub(crate) EMPTY_ENDED_SESSIONS = "UPDATE identity_sessions SET sealed = NULL \
        WHERE sealed IS NOT NULL AND (expires_at <= $1 OR last_seen_at <= $2)";

    pub(crate) INSERT_LINK = "INSERT INTO identity_links (digest, person, created_at, expires_at) \
        VALUES ($1, $2, $3, $4)";
    /// One statement, so that of many at once exactly one gets the person.
    pub(crate) USE_LINK = "UPDATE identity_links SET used_at = $2 \
        WHERE digest = $1 AND used_at IS NULL AND expires_at > $2 RETURNING person";
    pub(crate) VOID_LINKS = "UPDATE identity_links SET used_at = $2 WHERE person = $1 AND used_at IS NULL";
    pub(crate) DELETE_OLD_LINKS = "DELETE FROM identity_links WHERE expires_at <= $1";

    pub(crate) INSERT_DEVICE = "INSERT INTO identity_devices (digest, person, created_at, expires_at) \
        VALUES ($1, $2, $3, $4)";
    pub(crate) DEVICE = "SELECT person FROM identity_devices WHERE digest = $1 AND expires_at > $2";
    pub(crate) DELETE_DEVICES = "DELETE FROM identity_devices WHERE person = $1";
    pub(crate) DELETE_OLD_DEVICES = "DELETE FROM identity_devices WHERE expires_at <= $1";

    pub(crate) BUCKET = "SELECT level, charged_at FROM identity_throttle WHERE bucket = $1";
    /// Locks the bucket on either engine and reads it, making it when it is not there.
    pub(crate) LOCK_BUCKET = "INSERT INTO identity_throttle (bucket, level, charged_at) VALUES ($1, 0, $2) \
        ON CONFLICT (bucket) DO UPDATE SET level = identity_throttle.level RETURNING level, charged_at";
    pub(crate) SET_BUCKET = "UPDATE identity_throttle SET level = $2, charged_at = $3 WHERE bucket = $1";
    pub(crate) DELETE_OLD_BUCKETS = "DELETE FROM identity_throttle WHERE charged_at <= $1";
}
