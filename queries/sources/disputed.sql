-- question: About which rows do sources disagree, and on which questions?
-- parameters:
-- columns: subject_table VARCHAR, subject_id VARCHAR, question_id VARCHAR, question VARCHAR
SELECT
    subject_table,
    subject_id,
    question_id,
    question
FROM filtered_disputes
WHERE subject_id IS NOT NULL
GROUP BY subject_table, subject_id, question_id, question
ORDER BY min(row)
