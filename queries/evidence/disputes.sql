-- question: Which claims compete on a question, what says so, and which row is the question about? Questions
--   stand by the day of that row, the latest first.
-- parameters: mark_question
-- columns: dispute_id VARCHAR, question_id VARCHAR, question VARCHAR, subject_table VARCHAR,
--   subject_id VARCHAR, opens_id VARCHAR, subject_day DATE, subject_summary VARCHAR, claim VARCHAR,
--   adopted BOOLEAN, source_id VARCHAR, source_title VARCHAR, publisher VARCHAR, url VARCHAR,
--   published_on DATE, perspective VARCHAR
SELECT
    claims.dispute_id,
    claims.question_id,
    claims.question,
    claims.subject_table,
    claims.subject_id,
    -- An update is read in the history of its promise.
    coalesce(updates.commitment_id, claims.subject_id) AS opens_id,
    subjects.day AS subject_day,
    subjects.summary AS subject_summary,
    claims.claim,
    claims.adopted,
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_disputes AS claims
INNER JOIN ledger_sources AS sources ON claims.source_id = sources.source_id
LEFT JOIN filtered_subjects AS subjects
    ON
        claims.subject_table = subjects.table_name
        AND claims.subject_id = subjects.id
        AND NOT subjects.announcement
LEFT JOIN ledger_updates AS updates
    ON claims.subject_table = 'commitment_updates' AND claims.subject_id = updates.update_id
WHERE CAST($mark_question AS VARCHAR) IS NULL OR claims.question_id = CAST($mark_question AS VARCHAR)
ORDER BY subjects.day DESC NULLS LAST, claims.question_id, claims.row
