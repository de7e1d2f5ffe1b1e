CREATE TABLE kernel_events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    sequence BIGINT UNIQUE,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    stream TEXT NOT NULL,
    team BLOB, project BLOB, file BLOB, version BLOB, review_group BLOB, review BLOB, comment BLOB, decision BLOB,
    person BLOB, actor BLOB, session BLOB,
    team_only BIGINT NOT NULL,
    blinding BLOB NOT NULL,
    details BLOB,
    log_sequence BIGINT,
    leaf BLOB,
    leaf_hash BLOB
);
CREATE INDEX kernel_events_unnumbered ON kernel_events (position) WHERE sequence IS NULL;
CREATE INDEX kernel_events_log ON kernel_events (team, stream, log_sequence);
