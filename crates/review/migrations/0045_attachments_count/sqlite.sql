INSERT INTO files_usage (team, bytes)
SELECT team, CAST(SUM(length) AS BIGINT) FROM review_attachments WHERE true GROUP BY team
ON CONFLICT (team) DO UPDATE SET bytes = files_usage.bytes + excluded.bytes;

CREATE INDEX review_attachments_waiting ON review_attachments (review, author) WHERE comment IS NULL;
