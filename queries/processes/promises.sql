-- question: How do the testable promises in force stand, and how many of each status rest on evidence of low
--   confidence alone?
-- parameters:
-- columns: status VARCHAR, commitments BIGINT, low BIGINT
SELECT
    commitments.status,
    count(*) AS commitments,
    count(CASE WHEN commitments.status_low THEN 1 END) AS low
FROM filtered_commitments AS commitments
INNER JOIN codes
    ON
        codes.table_name = 'commitment_updates'
        AND codes.field = 'status'
        AND commitments.status = codes.code
WHERE commitments.checkable
GROUP BY commitments.status, codes.rank
ORDER BY codes.rank
