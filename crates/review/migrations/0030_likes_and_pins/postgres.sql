CREATE TABLE review_likes (
    comment BYTEA NOT NULL REFERENCES review_comments (id) ON DELETE CASCADE,
    person BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (comment, person)
);
CREATE INDEX review_likes_person ON review_likes (person);

ALTER TABLE review_comments ADD COLUMN pinned_at BIGINT;
ALTER TABLE review_comments ADD COLUMN pinned_by BYTEA;
