//! The only SQL of this area, in the subset that both engines take.

/// How many ids the statements with a list take; callers fill up with the first one.
pub(crate) const LIST: usize = 50;

/// `LIST` placeholders, from `$1`.
macro_rules! list {
    () => {
        "($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,\
          $26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50)"
    };
}

/// The columns of a version, in the order of `VersionRow`.
macro_rules! version {
    () => {
        "v.id, v.file, v.project, v.team, v.blob, v.number, v.size, v.kind, v.sealed, v.created_by, v.created_at"
    };
}

/// The columns of a file, in the order of `FileRow`.
macro_rules! file {
    () => {
        "f.id, f.team, f.project, f.section, f.position, f.newest, f.pinned, f.sealed, f.created_by, f.created_at, \
         f.trashed_at"
    };
}

macro_rules! project {
    () => {
        "p.id, p.team, p.sealed, p.created_by, p.created_at, p.trashed_at, p.archived_at"
    };
}

macro_rules! upload {
    () => {
        "u.id, u.team, u.project, u.section, u.target, u.blob, u.size, u.received, u.parts, u.state, u.sealed, \
         u.created_by, u.expires_at, u.version, v.file"
    };
}

db::statements! {
    // projects
    pub(crate) INSERT_PROJECT = "INSERT INTO files_projects (id, team, sealed, created_by, created_at) \
        VALUES ($1, $2, $3, $4, $5)";
    pub(crate) PROJECT = concat!("SELECT ", project!(), " FROM files_projects p WHERE p.id = $1 AND p.erased_at IS NULL");
    pub(crate) LOCK_PROJECT = "SELECT id FROM files_projects WHERE id = $1 /*postgres: FOR UPDATE */";
    pub(crate) PROJECTS = concat!("SELECT ", project!(), " FROM files_projects p WHERE p.id IN ", list!());
    pub(crate) PROJECTS_OF_TEAM = concat!("SELECT ", project!(), " FROM files_projects p \
        WHERE p.team = $1 AND p.trashed_at IS NULL AND p.erased_at IS NULL AND p.archived_at IS NULL \
        ORDER BY p.created_at DESC, p.id");
    pub(crate) PROJECTS_IN_TRASH = concat!("SELECT ", project!(), " FROM files_projects p \
        WHERE p.team = $1 AND p.trashed_at IS NOT NULL AND p.erased_at IS NULL ORDER BY p.trashed_at DESC, p.id");
    pub(crate) PROJECT_COUNTS = "SELECT f.project, CAST(COUNT(*) AS BIGINT), CAST(MAX(v.created_at) AS BIGINT) \
        FROM files_files f JOIN files_projects p ON p.id = f.project JOIN files_versions v ON v.id = f.newest \
        WHERE p.team = $1 AND p.trashed_at IS NULL AND p.erased_at IS NULL AND f.trashed_at IS NULL \
        GROUP BY f.project";
    pub(crate) PROJECT_FACES = "SELECT project, id FROM ( \
            SELECT v.project, v.id, ROW_NUMBER() OVER (PARTITION BY v.project ORDER BY \
                CASE WHEN v.kind IN ('image', 'pdf') THEN 0 ELSE 1 END, v.created_at DESC, v.id DESC) AS place \
            FROM files_files f JOIN files_projects p ON p.id = f.project JOIN files_versions v ON v.id = f.newest \
            WHERE p.team = $1 AND p.trashed_at IS NULL AND p.erased_at IS NULL AND f.trashed_at IS NULL \
        ) AS faces WHERE place <= 3 ORDER BY project, place";
    pub(crate) RENAME_PROJECT = "UPDATE files_projects SET sealed = $2 WHERE id = $1";
    pub(crate) TRASH_PROJECT = "UPDATE files_projects SET trashed_at = $2 WHERE id = $1 AND trashed_at IS NULL";
    pub(crate) RESTORE_PROJECT = "UPDATE files_projects SET trashed_at = NULL \
        WHERE id = $1 AND trashed_at IS NOT NULL AND erased_at IS NULL";
    pub(crate) BURY_PROJECT = "UPDATE files_projects SET erased_at = $2, sealed = NULL \
        WHERE id = $1 AND trashed_at <= $3 AND erased_at IS NULL";
    pub(crate) BURY_FILES_OF_PROJECT = "UPDATE files_files \
        SET erased_at = $2, sealed = NULL, trashed_at = COALESCE(trashed_at, $2) \
        WHERE project = $1 AND erased_at IS NULL";
    pub(crate) TEAM_OF_PROJECT = "SELECT team FROM files_projects WHERE id = $1";
    pub(crate) BURIED_PROJECT = "SELECT team FROM files_projects WHERE id = $1 AND erased_at IS NOT NULL";

    // names
    pub(crate) FILE_NAMES = "SELECT f.id, f.team, f.project, f.sealed FROM files_files f \
        JOIN files_projects p ON p.id = f.project JOIN files_versions v ON v.id = f.newest \
        WHERE p.team = $1 AND p.trashed_at IS NULL AND p.erased_at IS NULL AND p.archived_at IS NULL \
        AND f.trashed_at IS NULL ORDER BY v.created_at DESC, f.id LIMIT $2";
    pub(crate) SECTION_NAMES = "SELECT s.id, p.team, s.project, s.sealed FROM files_sections s \
        JOIN files_projects p ON p.id = s.project \
        WHERE p.team = $1 AND p.trashed_at IS NULL AND p.erased_at IS NULL AND p.archived_at IS NULL \
        ORDER BY s.project, s.position, s.id";

    // favourites and the archive
    pub(crate) FAVOURITES = "SELECT p.id FROM files_favourites m JOIN files_projects p ON p.id = m.project \
        WHERE m.person = $1 AND p.team = $2 AND p.trashed_at IS NULL AND p.erased_at IS NULL ORDER BY m.created_at, p.id";
    pub(crate) INSERT_FAVOURITE = "INSERT INTO files_favourites (person, project, created_at) VALUES ($1, $2, $3) \
        ON CONFLICT (person, project) DO NOTHING";
    pub(crate) DELETE_FAVOURITE = "DELETE FROM files_favourites WHERE person = $1 AND project = $2";
    pub(crate) FORGET_FAVOURITES = "DELETE FROM files_favourites WHERE project = $1";
    pub(crate) PROJECTS_ARCHIVED = "SELECT id, team, sealed, archived_at FROM files_projects \
        WHERE team = $1 AND archived_at IS NOT NULL AND trashed_at IS NULL AND erased_at IS NULL \
        ORDER BY archived_at DESC, id";
    pub(crate) ARCHIVED_AT = "SELECT archived_at FROM files_projects WHERE id = $1";
    pub(crate) ARCHIVE_PROJECT = "UPDATE files_projects SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL";
    pub(crate) UNARCHIVE_PROJECT = "UPDATE files_projects SET archived_at = NULL WHERE id = $1 AND archived_at IS NOT NULL";

    // what a team keeps
    pub(crate) USAGE = "SELECT bytes FROM files_usage WHERE team = $1";
    pub(crate) TAKE_ROOM = "INSERT INTO files_usage (team, bytes) VALUES ($1, $2) \
        ON CONFLICT (team) DO UPDATE SET bytes = files_usage.bytes + excluded.bytes RETURNING bytes";
    pub(crate) GIVE_ROOM_BACK = "UPDATE files_usage SET bytes = bytes - $2 WHERE team = $1";
    pub(crate) BYTES_OF_FILE = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM files_versions WHERE file = $1";
    pub(crate) BYTES_OF_PROJECT = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM ( \
            SELECT v.size AS size FROM files_versions v JOIN files_files f ON f.id = v.file \
                WHERE f.project = $1 AND f.erased_at IS NULL \
            UNION ALL SELECT size FROM files_uploads WHERE project = $1 AND state IN ('open', 'cancelled', 'expired') \
        ) AS kept";

    // sections
    pub(crate) INSERT_SECTION = "INSERT INTO files_sections (id, project, position, sealed, created_at) \
        VALUES ($1, $2, $3, $4, $5)";
    pub(crate) SECTION = "SELECT s.id, s.project, s.position, s.sealed FROM files_sections s WHERE s.id = $1";
    pub(crate) SECTIONS = "SELECT s.id, s.project, s.position, s.sealed FROM files_sections s \
        WHERE s.project = $1 ORDER BY s.position, s.id";
    pub(crate) SECTION_COUNTS = "SELECT section, CAST(COUNT(*) AS BIGINT) FROM files_files \
        WHERE project = $1 AND trashed_at IS NULL GROUP BY section";
    pub(crate) RENAME_SECTION = "UPDATE files_sections SET sealed = $2 WHERE id = $1";
    pub(crate) PLACE_SECTION = "UPDATE files_sections SET position = $2 WHERE id = $1 AND position <> $2";
    pub(crate) DELETE_SECTION = "DELETE FROM files_sections WHERE id = $1";
    pub(crate) EMPTY_SECTION = "UPDATE files_files SET section = $2, position = position + $3 WHERE section = $1";

    // files
    pub(crate) INSERT_FILE = "INSERT INTO files_files \
        (id, team, project, section, position, newest, pinned, sealed, created_by, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9)";
    pub(crate) FILE = concat!("SELECT ", file!(), " FROM files_files f JOIN files_projects p ON p.id = f.project \
        WHERE f.id = $1 AND f.erased_at IS NULL AND p.trashed_at IS NULL");
    pub(crate) TEAM_OF_FILE = "SELECT team FROM files_files WHERE id = $1";
    pub(crate) LOCK_FILE = "SELECT id FROM files_files WHERE id = $1 /*postgres: FOR UPDATE */";
    pub(crate) FILES = concat!("SELECT ", file!(), ", ", version!(), " FROM files_files f \
        JOIN files_projects p ON p.id = f.project JOIN files_versions v ON v.id = f.newest \
        WHERE f.trashed_at IS NULL AND p.trashed_at IS NULL AND f.id IN ", list!());
    pub(crate) FILES_OF_SECTION = concat!("SELECT ", file!(), ", ", version!(), " FROM files_files f \
        JOIN files_versions v ON v.id = f.newest \
        WHERE f.section = $1 AND f.trashed_at IS NULL AND (f.position, f.id) > ($2, $3) \
        ORDER BY f.position, f.id LIMIT $4");
    pub(crate) FILES_OUTLINE = "SELECT f.id, f.section, f.newest FROM files_files f \
        JOIN files_sections s ON s.id = f.section \
        WHERE f.project = $1 AND f.trashed_at IS NULL ORDER BY s.position, f.position, f.id";
    pub(crate) FILES_TO_TAKE = concat!("SELECT f.id, f.section, f.sealed, ", version!(), " FROM files_files f \
        JOIN files_sections s ON s.id = f.section JOIN files_versions v ON v.id = f.newest \
        WHERE f.project = $1 AND f.trashed_at IS NULL ORDER BY s.position, f.position, f.id");
    pub(crate) FILES_IN_TRASH = concat!("SELECT ", file!(), " FROM files_files f \
        WHERE f.project = $1 AND f.trashed_at IS NOT NULL AND f.erased_at IS NULL ORDER BY f.trashed_at DESC, f.id");
    pub(crate) LAST_POSITION = "SELECT CAST(COALESCE(MAX(position), 0) AS BIGINT) FROM files_files WHERE section = $1";
    pub(crate) POSITION_AT = "SELECT position FROM files_files \
        WHERE section = $1 AND trashed_at IS NULL AND id <> $2 ORDER BY position, id LIMIT 1 OFFSET $3";
    pub(crate) MAKE_ROOM = "UPDATE files_files SET position = position + 1 WHERE section = $1 AND position >= $2";
    pub(crate) PLACE_FILE = "UPDATE files_files SET section = $2, position = $3 WHERE id = $1";
    pub(crate) NAME_FILE = "UPDATE files_files SET sealed = $2, pinned = $3 WHERE id = $1";
    pub(crate) ADVANCE_FILE = "UPDATE files_files SET newest = $2, sealed = $3 WHERE id = $1";
    pub(crate) TRASH_FILE = "UPDATE files_files SET trashed_at = $2 WHERE id = $1 AND trashed_at IS NULL";
    pub(crate) RESTORE_FILE = "UPDATE files_files SET trashed_at = NULL \
        WHERE id = $1 AND trashed_at IS NOT NULL AND erased_at IS NULL";
    pub(crate) BURY_FILE = "UPDATE files_files SET erased_at = $2, sealed = NULL \
        WHERE id = $1 AND trashed_at <= $3 AND erased_at IS NULL";
    pub(crate) BURIED_FILE = "SELECT team, project FROM files_files WHERE id = $1 AND erased_at IS NOT NULL";

    // versions
    pub(crate) INSERT_VERSION = "INSERT INTO files_versions \
        (id, file, project, team, blob, number, size, kind, sealed, manifest, created_by, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    pub(crate) LAST_NUMBER = "SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM files_versions WHERE file = $1";
    pub(crate) VERSION = concat!("SELECT ", version!(), " FROM files_versions v \
        JOIN files_files f ON f.id = v.file JOIN files_projects p ON p.id = v.project \
        WHERE v.id = $1 AND f.trashed_at IS NULL AND p.trashed_at IS NULL");
    pub(crate) VERSION_KEPT = concat!("SELECT ", version!(), " FROM files_versions v \
        JOIN files_files f ON f.id = v.file WHERE v.id = $1 AND f.erased_at IS NULL");
    pub(crate) VERSIONS = concat!("SELECT ", version!(), " FROM files_versions v \
        JOIN files_files f ON f.id = v.file JOIN files_projects p ON p.id = v.project \
        WHERE f.trashed_at IS NULL AND p.trashed_at IS NULL AND v.id IN ", list!());
    pub(crate) VERSIONS_OF_FILE = concat!("SELECT ", version!(), " FROM files_versions v \
        JOIN files_files f ON f.id = v.file JOIN files_projects p ON p.id = v.project \
        WHERE v.file = $1 AND f.trashed_at IS NULL AND p.trashed_at IS NULL ORDER BY v.number DESC");
    pub(crate) MANIFEST = "SELECT manifest FROM files_versions WHERE id = $1";
    pub(crate) EMPTY_VERSIONS_OF_FILE = "UPDATE files_versions SET sealed = NULL, manifest = NULL WHERE file = $1";
    pub(crate) EMPTY_VERSIONS_OF_PROJECT = "UPDATE files_versions SET sealed = NULL, manifest = NULL WHERE project = $1";
    pub(crate) BLOBS_OF_FILE = "SELECT blob FROM files_versions WHERE file = $1";
    // What a complete upload became may have moved to another project since.
    pub(crate) BLOBS_OF_PROJECT = "SELECT blob FROM files_versions WHERE project = $1 \
        UNION SELECT blob FROM files_uploads WHERE project = $1 AND state <> 'complete'";
    pub(crate) MOVE_FILE = "UPDATE files_files SET project = $2, section = $3, position = $4, sealed = $5 WHERE id = $1";
    pub(crate) SEALED_OF_FILE = "SELECT id, sealed FROM files_versions WHERE file = $1";
    pub(crate) MOVE_VERSION = "UPDATE files_versions SET project = $2, sealed = $3 WHERE id = $1";
    pub(crate) HOME_OF_FILE = "SELECT project FROM files_files WHERE id = $1 AND erased_at IS NULL";
    pub(crate) VERSIONS_EVER_OF_FILE = "SELECT id FROM files_versions WHERE file = $1";
    pub(crate) VERSIONS_EVER_OF_PROJECT = "SELECT id FROM files_versions WHERE project = $1 AND id > $2 ORDER BY id LIMIT $3";

    // parts
    pub(crate) INSERT_PART = "INSERT INTO files_parts (blob, position, object, length) VALUES ($1, $2, $3, $4)";
    pub(crate) PARTS = "SELECT object, length FROM files_parts WHERE blob = $1 ORDER BY position";
    pub(crate) PARTS_BY_OBJECT = concat!("SELECT object FROM files_parts WHERE object IN ", list!());
    pub(crate) KEYS_IN_USE = concat!("SELECT id FROM files_projects WHERE erased_at IS NULL AND id IN ", list!(), " \
        UNION SELECT v.blob FROM files_versions v JOIN files_files f ON f.id = v.file \
            WHERE f.erased_at IS NULL AND v.blob IN ", list!(), " \
        UNION SELECT blob FROM files_uploads WHERE state <> 'swept' AND blob IN ", list!());
    pub(crate) DELETE_PARTS = "DELETE FROM files_parts WHERE blob = $1";

    // uploads
    pub(crate) INSERT_UPLOAD = "INSERT INTO files_uploads \
        (id, team, project, section, target, blob, size, received, parts, state, sealed, created_by, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 'open', $8, $9, $10, $11)";
    pub(crate) UPLOAD = concat!("SELECT ", upload!(), " FROM files_uploads u \
        LEFT JOIN files_versions v ON v.id = u.version WHERE u.id = $1");
    pub(crate) BEGUN_LATER = "SELECT CAST(MIN(f.position) AS BIGINT) FROM files_uploads u \
        JOIN files_versions v ON v.id = u.version JOIN files_files f ON f.id = v.file \
        WHERE u.created_by = $1 AND u.id > $2 AND u.state = 'complete' AND u.target IS NULL AND f.section = $3";
    pub(crate) COUNT_OPEN_UPLOADS = "SELECT CAST(COUNT(*) AS BIGINT) FROM files_uploads \
        WHERE created_by = $1 AND state = 'open'";
    pub(crate) ADVANCE_UPLOAD = "UPDATE files_uploads SET received = $3, parts = $4 \
        WHERE id = $1 AND received = $2 AND state = 'open'";
    pub(crate) COMPLETE_UPLOAD = "UPDATE files_uploads \
        SET received = size, parts = $3, state = 'complete', sealed = NULL, version = $4 \
        WHERE id = $1 AND received = $2 AND state = 'open'";
    pub(crate) CLOSE_UPLOAD = "UPDATE files_uploads SET state = $2, sealed = NULL WHERE id = $1 AND state = 'open'";
    pub(crate) SWEPT_UPLOAD = "UPDATE files_uploads SET state = 'swept' WHERE id = $1 AND state IN ('cancelled', 'expired')";
    pub(crate) CLOSE_UPLOADS_OF_PROJECT = "UPDATE files_uploads SET state = 'swept', sealed = NULL \
        WHERE project = $1 AND state IN ('open', 'cancelled', 'expired')";
}
