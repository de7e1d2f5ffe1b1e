CREATE TABLE access_teams (
    id BLOB NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE access_memberships (
    person BLOB NOT NULL PRIMARY KEY REFERENCES identity_persons (id),
    team BLOB NOT NULL REFERENCES access_teams (id),
    role TEXT NOT NULL,
    joined_at BIGINT NOT NULL
);
CREATE INDEX access_memberships_of_team ON access_memberships (team, joined_at);
CREATE TABLE access_invitations (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL REFERENCES access_teams (id),
    digest BLOB NOT NULL UNIQUE,
    role TEXT NOT NULL,
    invited_by BLOB NOT NULL REFERENCES identity_persons (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    settled_at BIGINT,
    sealed BLOB
);
CREATE INDEX access_invitations_open ON access_invitations (team, created_at) WHERE state = 'open';
CREATE TABLE access_setup (
    slot BIGINT NOT NULL PRIMARY KEY,
    digest BLOB,
    created_at BIGINT NOT NULL,
    done_at BIGINT
);
