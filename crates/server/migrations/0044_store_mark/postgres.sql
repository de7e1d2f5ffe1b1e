CREATE TABLE server_store_mark (
    slot BIGINT NOT NULL PRIMARY KEY,
    object BYTEA NOT NULL,
    former_object BYTEA
);
