CREATE TABLE review_attachments (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    review BLOB NOT NULL REFERENCES review_reviews (id),
    comment BLOB REFERENCES review_comments (id),
    author BLOB NOT NULL,
    author_key BLOB NOT NULL,
    object BLOB NOT NULL,
    length BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX review_attachments_comment ON review_attachments (comment);
CREATE INDEX review_attachments_review ON review_attachments (review);
CREATE INDEX review_attachments_object ON review_attachments (object);
