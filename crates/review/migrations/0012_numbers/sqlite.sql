ALTER TABLE review_comments ADD COLUMN number BIGINT;
ALTER TABLE review_comments ADD COLUMN shared_number BIGINT;
UPDATE review_comments SET number = n.number FROM (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY review ORDER BY created_at, id) AS number
        FROM review_comments WHERE parent IS NULL
) AS n WHERE n.id = review_comments.id;
UPDATE review_comments SET shared_number = n.number FROM (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY review ORDER BY created_at, id) AS number
        FROM review_comments WHERE parent IS NULL AND team_only = 0
) AS n WHERE n.id = review_comments.id;

ALTER TABLE review_reviews ADD COLUMN comments BIGINT NOT NULL DEFAULT 0;
ALTER TABLE review_reviews ADD COLUMN threads BIGINT NOT NULL DEFAULT 0;
ALTER TABLE review_reviews ADD COLUMN shared_threads BIGINT NOT NULL DEFAULT 0;
UPDATE review_reviews SET
    comments = (SELECT COUNT(*) FROM review_comments c WHERE c.review = review_reviews.id),
    threads = (SELECT COUNT(*) FROM review_comments c WHERE c.review = review_reviews.id AND c.parent IS NULL),
    shared_threads = (SELECT COUNT(*) FROM review_comments c WHERE c.review = review_reviews.id
        AND c.parent IS NULL AND c.team_only = 0);
