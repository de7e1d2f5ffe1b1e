//! The only SQL of this area.

/// How many objects one statement is asked about.
pub(crate) const LIST: usize = 16;

db::statements! {
    pub(crate) PREVIEW = "SELECT state, reason, object, width, height, pages, contents, detail \
        FROM media_previews WHERE version = $1";
    pub(crate) INSERT_PREVIEW = "INSERT INTO media_previews \
        (version, project, state, reason, object, width, height, pages, contents, created_at, detail) \
        VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) ON CONFLICT (version) DO NOTHING";
    pub(crate) SET_TILES = "UPDATE media_previews SET object = $2, contents = $3, detail = 'ready' \
        WHERE version = $1 AND detail = 'pending' AND object = $4";
    pub(crate) SET_NO_TILES = "UPDATE media_previews SET detail = 'failed' WHERE version = $1 AND detail = 'pending'";
    pub(crate) OBJECTS_IN_USE = "SELECT object FROM media_previews WHERE object IN \
        ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)";
}
