CREATE TABLE identity_persons (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB,
    sealed BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE identity_credentials (
    person BLOB NOT NULL PRIMARY KEY REFERENCES identity_persons (id),
    sealed BLOB NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE TABLE identity_sessions (
    id BLOB NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    person BLOB REFERENCES identity_persons (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    sealed BLOB
);
CREATE INDEX identity_sessions_open ON identity_sessions (person) WHERE revoked_at IS NULL;
CREATE TABLE identity_links (
    digest BLOB NOT NULL PRIMARY KEY,
    person BLOB NOT NULL REFERENCES identity_persons (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX identity_links_of_person ON identity_links (person);
CREATE TABLE identity_devices (
    digest BLOB NOT NULL PRIMARY KEY,
    person BLOB NOT NULL REFERENCES identity_persons (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX identity_devices_of_person ON identity_devices (person);
CREATE TABLE identity_throttle (
    bucket BLOB NOT NULL PRIMARY KEY,
    level BIGINT NOT NULL,
    charged_at BIGINT NOT NULL
);
