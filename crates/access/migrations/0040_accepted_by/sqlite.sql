ALTER TABLE access_invitations ADD COLUMN accepted_by BLOB;
CREATE INDEX access_invitations_accepted ON access_invitations (accepted_by) WHERE accepted_by IS NOT NULL;
