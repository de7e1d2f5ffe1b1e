CREATE TABLE files_projects (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    sealed BLOB,
    created_by BLOB,
    created_at BIGINT NOT NULL,
    trashed_at BIGINT,
    erased_at BIGINT
);
CREATE INDEX files_projects_by_team ON files_projects (team, created_at);

CREATE TABLE files_sections (
    id BLOB NOT NULL PRIMARY KEY,
    project BLOB NOT NULL REFERENCES files_projects (id),
    position BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX files_sections_by_project ON files_sections (project, position);

CREATE TABLE files_files (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    project BLOB NOT NULL REFERENCES files_projects (id),
    section BLOB NOT NULL REFERENCES files_sections (id),
    position BIGINT NOT NULL,
    newest BLOB NOT NULL,
    pinned BIGINT NOT NULL,
    sealed BLOB,
    created_by BLOB,
    created_at BIGINT NOT NULL,
    trashed_at BIGINT,
    erased_at BIGINT
);
CREATE INDEX files_files_by_section ON files_files (section, position, id);
CREATE INDEX files_files_by_project ON files_files (project);

CREATE TABLE files_versions (
    id BLOB NOT NULL PRIMARY KEY,
    file BLOB NOT NULL REFERENCES files_files (id),
    project BLOB NOT NULL REFERENCES files_projects (id),
    team BLOB NOT NULL,
    blob BLOB NOT NULL UNIQUE,
    number BIGINT NOT NULL,
    size BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sealed BLOB,
    manifest BLOB,
    created_by BLOB,
    created_at BIGINT NOT NULL,
    UNIQUE (file, number)
);
CREATE INDEX files_versions_by_project ON files_versions (project);

CREATE TABLE files_parts (
    blob BLOB NOT NULL,
    position BIGINT NOT NULL,
    object BLOB NOT NULL UNIQUE,
    length BIGINT NOT NULL,
    PRIMARY KEY (blob, position)
);

CREATE TABLE files_uploads (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    project BLOB NOT NULL REFERENCES files_projects (id),
    section BLOB,
    target BLOB,
    blob BLOB NOT NULL UNIQUE,
    size BIGINT NOT NULL,
    received BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    state TEXT NOT NULL,
    sealed BLOB,
    version BLOB,
    created_by BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX files_uploads_open ON files_uploads (created_by) WHERE state = 'open';
