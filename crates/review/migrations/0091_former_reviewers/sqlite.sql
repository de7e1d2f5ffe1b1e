CREATE TABLE review_former (
    review_group BLOB NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (review_group, person)
);
