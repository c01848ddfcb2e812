-- question: Which commitments do the filters leave, each with its status on the day known, or today, and
--   what says so?
-- parameters:
-- columns: commitment_id VARCHAR, event_id VARCHAR, made_on DATE, made_by VARCHAR[], made_to VARCHAR[],
--   theme VARCHAR, standing VARCHAR, summary VARCHAR, due_on DATE, testable BOOLEAN, source_id VARCHAR,
--   status VARCHAR, status_on DATE, contested BOOLEAN, overdue BOOLEAN, source_title VARCHAR,
--   publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    commitments.commitment_id,
    commitments.event_id,
    commitments.day AS made_on,
    commitments.made_by,
    commitments.made_to,
    commitments.theme,
    commitments.standing,
    commitments.summary,
    commitments.due_on,
    commitments.testable,
    commitments.source_id,
    commitments.status,
    commitments.status_on,
    commitments.contested,
    commitments.overdue,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_commitments AS commitments
LEFT JOIN ledger_sources AS sources ON commitments.source_id = sources.source_id
ORDER BY commitments.day, commitments.row
