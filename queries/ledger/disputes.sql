-- question: The claims on which sources disagree, each with its question, and the day it became known. A
--   question is named by the first of its claims in the file.
-- parameters:
-- columns: dispute_id VARCHAR, question_id VARCHAR, question VARCHAR, subject_table VARCHAR,
--   subject_id VARCHAR, claim VARCHAR, adopted BOOLEAN, source_id VARCHAR, known_on DATE, row BIGINT
SELECT
    disputes.dispute_id,
    first_value(disputes.dispute_id) OVER (PARTITION BY disputes.question ORDER BY disputes.row)
        AS question_id,
    disputes.question,
    disputes.subject_table,
    disputes.subject_id,
    disputes.claim,
    disputes.adopted,
    disputes.source_id,
    sources.published_on AS known_on,
    disputes.row
FROM disputes
LEFT JOIN sources ON disputes.source_id = sources.source_id
ORDER BY disputes.row
