CREATE TABLE files_usage (
    team BLOB NOT NULL PRIMARY KEY,
    bytes BIGINT NOT NULL
);

INSERT INTO files_usage (team, bytes)
SELECT team, CAST(SUM(size) AS BIGINT) FROM (
    SELECT v.team AS team, v.size AS size FROM files_versions v
        JOIN files_files f ON f.id = v.file WHERE f.erased_at IS NULL
    UNION ALL
    SELECT u.team AS team, u.size AS size FROM files_uploads u
        WHERE u.state IN ('open', 'cancelled', 'expired')
) AS kept GROUP BY team;
