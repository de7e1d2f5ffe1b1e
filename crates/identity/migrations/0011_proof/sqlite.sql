ALTER TABLE identity_sessions ADD COLUMN proof TEXT;
