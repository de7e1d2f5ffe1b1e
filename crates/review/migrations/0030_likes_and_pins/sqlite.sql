CREATE TABLE review_likes (
    comment BLOB NOT NULL REFERENCES review_comments (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (comment, person)
);
CREATE INDEX review_likes_person ON review_likes (person);

ALTER TABLE review_comments ADD COLUMN pinned_at BIGINT;
ALTER TABLE review_comments ADD COLUMN pinned_by BLOB;
