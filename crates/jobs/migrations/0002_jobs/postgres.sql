CREATE TABLE jobs_queue (
    id BYTEA PRIMARY KEY,
    kind TEXT NOT NULL,
    subject BYTEA NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    lease_until BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_queue_due ON jobs_queue (state, run_at);
