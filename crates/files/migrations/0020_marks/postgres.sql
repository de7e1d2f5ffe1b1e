ALTER TABLE files_projects ADD COLUMN archived_at BIGINT;

CREATE TABLE files_favourites (
    person BYTEA NOT NULL,
    project BYTEA NOT NULL REFERENCES files_projects (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (person, project)
);
