ALTER TABLE review_comments ADD COLUMN deleted_by BYTEA;
