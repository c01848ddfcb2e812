-- question: Which questions in dispute do the filters leave? Those about a row that they leave; one about no
--   row of its own stands while no period, actor or event is chosen. On a day looked at, a question stands
--   once two of its claims were known.
-- parameters: from, to, known, actors, events
-- columns: dispute_id VARCHAR, question_id VARCHAR, question VARCHAR, subject_table VARCHAR,
--   subject_id VARCHAR, claim VARCHAR, adopted BOOLEAN, source_id VARCHAR, known_on DATE, row BIGINT
WITH known_claims AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY question_id) AS claims
    FROM ledger_disputes
    WHERE CAST($known AS DATE) IS NULL OR known_on <= CAST($known AS DATE)
)

SELECT
    known_claims.dispute_id,
    known_claims.question_id,
    known_claims.question,
    known_claims.subject_table,
    known_claims.subject_id,
    known_claims.claim,
    known_claims.adopted,
    known_claims.source_id,
    known_claims.known_on,
    known_claims.row
FROM known_claims
WHERE
    known_claims.claims > 1
    AND (
        EXISTS (
            SELECT 1
            FROM filtered_subjects
            WHERE
                known_claims.subject_table = filtered_subjects.table_name
                AND known_claims.subject_id = filtered_subjects.id
        )
        OR (
            known_claims.subject_id IS NULL
            AND CAST($from AS DATE) IS NULL
            AND CAST($to AS DATE) IS NULL
            AND len($actors) = 0
            AND len($events) = 0
        )
    )
