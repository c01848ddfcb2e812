-- question: What happened to each commitment, step by step? One row an update; a commitment without
--   any has one row without an update.
-- parameters:
-- columns: commitment_id VARCHAR, theme VARCHAR, standing VARCHAR, summary VARCHAR, day DATE, due_on DATE,
--   overdue BOOLEAN, status VARCHAR, status_on DATE, contested BOOLEAN, status_low BOOLEAN,
--   update_id VARCHAR, update_day DATE, update_status VARCHAR, claimed_by VARCHAR, update_summary VARCHAR,
--   confidence VARCHAR
SELECT
    commitments.commitment_id,
    commitments.theme,
    commitments.standing,
    commitments.summary,
    commitments.day,
    commitments.due_on,
    commitments.overdue,
    commitments.status,
    commitments.status_on,
    commitments.contested,
    commitments.status_low,
    updates.update_id,
    updates.day AS update_day,
    updates.status AS update_status,
    updates.claimed_by,
    updates.summary AS update_summary,
    updates.confidence
FROM filtered_commitments AS commitments
INNER JOIN codes
    ON codes.table_name = 'commitments' AND codes.field = 'theme' AND commitments.theme = codes.code
LEFT JOIN filtered_histories AS updates ON commitments.commitment_id = updates.commitment_id
ORDER BY codes.rank, commitments.day, commitments.row, updates.day, updates.row
