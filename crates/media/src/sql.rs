//! The only SQL of this area.

db::statements! {
    pub(crate) PREVIEW = "SELECT state, reason, object, width, height, pages, contents, detail \
        FROM media_previews WHERE version = $1";
    pub(crate) PREVIEWS_BY_OBJECT = "SELECT object FROM media_previews WHERE object IN \
        ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,\
         $26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50)";
    pub(crate) OBJECT = "SELECT object FROM media_previews WHERE version = $1";
    pub(crate) DELETE_PREVIEW = "DELETE FROM media_previews WHERE version = $1";
    pub(crate) INSERT_PREVIEW = "INSERT INTO media_previews \
        (version, project, state, reason, object, width, height, pages, contents, created_at, detail) \
        VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) ON CONFLICT (version) DO NOTHING";
    pub(crate) SET_TILES = "UPDATE media_previews SET object = $2, contents = $3, detail = 'ready' \
        WHERE version = $1 AND detail = 'pending' AND object = $4";
    pub(crate) SET_NO_TILES = "UPDATE media_previews SET detail = 'failed' WHERE version = $1 AND detail = 'pending'";
}
