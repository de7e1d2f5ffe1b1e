//! The event table: written here with every commit, numbered and read by `audit`.

db::statements! {
    /// Adds an event to the transaction.
    pub INSERT_EVENT = "INSERT INTO kernel_events \
        (id, at, kind, stream, team, project, file, version, review_group, review, comment, decision, person, actor, session, \
         team_only, blinding, details) \
        VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)";
}
