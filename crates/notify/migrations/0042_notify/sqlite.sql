CREATE TABLE notify_cursor (
    slot BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL
);
INSERT INTO notify_cursor (slot, sequence) SELECT 1, COALESCE(MAX(sequence), 0) FROM kernel_events;

CREATE TABLE notify_items (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    cause BLOB NOT NULL,
    moment BIGINT NOT NULL,
    at BIGINT NOT NULL,
    shown BIGINT NOT NULL,
    read_at BIGINT,
    mail BLOB,
    review BLOB,
    comment BLOB,
    decision BLOB,
    subject BLOB
);
CREATE UNIQUE INDEX notify_items_once ON notify_items (person, kind, cause, moment);
CREATE INDEX notify_items_shown ON notify_items (person, id) WHERE shown = 1;
CREATE INDEX notify_items_unread ON notify_items (person, id) WHERE shown = 1 AND read_at IS NULL;
CREATE INDEX notify_items_mail ON notify_items (mail) WHERE mail IS NOT NULL;
CREATE INDEX notify_items_at ON notify_items (at);

CREATE TABLE notify_mails (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    person BLOB,
    kind TEXT NOT NULL,
    cause BLOB NOT NULL,
    moment BIGINT NOT NULL,
    review_group BLOB,
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
    person BLOB NOT NULL PRIMARY KEY,
    switches BIGINT NOT NULL,
    digest_minutes BIGINT NOT NULL,
    due_zone TEXT
);

CREATE TABLE notify_bounces (
    person BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    at BIGINT NOT NULL,
    reason BIGINT NOT NULL
);
CREATE INDEX notify_bounces_of_team ON notify_bounces (team, at);
