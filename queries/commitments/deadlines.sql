-- question: How many days are left until the deadlines of the commitments that are still open, or have
--   passed since?
-- parameters:
-- columns: commitment_id VARCHAR, theme VARCHAR, summary VARCHAR, day DATE, due_on DATE, due_in BIGINT,
--   status VARCHAR, contested BOOLEAN, overdue BOOLEAN, status_low BOOLEAN
SELECT
    commitment_id,
    theme,
    summary,
    day,
    due_on,
    due_in,
    status,
    contested,
    overdue,
    status_low
FROM filtered_commitments
WHERE due_in IS NOT NULL
ORDER BY due_in, row
