//! The only SQL of this area.

db::statements! {
    pub(crate) INSERT_TEAM = "INSERT INTO access_teams (id, sealed, created_at) VALUES ($1, $2, $3)";
    pub(crate) TEAM = "SELECT sealed FROM access_teams WHERE id = $1";
    pub(crate) ANY_TEAM = "SELECT id FROM access_teams LIMIT 1";

    pub(crate) INSERT_MEMBERSHIP =
        "INSERT INTO access_memberships (person, team, role, joined_at) VALUES ($1, $2, $3, $4)";
    pub(crate) MEMBERSHIP = "SELECT team, role FROM access_memberships WHERE person = $1";
    pub(crate) MEMBERS = "SELECT person, role, joined_at FROM access_memberships \
        WHERE team = $1 ORDER BY joined_at, person";

    pub(crate) INSERT_INVITATION = "INSERT INTO access_invitations \
        (id, team, digest, role, invited_by, created_at, expires_at, state, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)";
    pub(crate) INVITATION = "SELECT id, team, digest, role, invited_by, created_at, expires_at, state, sealed \
        FROM access_invitations WHERE id = $1";
    pub(crate) OPEN_INVITATIONS = "SELECT id, team, digest, role, invited_by, created_at, expires_at, state, sealed \
        FROM access_invitations WHERE team = $1 AND state = 'open' AND expires_at > $2 ORDER BY created_at, id";
    /// Of many at once exactly one changes the row.
    pub(crate) SETTLE_INVITATION = "UPDATE access_invitations SET state = $2, settled_at = $3, sealed = NULL \
        WHERE id = $1 AND state = 'open' AND expires_at > $3";
    pub(crate) NOTE_WHO_ACCEPTED = "UPDATE access_invitations SET accepted_by = $2 WHERE id = $1";
    pub(crate) INVITER_OF = "SELECT invited_by FROM access_invitations WHERE accepted_by = $1";
    pub(crate) EMPTY_EXPIRED_INVITATIONS = "UPDATE access_invitations SET state = 'expired', sealed = NULL \
        WHERE state = 'open' AND expires_at <= $1";

    pub(crate) SET_SETUP_CODE = "INSERT INTO access_setup (slot, digest, created_at) VALUES (1, $1, $2) \
        ON CONFLICT (slot) DO UPDATE SET digest = excluded.digest, created_at = excluded.created_at \
        WHERE access_setup.done_at IS NULL";
    pub(crate) SETUP_CODE = "SELECT created_at FROM access_setup \
        WHERE slot = 1 AND digest = $1 AND created_at > $2 AND done_at IS NULL";
    /// The row stays locked until the transaction ends: two set-ups at once cannot both succeed.
    pub(crate) BURN_SETUP_CODE = "UPDATE access_setup SET digest = NULL, done_at = $2 \
        WHERE slot = 1 AND digest = $1 AND done_at IS NULL";
}
