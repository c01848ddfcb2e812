-- question: Which claims on questions in dispute do the filters leave, and what says so?
-- parameters:
-- columns: dispute_id VARCHAR, question VARCHAR, subject_table VARCHAR, subject_id VARCHAR, claim VARCHAR,
--   adopted BOOLEAN, source_id VARCHAR, source_title VARCHAR, publisher VARCHAR, url VARCHAR,
--   published_on DATE, perspective VARCHAR
SELECT
    disputes.dispute_id,
    disputes.question,
    disputes.subject_table,
    disputes.subject_id,
    disputes.claim,
    disputes.adopted,
    disputes.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_disputes AS disputes
LEFT JOIN ledger_sources AS sources ON disputes.source_id = sources.source_id
ORDER BY disputes.row
