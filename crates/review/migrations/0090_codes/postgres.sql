CREATE TABLE review_codes (
    id BYTEA NOT NULL PRIMARY KEY,
    session BYTEA NOT NULL,
    review_group BYTEA NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    link BYTEA NOT NULL REFERENCES review_links (id) ON DELETE CASCADE,
    password_epoch BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    digest BYTEA,
    sealed BYTEA NOT NULL
);
CREATE UNIQUE INDEX review_codes_newest ON review_codes (session, review_group);
CREATE INDEX review_codes_asked ON review_codes (review_group, asked_at);
CREATE INDEX review_codes_over ON review_codes (expires_at);
ALTER TABLE review_grants ADD COLUMN proved_at BIGINT;
ALTER TABLE review_reviewers ADD COLUMN proved_at BIGINT;
