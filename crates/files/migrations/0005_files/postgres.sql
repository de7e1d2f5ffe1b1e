CREATE TABLE files_projects (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    sealed BYTEA,
    created_by BYTEA,
    created_at BIGINT NOT NULL,
    trashed_at BIGINT,
    erased_at BIGINT
);
CREATE INDEX files_projects_by_team ON files_projects (team, created_at);

CREATE TABLE files_sections (
    id BYTEA NOT NULL PRIMARY KEY,
    project BYTEA NOT NULL REFERENCES files_projects (id),
    position BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX files_sections_by_project ON files_sections (project, position);

CREATE TABLE files_files (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    project BYTEA NOT NULL REFERENCES files_projects (id),
    section BYTEA NOT NULL REFERENCES files_sections (id),
    position BIGINT NOT NULL,
    newest BYTEA NOT NULL,
    pinned BIGINT NOT NULL,
    sealed BYTEA,
    created_by BYTEA,
    created_at BIGINT NOT NULL,
    trashed_at BIGINT,
    erased_at BIGINT
);
CREATE INDEX files_files_by_section ON files_files (section, position, id);
CREATE INDEX files_files_by_project ON files_files (project);

CREATE TABLE files_versions (
    id BYTEA NOT NULL PRIMARY KEY,
    file BYTEA NOT NULL REFERENCES files_files (id),
    project BYTEA NOT NULL REFERENCES files_projects (id),
    team BYTEA NOT NULL,
    blob BYTEA NOT NULL UNIQUE,
    number BIGINT NOT NULL,
    size BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sealed BYTEA,
    manifest BYTEA,
    created_by BYTEA,
    created_at BIGINT NOT NULL,
    UNIQUE (file, number)
);
CREATE INDEX files_versions_by_project ON files_versions (project);

CREATE TABLE files_parts (
    blob BYTEA NOT NULL,
    position BIGINT NOT NULL,
    object BYTEA NOT NULL UNIQUE,
    length BIGINT NOT NULL,
    PRIMARY KEY (blob, position)
);

CREATE TABLE files_uploads (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    project BYTEA NOT NULL REFERENCES files_projects (id),
    section BYTEA,
    target BYTEA,
    blob BYTEA NOT NULL UNIQUE,
    size BIGINT NOT NULL,
    received BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    state TEXT NOT NULL,
    sealed BYTEA,
    version BYTEA,
    created_by BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX files_uploads_open ON files_uploads (created_by) WHERE state = 'open';
