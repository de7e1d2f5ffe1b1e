CREATE TABLE review_groups (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    project BYTEA NOT NULL,
    position BIGINT NOT NULL,
    switches BIGINT NOT NULL,
    link_expires_at BIGINT,
    password BYTEA,
    password_epoch BIGINT NOT NULL,
    reviewers_numbered BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BYTEA NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX review_groups_project ON review_groups (project, position);

CREATE TABLE review_reviewers (
    review_group BYTEA NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    person BYTEA NOT NULL,
    number BIGINT NOT NULL,
    origin TEXT NOT NULL,
    decides BIGINT NOT NULL,
    invited_at BIGINT NOT NULL,
    invited_by BYTEA,
    PRIMARY KEY (review_group, person)
);
CREATE INDEX review_reviewers_person ON review_reviewers (person);

CREATE TABLE review_links (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    review_group BYTEA NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    person BYTEA,
    secret_digest BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BYTEA NOT NULL,
    revoked_at BIGINT,
    sealed BYTEA NOT NULL
);
CREATE UNIQUE INDEX review_links_current ON review_links (review_group)
    WHERE revoked_at IS NULL AND person IS NULL;
CREATE UNIQUE INDEX review_links_personal ON review_links (review_group, person)
    WHERE revoked_at IS NULL AND person IS NOT NULL;

CREATE TABLE review_grants (
    session BYTEA NOT NULL,
    review_group BYTEA NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    link BYTEA NOT NULL REFERENCES review_links (id) ON DELETE CASCADE,
    person BYTEA,
    password_epoch BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (session, review_group)
);
CREATE INDEX review_grants_group ON review_grants (review_group, person);
CREATE INDEX review_grants_link ON review_grants (link);

CREATE TABLE review_reviews (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    project BYTEA NOT NULL,
    review_group BYTEA NOT NULL REFERENCES review_groups (id),
    file BYTEA NOT NULL,
    version BYTEA NOT NULL,
    version_number BIGINT NOT NULL,
    status TEXT NOT NULL,
    by_hand BIGINT NOT NULL,
    due_at BIGINT,
    due_zone TEXT,
    locked BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    started_by BYTEA
);
CREATE UNIQUE INDEX review_reviews_pivot ON review_reviews (version, review_group);
CREATE INDEX review_reviews_project ON review_reviews (project, file);
CREATE INDEX review_reviews_group ON review_reviews (review_group, file, version_number);
CREATE INDEX review_reviews_team ON review_reviews (team, status);

CREATE TABLE review_openings (
    review BYTEA NOT NULL REFERENCES review_reviews (id) ON DELETE CASCADE,
    person BYTEA NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (review, person)
);

CREATE TABLE review_comments (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    project BYTEA NOT NULL,
    review BYTEA NOT NULL REFERENCES review_reviews (id),
    parent BYTEA REFERENCES review_comments (id),
    author BYTEA NOT NULL,
    author_key BYTEA NOT NULL,
    client_id BYTEA NOT NULL,
    team_only BIGINT NOT NULL,
    wording BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    resolved_at BIGINT,
    resolved_by BYTEA,
    deleted_at BIGINT,
    sealed BYTEA NOT NULL
);
CREATE UNIQUE INDEX review_comments_client ON review_comments (author, client_id);
CREATE INDEX review_comments_review ON review_comments (review, created_at, id);

CREATE TABLE review_mentions (
    comment BYTEA NOT NULL REFERENCES review_comments (id) ON DELETE CASCADE,
    person BYTEA NOT NULL,
    PRIMARY KEY (comment, person)
);
CREATE INDEX review_mentions_person ON review_mentions (person);

CREATE TABLE review_decisions (
    id BYTEA NOT NULL PRIMARY KEY,
    team BYTEA NOT NULL,
    project BYTEA NOT NULL,
    review BYTEA NOT NULL REFERENCES review_reviews (id),
    person BYTEA NOT NULL,
    author_key BYTEA NOT NULL,
    capacity TEXT NOT NULL,
    verdict TEXT NOT NULL,
    level TEXT NOT NULL,
    at BIGINT NOT NULL,
    predecessor BYTEA REFERENCES review_decisions (id),
    record BYTEA NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE UNIQUE INDEX review_decisions_first ON review_decisions (review, person) WHERE predecessor IS NULL;
CREATE UNIQUE INDEX review_decisions_successor ON review_decisions (predecessor) WHERE predecessor IS NOT NULL;
CREATE INDEX review_decisions_review ON review_decisions (review, at);

CREATE FUNCTION review_decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decision is never changed';
END $$;

CREATE TRIGGER review_decisions_stand BEFORE UPDATE ON review_decisions
    FOR EACH ROW EXECUTE FUNCTION review_decision_stands();
