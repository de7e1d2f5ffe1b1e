//! The only SQL of this area.

db::statements! {
    pub(crate) PREVIEW = "SELECT state, reason, object, width, height, pages, contents \
        FROM media_previews WHERE version = $1";
    pub(crate) INSERT_PREVIEW = "INSERT INTO media_previews \
        (version, project, state, reason, object, width, height, pages, contents, created_at) \
        VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (version) DO NOTHING";
}
