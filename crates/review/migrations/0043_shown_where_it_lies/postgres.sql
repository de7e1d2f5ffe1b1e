CREATE OR REPLACE FUNCTION review_reviews_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE review_reviews SET shown =
        CASE WHEN version = NEW.newest AND project = NEW.project AND NEW.trashed_at IS NULL THEN 1 ELSE 0 END
        WHERE file = NEW.id;
    RETURN NULL;
END $$;
DROP TRIGGER review_reviews_follow_files ON files_files;
CREATE TRIGGER review_reviews_follow_files AFTER UPDATE OF newest, trashed_at, project ON files_files
    FOR EACH ROW EXECUTE FUNCTION review_reviews_follow();

CREATE OR REPLACE FUNCTION review_reviews_start() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest_version BYTEA;
BEGIN
    SELECT f.newest INTO newest_version FROM files_files f
        WHERE f.id = NEW.file AND f.project = NEW.project AND f.trashed_at IS NULL FOR SHARE;
    NEW.shown := CASE WHEN newest_version = NEW.version THEN 1 ELSE 0 END;
    RETURN NEW;
END $$;

UPDATE review_reviews SET shown = 0 WHERE shown = 1 AND NOT EXISTS (
    SELECT 1 FROM files_files f WHERE f.id = review_reviews.file AND f.project = review_reviews.project);
