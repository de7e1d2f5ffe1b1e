CREATE TABLE notify_cursor (
    slot BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL
);
INSERT INTO notify_cursor (slot, sequence) SELECT 1, COALESCE(MAX(sequence), 0) FROM kernel_events;

CREATE TABLE notify_items (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    person BYTEA NOT NULL,
    kind TEXT NOT NULL,
    cause BYTEA NOT NULL,
    moment BIGINT NOT NULL,
    at BIGINT NOT NULL,
    shown BIGINT NOT NULL,
    read_at BIGINT,
    mail BYTEA,
    review BYTEA,
    comment BYTEA,
    decision BYTEA,
    subject BYTEA
);
CREATE UNIQUE INDEX notify_items_once ON notify_items (person, kind, cause, moment);
CREATE INDEX notify_items_shown ON notify_items (person, id) WHERE shown = 1;
CREATE INDEX notify_items_unread ON notify_items (person, id) WHERE shown = 1 AND read_at IS NULL;
CREATE INDEX notify_items_mail ON notify_items (mail) WHERE mail IS NOT NULL;
CREATE INDEX notify_items_at ON notify_items (at);

CREATE TABLE notify_mails (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    person BYTEA,
    kind TEXT NOT NULL,
    cause BYTEA NOT NULL,
    moment BIGINT NOT NULL,
    review_group BYTEA,
    state TEXT NOT NULL,
    reason BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE UNIQUE INDEX notify_mails_once ON notify_mails (kind, cause, moment);
CREATE INDEX notify_mails_due ON notify_mails (run_at) WHERE state = 'waiting';
CREATE INDEX notify_mails_of_team ON notify_mails (team, state, created_at);

CREATE TABLE notify_preferences (
    person BYTEA NOT NULL PRIMARY KEY,
    switches BIGINT NOT NULL,
    digest_minutes BIGINT NOT NULL,
    due_zone TEXT
);

CREATE TABLE notify_bounces (
    person BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    at BIGINT NOT NULL,
    reason BIGINT NOT NULL
);
CREATE INDEX notify_bounces_of_team ON notify_bounces (team, at);
