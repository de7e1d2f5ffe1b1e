ALTER TABLE media_previews ADD COLUMN
    detail TEXT NOT NULL DEFAULT 'whole';
CREATE INDEX media_previews_object ON media_previews (object);
