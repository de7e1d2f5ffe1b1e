//! Numbering of the kernel's event table.

db::statements! {
    pub(crate) UNNUMBERED = "SELECT id, at, kind, team, project, file, version, review_group, review, comment, decision, \
        person, actor, team_only, blinding, details \
        FROM kernel_events WHERE sequence IS NULL ORDER BY position LIMIT 500 /*postgres: FOR UPDATE */";
    pub(crate) ANY_UNNUMBERED = "SELECT position FROM kernel_events WHERE sequence IS NULL LIMIT 1";
    pub(crate) LAST_SEQUENCE = "SELECT COALESCE(MAX(sequence), 0) FROM kernel_events";
    pub(crate) LAST_OF_LOG = "SELECT COALESCE(MAX(log_sequence), 0) FROM kernel_events WHERE team = $1 AND stream = $2";
    pub(crate) LAST_OF_INSTALLATION = "SELECT COALESCE(MAX(log_sequence), 0) FROM kernel_events \
        WHERE team IS NULL AND stream = $1";
    pub(crate) NUMBER = "UPDATE kernel_events SET sequence = $2, log_sequence = $3, leaf = $4, leaf_hash = $5, \
        details = $6 WHERE id = $1 AND sequence IS NULL";
    pub(crate) SINCE = "SELECT sequence, id, at, kind, team, project, file, version, review_group, review, comment, \
        decision, person, actor, team_only FROM kernel_events WHERE sequence > $1 ORDER BY sequence LIMIT 1000";
}
