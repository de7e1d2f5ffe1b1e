ALTER TABLE review_reviews ADD COLUMN shown BIGINT NOT NULL DEFAULT 1;
UPDATE review_reviews SET shown = 0 WHERE NOT EXISTS (
    SELECT 1 FROM files_files f WHERE f.id = review_reviews.file AND f.newest = review_reviews.version
        AND f.trashed_at IS NULL);

CREATE INDEX review_reviews_shown ON review_reviews (team, project, status) WHERE shown = 1;
CREATE INDEX review_reviews_awaited ON review_reviews (team, project, due_at)
    WHERE shown = 1 AND status = 'review' AND locked = 0 AND due_at IS NOT NULL;
DROP INDEX review_reviews_team;
DROP INDEX review_reviews_project;
CREATE INDEX review_reviews_file ON review_reviews (file, version_number);

CREATE INDEX review_comments_open ON review_comments (review)
    WHERE parent IS NULL AND resolved_at IS NULL AND deleted_at IS NULL;

CREATE FUNCTION review_reviews_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE review_reviews SET shown = CASE WHEN version = NEW.newest AND NEW.trashed_at IS NULL THEN 1 ELSE 0 END
        WHERE file = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER review_reviews_follow_files AFTER UPDATE OF newest, trashed_at ON files_files
    FOR EACH ROW EXECUTE FUNCTION review_reviews_follow();

-- The lock makes a review that starts while a version arrives wait for it, or the version for the review.
CREATE FUNCTION review_reviews_start() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest_version BYTEA;
BEGIN
    SELECT f.newest INTO newest_version FROM files_files f
        WHERE f.id = NEW.file AND f.trashed_at IS NULL FOR SHARE;
    NEW.shown := CASE WHEN newest_version = NEW.version THEN 1 ELSE 0 END;
    RETURN NEW;
END $$;
CREATE TRIGGER review_reviews_started BEFORE INSERT ON review_reviews
    FOR EACH ROW EXECUTE FUNCTION review_reviews_start();
