CREATE TABLE keystore_instance (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    instance    BLOB    NOT NULL,
    incarnation BLOB    NOT NULL,
    proof       BLOB    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE keystore_keys (
    id          BLOB    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    parent      BLOB    REFERENCES keystore_keys (id),
    owner       BLOB,
    state       TEXT    NOT NULL,
    incarnation BLOB    NOT NULL,
    epoch       INTEGER NOT NULL,
    wrapped     BLOB    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX keystore_keys_parent ON keystore_keys (parent);
CREATE INDEX keystore_keys_epoch ON keystore_keys (epoch, id);
CREATE INDEX keystore_keys_pending ON keystore_keys (id) WHERE state = 'pending';
CREATE UNIQUE INDEX keystore_keys_author ON keystore_keys (owner, parent) WHERE kind = 'author';
CREATE UNIQUE INDEX keystore_keys_single ON keystore_keys (kind) WHERE kind IN ('identity', 'issuer');

CREATE TABLE keystore_epochs (
    number        INTEGER NOT NULL PRIMARY KEY,
    superseded_at INTEGER NOT NULL,
    destroyed_at  INTEGER
) STRICT;

CREATE TABLE keystore_erasures (
    id           BLOB    NOT NULL PRIMARY KEY,
    unit         TEXT    NOT NULL,
    subject      BLOB    NOT NULL,
    ground       TEXT    NOT NULL,
    requested_at INTEGER NOT NULL,
    erased_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX keystore_erasures_time ON keystore_erasures (erased_at, id);

CREATE TABLE keystore_erased_keys (
    key_id  BLOB NOT NULL PRIMARY KEY,
    erasure BLOB NOT NULL REFERENCES keystore_erasures (id)
) STRICT;
CREATE INDEX keystore_erased_keys_erasure ON keystore_erased_keys (erasure);

CREATE TABLE keystore_addresses (
    digest     BLOB    NOT NULL PRIMARY KEY,
    person     BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX keystore_addresses_person ON keystore_addresses (person);
