DROP TRIGGER review_reviews_follow_files;
CREATE TRIGGER review_reviews_follow_files AFTER UPDATE OF newest, trashed_at, project ON files_files
BEGIN
    UPDATE review_reviews SET shown =
        CASE WHEN version = NEW.newest AND project = NEW.project AND NEW.trashed_at IS NULL THEN 1 ELSE 0 END
        WHERE file = NEW.id;
END;

DROP TRIGGER review_reviews_started;
CREATE TRIGGER review_reviews_started AFTER INSERT ON review_reviews
    WHEN NOT EXISTS (SELECT 1 FROM files_files f WHERE f.id = NEW.file AND f.newest = NEW.version
        AND f.project = NEW.project AND f.trashed_at IS NULL)
BEGIN
    UPDATE review_reviews SET shown = 0 WHERE id = NEW.id;
END;

UPDATE review_reviews SET shown = 0 WHERE shown = 1 AND NOT EXISTS (
    SELECT 1 FROM files_files f WHERE f.id = review_reviews.file AND f.project = review_reviews.project);
