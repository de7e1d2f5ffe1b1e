//! The queue's table.

db::statements! {
    pub(crate) ENQUEUE = "INSERT INTO jobs_queue (id, kind, subject, state, attempts, run_at, lease_until, created_at) \
        VALUES ($1, $2, $3, 'waiting', 0, $4, NULL, $5)";
    pub(crate) ANY_DUE = "SELECT id, kind, subject, attempts FROM jobs_queue \
        WHERE (state = 'waiting' AND run_at <= $1) OR (state = 'running' AND lease_until <= $1) LIMIT 1";
    /// Nobody works on it any more. Few jobs are running, so few are looked at.
    pub(crate) LOST = "SELECT id, kind, subject, attempts FROM jobs_queue \
        WHERE state = 'running' AND lease_until <= $1 LIMIT 1 /*postgres: FOR UPDATE SKIP LOCKED */";
    /// In the index's own order: the first is found without a look at all that wait.
    pub(crate) DUE = "SELECT id, kind, subject, attempts FROM jobs_queue \
        WHERE state = 'waiting' AND run_at <= $1 ORDER BY run_at LIMIT 1 /*postgres: FOR UPDATE SKIP LOCKED */";
    pub(crate) CLAIM = "UPDATE jobs_queue SET state = 'running', attempts = attempts + 1, lease_until = $2 WHERE id = $1";
    pub(crate) EXTEND = "UPDATE jobs_queue SET lease_until = $2 WHERE id = $1 AND state = 'running' AND attempts = $3";
    pub(crate) FINISH = "DELETE FROM jobs_queue WHERE id = $1 AND attempts = $2";
    pub(crate) RETRY = "UPDATE jobs_queue SET state = 'waiting', run_at = $3, lease_until = NULL \
        WHERE id = $1 AND attempts = $2";
    pub(crate) POSTPONE = "UPDATE jobs_queue SET state = 'waiting', attempts = attempts - 1, run_at = $3, lease_until = NULL \
        WHERE id = $1 AND attempts = $2";
    pub(crate) FAIL = "UPDATE jobs_queue SET state = 'failed', lease_until = NULL WHERE id = $1 AND attempts = $2";
    pub(crate) LEFT = "SELECT id FROM jobs_queue WHERE kind = $1 LIMIT 1";
    pub(crate) FAILED = "SELECT id, kind, subject, attempts FROM jobs_queue WHERE state = 'failed' ORDER BY run_at, id LIMIT $1";
    pub(crate) STRUGGLING = "SELECT id, kind, subject, attempts FROM jobs_queue \
        WHERE state <> 'failed' AND attempts >= $1 ORDER BY attempts DESC, id LIMIT $2";
    pub(crate) RESTART = "UPDATE jobs_queue SET state = 'waiting', attempts = 0, run_at = $2 WHERE id = $1 AND state = 'failed'";
}
