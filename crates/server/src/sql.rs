//! The only SQL of the shell: whose the store is.

db::statements! {
    pub(crate) STORE_MARK = "SELECT object FROM server_store_mark WHERE slot = 1";
    // the first of two that claim at once keeps it
    pub(crate) CLAIM_STORE = "INSERT INTO server_store_mark (slot, object) VALUES (1, $1) ON CONFLICT (slot) DO NOTHING";
    // of two that sweep at once, one renews
    pub(crate) RENEW_STORE_MARK = "UPDATE server_store_mark SET object = $2, former_object = $1 \
        WHERE slot = 1 AND object = $1";
    pub(crate) FORMER_STORE_MARK = "SELECT former_object FROM server_store_mark WHERE slot = 1 AND former_object IS NOT NULL";
    pub(crate) ADOPT_STORE = "INSERT INTO server_store_mark (slot, object) VALUES (1, $1) \
        ON CONFLICT (slot) DO UPDATE SET object = excluded.object";
}
