CREATE TABLE review_attachments (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    review BYTEA NOT NULL REFERENCES review_reviews (id),
    comment BYTEA REFERENCES review_comments (id),
    author BYTEA NOT NULL,
    author_key BYTEA NOT NULL,
    object BYTEA NOT NULL,
    length BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX review_attachments_comment ON review_attachments (comment);
CREATE INDEX review_attachments_review ON review_attachments (review);
CREATE INDEX review_attachments_object ON review_attachments (object);
