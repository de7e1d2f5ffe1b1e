DROP INDEX files_files_by_project;
CREATE INDEX files_files_by_project ON files_files (project, trashed_at, section);
