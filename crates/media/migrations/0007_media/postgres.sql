CREATE TABLE media_previews (
    version BYTEA PRIMARY KEY,
    project BYTEA NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    object BYTEA,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    contents BYTEA,
    created_at BIGINT NOT NULL
);
CREATE INDEX media_previews_project ON media_previews (project);
