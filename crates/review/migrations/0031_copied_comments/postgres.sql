ALTER TABLE review_comments ADD COLUMN copied_from BYTEA;
ALTER TABLE review_comments ADD COLUMN copied_author BYTEA;
ALTER TABLE review_comments ADD COLUMN copied_version BIGINT;
ALTER TABLE review_comments ADD COLUMN copied_group BYTEA;
CREATE UNIQUE INDEX review_comments_copied ON review_comments (review, copied_from)
    WHERE copied_from IS NOT NULL AND deleted_at IS NULL;
