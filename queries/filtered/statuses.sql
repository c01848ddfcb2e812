-- question: How does each commitment stand on the day known, or today, whatever the filters on it?
-- parameters: known, today, confidences
-- columns: commitment_id VARCHAR, event_id VARCHAR, made_by VARCHAR[], made_to VARCHAR[], theme VARCHAR,
--   standing VARCHAR, summary VARCHAR, due_on DATE, testable BOOLEAN, source_id VARCHAR, day DATE,
--   maker VARCHAR, involved VARCHAR[], row BIGINT, status VARCHAR, status_on DATE, status_low BOOLEAN,
--   contested BOOLEAN, due_in BIGINT, checkable BOOLEAN
WITH known_updates AS (
    SELECT
        commitment_id,
        status,
        day,
        confidence,
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
        confidence,
        row_number() OVER (PARTITION BY commitment_id ORDER BY day DESC, row DESC) AS age,
        first_value(status) OVER (PARTITION BY commitment_id ORDER BY day DESC, row DESC) AS latest_status
    FROM known_updates
    WHERE status <> 'disputed'
),

last_change AS (
    SELECT
        commitment_id,
        min(age) AS age
    FROM ranked
    WHERE status <> latest_status
    GROUP BY commitment_id
),

-- The latest status, with the day of the evidence that says so last, and of that since which nothing else was
-- said: a promise reported as kept twice was kept on the first of these days. A status is of low confidence
-- where all of this evidence is, unless it is the promise itself that says "pledged".
statuses AS (
    SELECT
        ranked.commitment_id,
        ranked.latest_status AS status,
        max(ranked.day) AS day,
        min(ranked.day) AS since,
        count(CASE WHEN ranked.confidence <> 'low' THEN 1 END) = 0
        AND (ranked.latest_status <> 'pledged' OR max(last_change.age) IS NOT NULL) AS low
    FROM ranked
    LEFT JOIN last_change ON ranked.commitment_id = last_change.commitment_id
    WHERE last_change.age IS NULL OR ranked.age < last_change.age
    GROUP BY ranked.commitment_id, ranked.latest_status
),

disputes_of AS (
    SELECT
        commitment_id,
        max(day) AS day
    FROM known_updates
    WHERE status = 'disputed'
    GROUP BY commitment_id
)

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
    commitments.involved,
    commitments.row,
    coalesce(statuses.status, 'pledged') AS status,
    coalesce(statuses.since, commitments.day) AS status_on,
    coalesce(statuses.low, FALSE) AS status_low,
    disputes_of.day IS NOT NULL
    AND (statuses.day IS NULL OR disputes_of.day >= statuses.day) AS contested,
    -- Days to the deadline of a promise that is still open, negative once it has passed. A promise due on
    -- the day it was made holds from now on and has no deadline to wait for.
    CASE
        WHEN
            commitments.due_on > commitments.day
            AND coalesce(statuses.status, 'pledged') IN ('pledged', 'in_progress', 'partly_kept')
            THEN
                date_diff(
                    'day', coalesce(CAST($known AS DATE), CAST($today AS DATE)), commitments.due_on
                )
    END AS due_in,
    -- What "kept of testable" counts.
    commitments.testable AND commitments.standing = 'given' AS checkable
FROM ledger_commitments AS commitments
LEFT JOIN statuses ON commitments.commitment_id = statuses.commitment_id
LEFT JOIN disputes_of ON commitments.commitment_id = disputes_of.commitment_id
WHERE CAST($known AS DATE) IS NULL OR commitments.known_on <= CAST($known AS DATE)
