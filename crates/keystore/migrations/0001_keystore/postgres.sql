CREATE TABLE keystore_instance (
    id          BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    instance    BYTEA   NOT NULL,
    incarnation BYTEA   NOT NULL,
    proof       BYTEA   NOT NULL,
    created_at  BIGINT  NOT NULL
);

CREATE TABLE keystore_keys (
    id          BYTEA   NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    parent      BYTEA   REFERENCES keystore_keys (id),
    owner       BYTEA,
    state       TEXT    NOT NULL,
    incarnation BYTEA   NOT NULL,
    epoch       BIGINT  NOT NULL,
    wrapped     BYTEA   NOT NULL,
    created_at  BIGINT  NOT NULL
);
CREATE INDEX keystore_keys_parent ON keystore_keys (parent);
CREATE INDEX keystore_keys_epoch ON keystore_keys (epoch, id);
CREATE INDEX keystore_keys_pending ON keystore_keys (id) WHERE state = 'pending';
CREATE UNIQUE INDEX keystore_keys_author ON keystore_keys (owner, parent) WHERE kind = 'author';
CREATE UNIQUE INDEX keystore_keys_single ON keystore_keys (kind) WHERE kind IN ('identity', 'issuer');

CREATE TABLE keystore_epochs (
    number        BIGINT  NOT NULL PRIMARY KEY,
    superseded_at BIGINT  NOT NULL,
    destroyed_at  BIGINT
);

CREATE TABLE keystore_erasures (
    id           BYTEA   NOT NULL PRIMARY KEY,
    unit         TEXT    NOT NULL,
    subject      BYTEA   NOT NULL,
    ground       TEXT    NOT NULL,
    requested_at BIGINT  NOT NULL,
    erased_at    BIGINT  NOT NULL
);
CREATE INDEX keystore_erasures_time ON keystore_erasures (erased_at, id);

CREATE TABLE keystore_erased_keys (
    key_id  BYTEA NOT NULL PRIMARY KEY,
    erasure BYTEA NOT NULL REFERENCES keystore_erasures (id)
);
CREATE INDEX keystore_erased_keys_erasure ON keystore_erased_keys (erasure);

CREATE TABLE keystore_addresses (
    digest     BYTEA   NOT NULL PRIMARY KEY,
    person     BYTEA   NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE INDEX keystore_addresses_person ON keystore_addresses (person);
