CREATE TABLE identity_persons (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE identity_credentials (
    person BYTEA NOT NULL PRIMARY KEY REFERENCES identity_persons (id),
    sealed BYTEA NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE TABLE identity_sessions (
    id BYTEA NOT NULL PRIMARY KEY,
    digest BYTEA NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    person BYTEA REFERENCES identity_persons (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    sealed BYTEA
);
CREATE INDEX identity_sessions_open ON identity_sessions (person) WHERE revoked_at IS NULL;
CREATE TABLE identity_links (
    digest BYTEA NOT NULL PRIMARY KEY,
    person BYTEA NOT NULL REFERENCES identity_persons (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX identity_links_of_person ON identity_links (person);
CREATE TABLE identity_devices (
    digest BYTEA NOT NULL PRIMARY KEY,
    person BYTEA NOT NULL REFERENCES identity_persons (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX identity_devices_of_person ON identity_devices (person);
CREATE TABLE identity_throttle (
    bucket BYTEA NOT NULL PRIMARY KEY,
    level BIGINT NOT NULL,
    charged_at BIGINT NOT NULL
);
