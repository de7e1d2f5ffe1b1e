CREATE TABLE review_groups (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    project BLOB NOT NULL,
    position BIGINT NOT NULL,
    switches BIGINT NOT NULL,
    link_expires_at BIGINT,
    password BLOB,
    password_epoch BIGINT NOT NULL,
    reviewers_numbered BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BLOB NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX review_groups_project ON review_groups (project, position);

CREATE TABLE review_reviewers (
    review_group BLOB NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    number BIGINT NOT NULL,
    origin TEXT NOT NULL,
    decides BIGINT NOT NULL,
    invited_at BIGINT NOT NULL,
    invited_by BLOB,
    PRIMARY KEY (review_group, person)
);
CREATE INDEX review_reviewers_person ON review_reviewers (person);

CREATE TABLE review_links (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    review_group BLOB NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    person BLOB,
    secret_digest BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BLOB NOT NULL,
    revoked_at BIGINT,
    sealed BLOB NOT NULL
);
CREATE UNIQUE INDEX review_links_current ON review_links (review_group)
    WHERE revoked_at IS NULL AND person IS NULL;
CREATE UNIQUE INDEX review_links_personal ON review_links (review_group, person)
    WHERE revoked_at IS NULL AND person IS NOT NULL;

CREATE TABLE review_grants (
    session BLOB NOT NULL,
    review_group BLOB NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    link BLOB NOT NULL REFERENCES review_links (id) ON DELETE CASCADE,
    person BLOB,
    password_epoch BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (session, review_group)
);
CREATE INDEX review_grants_group ON review_grants (review_group, person);
CREATE INDEX review_grants_link ON review_grants (link);

CREATE TABLE review_reviews (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    project BLOB NOT NULL,
    review_group BLOB NOT NULL REFERENCES review_groups (id),
    file BLOB NOT NULL,
    version BLOB NOT NULL,
    version_number BIGINT NOT NULL,
    status TEXT NOT NULL,
    by_hand BIGINT NOT NULL,
    due_at BIGINT,
    due_zone TEXT,
    locked BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    started_by BLOB
);
CREATE UNIQUE INDEX review_reviews_pivot ON review_reviews (version, review_group);
CREATE INDEX review_reviews_project ON review_reviews (project, file);
CREATE INDEX review_reviews_group ON review_reviews (review_group, file, version_number);
CREATE INDEX review_reviews_team ON review_reviews (team, status);

CREATE TABLE review_openings (
    review BLOB NOT NULL REFERENCES review_reviews (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (review, person)
);

CREATE TABLE review_comments (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    project BLOB NOT NULL,
    review BLOB NOT NULL REFERENCES review_reviews (id),
    parent BLOB REFERENCES review_comments (id),
    author BLOB NOT NULL,
    author_key BLOB NOT NULL,
    client_id BLOB NOT NULL,
    team_only BIGINT NOT NULL,
    wording BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    resolved_at BIGINT,
    resolved_by BLOB,
    deleted_at BIGINT,
    sealed BLOB NOT NULL
);
CREATE UNIQUE INDEX review_comments_client ON review_comments (author, client_id);
CREATE INDEX review_comments_review ON review_comments (review, created_at, id);

CREATE TABLE review_mentions (
    comment BLOB NOT NULL REFERENCES review_comments (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    PRIMARY KEY (comment, person)
);
CREATE INDEX review_mentions_person ON review_mentions (person);

CREATE TABLE review_decisions (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL,
    project BLOB NOT NULL,
    review BLOB NOT NULL REFERENCES review_reviews (id),
    person BLOB NOT NULL,
    author_key BLOB NOT NULL,
    capacity TEXT NOT NULL,
    verdict TEXT NOT NULL,
    level TEXT NOT NULL,
    at BIGINT NOT NULL,
    predecessor BLOB REFERENCES review_decisions (id),
    record BLOB NOT NULL,
    sealed BLOB NOT NULL
);
CREATE UNIQUE INDEX review_decisions_first ON review_decisions (review, person) WHERE predecessor IS NULL;
CREATE UNIQUE INDEX review_decisions_successor ON review_decisions (predecessor) WHERE predecessor IS NOT NULL;
CREATE INDEX review_decisions_review ON review_decisions (review, at);

CREATE TRIGGER review_decisions_stand BEFORE UPDATE ON review_decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed');
END;
