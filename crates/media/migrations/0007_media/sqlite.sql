CREATE TABLE media_previews (
    version BLOB PRIMARY KEY,
    project BLOB NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    object BLOB,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    contents BLOB,
    created_at BIGINT NOT NULL
);
CREATE INDEX media_previews_project ON media_previews (project);
