-- question: Which commitments do the filters leave, each with its status on the day known, or today?
-- parameters: from, to, actors, events, themes, makers, commitment_statuses, testable, standings
-- columns: commitment_id VARCHAR, event_id VARCHAR, made_by VARCHAR[], made_to VARCHAR[], theme VARCHAR,
--   standing VARCHAR, summary VARCHAR, due_on DATE, testable BOOLEAN, source_id VARCHAR, day DATE,
--   maker VARCHAR, row BIGINT, status VARCHAR, status_on DATE, contested BOOLEAN, overdue BOOLEAN,
--   due_in BIGINT, checkable BOOLEAN, kept_after BIGINT, status_low BOOLEAN
SELECT
    commitment_id,
    event_id,
    made_by,
    made_to,
    theme,
    standing,
    summary,
    due_on,
    testable,
    source_id,
    day,
    maker,
    row,
    status,
    status_on,
    contested,
    coalesce(due_in < 0, FALSE) AS overdue,
    due_in,
    checkable,
    CASE WHEN status = 'kept' THEN date_diff('day', day, status_on) END AS kept_after,
    status_low
FROM filtered_statuses
WHERE
    (CAST($from AS DATE) IS NULL OR day >= CAST($from AS DATE))
    AND (CAST($to AS DATE) IS NULL OR day <= CAST($to AS DATE))
    AND (len($events) = 0 OR list_contains(CAST($events AS VARCHAR[]), event_id))
    AND (len($actors) = 0 OR list_has_any(involved, CAST($actors AS VARCHAR[])))
    AND (len($themes) = 0 OR list_contains(CAST($themes AS VARCHAR[]), theme))
    AND (len($makers) = 0 OR list_has_any(made_by, CAST($makers AS VARCHAR[])))
    AND (len($commitment_statuses) = 0 OR list_contains(CAST($commitment_statuses AS VARCHAR[]), status))
    AND (CAST($testable AS BOOLEAN) IS NULL OR testable = CAST($testable AS BOOLEAN))
    AND (len($standings) = 0 OR list_contains(CAST($standings AS VARCHAR[]), standing))
