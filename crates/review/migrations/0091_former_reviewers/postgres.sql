CREATE TABLE review_former (
    review_group BYTEA NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    person BYTEA NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (review_group, person)
);
