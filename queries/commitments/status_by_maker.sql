-- question: How many commitments made by each party alone, by several parties jointly and by others have
--   which status, and how many of these are testable and given, overdue, or rest on evidence of low
--   confidence alone?
-- parameters:
-- columns: maker VARCHAR, standing VARCHAR, status VARCHAR, contested BOOLEAN, commitments BIGINT,
--   checkable BIGINT, overdue BIGINT, low BIGINT
SELECT
    commitments.maker,
    commitments.standing,
    commitments.status,
    commitments.contested,
    count(*) AS commitments,
    count(CASE WHEN commitments.checkable THEN 1 END) AS checkable,
    count(CASE WHEN commitments.overdue THEN 1 END) AS overdue,
    count(CASE WHEN commitments.status_low THEN 1 END) AS low
FROM filtered_commitments AS commitments
LEFT JOIN parties ON commitments.maker = parties.actor_id
INNER JOIN codes
    ON
        codes.table_name = 'commitment_updates'
        AND codes.field = 'status'
        AND commitments.status = codes.code
GROUP BY
    commitments.maker,
    commitments.standing,
    commitments.status,
    commitments.contested,
    parties.rank,
    codes.rank
ORDER BY
    parties.rank NULLS LAST, commitments.maker, commitments.standing, codes.rank, commitments.contested
