CREATE TABLE kernel_events (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    sequence BIGINT UNIQUE,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    stream TEXT NOT NULL,
    team BYTEA, project BYTEA, file BYTEA, version BYTEA, review_group BYTEA, review BYTEA, comment BYTEA, decision BYTEA,
    person BYTEA, actor BYTEA, session BYTEA,
    team_only BIGINT NOT NULL,
    blinding BYTEA NOT NULL,
    details BYTEA,
    log_sequence BIGINT,
    leaf BYTEA,
    leaf_hash BYTEA
);
CREATE INDEX kernel_events_unnumbered ON kernel_events (position) WHERE sequence IS NULL;
CREATE INDEX kernel_events_log ON kernel_events (team, stream, log_sequence);
