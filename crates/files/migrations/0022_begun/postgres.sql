CREATE INDEX files_uploads_by_sender ON files_uploads (created_by, id);
