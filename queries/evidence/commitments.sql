-- question: Which commitments stand behind a mark, and what says so?
-- parameters: mark_id, mark_event, mark_theme, mark_maker, mark_standing, mark_status, mark_contested,
--   mark_kept_after, mark_part, mark_own_part
-- columns: commitment_id VARCHAR, event_id VARCHAR, made_by VARCHAR[], made_to VARCHAR[], theme VARCHAR,
--   standing VARCHAR, testable BOOLEAN, summary VARCHAR, day DATE, due_on DATE, status VARCHAR,
--   status_on DATE, contested BOOLEAN, overdue BOOLEAN, status_low BOOLEAN, source_id VARCHAR,
--   source_title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    commitments.commitment_id,
    commitments.event_id,
    commitments.made_by,
    commitments.made_to,
    commitments.theme,
    commitments.standing,
    commitments.testable,
    commitments.summary,
    commitments.day,
    commitments.due_on,
    commitments.status,
    commitments.status_on,
    commitments.contested,
    commitments.overdue,
    commitments.status_low,
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_commitments AS commitments
LEFT JOIN ledger_sources AS sources ON commitments.source_id = sources.source_id
WHERE
    (CAST($mark_id AS VARCHAR) IS NULL OR commitments.commitment_id = CAST($mark_id AS VARCHAR))
    AND (CAST($mark_event AS VARCHAR) IS NULL OR commitments.event_id = CAST($mark_event AS VARCHAR))
    AND (CAST($mark_theme AS VARCHAR) IS NULL OR commitments.theme = CAST($mark_theme AS VARCHAR))
    AND (CAST($mark_maker AS VARCHAR) IS NULL OR commitments.maker = CAST($mark_maker AS VARCHAR))
    AND (CAST($mark_standing AS VARCHAR) IS NULL OR commitments.standing = CAST($mark_standing AS VARCHAR))
    AND (CAST($mark_status AS VARCHAR) IS NULL OR commitments.status = CAST($mark_status AS VARCHAR))
    AND (
        CAST($mark_contested AS VARCHAR) IS NULL
        OR CASE WHEN commitments.contested THEN 'true' ELSE 'false' END = CAST($mark_contested AS VARCHAR)
    )
    -- The marks of the survival curve: the commitments kept exactly that many days after they were made.
    AND (
        CAST($mark_kept_after AS VARCHAR) IS NULL
        OR (
            commitments.checkable
            AND CAST(commitments.kept_after AS VARCHAR) = CAST($mark_kept_after AS VARCHAR)
        )
    )
    -- The part of an actor, such as `made_by.icrc`: with all that belongs to it, or its own part alone.
    AND (
        CAST($mark_part AS VARCHAR) IS NULL
        OR EXISTS (
            SELECT 1
            FROM ledger_lineage
            WHERE
                (
                    list_contains(commitments.made_by, ledger_lineage.actor_id)
                    AND concat('made_by.', ledger_lineage.ancestor_id) = CAST($mark_part AS VARCHAR)
                )
                OR (
                    list_contains(commitments.made_to, ledger_lineage.actor_id)
                    AND concat('made_to.', ledger_lineage.ancestor_id) = CAST($mark_part AS VARCHAR)
                )
        )
    )
    AND (
        CAST($mark_own_part AS VARCHAR) IS NULL
        OR EXISTS (
            SELECT 1
            FROM actors
            WHERE
                (
                    list_contains(commitments.made_by, actors.actor_id)
                    AND concat('made_by.', actors.actor_id) = CAST($mark_own_part AS VARCHAR)
                )
                OR (
                    list_contains(commitments.made_to, actors.actor_id)
                    AND concat('made_to.', actors.actor_id) = CAST($mark_own_part AS VARCHAR)
                )
        )
    )
ORDER BY commitments.day, commitments.row
