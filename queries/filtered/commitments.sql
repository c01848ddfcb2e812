-- question: Which commitments do the filters leave, each with its status on the day known, or today?
-- parameters: from, to, known, today, actors, events, confidences, themes, makers, commitment_statuses,
--   testable, standings
-- columns: commitment_id VARCHAR, event_id VARCHAR, made_by VARCHAR[], made_to VARCHAR[], theme VARCHAR,
--   standing VARCHAR, summary VARCHAR, due_on DATE, testable BOOLEAN, source_id VARCHAR, day DATE,
--   maker VARCHAR, row BIGINT, status VARCHAR, status_on DATE, contested BOOLEAN, overdue BOOLEAN
WITH known_updates AS (
    SELECT
        commitment_id,
        status,
        day,
        row
    FROM ledger_updates
    WHERE
        day <= coalesce(CAST($known AS DATE), CAST($today AS DATE))
        AND (CAST($known AS DATE) IS NULL OR known_on <= CAST($known AS DATE))
        AND (len($confidences) = 0 OR list_contains(CAST($confidences AS VARCHAR[]), confidence))
),

ranked AS (
    SELECT
        commitment_id,
        status,
        day,
        row_number() OVER (PARTITION BY commitment_id ORDER BY day DESC, row DESC) AS age
    FROM known_updates
    WHERE status <> 'disputed'
),

disputes_of AS (
    SELECT
        commitment_id,
        max(day) AS day
    FROM known_updates
    WHERE status = 'disputed'
    GROUP BY commitment_id
),

with_status AS (
    SELECT
        commitments.commitment_id,
        commitments.event_id,
        commitments.made_by,
        commitments.made_to,
        commitments.theme,
        commitments.standing,
        commitments.summary,
        commitments.due_on,
        commitments.testable,
        commitments.source_id,
        commitments.day,
        commitments.maker,
        commitments.row,
        coalesce(ranked.status, 'pledged') AS status,
        coalesce(ranked.day, commitments.day) AS status_on,
        disputes_of.day IS NOT NULL AND (ranked.day IS NULL OR disputes_of.day >= ranked.day) AS contested,
        commitments.due_on IS NOT NULL
        AND commitments.due_on < coalesce(CAST($known AS DATE), CAST($today AS DATE))
        AND commitments.due_on > commitments.day
        AND coalesce(ranked.status, 'pledged') IN ('pledged', 'in_progress', 'partly_kept') AS overdue
    FROM ledger_commitments AS commitments
    LEFT JOIN ranked ON commitments.commitment_id = ranked.commitment_id AND ranked.age = 1
    LEFT JOIN disputes_of ON commitments.commitment_id = disputes_of.commitment_id
    WHERE CAST($known AS DATE) IS NULL OR commitments.known_on <= CAST($known AS DATE)
)

SELECT *
FROM with_status
WHERE
    (CAST($from AS DATE) IS NULL OR day >= CAST($from AS DATE))
    AND (CAST($to AS DATE) IS NULL OR day <= CAST($to AS DATE))
    AND (len($events) = 0 OR list_contains(CAST($events AS VARCHAR[]), event_id))
    AND (
        len($actors) = 0
        OR EXISTS (
            SELECT 1
            FROM filtered_lineage
            WHERE
                list_contains(with_status.made_by, filtered_lineage.actor_id)
                OR list_contains(with_status.made_to, filtered_lineage.actor_id)
        )
    )
    AND (len($themes) = 0 OR list_contains(CAST($themes AS VARCHAR[]), theme))
    AND (len($makers) = 0 OR list_has_any(made_by, CAST($makers AS VARCHAR[])))
    AND (len($commitment_statuses) = 0 OR list_contains(CAST($commitment_statuses AS VARCHAR[]), status))
    AND (CAST($testable AS BOOLEAN) IS NULL OR testable = CAST($testable AS BOOLEAN))
    AND (len($standings) = 0 OR list_contains(CAST($standings AS VARCHAR[]), standing))
