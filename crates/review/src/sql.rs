//! The only SQL of this area. One text for both engines.

/// The shape of the rows that `reviews::Review` reads.
macro_rules! review_rows {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.team, v.project, v.review_group, v.file, v.version, v.version_number, v.status, v.due_at, \
             v.due_zone, v.locked, v.started_by, v.started_at, g.switches FROM review_reviews v \
             JOIN review_groups g ON g.id = v.review_group ",
            $rest
        )
    };
}

/// The shape of the rows that `groups::Group` reads.
macro_rules! group_rows {
    ($rest:literal) => {
        concat!(
            "SELECT g.id, g.team, g.project, g.position, g.switches, g.link_expires_at, g.password, g.password_epoch, \
             g.sealed, (SELECT COUNT(*) FROM review_reviewers r WHERE r.review_group = g.id AND r.origin = 'invited') \
             FROM review_groups g ",
            $rest
        )
    };
}

/// The shape of the rows that `comments::Comment` reads.
macro_rules! comment_rows {
    ($rest:literal) => {
        concat!(
            "SELECT id, team, review, parent, author, author_key, team_only, wording, created_at, edited_at, \
             resolved_at, resolved_by, deleted_at, sealed, deleted_by, number, shared_number, pinned_at, pinned_by, \
             copied_from, copied_author, copied_version, copied_group FROM review_comments ",
            $rest
        )
    };
}

/// The shape of the rows that `decisions::Decision` reads; a decision without a successor is current.
macro_rules! decision_rows {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.team, d.review, d.person, d.author_key, d.verdict, d.level, d.at, \
             d.predecessor, d.sealed, (SELECT COUNT(*) FROM review_decisions s WHERE s.predecessor = d.id), \
             v.version, v.version_number, d.record FROM review_decisions d \
             JOIN review_reviews v ON v.id = d.review ",
            $rest
        )
    };
}

/// Fifty places for a page of files; a shorter page repeats its last one.
macro_rules! of_fifty_files {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " IN ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,\
             $28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50) ",
            $after
        )
    };
}

db::statements! {
    // groups
    pub(crate) GROUP = group_rows!("WHERE g.id = $1");
    pub(crate) GROUP_LOCKED = group_rows!("WHERE g.id = $1 /*postgres: FOR UPDATE OF g */");
    pub(crate) GROUPS = group_rows!("WHERE g.project = $1 ORDER BY g.position, g.id");
    pub(crate) GROUPS_OF_TEAM = group_rows!("WHERE g.team = $1 ORDER BY g.project, g.position, g.id");
    pub(crate) INSERT_GROUP = "INSERT INTO review_groups \
        (id, team, project, position, switches, link_expires_at, password, password_epoch, reviewers_numbered, \
         created_at, created_by, sealed) \
        VALUES ($1, $2, $3, (SELECT COALESCE(MAX(position), -1) + 1 FROM review_groups WHERE project = $3), \
         $4, NULL, NULL, 0, 0, $5, $6, $7)";
    pub(crate) RENAME_GROUP = "UPDATE review_groups SET sealed = $2 WHERE id = $1";
    pub(crate) SET_SWITCHES = "UPDATE review_groups SET switches = $2, link_expires_at = $3 WHERE id = $1";
    pub(crate) SET_POSITION = "UPDATE review_groups SET position = $2 WHERE id = $1";
    pub(crate) SET_PASSWORD = "UPDATE review_groups SET password = $2, password_epoch = password_epoch + 1 \
        WHERE id = $1";
    pub(crate) DELETE_GROUP = "DELETE FROM review_groups WHERE id = $1";
    pub(crate) GROUP_HAS_REVIEWS = "SELECT 1 FROM review_reviews WHERE review_group = $1 LIMIT 1";
    pub(crate) NEXT_NUMBER = "UPDATE review_groups SET reviewers_numbered = reviewers_numbered + 1 WHERE id = $1 \
        RETURNING reviewers_numbered";

    // reviewers
    pub(crate) REVIEWERS = "SELECT r.review_group, r.person, r.origin, r.decides, r.invited_at, \
        (SELECT MAX(o.last_at) FROM review_openings o JOIN review_reviews v ON v.id = o.review \
         WHERE v.review_group = r.review_group AND o.person = r.person), r.proved_at \
        FROM review_reviewers r WHERE r.review_group = $1 ORDER BY r.number";
    pub(crate) REVIEWERS_OF_PROJECT = "SELECT r.review_group, r.person, r.origin, r.decides, r.invited_at, \
        CAST(NULL AS BIGINT), r.proved_at FROM review_reviewers r JOIN review_groups g ON g.id = r.review_group \
        WHERE g.project = $1 ORDER BY g.position, r.number";
    pub(crate) REVIEWERS_OF_TEAM = "SELECT g.project, r.person FROM review_reviewers r \
        JOIN review_groups g ON g.id = r.review_group WHERE g.team = $1 AND r.origin = 'invited' \
        ORDER BY g.position, r.number";
    pub(crate) REVIEWER = "SELECT r.review_group, r.person, r.origin, r.decides, r.invited_at, CAST(NULL AS BIGINT), \
        r.proved_at FROM review_reviewers r WHERE r.review_group = $1 AND r.person = $2";
    pub(crate) WALKED_IN = "SELECT COUNT(*) FROM review_reviewers WHERE review_group = $1 AND origin = 'link'";
    pub(crate) INSERT_REVIEWER = "INSERT INTO review_reviewers \
        (review_group, person, number, origin, decides, invited_at, invited_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    pub(crate) SET_DECIDES = "UPDATE review_reviewers SET decides = $3 WHERE review_group = $1 AND person = $2";
    pub(crate) SET_PROVED = "UPDATE review_reviewers SET proved_at = $3 WHERE review_group = $1 AND person = $2";
    pub(crate) KEEP_NUMBER = "INSERT INTO review_former (review_group, person, number) \
        SELECT review_group, person, number FROM review_reviewers WHERE review_group = $1 AND person = $2 \
        ON CONFLICT (review_group, person) DO UPDATE SET number = excluded.number";
    // Who came back has a new number, which is higher.
    pub(crate) NUMBERS = "SELECT n.person, MAX(n.number) FROM ( \
        SELECT person, number FROM review_reviewers WHERE review_group = $1 UNION ALL \
        SELECT person, number FROM review_former WHERE review_group = $1) n GROUP BY n.person";
    pub(crate) DELETE_REVIEWER = "DELETE FROM review_reviewers WHERE review_group = $1 AND person = $2";

    // links and grants
    pub(crate) LINK = "SELECT l.id, l.team, l.review_group, l.person, l.secret_digest, l.created_at, l.created_by, \
        l.revoked_at, l.sealed FROM review_links l WHERE l.id = $1";
    pub(crate) LINKS = "SELECT l.id, l.team, l.review_group, l.person, l.secret_digest, l.created_at, l.created_by, \
        l.revoked_at, l.sealed FROM review_links l WHERE l.review_group = $1 AND l.revoked_at IS NULL ORDER BY l.id";
    pub(crate) INSERT_LINK = "INSERT INTO review_links \
        (id, team, review_group, person, secret_digest, created_at, created_by, revoked_at, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8)";
    pub(crate) REVOKE_GROUP_LINK = "UPDATE review_links SET revoked_at = $2 \
        WHERE review_group = $1 AND person IS NULL AND revoked_at IS NULL RETURNING id";
    pub(crate) REVOKE_PERSONAL_LINK = "UPDATE review_links SET revoked_at = $3 \
        WHERE review_group = $1 AND person = $2 AND revoked_at IS NULL";
    pub(crate) REVOKE_GRANTS_OF_PERSON = "UPDATE review_grants SET revoked_at = $3 \
        WHERE review_group = $1 AND person = $2 AND revoked_at IS NULL";
    // Who has no name stays behind: it may be the one who is removed, in another browser.
    pub(crate) MOVE_GRANTS = "UPDATE review_grants SET link = $2 \
        WHERE link = $1 AND revoked_at IS NULL AND person IS NOT NULL AND person <> $3";
    pub(crate) PUT_GRANT = "INSERT INTO review_grants \
        (session, review_group, link, person, password_epoch, opened_at, revoked_at, proved_at) \
        VALUES ($1, $2, $3, $4, $5, $6, NULL, $7) \
        ON CONFLICT (session, review_group) DO UPDATE SET link = excluded.link, person = excluded.person, \
        password_epoch = excluded.password_epoch, opened_at = excluded.opened_at, revoked_at = NULL, \
        proved_at = excluded.proved_at";
    // SECURITY: every condition under which a link lets in is part of the one query that every request runs; guarded
    // by tests `a_link_password_is_asked_by_every_operation`, `a_code_is_asked_by_every_operation`. 128 is the bit of
    // `invited_only`, 1024 that of `mailed_code`.
    pub(crate) GRANTS = "SELECT s.session, g.team, g.project, s.review_group, s.link, s.person, s.proved_at \
        FROM review_grants s JOIN review_groups g ON g.id = s.review_group JOIN review_links l ON l.id = s.link \
        WHERE s.session = $1 AND s.revoked_at IS NULL AND l.revoked_at IS NULL \
        AND s.password_epoch = g.password_epoch AND (g.link_expires_at IS NULL OR g.link_expires_at > $2) \
        AND (g.switches & 1024 = 0 OR s.proved_at IS NOT NULL) \
        AND (g.switches & 128 = 0 OR l.person IS NOT NULL OR (s.proved_at IS NOT NULL AND EXISTS \
        (SELECT 1 FROM review_reviewers r WHERE r.review_group = s.review_group AND r.person = s.person \
        AND r.origin = 'invited'))) ORDER BY s.opened_at, s.review_group";
    pub(crate) OPENED_BY_SESSION = "SELECT g.team, g.project, s.review_group, s.person \
        FROM review_grants s JOIN review_groups g ON g.id = s.review_group \
        WHERE s.session = $1 AND s.revoked_at IS NULL ORDER BY s.opened_at, s.review_group";
    pub(crate) LEAVE = "UPDATE review_grants SET revoked_at = $2 WHERE session = $1 AND revoked_at IS NULL";
    pub(crate) LET_IN_BEFORE = "SELECT 1 FROM review_grants \
        WHERE session = $1 AND review_group = $2 AND revoked_at IS NULL";
    pub(crate) NAME_GRANT = "UPDATE review_grants SET person = $3 \
        WHERE session = $1 AND review_group = $2 AND person IS NULL AND revoked_at IS NULL";
    pub(crate) PREVIOUS_GRANT = "SELECT s.person, s.link, l.person, l.revoked_at, s.proved_at, r.origin FROM review_grants s \
        JOIN review_reviewers r ON r.review_group = s.review_group AND r.person = s.person \
        JOIN review_links l ON l.id = s.link \
        WHERE s.session = $1 AND s.review_group = $2 AND s.revoked_at IS NULL";

    // mailed codes: one for each browser and group, the newest
    pub(crate) INSERT_CODE = "INSERT INTO review_codes \
        (id, session, review_group, link, password_epoch, asked_at, expires_at, tries, digest, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, NULL, $8)";
    pub(crate) DELETE_CODE = "DELETE FROM review_codes WHERE session = $1 AND review_group = $2";
    pub(crate) DELETE_OLD_CODES = "DELETE FROM review_codes WHERE expires_at <= $1";
    pub(crate) CODES_ASKED_AT = "SELECT id FROM review_codes WHERE review_group = $1 AND asked_at = $2";
    pub(crate) CODE_TO_SEND = "SELECT id, review_group, link, password_epoch, digest, sealed FROM review_codes \
        WHERE id = $1 AND expires_at > $2 /*postgres: FOR UPDATE */";
    pub(crate) SET_CODE = "UPDATE review_codes SET digest = $2, expires_at = $3 WHERE id = $1";
    // SECURITY: a try is paid for before the code is looked at, by whoever is first; guarded by test
    // `parallel_guesses_have_five_tries_together`.
    pub(crate) TRY_CODE = "UPDATE review_codes SET tries = tries + 1 \
        WHERE session = $1 AND link = $2 AND expires_at > $3 AND tries < $4 \
        RETURNING id, review_group, link, password_epoch, digest, sealed";

    // reviews
    pub(crate) REVIEW = review_rows!("WHERE v.id = $1");
    pub(crate) REVIEW_LOCKED = review_rows!("WHERE v.id = $1 /*postgres: FOR UPDATE OF v */");
    pub(crate) REVIEWS_OF_VERSION = review_rows!("WHERE v.version = $1 ORDER BY v.id");
    pub(crate) REVIEWS_OF_FILE = review_rows!("WHERE v.file = $1 ORDER BY v.version_number DESC, v.id");
    pub(crate) REVIEWS_OF_GROUP = review_rows!("WHERE v.review_group = $1 ORDER BY v.file, v.version_number");
    // SECURITY: what was approved before a new version counts no more; guarded by
    // test `a_new_version_does_not_inherit_an_approval`. Triggers keep `shown` to the newest version of a file that is
    // not in the trash.
    pub(crate) REVIEWS_SHOWN = review_rows!("WHERE v.team = $1 AND v.project = $2 AND v.shown = 1");
    pub(crate) TALLIES = "SELECT project, status, CAST(COUNT(*) AS BIGINT) FROM review_reviews \
        WHERE team = $1 AND shown = 1 GROUP BY project, status";
    pub(crate) TALLIES_OF_PROJECT = "SELECT project, status, CAST(COUNT(*) AS BIGINT) FROM review_reviews \
        WHERE team = $1 AND project = $2 AND shown = 1 GROUP BY project, status";
    pub(crate) AWAITED = "SELECT project, CAST(SUM(CASE WHEN due_at < $2 THEN 1 ELSE 0 END) AS BIGINT), \
        MIN(CASE WHEN due_at >= $2 THEN due_at END) FROM review_reviews \
        WHERE team = $1 AND shown = 1 AND status = 'review' AND locked = 0 AND due_at IS NOT NULL GROUP BY project";
    pub(crate) OVERDUE_OF_PROJECT = "SELECT CAST(COUNT(*) AS BIGINT) FROM review_reviews \
        WHERE team = $1 AND project = $2 AND shown = 1 AND status = 'review' AND locked = 0 AND due_at IS NOT NULL \
        AND due_at < $3";
    pub(crate) REVIEWS_OF_FILES = of_fifty_files!(
        "SELECT v.id, v.team, v.project, v.review_group, v.file, v.version, v.version_number, v.status, v.due_at, \
         v.due_zone, v.locked, v.started_by, v.started_at, g.switches FROM review_reviews v \
         JOIN review_groups g ON g.id = v.review_group WHERE v.file",
        "ORDER BY v.file, v.version_number"
    );
    pub(crate) SHOWN_OF_FILES = of_fifty_files!(
        "SELECT v.file, v.id FROM review_reviews v JOIN review_groups g ON g.id = v.review_group \
         WHERE v.shown = 1 AND v.file",
        "ORDER BY v.file, g.position, g.id"
    );
    pub(crate) AWAITING = review_rows!(
        "JOIN review_reviewers r ON r.review_group = v.review_group \
         WHERE r.person = $1 AND v.team = $2 AND r.decides = 1 AND v.shown = 1 AND v.status = 'review' AND v.locked = 0 \
         AND NOT EXISTS (SELECT 1 FROM review_decisions d WHERE d.review = v.id AND d.person = $1 \
         AND d.verdict <> 'withdraw' \
         AND NOT EXISTS (SELECT 1 FROM review_decisions s WHERE s.predecessor = d.id)) \
         ORDER BY v.due_at IS NULL, v.due_at, v.id LIMIT 200"
    );
    // Reviews that are due and awaited, and of whom: for telling them. A newer version under review replaces an older, and in
    // an archived project every review is closed.
    pub(crate) DUE_BETWEEN = "SELECT v.id, v.team, v.review_group, v.due_at, v.due_zone, v.started_by, r.person \
        FROM review_reviews v LEFT JOIN review_reviewers r ON r.review_group = v.review_group AND r.decides = 1 \
        AND r.origin = 'invited' \
        AND NOT EXISTS (SELECT 1 FROM review_decisions d WHERE d.review = v.id AND d.person = r.person \
        AND d.verdict <> 'withdraw' AND NOT EXISTS (SELECT 1 FROM review_decisions s WHERE s.predecessor = d.id)) \
        WHERE v.due_at > $1 AND v.due_at <= $2 AND v.status = 'review' AND v.locked = 0 \
        AND NOT EXISTS (SELECT 1 FROM files_projects p WHERE p.id = v.project AND p.archived_at IS NOT NULL) \
        AND NOT EXISTS (SELECT 1 FROM review_reviews n WHERE n.review_group = v.review_group AND n.file = v.file \
        AND n.version_number > v.version_number) ORDER BY v.due_at, v.id, r.number LIMIT 20000";
    pub(crate) DUE_OF = "SELECT v.id, v.team, v.review_group, v.due_at, v.due_zone, v.started_by, r.person \
        FROM review_reviewers r JOIN review_reviews v ON v.review_group = r.review_group \
        WHERE r.person = $1 AND r.decides = 1 AND r.origin = 'invited' AND v.due_at > $2 AND v.due_at <= $3 \
        AND v.status = 'review' AND v.locked = 0 \
        AND NOT EXISTS (SELECT 1 FROM files_projects p WHERE p.id = v.project AND p.archived_at IS NOT NULL) \
        AND NOT EXISTS (SELECT 1 FROM review_decisions d WHERE d.review = v.id AND d.person = r.person \
        AND d.verdict <> 'withdraw' AND NOT EXISTS (SELECT 1 FROM review_decisions s WHERE s.predecessor = d.id)) \
        AND NOT EXISTS (SELECT 1 FROM review_reviews n WHERE n.review_group = v.review_group AND n.file = v.file \
        AND n.version_number > v.version_number) ORDER BY v.due_at, v.id LIMIT 500";
    pub(crate) MENTIONED = "SELECT person FROM review_mentions WHERE comment = $1";
    pub(crate) LINK_WAS_OPENED = "SELECT 1 FROM review_grants WHERE link = $1 LIMIT 1";
    pub(crate) INSERT_REVIEW = "INSERT INTO review_reviews \
        (id, team, project, review_group, file, version, version_number, status, by_hand, due_at, due_zone, locked, \
         started_at, started_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 'review', 0, $8, $9, 0, $10, $11) \
        ON CONFLICT (version, review_group) DO NOTHING";
    pub(crate) REVIEW_OF = "SELECT id FROM review_reviews WHERE version = $1 AND review_group = $2";
    pub(crate) SET_STATUS = "UPDATE review_reviews SET status = $2, by_hand = $3 WHERE id = $1";
    pub(crate) SET_DUE = "UPDATE review_reviews SET due_at = $2, due_zone = $3 WHERE id = $1";
    pub(crate) NEWER_REVIEW = "SELECT id FROM review_reviews \
        WHERE review_group = $1 AND file = $2 AND version_number > $3 LIMIT 1";
    pub(crate) SET_LOCKED = "UPDATE review_reviews SET locked = $2 WHERE id = $1";
    pub(crate) WAITING_REVIEWS = review_rows!(
        "WHERE v.review_group = $1 AND v.status = 'review' AND v.by_hand = 0 AND v.locked = 0 ORDER BY v.id"
    );
    pub(crate) OPENING = "SELECT last_at FROM review_openings WHERE review = $1 AND person = $2";
    pub(crate) PUT_OPENING = "INSERT INTO review_openings (review, person, first_at, last_at) VALUES ($1, $2, $3, $3) \
        ON CONFLICT (review, person) DO UPDATE SET last_at = excluded.last_at";
    pub(crate) OPENINGS = "SELECT review, person, first_at FROM review_openings WHERE review = $1";
    pub(crate) OPENINGS_OF_FILES = of_fifty_files!(
        "SELECT o.review, o.person, o.first_at FROM review_openings o JOIN review_reviews v ON v.id = o.review \
         WHERE v.file",
        ""
    );

    // comments
    pub(crate) COMMENT = comment_rows!("WHERE id = $1");
    pub(crate) COMMENT_LOCKED = comment_rows!("WHERE id = $1 /*postgres: FOR UPDATE */");
    pub(crate) COMMENT_OF_CLIENT = comment_rows!("WHERE author = $1 AND client_id = $2");
    pub(crate) COMMENTS = comment_rows!("WHERE review = $1 ORDER BY created_at, id");
    // Takes a place among the review's comments, unless they are as many as they may be; yields the numbers.
    pub(crate) COUNT_COMMENT = "UPDATE review_reviews SET comments = comments + 1, threads = threads + $2, \
        shared_threads = shared_threads + $3 WHERE id = $1 AND comments < $4 RETURNING threads, shared_threads";
    pub(crate) COMMENTS_WRITTEN = "SELECT comments FROM review_reviews WHERE id = $1";
    pub(crate) INSERT_COMMENT = "INSERT INTO review_comments \
        (id, team, project, review, parent, author, author_key, client_id, team_only, wording, created_at, edited_at, \
         resolved_at, resolved_by, deleted_at, sealed, number, shared_number) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, NULL, NULL, NULL, NULL, $11, $12, $13) \
        ON CONFLICT (author, client_id) DO NOTHING";
    pub(crate) EDIT_COMMENT = "UPDATE review_comments SET sealed = $2, wording = $3, edited_at = $4 WHERE id = $1";
    pub(crate) DELETE_COMMENT = "UPDATE review_comments SET deleted_at = $2, deleted_by = $3 WHERE id = $1";
    pub(crate) FORGET_COMMENT = "UPDATE review_comments SET sealed = $2, wording = $3 WHERE id = $1";
    pub(crate) RESOLVE_COMMENT = "UPDATE review_comments SET resolved_at = $2, resolved_by = $3 WHERE id = $1";
    pub(crate) COMMENT_AUTHORS = "SELECT DISTINCT author FROM review_comments \
        WHERE review = $1 AND team_only = 0 AND deleted_at IS NULL";
    pub(crate) COMMENTS_OPEN_OF_FILES = of_fifty_files!(
        "SELECT c.review, COUNT(*) FROM review_comments c JOIN review_reviews v ON v.id = c.review WHERE v.file",
        "AND c.parent IS NULL AND c.resolved_at IS NULL AND c.deleted_at IS NULL GROUP BY c.review"
    );
    pub(crate) COMMENT_LEAVES = "SELECT id, wording, sealed FROM review_comments \
        WHERE review = $1 AND deleted_at IS NULL AND team_only <= $2 ORDER BY id";
    pub(crate) PIN_COMMENT = "UPDATE review_comments SET pinned_at = $2, pinned_by = $3 WHERE id = $1";
    pub(crate) PINNED = "SELECT COUNT(*) FROM review_comments \
        WHERE review = $1 AND pinned_at IS NOT NULL AND deleted_at IS NULL";
    pub(crate) INSERT_COPY = "INSERT INTO review_comments \
        (id, team, project, review, parent, author, author_key, client_id, team_only, wording, created_at, edited_at, \
         resolved_at, resolved_by, deleted_at, sealed, copied_from, copied_author, copied_version, copied_group, \
         number, shared_number) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, NULL, NULL, NULL, NULL, $11, $12, $13, $14, $15, $16, $17)";
    pub(crate) COPIES = "SELECT copied_from, id FROM review_comments \
        WHERE review = $1 AND copied_from IS NOT NULL AND deleted_at IS NULL";
    pub(crate) LIKE = "INSERT INTO review_likes (comment, person, at) VALUES ($1, $2, $3) \
        ON CONFLICT (comment, person) DO NOTHING";
    pub(crate) UNLIKE = "DELETE FROM review_likes WHERE comment = $1 AND person = $2";
    pub(crate) LIKES_OF_REVIEW = "SELECT l.comment, l.person FROM review_likes l \
        JOIN review_comments c ON c.id = l.comment WHERE c.review = $1 ORDER BY l.at, l.person";
    pub(crate) LIKES_OF_COMMENT = "SELECT comment, person FROM review_likes WHERE comment = $1 ORDER BY at, person";
    pub(crate) ATTACHMENT = "SELECT id, team, review, comment, author, author_key, object, length, sealed, created_at \
        FROM review_attachments WHERE id = $1";
    pub(crate) ATTACHMENTS_OF = "SELECT id, team, review, comment, author, author_key, object, length, sealed, created_at \
        FROM review_attachments WHERE comment = $1 ORDER BY id";
    // a file may live on in another project while the one that its comments were written in is erased
    pub(crate) ATTACHMENTS_OF_ERASED = "SELECT a.id, a.team, a.review, a.comment, a.author, a.author_key, a.object, \
        a.length, a.sealed, a.created_at FROM review_attachments a JOIN review_reviews v ON v.id = a.review \
        JOIN files_files f ON f.id = v.file JOIN files_projects p ON p.id = v.project \
        WHERE f.erased_at IS NOT NULL OR p.erased_at IS NOT NULL ORDER BY a.id LIMIT 200";
    pub(crate) ATTACHED_TO_REVIEW = "SELECT COUNT(*), CAST(COALESCE(SUM(length), 0) AS BIGINT) \
        FROM review_attachments WHERE review = $1 AND comment IS NOT NULL";
    pub(crate) WAITING_IN_REVIEW = "SELECT COUNT(*), \
        CAST(COALESCE(SUM(CASE WHEN author = $2 THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM review_attachments WHERE review = $1 AND comment IS NULL";
    pub(crate) INSERT_ATTACHMENT = "INSERT INTO review_attachments \
        (id, team, review, comment, author, author_key, object, length, created_at, sealed) \
        VALUES ($1, $2, $3, NULL, $4, $5, $6, $7, $8, $9)";
    pub(crate) CLAIM_ATTACHMENT = "UPDATE review_attachments SET comment = $2 \
        WHERE id = $1 AND review = $3 AND author = $4 AND comment IS NULL";
    // none when its comment was sent at the same moment
    pub(crate) DELETE_WAITING = "DELETE FROM review_attachments WHERE id = $1 AND comment IS NULL";
    pub(crate) DELETE_ATTACHMENT = "DELETE FROM review_attachments WHERE id = $1";
    pub(crate) ATTACHMENT_BY_OBJECT = "SELECT id FROM review_attachments WHERE object = $1";
    pub(crate) DELETE_MENTIONS = "DELETE FROM review_mentions WHERE comment = $1";
    pub(crate) INSERT_MENTION = "INSERT INTO review_mentions (comment, person) VALUES ($1, $2)";

    // decisions: there is no UPDATE here, and a trigger refuses one
    pub(crate) DECISION = decision_rows!("WHERE d.id = $1");
    pub(crate) DECISION_RECORD = "SELECT record FROM review_decisions WHERE id = $1";
    pub(crate) DECISIONS = decision_rows!("WHERE d.review = $1 ORDER BY d.at, d.id");
    pub(crate) DECISIONS_OF_FILES = of_fifty_files!(
        "SELECT d.id, d.team, d.review, d.person, d.author_key, d.verdict, d.level, d.at, d.sealed, v.version_number \
         FROM review_decisions d JOIN review_reviews v ON v.id = d.review WHERE v.file",
        "AND NOT EXISTS (SELECT 1 FROM review_decisions s WHERE s.predecessor = d.id) ORDER BY d.at, d.id"
    );
    pub(crate) CURRENT_DECISION = "SELECT d.id FROM review_decisions d WHERE d.review = $1 AND d.person = $2 \
        AND NOT EXISTS (SELECT 1 FROM review_decisions s WHERE s.predecessor = d.id)";
    pub(crate) SAID_BY = "SELECT COUNT(*) FROM review_decisions WHERE review = $1 AND person = $2";
    pub(crate) CAME_BY_LINK = "SELECT 1 FROM review_reviewers \
        WHERE review_group = $1 AND person = $2 AND origin = 'link'";
    pub(crate) SAID_BY_LINK = "SELECT COUNT(*) FROM review_decisions d \
        JOIN review_reviewers r ON r.review_group = $2 AND r.person = d.person \
        WHERE d.review = $1 AND r.origin = 'link'";
    // Whose decision counts: invited and self-named reviewers of whom a decision is asked, and members who are not
    // listed. A removed guest's decision stays on record and no longer counts.
    pub(crate) VOICES = "SELECT r.person, r.decides, r.origin, \
        (SELECT d.verdict FROM review_decisions d WHERE d.review = $1 AND d.person = r.person \
         AND NOT EXISTS (SELECT 1 FROM review_decisions s WHERE s.predecessor = d.id)) \
        FROM review_reviewers r WHERE r.review_group = $2 \
        UNION ALL SELECT d.person, 1, 'member', d.verdict FROM review_decisions d \
        WHERE d.review = $1 AND d.capacity = 'member' \
        AND NOT EXISTS (SELECT 1 FROM review_decisions s WHERE s.predecessor = d.id) \
        AND NOT EXISTS (SELECT 1 FROM review_reviewers r WHERE r.review_group = $2 AND r.person = d.person)";
    pub(crate) INSERT_DECISION = "INSERT INTO review_decisions \
        (id, team, project, review, person, author_key, capacity, verdict, level, at, predecessor, record, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
}
