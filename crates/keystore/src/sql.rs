//! Every statement of the keystore.

db::statements! {
    pub(crate) SELECT_INSTANCE =
        "SELECT instance, incarnation, proof FROM keystore_instance WHERE id = 1";
    pub(crate) INSERT_INSTANCE =
        "INSERT INTO keystore_instance (id, instance, incarnation, proof, created_at)
         VALUES (1, $1, $2, $3, $4) ON CONFLICT DO NOTHING";
    pub(crate) UPDATE_INCARNATION =
        "UPDATE keystore_instance SET incarnation = $1 WHERE id = 1";

    pub(crate) INSERT_KEY =
        "INSERT INTO keystore_keys
             (id, kind, parent, owner, state, incarnation, epoch, wrapped, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    pub(crate) INSERT_KEY_ONCE =
        "INSERT INTO keystore_keys
             (id, kind, parent, owner, state, incarnation, epoch, wrapped, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    pub(crate) SELECT_CHAIN =
        "WITH RECURSIVE chain (depth, id, kind, parent, owner, epoch, wrapped) AS (
             SELECT 0, id, kind, parent, owner, epoch, wrapped FROM keystore_keys WHERE id = $1
             UNION ALL
             SELECT chain.depth + 1, above.id, above.kind, above.parent, above.owner, above.epoch,
                    above.wrapped
             FROM keystore_keys above JOIN chain ON above.id = chain.parent
             WHERE chain.depth < 4)
         SELECT id, kind, parent, owner, epoch, wrapped FROM chain ORDER BY depth DESC";
    pub(crate) ACTIVATE_KEY = "UPDATE keystore_keys SET state = 'active' WHERE id = $1";
    pub(crate) MOVE_KEY =
        "UPDATE keystore_keys SET parent = $2, epoch = $3, wrapped = $4
         WHERE id = $1 AND parent = $5";
    pub(crate) SELECT_SINGLE = "SELECT id FROM keystore_keys WHERE kind = $1";
    pub(crate) SELECT_AUTHOR =
        "SELECT id FROM keystore_keys WHERE kind = 'author' AND owner = $1 AND parent = $2";
    pub(crate) SELECT_AUTHOR_KEYS =
        "SELECT id FROM keystore_keys WHERE kind = 'author' AND owner = $1 ORDER BY id";
    pub(crate) SELECT_IDS = "SELECT id FROM keystore_keys WHERE id > $1 ORDER BY id LIMIT $2";

    pub(crate) SELECT_PENDING =
        "SELECT id, kind, parent, owner, incarnation, created_at FROM keystore_keys
         WHERE state = 'pending' AND id > $1 ORDER BY id LIMIT 200";
    pub(crate) DELETE_PENDING =
        "DELETE FROM keystore_keys
         WHERE id = $1 AND state = 'pending' AND incarnation = $2 AND created_at < $3
           AND NOT EXISTS (SELECT 1 FROM keystore_keys below WHERE below.parent = $1)";

    pub(crate) SELECT_OLD_EPOCHS =
        "SELECT id, epoch, wrapped FROM keystore_keys WHERE epoch < $1 AND id > $2
         ORDER BY id LIMIT 200";
    pub(crate) UPDATE_EPOCH =
        "UPDATE keystore_keys SET epoch = $2, wrapped = $3 WHERE id = $1 AND epoch = $4
           AND wrapped = $5";
    pub(crate) COUNT_UP_TO_EPOCH = "SELECT COUNT(*) FROM keystore_keys WHERE epoch <= $1";
    pub(crate) INSERT_SUPERSEDED =
        "INSERT INTO keystore_epochs (number, superseded_at) VALUES ($1, $2)
         ON CONFLICT DO NOTHING";
    pub(crate) SELECT_SUPERSEDED =
        "SELECT number FROM keystore_epochs WHERE superseded_at <= $1 AND destroyed_at IS NULL
         ORDER BY number";
    /// The newest change until `$1`: one that a wrong clock dated later says nothing.
    pub(crate) SELECT_LAST_CHANGE =
        "SELECT MAX(superseded_at) FROM keystore_epochs WHERE superseded_at <= $1";
    pub(crate) UPDATE_DESTROYED =
        "UPDATE keystore_epochs SET destroyed_at = $2 WHERE number = $1";

    pub(crate) INSERT_ERASURE =
        "INSERT INTO keystore_erasures (id, unit, subject, ground, requested_at, erased_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    pub(crate) INSERT_ERASED_KEY =
        "INSERT INTO keystore_erased_keys (key_id, erasure) VALUES ($1, $2)
         ON CONFLICT DO NOTHING";
    pub(crate) IS_ERASED = "SELECT COUNT(*) FROM keystore_erased_keys WHERE key_id = $1";
    pub(crate) DELETE_TREE =
        "WITH RECURSIVE doomed (id) AS (
             SELECT id FROM keystore_keys WHERE id = $1
             UNION
             SELECT below.id FROM keystore_keys below JOIN doomed ON below.parent = doomed.id)
         DELETE FROM keystore_keys WHERE id IN (SELECT id FROM doomed) RETURNING id";
    pub(crate) SELECT_JOURNAL =
        "SELECT id, unit, subject, ground, requested_at, erased_at FROM keystore_erasures
         WHERE erased_at >= $1 ORDER BY erased_at, id";
    pub(crate) SELECT_ERASED_KEYS =
        "SELECT key_id FROM keystore_erased_keys WHERE erasure = $1 ORDER BY key_id";

    pub(crate) INSERT_ADDRESS =
        "INSERT INTO keystore_addresses (digest, person, created_at) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING";
    pub(crate) SELECT_ADDRESS = "SELECT person FROM keystore_addresses WHERE digest = $1";
    pub(crate) DELETE_ADDRESS =
        "DELETE FROM keystore_addresses WHERE digest = $1 AND person = $2";
    pub(crate) DELETE_ADDRESSES_OF = "DELETE FROM keystore_addresses WHERE person = $1";
}
