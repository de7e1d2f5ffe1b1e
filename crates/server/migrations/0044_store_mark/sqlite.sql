CREATE TABLE server_store_mark (
    slot BIGINT NOT NULL PRIMARY KEY,
    object BLOB NOT NULL,
    former_object BLOB
);
